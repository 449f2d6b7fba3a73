//! Places: complexes, buildings, entrances, dwellings, and the base layers under them.

pub mod api;
mod index;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub use index::load_places;
