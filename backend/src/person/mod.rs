//! Residents and households. What leaves this room is what a list may show; numbers that reach a person do not.

pub mod api;
pub mod correct;
#[cfg(test)]
mod correct_tests;
mod people;
mod service;
pub mod store;
#[cfg(test)]
mod tests;

pub use people::{People, PeopleError, changed, keep_current};
pub use service::{find, hits, page};
