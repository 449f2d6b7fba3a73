//! What can go wrong with making and changing receivers, and with looking at what they were sent.

use crate::both;
use crate::db::StoreError;
use crate::http::{ApiError, ApiResult, Both};

#[derive(Debug, thiserror::Error)]
pub enum ReceiverError {
    /// Pairs of JSON pointer and mend.
    #[error("fields are at fault")]
    Invalid(Vec<(String, Both)>),
    #[error("there are as many receivers as may be: {0}")]
    TooMany(i64),
    #[error("there is no such thing, or not in one's area")]
    NotFound,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ReceiverError> for ApiError {
    fn from(error: ReceiverError) -> ApiError {
        match error {
            ReceiverError::Invalid(faults) => ApiError::invalid(faults),
            ReceiverError::TooMany(most) => {
                ApiError::conflict(both!("最多 {most} 个接收方", "there may be {most} receivers at most"))
            }
            ReceiverError::NotFound => ApiError::not_found(both!("没有这条记录", "there is no such record")),
            ReceiverError::Store(error) => error.into(),
        }
    }
}

/// An id as we give them; anything else names nothing.
pub fn number(id: &str) -> ApiResult<i64> {
    id.parse().map_err(|_| ReceiverError::NotFound.into())
}
