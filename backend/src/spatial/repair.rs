//! Harmless faults that an import mends by itself, each one reported.
//!
//! Invariant: a repair never moves a border. Whatever would change the area covered is left for `validate` to refuse.

use super::RawRings;
use super::validate::{MIN_AREA, assemble};
use geo::orient::{Direction, Orient};
use geo::{Area, ConvexHull};
use geo_types::{LineString, MultiPolygon, Polygon};

/// What was mended; parts and rings count from 0 as they came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repair {
    ClosedRing { part: usize, ring: usize },
    DroppedRepeatedPoints { part: usize, ring: usize, points: usize },
    DroppedEmptyRing { part: usize, ring: usize },
    TurnedRings { part: usize },
}

/// Closes open rings of a file; all else is kept as it came.
pub fn close_rings(mut parts: RawRings) -> (MultiPolygon<f64>, Vec<Repair>) {
    let mut repairs = Vec::new();
    for (part, rings) in parts.iter_mut().enumerate() {
        for (ring, points) in rings.iter_mut().enumerate() {
            if let (Some(&first), Some(&last)) = (points.first(), points.last())
                && first != last
            {
                points.push(first);
                repairs.push(Repair::ClosedRing { part, ring });
            }
        }
    }
    (assemble(&parts), repairs)
}

/// Drops repeated points and rings without area, and turns exteriors counter-clockwise, holes clockwise (RFC 7946).
pub fn repair(area: MultiPolygon<f64>) -> (MultiPolygon<f64>, Vec<Repair>) {
    let mut repairs = Vec::new();
    let parts = area.0.into_iter().enumerate().filter_map(|(part, polygon)| {
        let (exterior, holes) = polygon.into_inner();
        let exterior = mend(part, 0, exterior, &mut repairs)?;
        let holes =
            holes.into_iter().enumerate().filter_map(|(i, hole)| mend(part, i + 1, hole, &mut repairs)).collect();
        let polygon = Polygon::new(exterior, holes);
        let turned = polygon.orient(Direction::Default);
        if turned != polygon {
            repairs.push(Repair::TurnedRings { part });
        }
        Some(turned)
    });
    let mended = MultiPolygon(parts.collect());
    (mended, repairs)
}

fn mend(part: usize, ring: usize, mut line: LineString<f64>, repairs: &mut Vec<Repair>) -> Option<LineString<f64>> {
    let before = line.0.len();
    line.0.dedup();
    let points = before - line.0.len();
    if points > 0 {
        repairs.push(Repair::DroppedRepeatedPoints { part, ring, points });
    }
    if !line.0.iter().all(|c| c.x.is_finite() && c.y.is_finite()) {
        // Not a number is no emptiness: it stays, for `validate` to refuse.
        return Some(line);
    }
    if line.0.len() < 4 || line.convex_hull().unsigned_area() < MIN_AREA {
        repairs.push(Repair::DroppedEmptyRing { part, ring });
        return None;
    }
    Some(line)
}
