//! The edge cases of assignment, one test each, on squares whose answers are known by looking.

use super::*;
use geo_types::polygon;
use shared::assign::{DecidedBy, Relation};

const ORIGIN: (f64, f64) = (118.36, 31.35);
/// One unit of the drawings: about 95 m east, 111 m north.
const UNIT: f64 = 0.001;

fn at(x: f64, y: f64) -> Position {
    Position { lon: ORIGIN.0 + x * UNIT, lat: ORIGIN.1 + y * UNIT }
}

fn place(x: f64, y: f64) -> Coord<f64> {
    coord(at(x, y))
}

fn rect(x0: f64, y0: f64, x1: f64, y1: f64) -> MultiPolygon<f64> {
    polygon![place(x0, y0), place(x1, y0), place(x1, y1), place(x0, y1)].into()
}

fn code(serial: u32) -> AreaCode {
    AreaCode::trusted(format!("340202001001{serial:03}"))
}

fn grid(serial: u32, kind: GridKind, boundary: MultiPolygon<f64>) -> GridShape {
    GridShape { code: code(serial), kind, boundary }
}

/// A district of 10 × 10 with one community in its western half.
fn index(grids: Vec<GridShape>) -> GridIndex {
    let community = AreaCode::trusted("340202001001");
    GridIndex::build(grids, &rect(0.0, 0.0, 10.0, 10.0), vec![(community, rect(0.0, 0.0, 5.0, 10.0))])
}

#[track_caller]
fn expect(index: &GridIndex, point: Position, serial: Option<u32>, by: DecidedBy) -> Located {
    let located = index.locate(point);
    assert_eq!(located.decision, Decision { grid: serial.map(code), decided_by: by });
    let quick = index.grid_at(point).and_then(|i| index.code(i));
    assert_eq!(quick, located.decision.grid.as_ref(), "the bulk path agrees");
    located
}

use GridKind::{Exclusive, General, Micro};
use shared::assign::Decision;

#[test]
fn inside_one_grid() {
    let index = index(vec![grid(1, General, rect(0.0, 0.0, 2.0, 2.0)), grid(2, General, rect(2.0, 0.0, 4.0, 2.0))]);
    let located = expect(&index, at(1.0, 1.0), Some(1), DecidedBy::Inside);
    assert_eq!(located.candidates.len(), 1);
    assert_eq!(located.community.unwrap().as_str(), "340202001001");
}

#[test]
fn a_shared_edge_goes_to_the_smallest_code_and_both_are_recorded() {
    let index = index(vec![grid(2, General, rect(0.0, 0.0, 2.0, 2.0)), grid(1, General, rect(2.0, 0.0, 4.0, 2.0))]);
    let located = expect(&index, at(2.0, 1.3), Some(1), DecidedBy::Boundary);
    assert_eq!(located.candidates.iter().map(|c| c.relation).collect::<Vec<_>>(), [Relation::Boundary; 2]);
}

#[test]
fn a_shared_vertex_records_all_three() {
    let index = index(vec![
        grid(3, General, rect(0.0, 0.0, 2.0, 2.0)),
        grid(2, General, rect(2.0, 0.0, 4.0, 2.0)),
        grid(5, General, rect(2.0, 2.0, 4.0, 4.0)),
    ]);
    let located = expect(&index, at(2.0, 2.0), Some(2), DecidedBy::Boundary);
    assert_eq!(located.candidates.len(), 3);
}

#[test]
fn an_exclusive_grid_goes_before_the_general_one_below() {
    let index = index(vec![grid(1, General, rect(0.0, 0.0, 4.0, 4.0)), grid(9, Exclusive, rect(1.0, 1.0, 2.0, 2.0))]);
    expect(&index, at(1.5, 1.5), Some(9), DecidedBy::Exclusive);
    expect(&index, at(1.0, 1.5), Some(9), DecidedBy::Exclusive);
    expect(&index, at(3.0, 3.0), Some(1), DecidedBy::Inside);
}

#[test]
fn an_overlap_of_general_grids_goes_to_the_smallest() {
    let index = index(vec![grid(1, General, rect(0.0, 0.0, 4.0, 4.0)), grid(2, General, rect(3.0, 3.0, 5.0, 5.0))]);
    expect(&index, at(3.5, 3.5), Some(2), DecidedBy::Overlap);
}

