//! The city's table of categories, seeded from data on first start and read whole.

pub mod api;
mod store;

pub use store::{all, seed, shipped};
