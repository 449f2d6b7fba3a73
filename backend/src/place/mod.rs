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

/// `星辰花园29栋2单元301`.
pub fn address(home: &store::DwellingDetailRow) -> String {
    let complex = home.complex_name.as_deref().filter(|complex| !home.building_name.contains(complex));
    let (complex, building) = (complex.unwrap_or_default(), &home.building_name);
    format!("{complex}{building}{}单元{}", home.entrance, home.number)
}
