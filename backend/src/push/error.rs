//! What can go wrong with subscriptions and deliveries.

use crate::db::StoreError;
use crate::http::Both;

#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// Pairs of JSON pointer and mend.
    #[error("fields are at fault")]
    Invalid(Vec<(String, Both)>),
    #[error("there are as many subscriptions as may be")]
    TooMany,
    #[error("there is no such thing, or not in one's area")]
    NotFound,
    #[error(transparent)]
    Store(#[from] StoreError),
}
