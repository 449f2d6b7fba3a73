//! Places: complexes, buildings, entrances, dwellings, and the base layers under them.

pub mod api;
pub(crate) mod store;
#[cfg(test)]
mod tests;
