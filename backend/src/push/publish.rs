//! Putting an event into the outbox, in the transaction in which it happens.

use super::store;
use crate::db::{StoreError, Tx, next};
use chrono::{DateTime, NaiveDate, Utc};
use shared::area::AreaCode;
use shared::push::PushKind;

/// An event of some people at one dwelling.
#[derive(Clone, Debug)]
pub struct NewEvent {
    pub kind: PushKind,
    pub report: i64,
    pub dwelling: i64,
    pub area: AreaCode,
    pub at: DateTime<Utc>,
    pub people: Vec<EventPerson>,
}

/// Whom an event is about, and the days that it says.
#[derive(Clone, Debug)]
pub struct EventPerson {
    pub resident: i64,
    /// Known before by the identity number.
    pub known: bool,
    pub starts: Option<NaiveDate>,
    pub ends: Option<NaiveDate>,
}

/// Writes the event and a delivery for every subscription that it concerns. Whoever holds the counter is alone until the
/// transaction ends, so that events and deliveries are numbered in the order of the commits.
pub async fn publish(tx: &mut Tx, event: &NewEvent) -> Result<(), StoreError> {
    let event_seq = next(tx, "push_event", 1).await?;
    store::insert_event(tx, event_seq, event).await?;
    for subscription in store::subscriptions_in(tx).await? {
        let wanted = subscription.kinds.0.contains(&event.kind)
            && subscription.areas.0.iter().any(|wanted| wanted.contains(&event.area));
        if wanted && let Some(seq) = store::take_seq(tx, subscription.id).await? {
            store::insert_delivery(tx, &subscription, seq, event_seq, event).await?;
        }
    }
    Ok(())
}
