//! The wall: the district's numbers and public cases at a glance, without anything personal.

pub mod api;
mod service;
mod store;
#[cfg(test)]
mod tests;
