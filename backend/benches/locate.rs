//! Point → grid: our index against PostGIS and shapely, same grids, same points, same run, one core each.
//!
//! `cargo bench -p mirrorlake --bench locate`. First the answers are compared (with the brute force on a million points,
//! every vertex and every middle of an edge; with the peers by count and sum), then the times: processor time of the one
//! thread that works, the best of several rounds on each side.

#[path = "support/cpu.rs"]
mod cpu;
#[path = "support/partition.rs"]
mod partition;
#[path = "support/peers.rs"]
mod peers;
#[path = "support/postgis.rs"]
mod postgis;

use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo::{Area, BoundingRect, MultiPolygon};
use geo_types::{Coord, LineString};
use mirrorlake::spatial::{GridIndex, GridShape};
use peers::Peer;
use shared::area::{AreaCode, AreaLevel, GridKind};
use shared::assign::{Candidate, Decision, Relation, decide};
use shared::geo::Position;
use std::collections::HashMap;
use std::hint::black_box;
use std::time::Instant;

const POINTS: usize = 1_000_000;
/// PostGIS is given fewer, for it takes long; its figure is a point's, too.
const POSTGIS_POINTS: usize = 200_000;
const ROUNDS: usize = 5;
/// Our `locate` must be this many times as fast as each peer.
const GOAL_POSTGIS: f64 = 30.0;
const GOAL_SHAPELY: f64 = 2.0;

fn main() {
    let cluster = postgis::Cluster::start().map_err(|why| println!("PostGIS is skipped: {why}")).ok();
    let python = peers::python().map_err(|why| println!("shapely is skipped: {why}")).ok();
    println!("{POINTS} uniform points; processor nanoseconds a point\n");
    check_demo_city();
    for count in [239, 100_000] {
        let made = partition::partition(count);
        let points: Vec<Position> =
            partition::points(POINTS, &made.outline, 42).into_iter().map(|c| Position { lon: c.x, lat: c.y }).collect();
        let started = Instant::now();
        let grids = shapes(&made.cells);
        let index = GridIndex::build(grids.clone(), &made.outline, vec![]);
        println!("{count} grids, built in {:.2} s", started.elapsed().as_secs_f64());
        check(&index, &grids, &points);
        let ours = time(&index, &points);
        if let Some(cluster) = &cluster {
            let points = &points[..POSTGIS_POINTS];
            compare(peers::postgis(cluster, &made.cells, points), &index, points, &ours, GOAL_POSTGIS);
        }
        if let Some(python) = &python {
            compare(peers::shapely(python, &made.cells, &points), &index, &points, &ours, GOAL_SHAPELY);
        }
        println!();
    }
}

fn shapes(cells: &[MultiPolygon<f64>]) -> Vec<GridShape> {
    let shape = |(i, boundary): (usize, &MultiPolygon<f64>)| GridShape {
        code: AreaCode::trusted(format!("340202{:06}{:03}", 1001 + i / 999, i % 999 + 1)),
        kind: GridKind::General,
        boundary: boundary.clone(),
    };
    cells.iter().enumerate().map(shape).collect()
}

/// The slow truth, made bearable by listing grids per square of their envelopes.
struct BruteForce<'a> {
    grids: &'a [GridShape],
    sizes: Vec<f64>,
    squares: HashMap<(i32, i32), Vec<usize>>,
}

const SQUARE: f64 = 0.004;

