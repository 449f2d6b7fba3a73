//! Coordinates that carry their datum.

pub mod datum;

pub use datum::{Datum, Location, LocationError, Position};
