//! The courier: serves each subscription in the order of its numbers, one delivery at a time.
//!
//! The order of work is: write down that it is sent and what, send, write down what became of it. A process that dies in
//! between sends the same id again; none forgets, and nothing is sent that is not written down.

use super::payload::{delivery_id, effective, payload};
use super::store::{self, Failure, Lease, Served, WaitingRow};
use crate::app::App;
use crate::db::{StoreError, setting};
use crate::delivery::{Delivery, Errands, LEASE, Outcome, Poster, signature, wait_after};
use crate::vault::Secret;
use serde::Deserialize;
use shared::api::push::PushPayload;
use shared::api::webhook::ATTEMPTS;
use shared::push::{PushField, RECEIPT};
use std::sync::Arc;
use tokio::sync::{Notify, watch};

/// Answers by which a receiver refuses a delivery for good: it would refuse it again.
const REFUSALS: [u16; 3] = [400, 413, 422];

/// Delivers for this process.
#[derive(Clone, Debug)]
pub struct Courier {
    app: App,
    poster: Poster,
    installation: String,
    /// Names this process in leases.
    holder: String,
}

/// What a receiver answers.
#[derive(Deserialize)]
struct Answer {
    receipt: String,
}

/// What became of an attempt.
enum Fate {
    Receipted(String),
    Gone,
    Failed { status: Option<u16>, reason: String },
}

impl Courier {
    pub async fn new(app: &App) -> Result<Courier, StoreError> {
        // A file is one process's: a lease that is in it is of a process that died.
        if app.db.has_one_server() {
            store::free(&app.db).await?;
        }
        Ok(Courier {
            app: app.clone(),
            poster: Poster::start(),
            installation: setting(&app.db, "installation").await?.unwrap_or_default(),
            holder: format!("{:016x}", rand::random::<u64>()),
        })
    }

    /// Sends what is due for one subscription, if nobody else does.
    async fn serve(&self, subscription: i64) -> Result<(), StoreError> {
        let db = &self.app.db;
        loop {
            let now = self.app.clock.now();
            let Some(to) = store::lease(db, self.lease(subscription), now).await? else { return Ok(()) };
            match store::first_waiting(db, subscription).await? {
                Some(row) if row.next_at <= now => {
                    if !self.handle(&to, &row).await? {
                        return Ok(());
                    }
                }
                _ => return store::release(db, subscription, &self.holder).await,
            }
        }
    }

    /// One attempt. False when the subscription is ours no more.
    async fn handle(&self, to: &Served, row: &WaitingRow) -> Result<bool, StoreError> {
        let (db, clock) = (&self.app.db, &self.app.clock);
        // What earlier attempts gave stays in the record.
        let mut fields: Vec<PushField> = row.fields.iter().flat_map(|fields| fields.0.clone()).collect();
        fields.extend(effective(to));
        fields.sort_unstable();
        fields.dedup();
        let mut tx = db.begin().await?;
        if !store::keep(&mut tx, self.lease(to.id)).await? {
            return Ok(false);
        }
        store::sending(&mut tx, to, row.seq, &fields, clock.now()).await?;
        tx.commit().await?;

        let fate = self.send(to, row).await?;
        let (now, delivery) = (clock.now(), (to.id, row.seq));
        if let Fate::Gone = fate {
            tracing::warn!(subscription = to.id, "the receiver is gone (410): the subscription is paused");
            store::gone(db, self.lease(to.id), now).await?;
            return Ok(false);
        }
        let mut tx = db.begin().await?;
        if !store::keep(&mut tx, self.lease(to.id)).await? {
            return Ok(false);
        }
        match fate {
            Fate::Receipted(receipt) => store::receipted(&mut tx, delivery, &receipt, now).await?,
            Fate::Failed { status, reason } => {
                let failures = row.failures + 1;
                let refused = status.is_some_and(|status| REFUSALS.contains(&status));
                let dead = refused || failures >= ATTEMPTS as i32;
                if dead {
                    tracing::warn!(subscription = to.id, seq = row.seq, %reason, "a push became a dead letter");
                }
                let (next_at, settled_at) = if dead { (now, Some(now)) } else { (now + wait_after(failures), None) };
                let failure = Failure { dead, next_at, settled_at, status, reason: &reason };
                store::failed(&mut tx, delivery, &failure).await?;
            }
            Fate::Gone => {}
        }
        tx.commit().await?;
        Ok(true)
    }

    async fn send(&self, to: &Served, row: &WaitingRow) -> Result<Fate, StoreError> {
        let id = delivery_id(&self.installation, to.id, row.seq);
        let people = store::people(&self.app.db, row.event_seq).await?;
        let payload = match payload(&self.app, id.clone(), to, row, people).await {
            Ok(payload) => payload,
            Err(super::payload::PayloadError::Store(error)) => return Err(error),
            Err(error) => return Ok(Fate::Failed { status: None, reason: error.to_string() }),
        };
        let secret = match self.app.vault.open(Secret::PushSecret, to.id, &to.secret) {
            Ok(secret) => secret,
            Err(error) => return Ok(Fate::Failed { status: None, reason: error.to_string() }),
        };
        let body = serde_json::to_vec(&payload).expect("a payload is plain data");
        let timestamp = self.app.clock.now().timestamp().to_string();
        let delivery = Delivery {
            url: &to.url,
            id: &id,
            event: row.kind.0.code(),
            timestamp: &timestamp,
            signature: &signature(&secret, &timestamp, &body),
            body,
        };
        Ok(match self.poster.post(delivery).await {
            Outcome::Delivered(said) => match receipt(&said, &payload) {
                Ok(receipt) => Fate::Receipted(receipt),
                Err(reason) => Fate::Failed { status: None, reason: reason.to_owned() },
            },
            Outcome::Gone => Fate::Gone,
            Outcome::Failed { status, reason } => Fate::Failed { status, reason },
        })
    }

    fn lease(&self, subscription: i64) -> Lease<'_> {
        Lease { subscription, holder: &self.holder, until: self.app.clock.now() + LEASE }
    }
}

/// The receipt in an answer: bounded, plain, and nothing of what was sent.
fn receipt(said: &[u8], sent: &PushPayload) -> Result<String, &'static str> {
    let answer: Answer = serde_json::from_slice(said).map_err(|_| "the answer has no receipt")?;
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.:/".contains(&b);
    if !(1..=RECEIPT).contains(&answer.receipt.len()) || !answer.receipt.bytes().all(plain) {
        return Err("the receipt is not 1 to 64 letters, digits and -_.:/");
    }
    let numbers = sent.people.iter().flat_map(|person| [&person.identity, &person.phone]).flatten();
    match numbers.into_iter().any(|number| answer.receipt.contains(number.as_str())) {
        true => Err("the receipt repeats what was sent"),
        false => Ok(answer.receipt),
    }
}

impl Errands for Courier {
    type News = Arc<Notify>;

    fn closing(&self) -> watch::Receiver<bool> {
        self.app.hub.closing()
    }

    fn subscribe(&self) -> Self::News {
        self.app.push_news.clone()
    }

    async fn hear(&self, news: &mut Self::News) {
        news.notified().await;
    }

    async fn due(&self) -> Result<Vec<i64>, StoreError> {
        store::due(&self.app.db, &self.holder, self.app.clock.now()).await
    }

    async fn serve(&self, subscription: i64) -> Result<(), StoreError> {
        Courier::serve(self, subscription).await
    }

    async fn release_all(&self) -> Result<(), StoreError> {
        store::release_all(&self.app.db, &self.holder).await
    }
}
