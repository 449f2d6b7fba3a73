//! The courier: sends what is due, one task for each webhook, so that a slow receiver holds up nobody else.
//!
//! For one webhook, events go out in order, one at a time; what fails steps aside and comes again at its time while the
//! others go on. The order of work is: send, then write down what became of it. A process that dies in between sends
//! again; none forgets.

use super::payload::{body, delivery_id, signature, wants};
use super::post::{Delivery, Outcome, Poster};
use super::store::{self, Failure, Hook, Lease};
use crate::app::App;
use crate::case::Directory;
use crate::db::{StoreError, setting};
use crate::live;
use crate::live::store::LiveRow;
use chrono::Duration;
use shared::api::webhook::ATTEMPTS;
use std::collections::{HashMap, HashSet};
use tokio::task::JoinSet;

/// How long after each failure the next attempt comes; the last one repeats.
const BACKOFF: [Duration; 6] = [
    Duration::seconds(10),
    Duration::minutes(1),
    Duration::minutes(5),
    Duration::minutes(30),
    Duration::hours(2),
    Duration::hours(6),
];
/// A process that has not written for so long is believed dead. Longer than a delivery may take.
pub(super) const LEASE: Duration = Duration::seconds(30);
/// Failed deliveries tried between new ones.
const RETRIES: i64 = 10;
/// New events looked at between failed ones.
const PAGE: i64 = 50;
/// How often it is asked what is due when nothing happens.
const POLL: std::time::Duration = std::time::Duration::from_secs(5);
/// How long to wait when the store fails.
const PAUSE: std::time::Duration = std::time::Duration::from_secs(1);

/// Delivers for this process.
#[derive(Clone, Debug)]
pub struct Courier {
    app: App,
    poster: Poster,
    installation: String,
    /// Names this process in leases.
    holder: String,
}

impl Courier {
    pub async fn new(app: &App) -> Result<Courier, StoreError> {
        Ok(Courier {
            app: app.clone(),
            poster: Poster::new(),
            installation: setting(&app.db, "installation").await?.unwrap_or_default(),
            holder: format!("{:016x}", rand::random::<u64>()),
        })
    }

    /// Runs until the server stops.
    pub async fn run(self) {
        let (mut news, mut closing) = (self.app.hub.subscribe(), self.app.hub.closing());
        let (mut at_work, mut webhooks) = (JoinSet::new(), HashMap::new());
        loop {
            let busy: HashSet<i64> = webhooks.values().copied().collect();
            match store::due(&self.app.db, &self.holder, self.app.clock.now()).await {
                Ok(due) => {
                    for id in due.into_iter().filter(|id| !busy.contains(id)) {
                        let courier = self.clone();
                        let task = at_work.spawn(async move { courier.serve_or_pause(id).await });
                        webhooks.insert(task.id(), id);
                    }
                }
                Err(error) => tracing::warn!(%error, "it could not be read which webhooks have something to send"),
            }
            tokio::select! {
                // A reader that was too slow for the buffer has missed nothing: the store is asked.
                _ = news.recv() => while news.try_recv().is_ok() {},
                Some(ended) = at_work.join_next_with_id() => {
                    let task = ended.map_or_else(|failed| failed.id(), |(task, ())| task);
                    webhooks.remove(&task);
                }
                () = tokio::time::sleep(POLL) => {}
                _ = closing.wait_for(|closing| *closing) => break,
            }
        }
        at_work.shutdown().await;
        if let Err(error) = store::release_all(&self.app.db, &self.holder).await {
            tracing::warn!(%error, "leases of webhooks could not be returned; they end by themselves");
        }
    }

    /// Sends everything that is due now, for all webhooks at once.
    #[cfg(test)]
    pub async fn round(&self) -> Result<(), StoreError> {
        let due = store::due(&self.app.db, &self.holder, self.app.clock.now()).await?;
        futures_util::future::join_all(due.into_iter().map(|id| self.serve(id))).await.into_iter().collect()
    }

