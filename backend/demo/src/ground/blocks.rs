//! Blocks: what lies between roads, and the test whether a footprint may stand there.

use super::cuts::{Wish, divide};
use super::frame::{Frame, Quarter};
use super::geom::{Dice, P, bounds, centroid, dot, edges, gap, inside, left, len, pt, signed_area, too_near, unit};
use super::order::Order;
use super::plane::{Plane, Rank};

/// What a block is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    Residential,
    OldTown,
    Commercial,
    Office,
    School,
    Hospital,
    Market,
    Industrial,
    Station,
    Park,
    Farmland,
    Hill,
}

/// A block of a general grid.
#[derive(Debug)]
pub struct Site {
    pub face: usize,
    pub cell: usize,
    pub ring: Vec<P>,
    pub area: f64,
    pub middle: P,
    pub quarter: Quarter,
    pub usage: Option<Use>,
    /// Per edge what runs there and how far it keeps buildings off.
    pub ways: Vec<(Rank, f64)>,
    /// Corners where wider roads touch the block only with their end.
    corners: Vec<(P, f64)>,
    /// What stands or lies there already.
    pub taken: Vec<Vec<P>>,
    near_hill: bool,
}

impl Site {
    /// True when a footprint may stand here: inside the block, off its roads, clear of what is there.
    pub fn free(&self, frame: &Frame, ring: &[P], setback: f64, clear: f64) -> bool {
        inside(&self.ring, ring[0])
            && edges(&self.ring).zip(&self.ways).all(|((a, b), (_, half))| {
                let keep = half + setback;
                let (low, high) = bounds(ring);
                let apart = a.x.min(b.x) > high.x + keep
                    || a.x.max(b.x) < low.x - keep
                    || a.y.min(b.y) > high.y + keep
                    || a.y.max(b.y) < low.y - keep;
                apart || edges(ring).all(|(c, d)| gap(a, b, c, d) >= keep)
            })
            && self
                .corners
                .iter()
                .all(|&(p, half)| edges(ring).all(|(c, d)| super::geom::distance(p, c, d) >= half + 1.0))
            && !self.taken.iter().any(|other| too_near(other, ring, clear))
            && !(self.near_hill && too_near(&frame.hill, ring, 6.0))
    }

    /// The direction of the block's rows: east and west, turned to a long edge that runs nearly so.
    pub fn rows(&self, dice: &mut Dice) -> P {
        let best = edges(&self.ring)
            .map(|(a, b)| b - a)
            .filter(|d| d.y.abs() < d.x.abs() * 0.3)
            .max_by(|a, b| len(*a).total_cmp(&len(*b)));
        let along = best.map_or(pt(1.0, dice.between(-0.1, 0.1)), |d| if d.x < 0.0 { d * -1.0 } else { d });
        unit(along)
    }

    /// Places for rectangles in rows from north to south.
    pub fn places(
        &self,
        frame: &Frame,
        along: P,
        (length, depth): (f64, f64),
        (beside, behind): (f64, f64),
        setback: f64,
    ) -> Vec<P> {
        let up = left(along);
        let span = |axis: P| {
            let values = self.ring.iter().map(|p| dot(*p, axis));
            (values.clone().fold(f64::MAX, f64::min), values.fold(f64::MIN, f64::max))
        };
        let ((west, east), (south, north)) = (span(along), span(up));
        let mut out = vec![];
        let mut y = north - depth / 2.0 - setback;
        while y > south + depth / 2.0 {
            let mut x = west + length / 2.0;
            let mut any = false;
            while x < east - length / 2.0 {
                let middle = along * x + up * y;
                if self.free(frame, &super::geom::rectangle(middle, along, length, depth), setback, 9.0) {
                    out.push(middle);
                    any = true;
                    x += length + beside;
                } else {
                    x += 6.0;
                }
            }
            y -= if any { depth + behind } else { 5.0 };
        }
        out
    }
}

/// Cuts every grid into blocks.
pub fn blocks(plane: &mut Plane, frame: &Frame, order: &Order, dice: &mut Dice) -> Vec<Site> {
    let mut faces = vec![];
    for (cell, grid) in order.cells.iter().enumerate() {
        let most = match grid.quarter {
            Quarter::OldTown => 16_000.0,
            Quarter::Urban => 33_000.0,
            Quarter::Suburb => 42_000.0,
            Quarter::Industry => 90_000.0,
            Quarter::Farm => 200_000.0,
        };
        let mut open = vec![(grid.faces[0], 0)];
        while let Some((face, depth)) = open.pop() {
            let area = signed_area(&plane.ring(face));
            if area <= most * dice.between(0.75, 1.25) {
                faces.push((face, cell));
                continue;
            }
            let rank = if depth > 0 || grid.quarter == Quarter::OldTown || grid.quarter == Quarter::Farm {
                Rank::Lane
            } else {
                Rank::Street
            };
            let bend = if grid.quarter == Quarter::OldTown { 1.5 } else { 0.8 };
            let share = dice.between(0.38, 0.5);
            let parts = [(0.15, 0.5), (0.25, 0.4)].into_iter().find_map(|(slack, square)| {
                divide(
                    plane,
                    frame,
                    face,
                    Wish { share, rank, slack, bend, by_density: false, square, through_wild: false },
                    dice,
                )
            });
            match parts {
                Some((a, b)) => open.extend([(a, depth + 1), (b, depth + 1)]),
                None => faces.push((face, cell)),
            }
        }
    }
    let mut widest = vec![0.0f64; plane.corners.len()];
    for face in 0..plane.faces.len() {
        for (a, b) in plane.edges(face) {
            let half = plane.way_of(a, b).rank.half_width();
            for v in [a, b] {
                widest[v as usize] = widest[v as usize].max(half);
            }
        }
    }
    let site = |(face, cell): (usize, usize)| {
        let ring = plane.ring(face);
        let middle = centroid(&ring);
        let ways = plane.edges(face).map(|(a, b)| plane.way_of(a, b).rank).map(|r| (r, r.half_width())).collect();
        let corners = plane.faces[face].iter().map(|&v| (plane.corners[v as usize], widest[v as usize])).collect();
        let near_hill = too_near(&frame.hill, &ring, 40.0);
        let within = frame.hill.iter().filter(|p| inside(&ring, **p)).count();
        let usage = (near_hill && (inside(&frame.hill, middle) || within > 20)).then_some(Use::Hill);
        Site {
            face,
            cell,
            area: signed_area(&ring),
            middle,
            quarter: order.cells[cell].quarter,
            usage,
            ways,
            corners,
            taken: vec![],
            near_hill,
            ring,
        }
    };
    faces.into_iter().map(site).collect()
}
