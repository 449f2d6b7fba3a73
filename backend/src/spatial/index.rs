//! The index of a district: R-tree over envelopes, exact test behind each, decision by `shared::assign`.
//!
//! Micro grids partition general grids and are never assigned to, so they are not in the tree. Invariant:
//! [`GridIndex::grid_at`] names the grid that `decide` would choose from [`GridIndex::candidates`].

use super::cells::{Cell, Cells};
use super::shape::Shape;
use super::{GridShape, coord};
use geo::{Area, MultiPolygon};
use geo_types::Coord;
use rstar::{AABB, PointDistance, RTree, RTreeObject};
use shared::area::{AreaCode, GridKind};
use shared::assign::{Candidate, Decision, GAP_METRES, Relation, decide};
use shared::geo::Position;
use std::ops::ControlFlow;

/// Where the Z-order curve has its corners, in steps across the district.
const CURVE: f64 = 65_536.0;
/// Points a batch orders by place at once; ordering more gains nothing and costs memory.
const BATCH: usize = 1 << 20;
/// Below this many grids the whole index sits in the cache and ordering points gains nothing.
const ORDERED_FROM: usize = 2_000;

#[derive(Debug)]
struct Grid {
    code: AreaCode,
    kind: GridKind,
    size: f64,
}

/// What a query reads of a grid nine times of ten: two lines of the cache.
#[derive(Debug)]
struct Slot {
    cells: Cells,
    /// Position in the list of grids.
    index: u32,
    /// Order when inside (smallest area, then smallest code) and on the border (smallest code); less wins.
    inside_key: u64,
    border_key: u64,
}

#[derive(Clone, Copy, Debug)]
struct Leaf {
    envelope: AABB<[f64; 2]>,
    /// Which slot (or community).
    index: u32,
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

    fn contains_point(&self, point: &[f64; 2]) -> bool {
        rstar::Envelope::contains_point(&self.envelope, point)
    }
}

type Tree = RTree<Leaf>;

/// The answer to "whose is this point", with everything the record keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct Located {
    pub decision: Decision,
    /// The grids that hold or touch the point, or else the nearest one.
    pub candidates: Vec<Candidate>,
    /// The community of the grid; without a grid, the one whose polygon holds the point.
    pub community: Option<AreaCode>,
}

#[derive(Debug)]
pub struct GridIndex {
    grids: Vec<Grid>,
    /// General and exclusive grids along the Z-order curve, so that neighbours are neighbours in memory.
    slots: Vec<Slot>,
    /// One for each slot.
    shapes: Vec<Shape>,
    tree: Tree,
    communities: Vec<(AreaCode, Shape)>,
    community_tree: Tree,
    district: Option<(Cells, Shape)>,
    /// Longitudes are multiplied by this in the tree, so that near in the tree is near on the ground.
    squeeze: f64,
}

impl GridIndex {
    /// Boundaries must be valid, see [`super::validate`]; an empty one is never found.
    pub fn build(
        grids: Vec<GridShape>,
        district: &MultiPolygon<f64>,
        communities: Vec<(AreaCode, MultiPolygon<f64>)>,
    ) -> GridIndex {
        let mut shapes: Vec<(Shape, u32)> = grids
            .iter()
            .zip(0..)
            .filter(|(grid, _)| grid.kind != GridKind::Micro)
            .filter_map(|(grid, index)| Some((Shape::new(&grid.boundary)?, index)))
            .collect();
        let district = Shape::new(district).map(|shape| (Cells::new(&shape), shape));
        let bounds = corners(district.iter().map(|(_, shape)| shape).chain(shapes.iter().map(|(shape, _)| shape)));
        let squeeze = bounds.map_or(1.0, |(low, high)| f64::midpoint(low.y, high.y).to_radians().cos());
        if let Some(bounds) = bounds {
            shapes.sort_by_cached_key(|(shape, _)| curve((shape.min + shape.max) / 2.0, bounds));
        }
        let grids: Vec<Grid> = grids
            .into_iter()
            .map(|grid| Grid { size: grid.boundary.unsigned_area(), code: grid.code, kind: grid.kind })
            .collect();
        let (inside, border) = ranks(&grids);
        let slots = shapes.iter().map(|&(ref shape, index)| Slot {
            cells: Cells::new(shape),
            index,
            inside_key: inside[index as usize],
            border_key: border[index as usize],
        });
        let slots = slots.collect();
        let shapes: Vec<Shape> = shapes.into_iter().map(|(shape, _)| shape).collect();
        let tree = plant(shapes.iter(), squeeze);
        let mut communities: Vec<(AreaCode, Shape)> =
            communities.into_iter().filter_map(|(code, area)| Some((code, Shape::new(&area)?))).collect();
        communities.sort_by(|a, b| a.0.cmp(&b.0));
        let community_tree = plant(communities.iter().map(|(_, shape)| shape), squeeze);
        GridIndex { grids, slots, shapes, tree, communities, community_tree, district, squeeze }
    }

    pub fn len(&self) -> usize {
        self.grids.len()
    }

    pub fn is_empty(&self) -> bool {
        self.grids.is_empty()
    }

