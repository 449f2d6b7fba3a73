//! Places: complexes, buildings, entrances, dwellings, and the base layers under them.

pub mod api;
mod household;
mod index;
mod living;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub use household::within_a_year;
pub use index::load_places;
