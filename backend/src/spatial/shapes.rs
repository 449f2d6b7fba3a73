//! The areas behind the envelopes, prepared for exact tests.
//!
//! Each area has 32 rows over its envelope. A row says of 32 cells whether they are inside, outside or crossed by the
//! border, and lists the edges that touch it. Most tests end at one row of bits; the others look at a few edges with
//! the robust predicate, so there is no tolerance. All areas lie in four long lists: what is asked together should come
//! from memory together.
//!
//! Invariants: row and column are monotone functions of a coordinate, so an edge is listed in every row that it
//! touches; a cell that is not crossed has no border in it (the marking errs on the safe side), so all its points have
//! one relation.

use geo::kernels::{Kernel, Orientation, RobustKernel};
use geo_types::{Coord, MultiPolygon};
use shared::assign::Relation;

const SIDE: usize = 32;
/// Fraction of a cell by which an edge is widened before marking; rounding errors are a million times smaller.
const SLACK: f64 = 1e-6;

/// South-western and north-eastern corner.
pub(super) type Bounds = (Coord<f64>, Coord<f64>);

#[derive(Clone, Copy, Debug, Default)]
struct Row {
    /// A bit a cell.
    inside: u32,
    crossed: u32,
    /// Where the row's list starts; it ends where the next row's starts.
    first: u32,
}

#[derive(Debug)]
pub(super) struct Shapes {
    /// `SIDE` for each area, and one that ends the last list.
    rows: Vec<Row>,
    /// Edge `i` runs from vertex `i` to vertex `i + 1`.
    edges: Vec<u32>,
    vertices: Vec<Coord<f64>>,
}

impl Shapes {
    pub fn new() -> Shapes {
        Shapes { rows: vec![Row::default()], edges: Vec::new(), vertices: Vec::new() }
    }

    /// Adds an area, whose bounds are given, behind the last one.
    pub fn push(&mut self, area: &MultiPolygon<f64>, bounds: Bounds) {
        let slot = self.rows.len() / SIDE;
        let mut edges = Vec::new();
        for ring in area.iter().flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors())) {
            let first = self.vertices.len() as u32;
            self.vertices.extend_from_slice(&ring.0);
            edges.extend((first..).zip(ring.lines()).map(|(edge, line)| (edge, line.start.y, line.end.y)));
        }
        self.rows.pop();
        for row in 0..SIDE {
            self.rows.push(Row { first: self.edges.len() as u32, ..Row::default() });
            let touching = edges.iter().filter(|&&(_, a, b)| {
                let (a, b) = (axis(a, bounds.0.y, bounds.1.y), axis(b, bounds.0.y, bounds.1.y));
                (a.min(b)..=a.max(b)).contains(&row)
            });
            self.edges.extend(touching.map(|&(edge, _, _)| edge));
        }
        self.rows.push(Row { first: self.edges.len() as u32, ..Row::default() });
        for &(edge, _, _) in &edges {
            self.mark(slot, edge, bounds);
        }
        self.fill(slot, bounds);
    }

    /// How the area in `slot` relates to a point in its bounds; `None` when the point lies outside.
    #[inline]
    pub fn relation(&self, slot: usize, bounds: Bounds, p: Coord<f64>) -> Option<Relation> {
        let at = slot * SIDE + axis(p.y, bounds.0.y, bounds.1.y);
        let row = self.rows[at];
        let cell = 1 << axis(p.x, bounds.0.x, bounds.1.x);
        if row.crossed & cell != 0 {
            self.relation_by_edges(at, p)
        } else if row.inside & cell != 0 {
            Some(Relation::Inside)
        } else {
            None
        }
    }

    fn relation_by_edges(&self, row: usize, p: Coord<f64>) -> Option<Relation> {
        let mut inside = false;
        for &edge in &self.edges[self.rows[row].first as usize..self.rows[row + 1].first as usize] {
            let (a, b) = self.edge(edge);
            let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
            if p.y < low.y || p.y > high.y || p.x > a.x.max(b.x) {
                continue;
            }
            // Half-open in height, so that a vertex on the ray counts once.
            let crosses = low.y <= p.y && p.y < high.y;
            if p.x < a.x.min(b.x) {
                inside ^= crosses;
                continue;
            }
            match RobustKernel::orient2d(low, high, p) {
                Orientation::Collinear => return Some(Relation::Boundary),
                Orientation::CounterClockwise => inside ^= crosses,
                Orientation::Clockwise => {}
            }
        }
        inside.then_some(Relation::Inside)
    }

    /// The edges of an area; long ones come more than once.
    pub fn edges_of(&self, slot: usize) -> impl Iterator<Item = (Coord<f64>, Coord<f64>)> {
        let rows = slot * SIDE..(slot + 1) * SIDE;
        let list = self.rows[rows.start].first as usize..self.rows[rows.end].first as usize;
        self.edges[list].iter().map(|&edge| self.edge(edge))
    }

    #[inline]
    fn edge(&self, edge: u32) -> (Coord<f64>, Coord<f64>) {
        (self.vertices[edge as usize], self.vertices[edge as usize + 1])
    }

    /// Marks the cells that the edge touches, row by row.
    fn mark(&mut self, slot: usize, edge: u32, (min, max): Bounds) {
        let (a, b) = self.edge(edge);
        let scaled = |c: Coord<f64>| Coord { x: place(c.x, min.x, max.x), y: place(c.y, min.y, max.y) };
        let (a, b) = (scaled(a), scaled(b));
        let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
        let flat = high.y - low.y <= SLACK;
        let x_at = |y: f64| low.x + (high.x - low.x) * (y.clamp(low.y, high.y) - low.y) / (high.y - low.y);
        for row in cell(low.y - SLACK)..=cell(high.y + SLACK) {
            let (from, to) = if flat { (a.x, b.x) } else { (x_at(row as f64 - SLACK), x_at(row as f64 + 1.0 + SLACK)) };
            for column in cell(from.min(to) - SLACK)..=cell(from.max(to) + SLACK) {
                self.rows[slot * SIDE + row].crossed |= 1 << column;
            }
        }
    }

    /// Decides the cells that no edge touches.
    fn fill(&mut self, slot: usize, (min, max): Bounds) {
        let centre = |min: f64, max: f64, cell: usize| min + (cell as f64 + 0.5) * (max - min) / SIDE as f64;
        for row in 0..SIDE {
            let at = slot * SIDE + row;
            let mut left = None;
            for column in 0..SIDE {
                if self.rows[at].crossed >> column & 1 == 1 {
                    left = None;
                    continue;
                }
                // Neighbours without a border between them are on the same side of it.
                let inside = left.unwrap_or_else(|| {
                    let p = Coord { x: centre(min.x, max.x, column), y: centre(min.y, max.y, row) };
                    self.relation_by_edges(at, p).is_some()
                });
                self.rows[at].inside |= u32::from(inside) << column;
                left = Some(inside);
            }
        }
    }
}

/// Place in 0..=`SIDE` of a coordinate between its bounds.
#[inline]
fn place(v: f64, min: f64, max: f64) -> f64 {
    (v - min) * (SIDE as f64 / (max - min))
}

/// The cast saturates at 0, and makes 0 of the not-a-number that bounds without a width give.
#[inline]
fn cell(place: f64) -> usize {
    (place as usize).min(SIDE - 1)
}

#[inline]
fn axis(v: f64, min: f64, max: f64) -> usize {
    cell(place(v, min, max))
}
