//! `/api/v1/session`, `/api/v1/sessions`, `/api/v1/accounts`.

mod accounts;
mod session;

use super::AccountError;
use crate::both;
use crate::http::{ApiError, Doors};

pub fn doors(doors: Doors) -> Doors {
    accounts::doors(session::doors(doors))
}

/// Faults that do not depend on the door.
impl From<AccountError> for ApiError {
    fn from(error: AccountError) -> ApiError {
        match error {
            AccountError::WrongLogin => ApiError::wrong_login(),
            AccountError::TooMany => ApiError::too_many(),
            AccountError::Invalid(faults) => ApiError::invalid(faults),
            AccountError::LastAdministrator => ApiError::conflict(both!(
                "这是最后一位管理员，请先另设管理员",
                "this is the last administrator: make another one first"
            )),
            AccountError::Store(error) => error.into(),
            other @ (AccountError::Weak(_) | AccountError::DemoPassword | AccountError::NoAreas) => {
                ApiError::internal(&other)
            }
        }
    }
}
