//! Care with people's data: numbers in full for a reason, the log of who looked at whom, alarms about unusual rates, and
//! lists of persons that somebody else must approve.
//!
//! Invariants: no row in the log, no value; the log never holds a value or the words of a search; it is appended only.

pub mod api;
mod export;
mod ledger;
mod list;
pub mod retention;
mod reveal;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub use ledger::{Entry, Ledger, looked, searched};
