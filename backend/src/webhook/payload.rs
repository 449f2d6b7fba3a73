//! What a receiver is sent of an event, whether it is sent at all, and its signature.

use super::store::Hook;
use crate::case::{Directory, Eyes};
use crate::live::store::LiveRow;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
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

/// `v1=` and the HMAC-SHA256 of timestamp, a dot and the body, in hexadecimal. The key is the secret's text.
pub fn signature(secret: &str, timestamp: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac.finalize().into_bytes().iter().fold("v1=".to_owned(), |hex, byte| format!("{hex}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with OpenSSL: `printf '1795327200.{"seq":1}' | openssl dgst -sha256 -hmac "a secret"`.
    #[test]
    fn the_signature_is_the_one_that_others_compute() {
        assert_eq!(
            signature("a secret", "1795327200", br#"{"seq":1}"#),
            "v1=4e09714b9423b3a0c7f384ee38f646dd6279e58ac85e4ede4b6f0ca711cf1ce9"
        );
    }
}
