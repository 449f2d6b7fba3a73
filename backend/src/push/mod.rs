//! Pushes: departments that subscribed to an event of people's lives are told of it, each with the fields that it is
//! entitled to, for a purpose and by a law that are named, until it has given a receipt.
//!
//! - A report and what follows from it are one transaction ([`publish`]): one event, one delivery for each subscription,
//!   numbered by the subscription without gaps.
//! - A subscription is served in the order of its numbers, one at a time; what failed holds up those behind it until it
//!   is receipted or given up.
//! - What is sent is written down **before** it is sent, with purpose, basis and fields: nothing leaves unrecorded.
//! - Numbers of people are opened when they are sent. They lie in no outbox, no log and no dead letter.
//! - The same id is sent again until the receipt is written down; receivers drop what they know (`docs/pushes.md`).

pub mod api;
mod board;
mod courier;
mod input;
mod payload;
mod publish;
mod service;
mod store;
#[cfg(test)]
mod tests;

pub use courier::Courier;
pub use publish::{EventPerson, NewEvent, publish};