    async fn serve_or_pause(&self, webhook: i64) {
        if let Err(error) = self.serve(webhook).await {
            tracing::warn!(%error, webhook, "delivering failed here, trying again");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Sends what is due for one webhook, if nobody else does.
    async fn serve(&self, webhook: i64) -> Result<(), StoreError> {
        let db = &self.app.db;
        loop {
            let now = self.app.clock.now();
            let Some(hook) = store::lease(db, self.lease(webhook), now).await? else { return Ok(()) };
            let retries = store::retries(db, webhook, now, RETRIES).await?;
            for retry in &retries {
                let row = store::event(db, retry.seq).await?;
                if !self.handle(&hook, &row, Some(retry.attempts)).await? {
                    return Ok(());
                }
            }
            let events = live::store::after(db, hook.sent_seq, PAGE).await?;
            for row in &events {
                if !self.handle(&hook, row, None).await? {
                    return Ok(());
                }
            }
            match events.last() {
                Some(last) => {
                    let mut tx = db.begin().await?;
                    if !store::advance(&mut tx, self.lease(webhook), last.seq).await? {
                        return Ok(());
                    }
                    tx.commit().await?;
                }
                None if retries.is_empty() => return store::release(db, webhook, &self.holder).await,
                None => {}
            }
        }
    }

    /// Sends one event, if it is wanted, and writes down what became of it. False when the webhook is ours no more.
    /// `failed` tells how often an event that stepped aside has failed; a person may have set that back to 0.
    async fn handle(&self, hook: &Hook, row: &LiveRow, failed: Option<i32>) -> Result<bool, StoreError> {
        let directory = Directory::of(&self.app);
        let wanted = wants(hook, row, &directory);
        if !wanted && failed.is_none() {
            // Passed over; the end of the page is written down at once for all of them.
            return Ok(true);
        }
        let outcome = if wanted { self.send(hook, row, &directory).await } else { Outcome::Delivered };
        let lease = self.lease(hook.id);
        let now = self.app.clock.now();
        if outcome == Outcome::Gone {
            tracing::warn!(webhook = hook.id, "the receiver is gone (410): the webhook is deactivated");
            store::end(&self.app.db, lease, now).await?;
            return Ok(false);
        }
        let mut tx = self.app.db.begin().await?;
        if !store::advance(&mut tx, lease, row.seq).await? {
            return Ok(false);
        }
        match outcome {
            Outcome::Failed { status, reason } => {
                let attempts = failed.unwrap_or(0) + 1;
                let dead = attempts >= ATTEMPTS as i32;
                let next_at = if dead { now } else { now + wait_after(attempts) };
                let seq = row.seq;
                if dead {
                    tracing::warn!(webhook = hook.id, seq, %reason, "an event became a dead letter");
                }
                let failure = Failure { seq, attempts, next_at, failed_at: now, status, reason: &reason, dead };
                store::fail(&mut tx, hook.id, &failure).await?;
            }
            Outcome::Delivered | Outcome::Gone if failed.is_some() => store::done(&mut tx, hook.id, row.seq).await?,
            Outcome::Delivered | Outcome::Gone => {}
        }
        tx.commit().await?;
        Ok(true)
    }

    async fn send(&self, hook: &Hook, row: &LiveRow, directory: &Directory) -> Outcome {
        let now = self.app.clock.now();
        let id = delivery_id(&self.installation, row.seq);
        let timestamp = now.timestamp().to_string();
        let body = body(id.clone(), row, directory, now);
        let delivery = Delivery {
            url: &hook.url,
            id: &id,
            event: row.action.0.code(),
            timestamp: &timestamp,
            signature: &signature(&hook.secret, &timestamp, &body),
            body,
        };
        self.poster.post(delivery).await
    }

    fn lease(&self, webhook: i64) -> Lease<'_> {
        Lease { webhook, holder: &self.holder, until: self.app.clock.now() + LEASE }
    }
}

/// How long to wait after so many failures.
fn wait_after(failures: i32) -> Duration {
    let at = usize::try_from(failures - 1).unwrap_or(0);
    BACKOFF[at.min(BACKOFF.len() - 1)]
}
