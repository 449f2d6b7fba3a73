//! The demo city: a pure function from seed, scale and "now" to a living district.
//!
//! All persons are fictional. The answers that tests know (the stories) do not depend on seed or scale.

pub mod ground;
pub mod life;
pub mod model;

pub use model::City;
