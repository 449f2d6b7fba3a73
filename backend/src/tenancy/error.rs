//! What can go wrong with a report of tenants. Messages name fields, never values.

use crate::db::StoreError;
use crate::http::Both;

#[derive(Debug, thiserror::Error)]
pub enum TenancyError {
    /// Pairs of JSON pointer and mend.
    #[error("fields are at fault")]
    Invalid(Vec<(String, Both)>),
    #[error("there is no such dwelling, or not in one's area")]
    NotFound,
    /// The key is another report's.
    #[error("another report has this key")]
    OtherReport,
    #[error(transparent)]
    Store(#[from] StoreError),
}
