//! Webhooks: other systems are told of events, signed, again and again until they have heard.
//!
//! The event log is the outbox: a webhook's cursor (`sent_seq`) says how far it was sent, so nothing is written when an
//! event happens and nothing can be lost. Only what failed has a row of its own, with the time of its next attempt; after
//! eight it is a dead letter that waits for a person. Delivery is at least once: what was under way when a process died
//! is sent again under the same id. One process delivers for one webhook at a time (a lease with an end).
//!
//! What is sent is what everybody may see of a case; nothing in it is personal.

pub mod api;
mod courier;
mod input;
mod payload;
mod service;
mod store;
#[cfg(test)]
mod tests;

pub use courier::Courier;
