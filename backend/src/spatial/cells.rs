//! A coarse picture of one area: 16 × 16 cells over its envelope, each outside, inside or crossed by the border.
//!
//! It fills one line of the processor's cache and answers most tests alone. Invariant: a cell that is not `Crossed` has
//! no border in it (the marking errs on the safe side), so all its points have one relation.

use super::shape::Shape;
use geo_types::Coord;

const SIDE: usize = 16;
/// Fraction of a cell by which an edge is widened before marking; rounding errors are a million times smaller.
const SLACK: f64 = 1e-6;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Outside,
    Inside,
    Crossed,
}

#[derive(Debug)]
pub(super) struct Cells {
    min: Coord<f64>,
    per_degree: Coord<f64>,
    /// A bit a cell, a row a number.
    inside: [u16; SIDE],
    crossed: [u16; SIDE],
}

impl Cells {
    pub fn new(shape: &Shape) -> Cells {
        let size = shape.max - shape.min;
        let scale = |length: f64| if length > 0.0 { SIDE as f64 / length } else { 0.0 };
        let per_degree = Coord { x: scale(size.x), y: scale(size.y) };
        let mut cells = Cells { min: shape.min, per_degree, inside: [0; SIDE], crossed: [0; SIDE] };
        for (a, b) in shape.edges() {
            cells.mark(a, b);
        }
        for row in 0..SIDE {
            let mut left = None;
            for column in 0..SIDE {
                if cells.crossed[row] >> column & 1 == 1 {
                    left = None;
                    continue;
                }
                // Neighbours without a border between them are on the same side of it.
                let inside = left.unwrap_or_else(|| shape.relation(cells.centre(column, row)).is_some());
                cells.inside[row] |= u16::from(inside) << column;
                left = Some(inside);
            }
        }
        cells
    }

    /// The point must lie in the envelope, give or take a rounding error.
    #[inline]
    pub fn at(&self, p: Coord<f64>) -> Cell {
        // The casts saturate at 0.
        let column = (((p.x - self.min.x) * self.per_degree.x) as usize).min(SIDE - 1);
        let row = (((p.y - self.min.y) * self.per_degree.y) as usize).min(SIDE - 1);
        if self.crossed[row] >> column & 1 == 1 {
            Cell::Crossed
        } else if self.inside[row] >> column & 1 == 1 {
            Cell::Inside
        } else {
            Cell::Outside
        }
    }

    fn centre(&self, column: usize, row: usize) -> Coord<f64> {
        let middle = |min: f64, cell: usize, per_degree: f64| min + (cell as f64 + 0.5) / per_degree;
        Coord { x: middle(self.min.x, column, self.per_degree.x), y: middle(self.min.y, row, self.per_degree.y) }
    }

    /// Marks the cells that the edge touches, row by row.
    fn mark(&mut self, a: Coord<f64>, b: Coord<f64>) {
        let scaled = |c: Coord<f64>| {
            let place = c - self.min;
            Coord { x: place.x * self.per_degree.x, y: place.y * self.per_degree.y }
        };
        let (a, b) = (scaled(a), scaled(b));
        let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
        let cell = |v: f64| (v as usize).min(SIDE - 1);
        for row in cell(low.y - SLACK)..=cell(high.y + SLACK) {
            let x_at = |y: f64| {
                let y = y.clamp(low.y, high.y);
                if high.y - low.y > SLACK { low.x + (high.x - low.x) * (y - low.y) / (high.y - low.y) } else { low.x }
            };
            let (from, to) = (x_at(row as f64 - SLACK), x_at(row as f64 + 1.0 + SLACK));
            let flat = high.y - low.y <= SLACK;
            let left = if flat { low.x.min(high.x) } else { from.min(to) };
            let right = if flat { low.x.max(high.x) } else { from.max(to) };
            for column in cell(left - SLACK)..=cell(right + SLACK) {
                self.crossed[row] |= 1 << column;
            }
        }
    }
}
