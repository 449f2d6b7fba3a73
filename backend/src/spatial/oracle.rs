//! The slow and simple truth: every grid tested with geo's own predicates, no index, no bands.

use super::GridShape;
use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo::{Area, Distance, Euclidean, MapCoords};
use geo_types::{Coord, MultiPolygon, Point};
use shared::area::GridKind;
use shared::assign::{Candidate, Decision, Relation, decide};
use shared::geo::Position;

pub fn relation(area: &MultiPolygon<f64>, p: Coord<f64>) -> Option<Relation> {
    match area.coordinate_position(&p) {
        CoordPos::Inside => Some(Relation::Inside),
        CoordPos::OnBoundary => Some(Relation::Boundary),
        CoordPos::Outside => None,
    }
}

/// All grids that hold or touch the point, by code.
pub fn holding(grids: &[GridShape], at: Position) -> Vec<Candidate> {
    let p = Coord { x: at.lon, y: at.lat };
    let mut found: Vec<Candidate> = grids
        .iter()
        .filter(|grid| grid.kind != GridKind::Micro)
        .filter_map(|grid| {
            let relation = relation(&grid.boundary, p)?;
            let size = grid.boundary.unsigned_area();
            Some(Candidate { grid: grid.code.clone(), kind: grid.kind, relation, size, distance_m: 0.0 })
        })
        .collect();
    found.sort_by(|a, b| a.grid.cmp(&b.grid));
    found
}

/// Metres from every grid, nearest first.
pub fn distances(grids: &[GridShape], at: Position) -> Vec<f64> {
    let metres = 6_371_008.8_f64.to_radians();
    let squeeze = at.lat.to_radians().cos();
    let flat = |c: Coord<f64>| Coord { x: (c.x - at.lon) * squeeze * metres, y: (c.y - at.lat) * metres };
    let mut all: Vec<f64> = grids
        .iter()
        .filter(|grid| grid.kind != GridKind::Micro)
        .map(|grid| Euclidean.distance(&grid.boundary.map_coords(flat), &Point::new(0.0, 0.0)))
        .collect();
    all.sort_by(f64::total_cmp);
    all
}

pub fn decision(grids: &[GridShape], at: Position) -> Decision {
    decide(&holding(grids, at), true)
}
