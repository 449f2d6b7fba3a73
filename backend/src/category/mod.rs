//! The city's categories and their filing criteria: seeded from data on first start, held in memory as one book, replaced
//! as a whole when somebody imports a table.
//!
//! Invariants: nothing that a case may carry is ever deleted, only retired; every change is recorded with who made it
//! and when, in the same transaction.

pub mod api;
mod book;
mod plan;
mod service;
mod store;
mod table;
#[cfg(test)]
mod tests;

pub use book::CategoryBook;
pub use service::{By, ImportError, import, keep_current};
pub use store::{load, seed, shipped};
pub use table::MAX_BYTES;
