//! Residents and households. What leaves this room is what a list may show; numbers that reach a person do not.

pub mod api;
mod people;
mod service;
pub mod store;
#[cfg(test)]
mod tests;

pub use people::{People, PeopleError, changed, keep_current};
pub use service::{find, hits, members};
