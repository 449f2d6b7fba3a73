//! A set of areas that can be asked which of them hold a point, or which are nearest: an R-tree over their envelopes,
//! [`Shapes`] behind it.

use super::shapes::{Bounds, Shapes};
use geo::{BoundingRect, MultiPolygon};
use geo_types::Coord;
use rstar::{AABB, PointDistance, RStarInsertionStrategy, RTree, RTreeObject, RTreeParams};
use shared::assign::Relation;
use std::ops::ControlFlow;

const METRES_PER_DEGREE: f64 = 6_371_008.8 * std::f64::consts::PI / 180.0;

/// Bits of a rank that hold the place in an order; the two above hold the class that goes before.
pub(super) const PLACE_BITS: u32 = 30;

/// Turns an area takes among those that hold a point; less wins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ranks {
    pub inside: u32,
    /// Its place is the one in the order of the codes.
    pub border: u32,
}

impl Ranks {
    fn place(self) -> u32 {
        self.border & ((1 << PLACE_BITS) - 1)
    }
}

/// An area's entry in the tree, with all that a query needs to choose among hits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaf {
    envelope: AABB<[f64; 2]>,
    slot: u32,
    /// Position in the list that the set was built from.
    pub index: u32,
    pub ranks: Ranks,
}

impl RTreeObject for Leaf {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> AABB<[f64; 2]> {
        self.envelope
    }
}

impl PointDistance for Leaf {
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        self.envelope.distance_2(point)
    }

    #[inline]
    fn contains_point(&self, point: &[f64; 2]) -> bool {
        rstar::Envelope::contains_point(&self.envelope, point)
    }
}

impl Leaf {
    #[inline]
    fn bounds(&self) -> Bounds {
        let ([west, south], [east, north]) = (self.envelope.lower(), self.envelope.upper());
        (Coord { x: west, y: south }, Coord { x: east, y: north })
    }
}

/// Wide nodes: a large tree has fewer levels, each of which waits for memory.
#[derive(Debug)]
struct Wide;

impl RTreeParams for Wide {
    const MIN_SIZE: usize = 4;
    const MAX_SIZE: usize = 12;
    const REINSERTION_COUNT: usize = 3;
    type DefaultInsertionStrategy = RStarInsertionStrategy;
}

#[derive(Debug)]
pub(super) struct Areas {
    tree: RTree<Leaf, Wide>,
    shapes: Shapes,
    bounds: Option<Bounds>,
}