#[test]
fn a_gap_goes_to_the_nearest_grid_within_reach_or_else_to_the_community() {
    let index = index(vec![grid(1, General, rect(0.0, 0.0, 2.0, 2.0)), grid(2, General, rect(2.6, 0.0, 4.0, 2.0))]);
    let located = expect(&index, at(2.4, 1.0), Some(2), DecidedBy::Gap);
    let by_hand = at(2.4, 1.0).distance_m(at(2.6, 1.0));
    assert!((located.candidates[0].distance_m - by_hand).abs() < 0.01, "{located:?} against {by_hand}");
    let far = expect(&index, at(3.0, 6.0), None, DecidedBy::Gap);
    assert_eq!(far.community.unwrap().as_str(), "340202001001");
    assert_eq!(far.candidates[0].relation, Relation::Near);
    assert_eq!(expect(&index, at(8.0, 6.0), None, DecidedBy::Gap).community, None);
}

#[test]
fn outside_the_district_is_nobodys() {
    let index = index(vec![grid(1, General, rect(0.0, 0.0, 2.0, 2.0))]);
    let located = expect(&index, at(-0.1, 1.0), None, DecidedBy::Outside);
    assert_eq!(located.community, None);
    assert!(index.in_district(at(0.0, 10.0)) && !index.in_district(at(0.0, 10.01)));
    expect(&index, Position { lon: f64::NAN, lat: 31.0 }, None, DecidedBy::Outside);
}

#[test]
fn a_hole_belongs_to_what_fills_it() {
    let ring = |x0, y0, x1, y1| rect(x0, y0, x1, y1).0.remove(0).into_inner().0;
    let holed = geo_types::Polygon::new(ring(0.0, 0.0, 4.0, 4.0), vec![ring(1.0, 1.0, 3.0, 3.0)]);
    let index = index(vec![grid(1, General, holed.into()), grid(2, General, rect(1.0, 1.0, 3.0, 3.0))]);
    expect(&index, at(2.0, 2.0), Some(2), DecidedBy::Inside);
    expect(&index, at(0.5, 2.0), Some(1), DecidedBy::Inside);
    expect(&index, at(1.0, 2.0), Some(1), DecidedBy::Boundary);
}

#[test]
fn an_exclave_belongs_to_its_grid() {
    let mut parts = rect(0.0, 0.0, 1.0, 1.0);
    parts.0.extend(rect(4.0, 4.0, 5.0, 5.0));
    let index = index(vec![grid(1, General, parts), grid(2, General, rect(1.0, 0.0, 4.0, 4.0))]);
    expect(&index, at(4.5, 4.5), Some(1), DecidedBy::Inside);
    expect(&index, at(2.0, 2.0), Some(2), DecidedBy::Inside);
    expect(&index, at(4.0, 4.0), Some(1), DecidedBy::Boundary);
}

#[test]
fn micro_grids_are_not_candidates() {
    let index = index(vec![grid(1, Micro, rect(0.0, 0.0, 1.0, 1.0)), grid(2, General, rect(0.0, 0.0, 2.0, 2.0))]);
    assert_eq!(expect(&index, at(0.5, 0.5), Some(2), DecidedBy::Inside).candidates.len(), 1);
    assert!(index.nearest(at(0.5, 0.5), 5).iter().all(|c| c.kind != Micro));
}

#[test]
fn nearest_counts_metres_not_degrees() {
    // East is 1.0 units = 95 m away, north 0.9 units = 100 m: degrees alone would name the northern one.
    let index = index(vec![grid(1, General, rect(5.0, 5.9, 6.0, 7.0)), grid(2, General, rect(6.0, 4.0, 7.0, 5.2))]);
    let near = index.nearest(at(5.0, 5.0), 2);
    assert_eq!(near.iter().map(|c| c.grid.clone()).collect::<Vec<_>>(), [code(2), code(1)]);
    assert!(index.nearest(at(5.0, 5.0), 0).is_empty());
}

