//! The server.

pub mod spatial;
pub mod tile;
