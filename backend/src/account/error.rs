//! What can go wrong with accounts.

use crate::db::StoreError;
use crate::http::Both;
use shared::password::PasswordFault;

#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    #[error("account or password is wrong")]
    WrongLogin,
    #[error("too many attempts")]
    TooMany,
    #[error("the password of demo accounts has 8 to 128 characters")]
    DemoPassword,
    #[error("{}", .0.text().en)]
    Weak(PasswordFault),
    #[error("{}", faults(.0))]
    Invalid(Vec<(String, Both)>),
    #[error("this is the last administrator: make another one first")]
    LastAdministrator,
    #[error("there are no areas yet that an office could cover: import areas first")]
    NoAreas,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Fields at fault on one line.
fn faults(faults: &[(String, Both)]) -> String {
    let lines: Vec<String> = faults.iter().map(|(field, mend)| format!("{field}: {}", mend.en)).collect();
    lines.join("; ")
}
