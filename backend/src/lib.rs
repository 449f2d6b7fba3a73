//! The server.

pub mod exchange;
pub mod search;
pub mod spatial;
pub mod tile;
