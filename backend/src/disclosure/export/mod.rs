//! Lists of persons as files: asked for, approved by somebody else, fetched once.
//!
//! Invariants: nobody approves their own request; no file lies on the server, it is made when it is fetched; numbers are
//! masked unless the request named them; every step is in the access log.

pub mod api;
mod service;
mod sheet;
mod store;