    /// The code of the grid at `index`, the position it had when the index was built.
    pub fn code(&self, index: u32) -> Option<&AreaCode> {
        self.grids.get(index as usize).map(|grid| &grid.code)
    }

    /// South-west and north-east corner of the district, or of the grids when it has no polygon.
    pub fn bbox(&self) -> Option<(Position, Position)> {
        let (low, high) = self.bounds()?;
        Some((Position { lon: low.x, lat: low.y }, Position { lon: high.x, lat: high.y }))
    }

    fn bounds(&self) -> Option<Bounds> {
        let district = self.district.as_ref().map(|(_, shape)| (shape.min, shape.max));
        district.or_else(|| corners(self.shapes.iter()))
    }

    /// True when the district's polygon holds or touches the point.
    pub fn in_district(&self, at: Position) -> bool {
        let p = coord(at);
        self.district.as_ref().is_some_and(|(cells, shape)| shape.spans(p) && exact(cells, shape, p).is_some())
    }

    /// The community whose polygon holds the point; on a border the smallest code.
    pub fn community_at(&self, at: Position) -> Option<&AreaCode> {
        let p = coord(at);
        let mut found: Option<(bool, u32)> = None;
        self.each_over(&self.community_tree, p, |index| {
            if let Some(relation) = self.communities[index as usize].1.relation(p) {
                let key = (relation == Relation::Boundary, index);
                found = Some(found.map_or(key, |best| best.min(key)));
            }
        });
        found.map(|(_, index)| &self.communities[index as usize].0)
    }

    /// All grids that hold or touch the point, by code; when none does, the nearest one.
    pub fn candidates(&self, at: Position) -> Vec<Candidate> {
        let p = coord(at);
        let mut found = Vec::new();
        self.each_touching(p, |slot, relation| found.push(self.candidate(slot, relation, 0.0)));
        if found.is_empty() {
            return self.nearest(at, 1);
        }
        found.sort_by(|a, b| a.grid.cmp(&b.grid));
        found
    }

    pub fn locate(&self, at: Position) -> Located {
        let candidates = self.candidates(at);
        let held = candidates.iter().any(|candidate| candidate.relation != Relation::Near);
        let decision = decide(&candidates, held || self.in_district(at));
        let community = match &decision.grid {
            Some(grid) => grid.parent(),
            None => self.community_at(at).cloned(),
        };
        Located { decision, candidates, community }
    }

    /// The position in the list of grids of the one that answers for the point.
    pub fn grid_at(&self, at: Position) -> Option<u32> {
        let p = coord(at);
        let mut best = (u64::MAX, u32::MAX);
        self.each_touching(p, |slot, relation| {
            let key = if relation == Relation::Inside { slot.inside_key } else { slot.border_key };
            best = best.min((key, slot.index));
        });
        if best.0 < u64::MAX {
            return Some(best.1);
        }
        if !self.in_district(at) {
            return None;
        }
        let nearest = self.nearest_of(p, 1);
        nearest.first().filter(|(metres, _)| *metres <= GAP_METRES).map(|&(_, slot)| self.slots[slot as usize].index)
    }

    /// [`Self::grid_at`] for many points; `out` is overwritten, one answer a point in the points' order.
    pub fn grids_at(&self, points: &[Position], out: &mut Vec<Option<u32>>) {
        out.clear();
        let Some(bounds) = self.bounds().filter(|_| self.slots.len() >= ORDERED_FROM) else {
            out.extend(points.iter().map(|&at| self.grid_at(at)));
            return;
        };
        out.resize(points.len(), None);
        let mut order = Vec::with_capacity(points.len().min(BATCH));
        for (points, out) in points.chunks(BATCH).zip(out.chunks_mut(BATCH)) {
            order.clear();
            let key = |&at: &Position| u64::from(curve(coord(at), bounds)) << 32;
            order.extend(points.iter().zip(0_u64..).map(|(at, i)| key(at) | i));
            order.sort_unstable();
            for &key in &order {
                let i = key as u32 as usize;
                out[i] = self.grid_at(points[i]);
            }
        }
    }

    /// The `n` nearest grids, nearest first, smallest code first among equals; 0 metres for those that hold the point.
    pub fn nearest(&self, at: Position, n: usize) -> Vec<Candidate> {
        let p = coord(at);
        self.nearest_of(p, n)
            .into_iter()
            .map(|(metres, slot)| {
                let relation = self.shapes[slot as usize].relation(p).unwrap_or(Relation::Near);
                self.candidate(&self.slots[slot as usize], relation, metres)
            })
            .collect()
    }

