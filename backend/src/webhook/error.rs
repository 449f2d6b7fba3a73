//! What can go wrong with making and changing webhooks.

use crate::db::StoreError;
use crate::http::Both;

#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// Pairs of JSON pointer and mend.
    #[error("fields are at fault")]
    Invalid(Vec<(String, Both)>),
    #[error("there are as many webhooks as may be")]
    TooMany,
    #[error("there is no such webhook, or not in one's area")]
    NotFound,
    #[error(transparent)]
    Store(#[from] StoreError),
}
