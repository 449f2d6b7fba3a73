//! The live stream: every event of every case, in the order of the global sequence, to every open screen.
//!
//! One task reads new events from the store whenever somebody has committed, so that what is sent is what is on disk, in
//! the order of the commits, whichever process wrote it. A screen that was away names the last event it saw and gets
//! the rest from the store first; nothing is missed, nothing comes twice.

pub mod api;
pub(crate) mod hub;
pub(crate) mod store;

pub use hub::Hub;