    /// Metres and slots.
    fn nearest_of(&self, p: Coord<f64>, n: usize) -> Vec<(f64, u32)> {
        let mut best: Vec<(f64, u32)> = Vec::with_capacity(n + 1);
        if n == 0 || !(p.x.is_finite() && p.y.is_finite()) {
            return best;
        }
        // The tree measures with one squeeze for the whole district; at the point's latitude it may overrate.
        let trust = (p.y.to_radians().cos() / self.squeeze).min(1.0) * (1.0 - 1e-9);
        let degree = Position { lon: 0.0, lat: 0.0 }.distance_m(Position { lon: 0.0, lat: 1.0 });
        for (leaf, squared) in self.tree.nearest_neighbor_iter_with_distance_2(&[p.x * self.squeeze, p.y]) {
            let worst = if best.len() == n { best[n - 1].0 } else { f64::INFINITY };
            if squared.sqrt() * degree * trust > worst {
                break;
            }
            let shape = &self.shapes[leaf.index as usize];
            if shape.metres_to_box(p) > worst {
                continue;
            }
            let metres = if shape.relation(p).is_some() { 0.0 } else { shape.metres_to_border(p) };
            best.push((metres, leaf.index));
            best.sort_by(|a, b| {
                let code = |slot: u32| &self.grids[self.slots[slot as usize].index as usize].code;
                a.0.total_cmp(&b.0).then_with(|| code(a.1).cmp(code(b.1)))
            });
            best.truncate(n);
        }
        best
    }

    #[inline]
    fn each_touching(&self, p: Coord<f64>, mut visit: impl FnMut(&Slot, Relation)) {
        self.each_over(&self.tree, p, |leaf| {
            let slot = &self.slots[leaf as usize];
            if let Some(relation) = exact(&slot.cells, &self.shapes[leaf as usize], p) {
                visit(slot, relation);
            }
        });
    }

    fn candidate(&self, slot: &Slot, relation: Relation, distance_m: f64) -> Candidate {
        let grid = &self.grids[slot.index as usize];
        Candidate { grid: grid.code.clone(), kind: grid.kind, relation, size: grid.size, distance_m }
    }

    #[inline]
    fn each_over(&self, tree: &Tree, p: Coord<f64>, mut visit: impl FnMut(u32)) {
        let all: ControlFlow<()> = tree.locate_all_at_point_int(&[p.x * self.squeeze, p.y], |leaf| {
            visit(leaf.index);
            ControlFlow::Continue(())
        });
        debug_assert!(all.is_continue());
    }
}

/// The point lies in the envelope of the shape.
#[inline]
fn exact(cells: &Cells, shape: &Shape, p: Coord<f64>) -> Option<Relation> {
    match cells.at(p) {
        Cell::Outside => None,
        Cell::Inside => Some(Relation::Inside),
        Cell::Crossed => shape.relation(p),
    }
}

/// Turns the order of `shared::assign` into numbers, so that a bulk query compares no texts: keys for a point inside
/// and for one on the border, by position in the list.
fn ranks(grids: &[Grid]) -> (Vec<u64>, Vec<u64>) {
    let exclusive = |i: usize| grids[i].kind == GridKind::Exclusive;
    let (mut inside, mut border) = (vec![0; grids.len()], vec![0; grids.len()]);
    let mut order: Vec<usize> = (0..grids.len()).collect();
    order.sort_by(|&a, &b| grids[a].code.cmp(&grids[b].code));
    for (place, &i) in (0_u64..).zip(&order) {
        border[i] = if exclusive(i) { 1 << 32 } else { 3 << 32 } | place;
    }
    // Stable, so equal sizes stay in the order of their codes.
    order.sort_by(|&a, &b| grids[a].size.total_cmp(&grids[b].size));
    for (place, &i) in (0_u64..).zip(&order) {
        inside[i] = if exclusive(i) { 0 } else { 2 << 32 } | place;
    }
    (inside, border)
}

fn plant<'a>(shapes: impl Iterator<Item = &'a Shape>, squeeze: f64) -> Tree {
    let leaf = |(shape, index): (&Shape, u32)| {
        let [low, high] = [shape.min, shape.max].map(|c| [c.x * squeeze, c.y]);
        Leaf { envelope: AABB::from_corners(low, high), index }
    };
    RTree::bulk_load(shapes.zip(0_u32..).map(leaf).collect())
}

/// South-western and north-eastern corner.
type Bounds = (Coord<f64>, Coord<f64>);

fn corners<'a>(shapes: impl Iterator<Item = &'a Shape>) -> Option<Bounds> {
    shapes.map(|shape| (shape.min, shape.max)).reduce(|(low, high), (min, max)| {
        let low = Coord { x: low.x.min(min.x), y: low.y.min(min.y) };
        (low, Coord { x: high.x.max(max.x), y: high.y.max(max.y) })
    })
}

/// Place on the Z-order curve through the bounds.
fn curve(p: Coord<f64>, (low, high): Bounds) -> u32 {
    let x = ((p.x - low.x) / (high.x - low.x) * CURVE) as u16;
    let y = ((p.y - low.y) / (high.y - low.y) * CURVE) as u16;
    spread(x) | spread(y) << 1
}

/// Puts a zero bit before every bit: two such numbers interleave to a place on the curve.
fn spread(value: u16) -> u32 {
    let mut x = u32::from(value);
    x = (x | x << 8) & 0x00FF_00FF;
    x = (x | x << 4) & 0x0F0F_0F0F;
    x = (x | x << 2) & 0x3333_3333;
    (x | x << 1) & 0x5555_5555
}
