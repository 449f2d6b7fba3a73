//! What a receiver is sent of an event, and whether it is sent at all.

use super::store::Hook;
use crate::case::{Directory, Eyes};
use crate::live::store::LiveRow;
use chrono::{DateTime, Utc};
use shared::api::webhook::WebhookEvent;

/// Whether a webhook is told of an event. Judged by the case as it is now: what has become private since is not sent.
pub fn wants(hook: &Hook, row: &LiveRow, directory: &Directory) -> bool {
    let any_of = |wanted: bool, none_asked_for: bool| wanted || none_asked_for;
    let (area, orders) = (row.case.area(), row.case.course.0.departments());
    any_of(hook.actions.0.contains(&row.action.0), hook.actions.0.is_empty())
        && hook.areas.0.iter().any(|wanted| wanted.contains(&area))
        && any_of(hook.departments.0.iter().any(|wanted| orders.contains(wanted)), hook.departments.0.is_empty())
        && (hook.include_private || !directory.is_private(&row.case))
}

/// Names an event among all installations: the same for every attempt and for every webhook.
pub fn delivery_id(installation: &str, seq: i64) -> String {
    format!("{installation}-{seq}")
}

/// The case as everybody may see it, whatever its category.
pub fn body(id: String, row: &LiveRow, directory: &Directory, now: DateTime<Utc>) -> Vec<u8> {
    let event = WebhookEvent {
        id,
        seq: row.seq,
        action: row.action.0,
        state: row.state.0,
        at: row.at,
        case: directory.view(&row.case, Eyes::Everybody, now),
        departments: row.case.course.0.departments(),
    };
    serde_json::to_vec(&event).expect("an event is plain data")
}
