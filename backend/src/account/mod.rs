//! Accounts, the offices that they hold, and sessions: who somebody is, and in which office they act. What an office may
//! do is decided by `shared::access::may` and nowhere else.
//!
//! Invariants: passwords are hashed with Argon2id; a session is 256 random bits, stored by their SHA-256 only; whatever
//! takes something away from an account (offices, password, disabling) ends its sessions in the same transaction; an
//! installation that has an administrator keeps one.

pub mod api;
mod client;
mod demo;
mod error;
mod input;
mod secret;
mod service;
mod sessions;
mod store;
#[cfg(test)]
mod tests;
mod who;

pub use demo::{Demo, demo_accounts};
pub use error::AccountError;
pub use input::check;
pub use service::Wanted;
pub use sessions::{Attempt, LONGEST, Sessions};
pub use who::Account;
