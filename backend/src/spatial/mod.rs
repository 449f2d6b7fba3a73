//! The spatial room: which grid answers for a point.
//!
//! One immutable [`GridIndex`] holds the district: an R-tree over the envelopes of the grids, and behind each envelope
//! an exact test. An edit builds a new index; `area` swaps it in, and readers never wait.
//!
//! Invariants: the same answer as testing every grid with exact arithmetic, always (a property test says so); the rule
//! that chooses among candidates lives in `shared::assign` and nowhere else; coordinates are WGS-84 degrees.

mod areas;
mod index;
mod repair;
mod shapes;
mod validate;

#[cfg(test)]
#[path = "../../benches/support/partition.rs"]
pub(crate) mod made;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use index::{GridIndex, Located};
pub use repair::{Repair, close_rings, repair};
pub use validate::{GeometryFault, from_rings, validate};

use geo_types::{Coord, MultiPolygon};
use shared::area::{AreaCode, GridKind};
use shared::geo::Position;

/// A grid as the index wants it. The boundary must be valid, see [`validate`].
#[derive(Clone, Debug, PartialEq)]
pub struct GridShape {
    pub code: AreaCode,
    pub kind: GridKind,
    pub boundary: MultiPolygon<f64>,
}

/// Rings as they come from a file: parts, rings (exterior first), points; not closed by anybody yet.
pub type RawRings = Vec<Vec<Vec<[f64; 2]>>>;

fn coord(at: Position) -> Coord<f64> {
    Coord { x: at.lon, y: at.lat }
}
