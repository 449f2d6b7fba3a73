//! Contact cards (联系卡): whom a household calls, and the code that opens the public report page at its door.
//!
//! Invariants: nothing on a card is about who lives behind the door, and a code stands for an entrance, so that no
//! household can be told from a report that was made with it. Codes are random; they last until the row is deleted.

pub mod api;
mod service;
mod store;
#[cfg(test)]
mod tests;
