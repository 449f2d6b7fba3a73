//! The server.

pub mod spatial;
