//! The life of the demo city: who lives there, who works there, what they reported.
//!
//! A pure function of the ground, the seed and now. Every concern throws its own dice (see `dice`), so a change of one
//! leaves the others as they were. All persons are fictional; their numbers can reach nobody.

pub mod cases;
pub mod dice;
mod given;
mod household;
pub mod names;
mod people;
pub mod replay;
pub mod staff;
pub mod stories;
#[cfg(test)]
mod tests;

use crate::model::City;
use chrono::{DateTime, Utc};
use shared::case::category::Category;
use shared::time::china_day;

/// Fills a city whose ground is laid: households, residents, tenancies, the use and owners of dwellings, workers, posts,
/// leaves, liaisons and the cases of the year up to a minute before `now`. Reports are of the given categories only, and of
/// these of the ones that `cases/kinds.txt` knows the habits of.
pub fn populate(city: &mut City, seed: u64, now: DateTime<Utc>, categories: &[Category]) {
    let today = china_day(now);
    let claims = stories::people::claims(city, today);
    let claimed = claims.keys().copied().collect();
    people::fill(city, seed, today, claims);
    stories::people::rename_namesakes(city, &claimed);
    let card = stories::seventy::settle(city, today, &claimed);
    people::number(city);
    people::mark_lone_elders(city, today);
    staff::fill(city, seed, now);
    stories::shifts::settle(city, today);
    cases::fill(city, seed, now, categories, card.as_ref());
}
