//! The writer of the access log.
//!
//! Looks and reveals are on disk before they are answered. Searches are many and must stay fast: they queue up and are
//! written in groups, within a fraction of a second. When the queue is full, a search waits for it, and is refused when
//! the disk does not keep up: none goes unlogged.

use super::store;
use crate::account::Account;
use crate::app::App;
use crate::db::{Db, StoreError, Tx, next};
use crate::http::{ApiError, ApiResult};
use chrono::{DateTime, Utc};
use shared::access::Role;
use shared::area::AreaCode;
use shared::disclosure::{AccessAction, AccessLimits, AccessPurpose, AccessSubject, PersonField, alarms};
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout_at};

/// Searches that may wait to be written.
const QUEUE: usize = 16_384;
/// Rows of one transaction at most.
const GROUP: usize = 1_000;
/// How long a group is waited for.
const GATHER: Duration = Duration::from_millis(200);
/// How long a search waits for a queue that is full.
const PATIENCE: Duration = Duration::from_secs(2);
/// Between tries when the database fails.
const PAUSE: Duration = Duration::from_secs(1);

/// A row of the log, without its number.
#[derive(Clone, Debug)]
pub struct Entry {
    pub at: DateTime<Utc>,
    pub login: String,
    pub name: String,
    pub role: Role,
    pub office_area: AreaCode,
    pub action: AccessAction,
    pub subject: AccessSubject,
    pub subject_id: String,
    /// Of the subject.
    pub area: AreaCode,
    pub dwelling: Option<i64>,
    pub fields: Vec<PersonField>,
    pub purpose: Option<AccessPurpose>,
    pub reason: String,
    pub answers: Option<i64>,
    pub words_hash: Option<String>,
}

impl Entry {
    pub fn new(
        account: &Account,
        action: AccessAction,
        subject: AccessSubject,
        subject_id: impl Into<String>,
        area: AreaCode,
        at: DateTime<Utc>,
    ) -> Entry {
        Entry {
            at,
            login: account.login.clone(),
            name: account.name.clone(),
            role: account.office.role,
            office_area: account.office.area.clone(),
            action,
            subject,
            subject_id: subject_id.into(),
            area,
            dwelling: None,
            fields: Vec::new(),
            purpose: None,
            reason: String::new(),
            answers: None,
            words_hash: None,
        }
    }
}

/// Writes rows, and the alarms that they raise. Returns the number of the last row.
pub async fn append(tx: &mut Tx, limits: &AccessLimits, entries: &[Entry]) -> Result<i64, StoreError> {
    let count = entries.len() as i64;
    let last = next(tx, "access", count).await?;
    let rows: Vec<(i64, &Entry)> = (last - count + 1..).zip(entries).collect();
    store::insert(tx, &rows).await?;
    let newest: HashMap<&str, (i64, &Entry)> = rows.iter().map(|row| (row.1.login.as_str(), *row)).collect();
    for (id, entry) in newest.into_values() {
        let counts = store::counts(tx, &entry.login, entry.at).await?;
        for alarm in alarms(counts, limits.of(entry.role), entry.at) {
            if store::raise(tx, id, entry, alarm).await? {
                tracing::warn!(login = entry.login, kind = alarm.kind.code(), count = alarm.count, "unusual look-ups");
            }
        }
    }
    Ok(last)
}

enum Message {
    Row(Box<Entry>),
    Flush(oneshot::Sender<()>),
}

#[derive(Debug)]
pub struct Ledger {
    queue: mpsc::Sender<Message>,
}

impl Ledger {
    /// Starts the writer.
    pub fn start(db: Db, limits: AccessLimits) -> Ledger {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(write_groups(db, limits, waiting));
        Ledger { queue }
    }

    async fn enqueue(&self, entry: Entry) -> ApiResult<()> {
        let sent = self.queue.send_timeout(Message::Row(Box::new(entry)), PATIENCE).await;
        sent.map_err(|_| ApiError::busy())
    }

    /// Returns when everything that was enqueued before is on disk.
    pub async fn flush(&self) {
        let (done, waited) = oneshot::channel();
        if self.queue.send(Message::Flush(done)).await.is_ok() && waited.await.is_err() {
            tracing::error!("the writer of the access log has ended");
        }
    }
}

async fn write_groups(db: Db, limits: AccessLimits, mut waiting: mpsc::Receiver<Message>) {
    while let Some(first) = waiting.recv().await {
        let (mut group, mut flushed, end) = (Vec::new(), None, Instant::now() + GATHER);
        let mut message = Some(first);
        loop {
            match message {
                Some(Message::Row(entry)) => group.push(*entry),
                Some(Message::Flush(done)) => flushed = Some(done),
                None => break,
            }
            if flushed.is_some() || group.len() >= GROUP {
                break;
            }
            message = timeout_at(end, waiting.recv()).await.unwrap_or(None);
        }
        while !group.is_empty() {
            match write(&db, &limits, &group).await {
                Ok(()) => break,
                Err(error) => {
                    tracing::error!(%error, rows = group.len(), "the access log cannot be written, trying again")
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
        if let Some(Err(())) = flushed.map(|done| done.send(())) {
            tracing::debug!("whoever waited for the access log has gone");
        }
    }
}

async fn write(db: &Db, limits: &AccessLimits, entries: &[Entry]) -> Result<(), StoreError> {
    let mut tx = db.begin().await?;
    append(&mut tx, limits, entries).await?;
    tx.commit().await
}

/// Somebody is about to be told who lives in a dwelling. An answer follows only when this has succeeded.
pub async fn looked(app: &App, account: &Account, dwelling: i64, area: &AreaCode) -> ApiResult<()> {
    let (action, subject, now) = (AccessAction::Look, AccessSubject::Dwelling, app.clock.now());
    let mut entry = Entry::new(account, action, subject, dwelling.to_string(), area.clone(), now);
    entry.dwelling = Some(dwelling);
    Ok(write(&app.db, &app.options.access_limits, &[entry]).await?)
}

/// Somebody is about to be given a list of people.
pub async fn searched(
    app: &App,
    account: &Account,
    words: &str,
    area: Option<&AreaCode>,
    answers: usize,
) -> ApiResult<()> {
    let (action, subject, now) = (AccessAction::Search, AccessSubject::People, app.clock.now());
    let mut entry = Entry::new(account, action, subject, "", area.unwrap_or(&account.office.area).clone(), now);
    entry.words_hash = Some(app.vault.hash_words(&words.trim().to_lowercase()));
    entry.answers = Some(answers as i64);
    app.ledger.enqueue(entry).await
}
