//! The demo city: a pure function from seed, scale and "now" to a living district.
//!
//! All persons are fictional. The answers that tests know (the stories) do not depend on seed or scale.

pub mod ground;
pub mod life;
pub mod model;

pub use model::City;

use chrono::{DateTime, Utc};
use shared::case::category::Category;

/// The whole city at a moment. `scale` 1 has about 72,000 households; 0.1 to 10 are meant.
pub fn generate(seed: u64, scale: f64, now: DateTime<Utc>, categories: &[Category]) -> City {
    let mut city = ground::lay_out(seed, scale);
    life::populate(&mut city, seed, now, categories);
    city
}
