//! Lists of cases: filters, queues, the board of 督考130, files to take away, and filters that somebody keeps.
//!
//! Invariant: whatever is asked for, a list holds cases that the viewer's office sees and no others; every statement here
//! goes through [`store::Narrow`], which carries the office.

pub mod api;
mod board;
mod export;
mod filter;
mod saved;
mod service;
mod store;
#[cfg(test)]
mod tests;
