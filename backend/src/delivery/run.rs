//! The round of a courier: asks who is due, serves each in a task of its own, and begins anew when something happened, a
//! task has ended, or some seconds have passed.

use crate::db::StoreError;
use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How often it is asked what is due when nothing happens.
const POLL: Duration = Duration::from_secs(5);
/// How long to wait when the store fails.
const PAUSE: Duration = Duration::from_secs(1);

/// What a courier does for the receivers of its kind, which have numbers.
pub trait Errands: Clone + Send + Sync + 'static {
    /// Says that there may be something to send.
    type News: Send;

    /// Becomes true when the server stops.
    fn closing(&self) -> watch::Receiver<bool>;
    fn subscribe(&self) -> Self::News;
    fn hear(&self, news: &mut Self::News) -> impl Future<Output = ()> + Send;
    /// Receivers with something to send that nobody else serves.
    fn due(&self) -> impl Future<Output = Result<Vec<i64>, StoreError>> + Send;
    /// Sends what is due for one receiver, if nobody else does.
    fn serve(&self, receiver: i64) -> impl Future<Output = Result<(), StoreError>> + Send;
    fn release_all(&self) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Sends everything that is due now, to all receivers at once.
    #[cfg(test)]
    fn round(&self) -> impl Future<Output = Result<(), StoreError>> + Send {
        async {
            let due = self.due().await?;
            futures_util::future::join_all(due.into_iter().map(|id| self.serve(id))).await.into_iter().collect()
        }
    }
}

/// Runs until the server stops.
pub async fn run(errands: impl Errands) {
    let (mut closing, mut news) = (errands.closing(), errands.subscribe());
    let (mut at_work, mut receivers) = (JoinSet::new(), HashMap::new());
    loop {
        let busy: HashSet<i64> = receivers.values().copied().collect();
        match errands.due().await {
            Ok(due) => {
                for id in due.into_iter().filter(|id| !busy.contains(id)) {
                    let errands = errands.clone();
                    let task = at_work.spawn(async move { serve_or_pause(&errands, id).await });
                    receivers.insert(task.id(), id);
                }
            }
            Err(error) => tracing::warn!(%error, "it could not be read who has something to be sent"),
        }
        tokio::select! {
            () = errands.hear(&mut news) => {}
            Some(ended) = at_work.join_next_with_id() => {
                let task = ended.map_or_else(|failed| failed.id(), |(task, ())| task);
                receivers.remove(&task);
            }
            () = tokio::time::sleep(POLL) => {}
            _ = closing.wait_for(|closing| *closing) => break,
        }
    }
    at_work.shutdown().await;
    if let Err(error) = errands.release_all().await {
        tracing::warn!(%error, "leases could not be returned; they end by themselves");
    }
}

async fn serve_or_pause(errands: &impl Errands, receiver: i64) {
    if let Err(error) = errands.serve(receiver).await {
        tracing::warn!(%error, receiver, "delivering failed here, trying again");
        tokio::time::sleep(PAUSE).await;
    }
}