#[test]
fn an_empty_index_answers_too() {
    let empty = GridIndex::build(vec![], &MultiPolygon(vec![]), vec![]);
    assert_eq!(empty.locate(at(0.0, 0.0)).decision, Decision { grid: None, decided_by: DecidedBy::Outside });
    assert_eq!((empty.bbox(), empty.len(), empty.grid_at(at(0.0, 0.0))), (None, 0, None));
}

fn raw(points: &[(f64, f64)]) -> RawRings {
    vec![vec![points.iter().map(|&(x, y)| [x, y]).collect()]]
}

#[test]
fn input_that_is_no_area_is_refused_with_the_reason() {
    let refused = |points: &[(f64, f64)]| from_rings(&raw(points)).unwrap_err();
    let square = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)];
    assert!(from_rings(&raw(&square)).is_ok());
    assert_eq!(refused(&square[..4]), GeometryFault::NotClosed { part: 0, ring: 0 });
    assert_eq!(refused(&[(0.0, 0.0), (1.0, 0.0), (0.0, 0.0)]), GeometryFault::TooFewPoints { part: 0, ring: 0 });
    assert_eq!(
        refused(&[(0.0, 0.0), (f64::NAN, 0.0), (1.0, 1.0), (0.0, 0.0)]),
        GeometryFault::NotFinite { part: 0, ring: 0, point: 1 }
    );
    assert_eq!(
        refused(&[(31.3, 118.3), (31.4, 118.3), (31.4, 118.4), (31.3, 118.3)]),
        GeometryFault::OutOfRange { lon: 31.3, lat: 118.3 }
    );
    assert_eq!(
        refused(&[(179.0, 1.0), (-179.0, 1.0), (-179.0, 2.0), (179.0, 1.0)]),
        GeometryFault::CrossesAntimeridian { lat: 1.0 }
    );
    assert_eq!(
        refused(&[(0.0, 0.0), (1.0, 1.0), (2.0, 2.0), (0.0, 0.0)]),
        GeometryFault::ZeroArea { part: 0, ring: 0 }
    );
    assert_eq!(
        refused(&[(0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0), (0.0, 0.0)]),
        GeometryFault::SelfIntersection { part: 0, ring: 0, lon: 1.0, lat: 1.0 }
    );
    assert_eq!(from_rings(&vec![]), Err(GeometryFault::Empty));
}

#[test]
fn holes_and_parts_must_keep_to_their_places() {
    let square = |x0: f64, y0: f64, x1: f64, y1: f64| vec![[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]];
    let hole_outside = vec![vec![square(0.0, 0.0, 4.0, 4.0), square(5.0, 5.0, 6.0, 6.0)]];
    assert_eq!(from_rings(&hole_outside), Err(GeometryFault::BadHole { part: 0, ring: 1 }));
    let side_by_side = vec![vec![square(0.0, 0.0, 1.0, 1.0)], vec![square(1.0, 0.0, 2.0, 1.0)]];
    assert_eq!(from_rings(&side_by_side), Err(GeometryFault::PartsOverlap { first: 0, second: 1 }));
    let corner_to_corner = vec![vec![square(0.0, 0.0, 1.0, 1.0)], vec![square(1.0, 1.0, 2.0, 2.0)]];
    assert!(from_rings(&corner_to_corner).is_ok());
}

#[test]
fn harmless_faults_are_repaired_and_reported() {
    let open = vec![vec![
        vec![[0.0, 0.0], [0.0, 4.0], [4.0, 4.0], [4.0, 4.0], [4.0, 0.0]],
        vec![[1.0, 1.0], [2.0, 2.0], [3.0, 3.0], [1.0, 1.0]],
    ]];
    let (closed, first) = close_rings(open);
    assert_eq!(first, [Repair::ClosedRing { part: 0, ring: 0 }]);
    let (mended, second) = repair(closed);
    let expected = [
        Repair::DroppedRepeatedPoints { part: 0, ring: 0, points: 1 },
        Repair::DroppedEmptyRing { part: 0, ring: 1 },
        Repair::TurnedRings { part: 0 },
    ];
    assert_eq!(second, expected);
    assert_eq!(validate(&mended), Ok(()));
    assert_eq!(mended.0[0].interiors().len(), 0);
    assert_eq!(repair(mended.clone()), (mended, vec![]), "a sound boundary is left alone");
}
