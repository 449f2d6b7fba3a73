//! Which boundaries may enter: closed, finite, on Earth, with an area, not crossing themselves or the antimeridian.
//!
//! The topology is geo's `Validation`; this file adds what a district needs to hear: where it is wrong.

use super::RawRings;
use geo::line_intersection::{LineIntersection, line_intersection};
use geo::validation::{InvalidMultiPolygon, InvalidPolygon, RingRole};
use geo::{Area, ConvexHull, Validation};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};

/// Square degrees; about a square centimetre. What is smaller is a line that was drawn as an area.
pub(super) const MIN_AREA: f64 = 1e-14;

/// Why a boundary is refused. Parts and rings count from 0, ring 0 is the exterior.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum GeometryFault {
    #[error("the boundary is empty")]
    Empty,
    #[error("part {part}, ring {ring}: the first and last point differ")]
    NotClosed { part: usize, ring: usize },
    #[error("part {part}, ring {ring}: a ring needs at least 4 points")]
    TooFewPoints { part: usize, ring: usize },
    #[error("part {part}, ring {ring}: point {point} is not a number")]
    NotFinite { part: usize, ring: usize, point: usize },
    #[error("longitude {lon}, latitude {lat} is no place on Earth; are they swapped?")]
    OutOfRange { lon: f64, lat: f64 },
    #[error("the boundary crosses the antimeridian near latitude {lat}")]
    CrossesAntimeridian { lat: f64 },
    #[error("part {part}, ring {ring} has no area")]
    ZeroArea { part: usize, ring: usize },
    #[error("part {part}, ring {ring} crosses or touches itself at {lon}, {lat}")]
    SelfIntersection { part: usize, ring: usize, lon: f64, lat: f64 },
    #[error("part {part}: hole {ring} is not inside, or meets another hole in more than points")]
    BadHole { part: usize, ring: usize },
    #[error("parts {first} and {second} overlap or share an edge")]
    PartsOverlap { first: usize, second: usize },
}

/// Reads rings as a file has them. Unlike `MultiPolygon`, which closes rings in silence, this refuses open ones.
pub fn from_rings(parts: &RawRings) -> Result<MultiPolygon<f64>, GeometryFault> {
    for (part, rings) in parts.iter().enumerate() {
        for (ring, points) in rings.iter().enumerate() {
            if let Some(point) = points.iter().position(|p| !p.iter().all(|v| v.is_finite())) {
                return Err(GeometryFault::NotFinite { part, ring, point });
            }
            if points.len() < 4 {
                return Err(GeometryFault::TooFewPoints { part, ring });
            }
            if points.first() != points.last() {
                return Err(GeometryFault::NotClosed { part, ring });
            }
        }
    }
    let area = assemble(parts);
    validate(&area)?;
    Ok(area)
}

pub(super) fn assemble(parts: &RawRings) -> MultiPolygon<f64> {
    let line = |ring: &Vec<[f64; 2]>| LineString(ring.iter().map(|&[x, y]| Coord { x, y }).collect());
    MultiPolygon(
        parts
            .iter()
            .filter_map(|rings| rings.split_first())
            .map(|(exterior, holes)| Polygon::new(line(exterior), holes.iter().map(line).collect()))
            .collect(),
    )
}

/// Checks a boundary; the first fault found is reported.
pub fn validate(area: &MultiPolygon<f64>) -> Result<(), GeometryFault> {
    if area.0.iter().all(|part| part.exterior().0.is_empty()) {
        return Err(GeometryFault::Empty);
    }
    for (part, polygon) in area.iter().enumerate() {
        for (ring, line) in rings(polygon).enumerate() {
            check_ring(part, ring, line)?;
        }
    }
    area.check_validation().map_err(|fault| explain(area, &fault))
}

fn rings(polygon: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors())
}

fn check_ring(part: usize, ring: usize, line: &LineString<f64>) -> Result<(), GeometryFault> {
    if let Some(point) = line.0.iter().position(|c| !(c.x.is_finite() && c.y.is_finite())) {
        return Err(GeometryFault::NotFinite { part, ring, point });
    }
    let off_earth = |c: &&Coord<f64>| !((-180.0..=180.0).contains(&c.x) && (-90.0..=90.0).contains(&c.y));
    if let Some(c) = line.0.iter().find(off_earth) {
        return Err(GeometryFault::OutOfRange { lon: c.x, lat: c.y });
    }
    if let Some(edge) = line.lines().find(|edge| edge.dx().abs() > 180.0) {
        return Err(GeometryFault::CrossesAntimeridian { lat: edge.start.y });
    }
    if line.0.len() < 4 {
        return Err(GeometryFault::TooFewPoints { part, ring });
    }
    // The hull, because a ring that crosses itself may have a signed area of zero.
    if line.convex_hull().unsigned_area() < MIN_AREA {
        return Err(GeometryFault::ZeroArea { part, ring });
    }
    Ok(())
}

fn explain(area: &MultiPolygon<f64>, fault: &InvalidMultiPolygon) -> GeometryFault {
    match fault {
        InvalidMultiPolygon::InvalidPolygon(part, fault) => explain_part(part.0, &area.0[part.0], fault),
        InvalidMultiPolygon::ElementsOverlaps(a, b) | InvalidMultiPolygon::ElementsTouchOnALine(a, b) => {
            GeometryFault::PartsOverlap { first: a.0, second: b.0 }
        }
    }
}

fn explain_part(part: usize, polygon: &Polygon<f64>, fault: &InvalidPolygon) -> GeometryFault {
    let number = |role: &RingRole| match role {
        RingRole::Exterior => 0,
        RingRole::Interior(hole) => hole + 1,
    };
    match fault {
        InvalidPolygon::TooFewPointsInRing(role) => GeometryFault::TooFewPoints { part, ring: number(role) },
        InvalidPolygon::NonFiniteCoord(role, point) => {
            GeometryFault::NotFinite { part, ring: number(role), point: point.0 }
        }
        InvalidPolygon::SelfIntersection(role) => {
            let line = match role {
                RingRole::Exterior => polygon.exterior(),
                RingRole::Interior(hole) => &polygon.interiors()[*hole],
            };
            let at = crossing(line).unwrap_or(line.0[0]);
            GeometryFault::SelfIntersection { part, ring: number(role), lon: at.x, lat: at.y }
        }
        InvalidPolygon::InteriorRingNotContainedInExteriorRing(role)
        | InvalidPolygon::IntersectingRingsOnALine(_, role)
        | InvalidPolygon::IntersectingRingsOnAnArea(_, role) => GeometryFault::BadHole { part, ring: number(role) },
    }
}

/// Where a ring meets itself: two edges that are not neighbours, or neighbours that lie on each other.
fn crossing(ring: &LineString<f64>) -> Option<Coord<f64>> {
    let edges: Vec<_> = ring.lines().filter(|edge| edge.start != edge.end).collect();
    let last = edges.len().checked_sub(1)?;
    edges.iter().enumerate().find_map(|(i, &a)| {
        edges.iter().enumerate().skip(i + 1).find_map(|(j, &b)| {
            let neighbours = j == i + 1 || (i == 0 && j == last);
            match line_intersection(a, b)? {
                LineIntersection::SinglePoint { intersection, .. } => (!neighbours).then_some(intersection),
                LineIntersection::Collinear { intersection } => Some(intersection.start),
            }
        })
    })
}
