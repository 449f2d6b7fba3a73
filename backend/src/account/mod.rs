//! Accounts and sessions: who somebody is. What they may do is `shared::api::session::Role`; posts with areas and
//! departments refine it there.
//!
//! Passwords are hashed with Argon2id; a session is 256 random bits, stored by their SHA-256 only.

pub mod api;
mod service;
mod store;
#[cfg(test)]
mod tests;

pub use service::{AccountError, LONGEST, Sessions, create_account, demo_accounts};
