//! Made-up districts for benchmarks and tests: true planar partitions with crooked borders.
//!
//! Invariants: cells share every border vertex exactly, leave no gap and do not overlap; the same number of cells
//! always gives the same district. A cell has 33 to 201 vertices, 67 on average; a few cells are two merged ones.

#[path = "noise.rs"]
mod noise;

use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use noise::noise;

/// Degrees across one cell: about 400 m.
const CELL: f64 = 0.004;
const WEST: f64 = 118.3;
const SOUTH: f64 = 31.3;

pub struct Partition {
    pub cells: Vec<MultiPolygon<f64>>,
    pub outline: MultiPolygon<f64>,
}

pub fn partition(count: usize) -> Partition {
    let columns = (count as f64).sqrt().ceil() as usize;
    let rows = count.div_ceil(columns);
    let merged = rows * columns - count;
    let cells = (0..rows)
        .flat_map(|row| {
            let wide = row < merged;
            (usize::from(wide)..columns).map(move |column| {
                let first = if wide && column == 1 { 0 } else { column };
                area(first..column + 1, row..row + 1)
            })
        })
        .collect();
    Partition { cells, outline: area(0..columns, 0..rows) }
}

/// `count` points spread evenly over the district.
pub fn points(count: usize, outline: &MultiPolygon<f64>, seed: u64) -> Vec<Coord<f64>> {
    let corners = outline.0.iter().flat_map(|part| &part.exterior().0);
    let (mut low, mut high) = (Coord { x: f64::MAX, y: f64::MAX }, Coord { x: f64::MIN, y: f64::MIN });
    for c in corners {
        low = Coord { x: low.x.min(c.x), y: low.y.min(c.y) };
        high = Coord { x: high.x.max(c.x), y: high.y.max(c.y) };
    }
    let at = |i: u64| Coord {
        x: low.x + noise(seed ^ (i * 2)) * (high.x - low.x),
        y: low.y + noise(seed ^ (i * 2 + 1)) * (high.y - low.y),
    };
    (0..count as u64).map(at).collect()
}

/// The block of lattice cells, walked counter-clockwise.
fn area(columns: std::ops::Range<usize>, rows: std::ops::Range<usize>) -> MultiPolygon<f64> {
    let mut ring = Vec::new();
    columns.clone().for_each(|x| ring.extend(border(x, rows.start, true)));
    rows.clone().for_each(|y| ring.extend(border(columns.end, y, false)));
    columns.clone().rev().for_each(|x| ring.extend(back(border(x, rows.end, true), corner(x + 1, rows.end))));
    rows.rev().for_each(|y| ring.extend(back(border(columns.start, y, false), corner(columns.start, y + 1))));
    MultiPolygon(vec![Polygon::new(LineString(ring), vec![])])
}

/// The same border from its other end, again without its last point.
fn back(mut points: Vec<Coord<f64>>, end: Coord<f64>) -> Vec<Coord<f64>> {
    points.push(end);
    points.reverse();
    points.pop();
    points
}

fn corner(x: usize, y: usize) -> Coord<f64> {
    let seed = ((x as u64) << 32 | y as u64) << 8;
    let shift = |axis: u64| 0.24 * (noise(seed | axis) - 0.5);
    Coord { x: WEST + CELL * (x as f64 + shift(1)), y: SOUTH + CELL * (y as f64 + shift(2)) }
}

/// The border from corner (x, y) to the east or to the north, without its last point.
fn border(x: usize, y: usize, east: bool) -> Vec<Coord<f64>> {
    let (a, b) = (corner(x, y), if east { corner(x + 1, y) } else { corner(x, y + 1) });
    let seed = ((x as u64) << 32 | y as u64) << 8 | if east { 64 } else { 128 };
    let steps = 8 + (43.0 * noise(seed).powi(4)) as usize;
    (0..steps)
        .map(|i| {
            let t = i as f64 / steps as f64;
            let bend = 0.16 * CELL * (noise(seed + 1 + i as u64) - 0.5) * (t * std::f64::consts::PI).sin();
            let (dx, dy) = if east { (0.0, bend) } else { (bend, 0.0) };
            Coord { x: a.x + t * (b.x - a.x) + dx, y: a.y + t * (b.y - a.y) + dy }
        })
        .collect()
}
