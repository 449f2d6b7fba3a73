//! The index in memory: residents by name and sound, places by name, sound and number.
//!
//! It exists because the question comes in a hurry ("a lost child, the mother is called 陈静") and the answer must be
//! complete. Invariants: a query never hides a namesake; answers are in one total order, so pages neither repeat nor
//! skip; everything here is pure (no store, no clock), built once and swapped as a whole.

pub mod address;
pub mod api;
mod areas;
mod dwellings;
mod index;
pub mod names;
pub mod numerals;
pub mod people;
pub mod places;
pub mod rule;
mod skeleton;
pub mod sound;

#[cfg(test)]
mod index_tests;
#[cfg(test)]
mod names_tests;
#[cfg(test)]
mod people_tests;
#[cfg(test)]
mod places_tests;
#[cfg(test)]
mod tests;

pub use areas::AreaNames;
pub use names::NameIndex;
pub use people::{Change, PeopleBuilder, PeopleIndex, PeopleQuery, PersonEntry};
pub use places::{PlaceEntry, PlaceIndex};