impl<'a> BruteForce<'a> {
    fn new(grids: &'a [GridShape]) -> BruteForce<'a> {
        let mut squares: HashMap<_, Vec<usize>> = HashMap::new();
        for (i, grid) in grids.iter().enumerate() {
            let bounds = grid.boundary.bounding_rect().expect("a grid has points");
            let (low, high) = (square(bounds.min()), square(bounds.max()));
            for x in low.0..=high.0 {
                (low.1..=high.1).for_each(|y| squares.entry((x, y)).or_default().push(i));
            }
        }
        BruteForce { grids, sizes: grids.iter().map(|grid| grid.boundary.unsigned_area()).collect(), squares }
    }

    /// The decision among the grids that hold or touch the point; `None` when none does.
    fn decision(&self, p: Coord<f64>) -> Option<Decision> {
        let candidate = |&i: &usize| {
            let relation = match self.grids[i].boundary.coordinate_position(&p) {
                CoordPos::Inside => Relation::Inside,
                CoordPos::OnBoundary => Relation::Boundary,
                CoordPos::Outside => return None,
            };
            let GridShape { code, kind, .. } = &self.grids[i];
            Some(Candidate { grid: code.clone(), kind: *kind, relation, size: self.sizes[i], distance_m: 0.0 })
        };
        let found: Vec<Candidate> = self.squares.get(&square(p))?.iter().filter_map(candidate).collect();
        (!found.is_empty()).then(|| decide(&found, true))
    }
}

fn square(p: Coord<f64>) -> (i32, i32) {
    ((p.x / SQUARE).floor() as i32, (p.y / SQUARE).floor() as i32)
}

/// Points that no grid holds are left out: for those ours names the nearest grid, which the unit tests check.
fn check(index: &GridIndex, grids: &[GridShape], points: &[Position]) {
    // Of a large district every tenth: millions of slow answers teach nothing more.
    let every = if grids.len() > 1_000 { 10 } else { 1 };
    let truth = BruteForce::new(grids);
    let rings = grids.iter().flat_map(|grid| &grid.boundary);
    let lines = rings.flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()));
    let delicate = lines.flat_map(LineString::lines).flat_map(|edge| [edge.start, (edge.start + edge.end) / 2.0]);
    let (mut compared, mut differ) = (0_u64, 0_u64);
    for p in points.iter().map(|at| Coord { x: at.lon, y: at.lat }).chain(delicate.step_by(every)) {
        if let Some(decision) = truth.decision(p) {
            let at = Position { lon: p.x, lat: p.y };
            let quick = index.grid_at(at).and_then(|grid| index.code(grid));
            let same = quick == decision.grid.as_ref() && index.locate(at).decision == decision;
            compared += 1;
            differ += u64::from(!same);
        }
    }
    println!("  {compared} points compared with the brute force: {differ} differences");
    assert_eq!(differ, 0, "the index is exact");
}

/// The demo city has what a partition lacks: exclusive grids over general ones, micro grids, gaps.
fn check_demo_city() {
    let city = demo::ground::lay_out(1, 1.0);
    let grid = |area: &demo::model::Area| {
        let kind = area.grid_kind.filter(|kind| *kind != GridKind::Micro)?;
        Some(GridShape { code: area.code.clone(), kind, boundary: area.boundary.clone() })
    };
    let grids: Vec<GridShape> = city.areas.iter().filter_map(grid).collect();
    let district =
        city.areas.iter().find(|area| area.code.level() == AreaLevel::District).expect("a city has a district");
    println!("the demo city, {} grids, every vertex and every middle of an edge", grids.len());
    check(&GridIndex::build(grids.clone(), &district.boundary, vec![]), &grids, &[]);
    println!();
}

/// Our three questions and what a point costs in each: the whole record, the grid alone, the grid in bulk.
fn time(index: &GridIndex, points: &[Position]) -> [(&'static str, f64); 3] {
    let locate = nanoseconds(|| {
        for &at in points {
            black_box(index.locate(black_box(at)));
        }
    });
    let single = nanoseconds(|| {
        for &at in points {
            black_box(index.grid_at(black_box(at)));
        }
    });
    let mut found = Vec::new();
    let batch = nanoseconds(|| index.grids_at(black_box(points), &mut found));
    println!("  ours: locate {locate:.0}, grid_at {single:.0}, grids_at {batch:.0}");
    [("locate", locate), ("grid_at", single), ("grids_at", batch)]
}

fn nanoseconds(mut work: impl FnMut()) -> f64 {
    let round = |_| {
        let started = cpu::own();
        work();
        (cpu::own() - started).as_secs_f64() * 1e9 / POINTS as f64
    };
    (0..ROUNDS).map(round).fold(f64::INFINITY, f64::min)
}

fn compare(
    peer: Result<Peer, String>,
    index: &GridIndex,
    points: &[Position],
    ours: &[(&'static str, f64)],
    goal: f64,
) {
    match peer {
        Ok(peer) => {
            println!("  {}: {:.0}; goal {goal} times", peer.name, peer.nanoseconds);
            for (question, nanoseconds) in ours {
                let ratio = peer.nanoseconds / nanoseconds;
                let verdict = if ratio >= goal { "REACHED" } else { "NOT REACHED" };
                println!("    {question:8} {ratio:5.1} times as fast: {verdict}");
            }
            let held = |at: &&Position| index.candidates(**at)[0].distance_m == 0.0;
            let grids: Vec<u64> =
                points.iter().filter(held).filter_map(|&at| index.grid_at(at)).map(u64::from).collect();
            let same = (peer.hits, peer.sum) == (grids.len() as u64, grids.iter().sum());
            assert!(same, "{} gives the same answers", peer.name);
        }
        Err(why) => println!("  a peer is skipped: {why}"),
    }
}
