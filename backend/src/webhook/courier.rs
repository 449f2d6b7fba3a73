//! The courier: sends what is due, one task for each webhook, so that a slow receiver holds up nobody else.
//!
//! For one webhook, events go out in order, one at a time; what fails steps aside and comes again at its time while the
//! others go on. The order of work is: send, then write down what became of it. A process that dies in between sends
//! again; none forgets.

use super::payload::{body, delivery_id, wants};
use super::store::{self, Failure, Hook, Lease};
use crate::app::App;
use crate::case::Directory;
use crate::db::{StoreError, setting};
use crate::delivery::{Delivery, Errands, LEASE, Outcome, Poster, signature, wait_after};
use crate::live;
use crate::live::hub::Frame;
use crate::live::store::LiveRow;
use crate::vault::Secret;
use bytes::Bytes;
use shared::api::webhook::ATTEMPTS;
use std::sync::Arc;
use tokio::sync::{broadcast, watch};

/// Failed deliveries tried between new ones.
const RETRIES: i64 = 10;
/// New events looked at between failed ones.
const PAGE: i64 = 50;

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
            poster: Poster::start(),
            installation: setting(&app.db, "installation").await?.unwrap_or_default(),
            holder: format!("{:016x}", rand::random::<u64>()),
        })
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
        let outcome = if wanted { self.send(hook, row, &directory).await } else { Outcome::Delivered(Bytes::new()) };
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
            Outcome::Delivered(_) | Outcome::Gone if failed.is_some() => store::done(&mut tx, hook.id, row.seq).await?,
            Outcome::Delivered(_) | Outcome::Gone => {}
        }
        tx.commit().await?;
        Ok(true)
    }

    async fn send(&self, hook: &Hook, row: &LiveRow, directory: &Directory) -> Outcome {
        let secret = match self.app.vault.open(Secret::WebhookSecret, hook.id, &hook.secret) {
            Ok(secret) => secret,
            Err(error) => return Outcome::Failed { status: None, reason: error.to_string() },
        };
        let now = self.app.clock.now();
        let id = delivery_id(&self.installation, row.seq);
        let timestamp = now.timestamp().to_string();
        let body = body(id.clone(), row, directory, now);
        let delivery = Delivery {
            url: &hook.url,
            id: &id,
            event: row.action.0.code(),
            timestamp: &timestamp,
            signature: &signature(&secret, &timestamp, &body),
            body,
        };
        self.poster.post(delivery).await
    }

    fn lease(&self, webhook: i64) -> Lease<'_> {
        Lease { webhook, holder: &self.holder, until: self.app.clock.now() + LEASE }
    }
}

impl Errands for Courier {
    type News = broadcast::Receiver<Arc<Frame>>;

    fn closing(&self) -> watch::Receiver<bool> {
        self.app.hub.closing()
    }

    fn subscribe(&self) -> Self::News {
        self.app.hub.subscribe()
    }

    async fn hear(&self, news: &mut Self::News) {
        // A reader that was too slow for the buffer has missed nothing: the store is asked.
        drop(news.recv().await);
        while news.try_recv().is_ok() {}
    }

    async fn due(&self) -> Result<Vec<i64>, StoreError> {
        store::due(&self.app.db, &self.holder, self.app.clock.now()).await
    }

    async fn serve(&self, webhook: i64) -> Result<(), StoreError> {
        Courier::serve(self, webhook).await
    }

    async fn release_all(&self) -> Result<(), StoreError> {
        store::release_all(&self.app.db, &self.holder).await
    }
}
