//! Places: complexes, buildings, entrances, dwellings, and the base layers under them.

pub mod api;
mod household;
mod index;
mod living;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub use household::within_a_year;
pub use index::{FormerNames, load_places};

/// Names that were written into one field one after the other.
pub fn listed(names: &str) -> impl Iterator<Item = &str> {
    names.split(['、', '|', ';', '；', ',', '，']).map(str::trim).filter(|name| !name.is_empty())
}

/// `星辰花园29栋2单元301`.
pub fn address(home: &store::DwellingDetailRow) -> String {
    let complex = home.complex_name.as_deref().filter(|complex| !home.building_name.contains(complex));
    let (complex, building) = (complex.unwrap_or_default(), &home.building_name);
    format!("{complex}{building}{}单元{}", home.entrance, home.number)
}
