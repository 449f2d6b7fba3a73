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
use geo::{BoundingRect, MultiPolygon};
use geo_types::{Coord, LineString, Polygon};
use mirrorlake::spatial::{GridIndex, GridShape};
use peers::Peer;
use shared::area::{AreaCode, GridKind};
use shared::geo::Position;
use std::collections::HashMap;
use std::hint::black_box;
use std::time::Instant;

const POINTS: usize = 1_000_000;
const ROUNDS: usize = 5;
/// Our `locate` must be this many times as fast as each peer.
const GOAL_POSTGIS: f64 = 30.0;
const GOAL_SHAPELY: f64 = 2.0;

fn main() {
    let cluster = postgis::Cluster::start().map_err(|why| println!("PostGIS is skipped: {why}")).ok();
    let python = peers::python().map_err(|why| println!("shapely is skipped: {why}")).ok();
    println!("{POINTS} uniform points; processor nanoseconds a point; ratio to our locate\n");
    for count in [239, 100_000] {
        let made = partition::partition(count);
        let points: Vec<Position> =
            partition::points(POINTS, &made.outline, 42).into_iter().map(|c| Position { lon: c.x, lat: c.y }).collect();
        let started = Instant::now();
        let index = GridIndex::build(shapes(&made.cells), &made.outline, vec![]);
        println!("{count} grids, built in {:.2} s", started.elapsed().as_secs_f64());
        check(&index, &made.cells, &points);
        let ours = time(&index, &points);
        if let Some(cluster) = &cluster {
            compare("PostGIS ST_Contains join", &ours, peers::postgis(cluster, &made.cells, &points), GOAL_POSTGIS);
        }
        if let Some(python) = &python {
            compare("shapely STRtree bulk", &ours, peers::shapely(python, &made.cells, &points), GOAL_SHAPELY);
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
    cells: &'a [MultiPolygon<f64>],
    squares: HashMap<(i32, i32), Vec<u32>>,
}

const SQUARE: f64 = 0.004;

impl<'a> BruteForce<'a> {
    fn new(cells: &'a [MultiPolygon<f64>]) -> BruteForce<'a> {
        let mut squares: HashMap<_, Vec<u32>> = HashMap::new();
        for (cell, i) in cells.iter().zip(0..) {
            let bounds = cell.bounding_rect().expect("a made cell has points");
            let (low, high) = (square(bounds.min()), square(bounds.max()));
            for x in low.0..=high.0 {
                (low.1..=high.1).for_each(|y| squares.entry((x, y)).or_default().push(i));
            }
        }
        BruteForce { cells, squares }
    }

    /// The grid that holds the point, or the first one whose border does.
    fn grid_at(&self, p: Coord<f64>) -> Option<u32> {
        let near = self.squares.get(&square(p))?;
        let at = |i: &&u32| self.cells[**i as usize].coordinate_position(&p);
        near.iter()
            .find(|i| at(i) == CoordPos::Inside)
            .or_else(|| near.iter().find(|i| at(i) != CoordPos::Outside))
            .copied()
    }
}

fn square(p: Coord<f64>) -> (i32, i32) {
    ((p.x / SQUARE).floor() as i32, (p.y / SQUARE).floor() as i32)
}

/// Points of a gap are left out: there the brute force has no grid, and ours names the nearest.
fn check(index: &GridIndex, cells: &[MultiPolygon<f64>], points: &[Position]) {
    let truth = BruteForce::new(cells);
    let lines = cells.iter().flatten().map(Polygon::exterior).flat_map(LineString::lines);
    let delicate = lines.flat_map(|edge| [edge.start, (edge.start + edge.end) / 2.0]);
    let (mut compared, mut differ) = (0_u64, 0_u64);
    for p in points.iter().map(|at| Coord { x: at.lon, y: at.lat }).chain(delicate) {
        if let Some(grid) = truth.grid_at(p) {
            let at = Position { lon: p.x, lat: p.y };
            let located = index.locate(at).decision.grid;
            let same = index.grid_at(at) == Some(grid) && located.as_ref() == index.code(grid);
            compared += 1;
            differ += u64::from(!same);
        }
    }
    println!("  {compared} points compared with the brute force: {differ} differences");
    assert_eq!(differ, 0, "the index is exact");
}

struct Ours {
    locate: f64,
    hits: u64,
    sum: u64,
}

fn time(index: &GridIndex, points: &[Position]) -> Ours {
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
    let held = || points.iter().zip(&found).filter(|(at, _)| index.candidates(**at)[0].distance_m == 0.0);
    let hits = held().count() as u64;
    Ours { locate, hits, sum: held().filter_map(|(_, grid)| *grid).map(u64::from).sum() }
}

fn nanoseconds(mut work: impl FnMut()) -> f64 {
    let round = |_| {
        let started = cpu::own();
        work();
        (cpu::own() - started).as_secs_f64() * 1e9 / POINTS as f64
    };
    (0..ROUNDS).map(round).fold(f64::INFINITY, f64::min)
}

fn compare(name: &str, ours: &Ours, peer: Result<Peer, String>, goal: f64) {
    match peer {
        Ok(peer) => {
            let ratio = peer.nanoseconds / ours.locate;
            let verdict = if ratio >= goal { "REACHED" } else { "NOT REACHED" };
            println!("  {name}: {:.0}, ratio {ratio:.1} (goal {goal}): {verdict}", peer.nanoseconds);
            assert_eq!((peer.hits, peer.sum), (ours.hits, ours.sum), "{name} gives the same answers");
        }
        Err(why) => println!("  {name} is skipped: {why}"),
    }
}