impl Areas {
    /// Of the list, by position, with the ranks of each; empty areas are never found.
    pub fn build<'a>(list: impl Iterator<Item = (u32, &'a MultiPolygon<f64>, Ranks)>) -> Areas {
        let mut found: Vec<_> = list
            .filter_map(|(index, area, ranks)| {
                let bounds = area.bounding_rect()?;
                Some((index, area, ranks, (bounds.min(), bounds.max())))
            })
            .collect();
        let bounds = found.iter().map(|&(_, _, _, bounds)| bounds).reduce(join);
        if let Some(whole) = bounds {
            // Neighbours on the ground become neighbours in memory.
            found.sort_by_cached_key(|&(_, _, _, (low, high))| curve((low + high) / 2.0, whole));
        }
        let mut shapes = Shapes::new();
        let leaf = |((index, area, ranks, bounds), slot): ((u32, &MultiPolygon<f64>, _, Bounds), u32)| {
            shapes.push(area, bounds);
            let envelope = AABB::from_corners([bounds.0.x, bounds.0.y], [bounds.1.x, bounds.1.y]);
            Leaf { envelope, slot, index, ranks }
        };
        let leaves = found.into_iter().zip(0..).map(leaf).collect();
        Areas { tree: RTree::bulk_load_with_params(leaves), shapes, bounds }
    }

    pub fn bounds(&self) -> Option<Bounds> {
        self.bounds
    }

    pub fn len(&self) -> usize {
        self.tree.size()
    }

    /// Calls `visit` for every area that holds or touches the point.
    #[inline]
    pub fn each(&self, p: Coord<f64>, mut visit: impl FnMut(&Leaf, Relation)) {
        let all: ControlFlow<()> = self.tree.locate_all_at_point_int(&[p.x, p.y], |leaf| {
            if let Some(relation) = self.shapes.relation(leaf.slot as usize, leaf.bounds(), p) {
                visit(leaf, relation);
            }
            ControlFlow::Continue(())
        });
        debug_assert!(all.is_continue());
    }

    pub fn holds(&self, p: Coord<f64>) -> bool {
        let mut held = false;
        self.each(p, |_, _| held = true);
        held
    }

    /// The `n` nearest areas with their metres, nearest first, the smaller code first among equals.
    pub fn nearest(&self, p: Coord<f64>, n: usize) -> Vec<(f64, &Leaf, Relation)> {
        let mut best: Vec<(f64, &Leaf, Relation)> = Vec::with_capacity(n + 1);
        if n == 0 || !(p.x.is_finite() && p.y.is_finite()) {
            return best;
        }
        // The tree measures in degrees, and a degree of longitude is the shorter one.
        let least = p.y.to_radians().cos() * METRES_PER_DEGREE * (1.0 - 1e-9);
        for (leaf, squared) in self.tree.nearest_neighbor_iter_with_distance_2(&[p.x, p.y]) {
            let worst = if best.len() == n { best[n - 1].0 } else { f64::INFINITY };
            if squared.sqrt() * least > worst {
                break;
            }
            if metres_to_box(p, leaf.bounds()) * (1.0 - 1e-9) > worst {
                continue;
            }
            let held = if squared > 0.0 { None } else { self.shapes.relation(leaf.slot as usize, leaf.bounds(), p) };
            let metres = if held.is_some() { 0.0 } else { self.metres_to_border(leaf, p) };
            best.push((metres, leaf, held.unwrap_or(Relation::Near)));
            best.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.ranks.place().cmp(&b.1.ranks.place())));
            best.truncate(n);
        }
        best
    }

    /// In the plane that touches the Earth at the point.
    fn metres_to_border(&self, leaf: &Leaf, p: Coord<f64>) -> f64 {
        let squeeze = p.y.to_radians().cos();
        let plane = |v: Coord<f64>| ((v.x - p.x) * squeeze * METRES_PER_DEGREE, (v.y - p.y) * METRES_PER_DEGREE);
        let squared = self.shapes.edges_of(leaf.slot as usize).map(|(a, b)| {
            let ((ax, ay), (bx, by)) = (plane(a), plane(b));
            let (dx, dy) = (bx - ax, by - ay);
            let length = dx * dx + dy * dy;
            let along = if length > 0.0 { (-(ax * dx + ay * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
            let (x, y) = (ax + along * dx, ay + along * dy);
            x * x + y * y
        });
        squared.fold(f64::INFINITY, f64::min).sqrt()
    }
}

fn metres_to_box(p: Coord<f64>, (low, high): Bounds) -> f64 {
    let dx = (low.x - p.x).max(p.x - high.x).max(0.0) * p.y.to_radians().cos();
    let dy = (low.y - p.y).max(p.y - high.y).max(0.0);
    dx.hypot(dy) * METRES_PER_DEGREE
}

fn join((low, high): Bounds, (min, max): Bounds) -> Bounds {
    let low = Coord { x: low.x.min(min.x), y: low.y.min(min.y) };
    (low, Coord { x: high.x.max(max.x), y: high.y.max(max.y) })
}

/// Place on the Z-order curve through the bounds.
pub(super) fn curve(p: Coord<f64>, (low, high): Bounds) -> u32 {
    let place = |v: f64, low: f64, high: f64| ((v - low) / (high - low) * 65_536.0) as u16;
    spread(place(p.x, low.x, high.x)) | spread(place(p.y, low.y, high.y)) << 1
}

/// Puts a zero bit before every bit: two such numbers interleave to a place on the curve.
fn spread(value: u16) -> u32 {
    let mut x = u32::from(value);
    x = (x | x << 8) & 0x00FF_00FF;
    x = (x | x << 4) & 0x0F0F_0F0F;
    x = (x | x << 2) & 0x3333_3333;
    (x | x << 1) & 0x5555_5555
}
