//! Tests of the life: proportions, known answers, and invariants of every case.

mod cases;
mod days;
mod desks;
mod people;
mod plain;
mod replay;
mod staff;
mod steps;
mod stories;

use crate::model::{Case, City};
use chrono::{DateTime, TimeZone, Utc};
use shared::case::category::{Category, parse_categories};
use shared::time::china;
use std::sync::OnceLock;

pub const SEED: u64 = 20_261_122;

pub fn categories() -> Vec<Category> {
    parse_categories(include_str!("../../../../../assets/categories.csv")).expect("the shipped table is valid")
}

/// The cases that are not over.
pub fn open(city: &City) -> Vec<&Case> {
    city.cases.iter().filter(|case| case.course.state.is_open()).collect()
}

/// The case with this number.
pub fn by_number<'a>(city: &'a City, number: &str) -> &'a Case {
    city.cases.iter().find(|case| case.number == number).expect("a case has this number")
}

/// A moment in China.
pub fn china_time(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    china().with_ymd_and_hms(year, month, day, hour, minute, 0).single().expect("a moment").with_timezone(&Utc)
}

/// Sunday afternoon.
pub fn now() -> DateTime<Utc> {
    china_time(2026, 11, 22, 15, 30)
}

pub fn populated(grids: usize, seed: u64, now: DateTime<Utc>) -> City {
    let mut city = plain::city(grids);
    super::populate(&mut city, seed, now, &categories());
    city
}

/// The district of rectangles at full size, made once for all tests.
pub fn district() -> &'static City {
    static DISTRICT: OnceLock<City> = OnceLock::new();
    DISTRICT.get_or_init(|| populated(239, SEED, now()))
}
