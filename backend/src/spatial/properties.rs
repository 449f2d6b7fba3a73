//! The index against the slow truth: random points, every vertex, every middle of an edge; zero differences.

use super::made as partition;
use super::oracle::{decision, distances, holding};
use super::*;
use geo::CoordsIter;
use geo_types::{LineString, Polygon};
use proptest::prelude::*;
use shared::assign::Relation;

fn code(serial: usize) -> AreaCode {
    AreaCode::trusted(format!("340202{:06}{:03}", 1001 + serial / 999, serial % 999 + 1))
}

fn here(c: Coord<f64>) -> Position {
    Position { lon: c.x, lat: c.y }
}

/// The points where a fast test goes wrong first.
fn delicate(grids: &[GridShape]) -> Vec<Position> {
    let rings = grids.iter().flat_map(|grid| grid.boundary.iter()).map(Polygon::exterior);
    rings.flat_map(LineString::lines).flat_map(|e| [e.start, (e.start + e.end) / 2.0]).map(here).collect()
}

fn star(centre: (f64, f64), radii: &[f64]) -> MultiPolygon<f64> {
    let turn = std::f64::consts::TAU / radii.len() as f64;
    let tip = |(i, r): (usize, &f64)| {
        let angle = turn * i as f64;
        Coord { x: centre.0 + r * angle.cos(), y: centre.1 + r * angle.sin() }
    };
    Polygon::new(LineString(radii.iter().enumerate().map(tip).collect()), vec![]).into()
}

fn stars() -> impl Strategy<Value = Vec<GridShape>> {
    let kind = prop_oneof![3 => Just(GridKind::General), 1 => Just(GridKind::Exclusive), 1 => Just(GridKind::Micro)];
    let one = ((118.3..118.32_f64, 31.3..31.32_f64), prop::collection::vec(0.0005..0.006_f64, 3..40), kind);
    let boundary = |(centre, radii, kind): ((f64, f64), Vec<f64>, GridKind)| (kind, star(centre, &radii));
    prop::collection::vec(one.prop_map(boundary), 1..12).prop_map(|all| {
        // Codes out of order, so that the smallest is not the first.
        let coded = all.into_iter().enumerate();
        coded.map(|(i, (kind, boundary))| GridShape { code: code(i * 7 % 13), kind, boundary }).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn overlapping_stars_equal_the_brute_force(
        grids in stars(),
        points in prop::collection::vec((118.29..118.33_f64, 31.29..31.33_f64), 50),
    ) {
        let index = GridIndex::build(grids.clone(), &MultiPolygon(vec![]), vec![]);
        let mut all: Vec<Position> = points.iter().map(|&(lon, lat)| Position { lon, lat }).collect();
        all.extend(delicate(&grids));
        for at in all {
            let truth = holding(&grids, at);
            if truth.is_empty() {
                let found = index.candidates(at);
                let (metres, expected) = (found.first().map(|c| c.distance_m), distances(&grids, at));
                prop_assert_eq!(metres.is_some(), !expected.is_empty());
                prop_assert!(metres.is_none_or(|m| (m - expected[0]).abs() < 1e-6), "{:?} {}", metres, expected[0]);
                prop_assert!(found.iter().all(|c| c.relation == Relation::Near));
                prop_assert_eq!(index.grid_at(at), None, "without a district nothing is a gap");
            } else {
                prop_assert_eq!(index.candidates(at), truth);
                let chosen = index.grid_at(at).and_then(|i| index.code(i).cloned());
                prop_assert_eq!(chosen, decision(&grids, at).grid);
            }
        }
    }

    #[test]
    fn nearest_equals_sorting_all(grids in stars(), lon in 118.2..118.4_f64, lat in 31.2..31.4_f64, n in 1..6_usize) {
        let index = GridIndex::build(grids.clone(), &MultiPolygon(vec![]), vec![]);
        let at = Position { lon, lat };
        let found: Vec<f64> = index.nearest(at, n).iter().map(|c| c.distance_m).collect();
        let truth = distances(&grids, at);
        prop_assert_eq!(found.len(), truth.len().min(n));
        for (a, b) in found.iter().zip(&truth) {
            prop_assert!((a - b).abs() < 1e-6, "{:?} {:?}", found, truth);
        }
    }
}

#[test]
fn a_hundred_thousand_points_equal_the_brute_force() {
    let made = partition::partition(239);
    let shape = |(i, cell): (usize, &MultiPolygon<f64>)| GridShape {
        code: code(i),
        kind: GridKind::General,
        boundary: cell.clone(),
    };
    let grids: Vec<GridShape> = made.cells.iter().enumerate().map(shape).collect();
    let index = GridIndex::build(grids.clone(), &made.outline, vec![]);
    let boxes: Vec<_> = grids.iter().map(|grid| geo::BoundingRect::bounding_rect(&grid.boundary).unwrap()).collect();
    let mut all: Vec<Position> = partition::points(100_000, &made.outline, 7).into_iter().map(here).collect();
    all.extend(delicate(&grids));
    let mut batch = Vec::new();
    index.grids_at(&all, &mut batch);
    let mut held = 0;
    for (&at, &quick) in all.iter().zip(&batch) {
        let p = coord(at);
        // The box is only a short cut of the truth: what lies outside the box lies outside the grid.
        let truth: Vec<usize> = (0..grids.len())
            .filter(|&i| {
                let (low, high) = (boxes[i].min(), boxes[i].max());
                low.x <= p.x && p.x <= high.x && low.y <= p.y && p.y <= high.y
            })
            .filter(|&i| oracle::relation(&grids[i].boundary, p).is_some())
            .collect();
        if !truth.is_empty() {
            let near: Vec<GridShape> = truth.iter().map(|&i| grids[i].clone()).collect();
            assert_eq!(index.candidates(at), holding(&near, at));
            assert_eq!(quick.map(|i| grids[i as usize].code.clone()), decision(&near, at).grid);
            held += 1;
        }
        assert_eq!(quick, index.grid_at(at));
    }
    assert!(held > 100_000 && all.len() - held < 10_000, "{held} of {}", all.len());
}

#[test]
fn ordering_a_batch_by_place_changes_no_answer() {
    let made = partition::partition(2_500);
    let shape = |(i, boundary)| GridShape { code: code(i), kind: GridKind::General, boundary };
    let index = GridIndex::build(made.cells.into_iter().enumerate().map(shape).collect(), &made.outline, vec![]);
    let points: Vec<Position> = partition::points(5_000, &made.outline, 3).into_iter().map(here).collect();
    let mut batch = vec![Some(99)];
    index.grids_at(&points, &mut batch);
    assert_eq!(batch, points.iter().map(|&at| index.grid_at(at)).collect::<Vec<_>>());
}

#[test]
fn the_made_partition_is_valid_and_covers_its_outline() {
    use geo::Area;
    let made = partition::partition(239);
    assert_eq!(made.cells.len(), 239);
    let cells: f64 = made.cells.iter().map(Area::unsigned_area).sum();
    assert!((cells / made.outline.unsigned_area() - 1.0).abs() < 1e-9);
    assert!(made.cells.iter().all(|cell| validate(cell).is_ok()));
    let vertices: usize = made.cells.iter().map(CoordsIter::coords_count).sum();
    assert!((60..75).contains(&(vertices / 239)), "{}", vertices / 239);
}
