//! The history, proved: a seal for each day, and the check that finds any change, insertion or deletion.
//!
//! Each case's rows are a chain ([`crate::case::chain`]); a seal covers all chains of its day and the seal before it. Who
//! holds the database can rewrite both, so an auditor keeps the seals elsewhere and has them compared.

pub mod api;
mod finding;
mod history;
mod seal;
mod sequence;
mod service;
mod store;
#[cfg(test)]
mod tests;
mod verify;
mod words;

pub use finding::{Finding, Findings, Place, Wrong};
pub use service::{keep_sealing, seal_missing};
pub use store::seals;
pub use verify::{Verdict, verify};
