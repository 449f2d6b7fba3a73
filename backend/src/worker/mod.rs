//! Workers: who holds which post where, who is away, and who therefore takes a case.

mod roster;
pub(crate) mod store;

pub use roster::Roster;
