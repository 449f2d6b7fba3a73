//! The stories: people and cases that tests and visitors know, whatever the seed and scale.
//!
//! A story happens where the ground has laid its place (星辰花园 29栋 2单元 301 and the like). A city without the place
//! does not have the story; everything else is as it would be.

pub mod cases;
pub mod people;
pub mod seventy;
pub mod shifts;

pub use seventy::Card;

use crate::model::{Building, City, Complex};
use shared::area::{AreaCode, AreaLevel, GridKind};

/// Complexes that a story plays in: nothing else may look like it there.
pub const COMPLEXES: [&str; 3] = ["星辰花园", "金地花园", "文峰苑"];

pub fn complex<'a>(city: &'a City, name: &str) -> Option<&'a Complex> {
    city.complexes.iter().find(|complex| complex.name == name)
}

pub fn buildings_of(city: &City, complex: i64) -> impl Iterator<Item = &Building> {
    city.buildings.iter().filter(move |building| building.complex == Some(complex))
}

/// A building of a complex by its name (`29栋`).
pub fn building<'a>(city: &'a City, of: &str, name: &str) -> Option<&'a Building> {
    let complex = complex(city, of)?;
    buildings_of(city, complex.id).find(|building| building.name == name)
}

/// The id of a dwelling by complex, building, entrance and number.
pub fn dwelling(city: &City, of: &str, name: &str, entrance: u16, number: &str) -> Option<i64> {
    let building = building(city, of, name)?;
    let entrance = city.entrances.iter().find(|e| e.building == building.id && e.number == entrance)?;
    let found = city.dwellings.iter().find(|d| d.entrance == entrance.id && d.number == number);
    found.map(|dwelling| dwelling.id)
}

/// The community of this name.
pub fn community<'a>(city: &'a City, name: &str) -> Option<&'a AreaCode> {
    let communities = city.areas.iter().filter(|area| area.code.level() == AreaLevel::Community);
    communities.into_iter().find(|area| area.name == name).map(|area| &area.code)
}

/// The general grids of a community in order of their codes.
pub fn general_grids(city: &City, community: &AreaCode) -> Vec<AreaCode> {
    let of = city.areas.iter().filter(|a| a.grid_kind == Some(GridKind::General) && community.contains(&a.code));
    let mut grids: Vec<AreaCode> = of.map(|area| area.code.clone()).collect();
    grids.sort();
    grids
}
