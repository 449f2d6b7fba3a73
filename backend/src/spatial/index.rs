//! The index of a district: R-tree over envelopes, exact test behind each, decision by `shared::assign`.
//!
//! Micro grids partition general grids and are never assigned to, so they are not in the tree. Invariant:
//! [`GridIndex::grid_at`] names the grid that `decide` would choose from [`GridIndex::candidates`].

use super::shape::Shape;
use super::{GridShape, coord};
use geo::{Area, MultiPolygon};
use geo_types::Coord;
use rstar::{AABB, PointDistance, RTree, RTreeObject, RTreeParams};
use shared::area::{AreaCode, GridKind};
use shared::assign::{Candidate, Decision, GAP_METRES, Relation, decide};
use shared::geo::Position;
use std::ops::ControlFlow;

/// Points a batch orders by place at once; ordering more gains nothing and costs memory.
const BATCH: usize = 1 << 20;
/// Below this many grids the whole index sits in the cache and ordering points gains nothing.
const ORDERED_FROM: usize = 2_000;

#[derive(Debug)]
struct Grid {
    code: AreaCode,
    kind: GridKind,
    size: f64,
    shape: Option<Shape>,
    /// Order when inside (smallest area, then smallest code) and on the border (smallest code); less wins.
    inside_key: u64,
    border_key: u64,
}

#[derive(Clone, Copy, Debug)]
struct Leaf {
    envelope: AABB<[f64; 2]>,
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

/// Wide nodes: fewer steps that each wait for memory.
#[derive(Debug)]
struct Wide;

impl RTreeParams for Wide {
    const MIN_SIZE: usize = 4;
    const MAX_SIZE: usize = 12;
    const REINSERTION_COUNT: usize = 3;
    type DefaultInsertionStrategy = rstar::RStarInsertionStrategy;
}

type Tree = RTree<Leaf, Wide>;

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
    tree: Tree,
    communities: Vec<(AreaCode, Shape)>,
    community_tree: Tree,
    district: Option<Shape>,
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
        let mut grids: Vec<Grid> = grids
            .into_iter()
            .map(|GridShape { code, kind, boundary }| Grid {
                size: boundary.unsigned_area(),
                shape: (kind != GridKind::Micro).then(|| Shape::new(&boundary)).flatten(),
                inside_key: 0,
                border_key: 0,
                code,
                kind,
            })
            .collect();
        rank(&mut grids);
        let district = Shape::new(district);
        let shapes = || district.iter().chain(grids.iter().filter_map(|grid| grid.shape.as_ref()));
        let south = shapes().map(|shape| shape.min.y).fold(f64::INFINITY, f64::min);
        let north = shapes().map(|shape| shape.max.y).fold(f64::NEG_INFINITY, f64::max);
        let middle = if south <= north { (south + north) / 2.0 } else { 0.0 };
        let squeeze = middle.to_radians().cos();
        let tree = plant(grids.iter().map(|grid| grid.shape.as_ref()), squeeze);
        let mut communities: Vec<(AreaCode, Shape)> =
            communities.into_iter().filter_map(|(code, area)| Some((code, Shape::new(&area)?))).collect();
        communities.sort_by(|a, b| a.0.cmp(&b.0));
        let community_tree = plant(communities.iter().map(|(_, shape)| Some(shape)), squeeze);
        GridIndex { grids, tree, communities, community_tree, district, squeeze }
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
        let shapes = || self.grids.iter().filter_map(|grid| grid.shape.as_ref());
        let corners = |shape: &Shape| (shape.min, shape.max);
        let joined = self.district.as_ref().map(corners).or_else(|| {
            shapes().map(corners).reduce(|(min, max), (low, high)| {
                (
                    Coord { x: min.x.min(low.x), y: min.y.min(low.y) },
                    Coord { x: max.x.max(high.x), y: max.y.max(high.y) },
                )
            })
        });
        joined.map(|(min, max)| (Position { lon: min.x, lat: min.y }, Position { lon: max.x, lat: max.y }))
    }

    /// True when the district's polygon holds or touches the point.
    pub fn in_district(&self, at: Position) -> bool {
        self.district.as_ref().is_some_and(|shape| shape.relation(coord(at)).is_some())
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
        self.each_touching(p, |grid, relation| found.push(grid.candidate(relation, 0.0)));
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
        self.each_over(&self.tree, p, |index| {
            let grid = &self.grids[index as usize];
            let key = match grid.shape.as_ref().and_then(|shape| shape.relation(p)) {
                Some(Relation::Inside) => grid.inside_key,
                Some(_) => grid.border_key,
                None => return,
            };
            best = best.min((key, index));
        });
        if best.0 < u64::MAX {
            return Some(best.1);
        }
        if !self.in_district(at) {
            return None;
        }
        self.nearest_of(p, 1).first().filter(|(metres, _)| *metres <= GAP_METRES).map(|&(_, index)| index)
    }

    /// [`Self::grid_at`] for many points; `out` is overwritten, one answer a point in the points' order.
    pub fn grids_at(&self, points: &[Position], out: &mut Vec<Option<u32>>) {
        out.clear();
        let Some((low, high)) = self.bbox().filter(|_| self.grids.len() >= ORDERED_FROM) else {
            out.extend(points.iter().map(|&at| self.grid_at(at)));
            return;
        };
        out.resize(points.len(), None);
        let across = |value: f64, low: f64, high: f64| ((value - low) / (high - low) * 65_536.0) as u16;
        let mut order = Vec::with_capacity(points.len().min(BATCH));
        for (points, out) in points.chunks(BATCH).zip(out.chunks_mut(BATCH)) {
            order.clear();
            order.extend(points.iter().zip(0_u32..).map(|(at, i)| {
                let (x, y) = (across(at.lon, low.lon, high.lon), across(at.lat, low.lat, high.lat));
                u64::from(spread(x) | spread(y) << 1) << 32 | u64::from(i)
            }));
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
            .map(|(metres, index)| {
                let grid = &self.grids[index as usize];
                let relation = grid.shape.as_ref().and_then(|shape| shape.relation(p));
                grid.candidate(relation.unwrap_or(Relation::Near), metres)
            })
            .collect()
    }

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
            let grid = &self.grids[leaf.index as usize];
            let Some(shape) = grid.shape.as_ref().filter(|shape| shape.metres_to_box(p) <= worst) else { continue };
            let metres = if shape.relation(p).is_some() { 0.0 } else { shape.metres_to_border(p) };
            best.push((metres, leaf.index));
            best.sort_by(|a, b| {
                let code = |index: u32| &self.grids[index as usize].code;
                a.0.total_cmp(&b.0).then_with(|| code(a.1).cmp(code(b.1)))
            });
            best.truncate(n);
        }
        best
    }

    #[inline]
    fn each_touching(&self, p: Coord<f64>, mut visit: impl FnMut(&Grid, Relation)) {
        self.each_over(&self.tree, p, |index| {
            let grid = &self.grids[index as usize];
            if let Some(relation) = grid.shape.as_ref().and_then(|shape| shape.relation(p)) {
                visit(grid, relation);
            }
        });
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

impl Grid {
    fn candidate(&self, relation: Relation, distance_m: f64) -> Candidate {
        Candidate { grid: self.code.clone(), kind: self.kind, relation, size: self.size, distance_m }
    }
}

/// Turns the order of `shared::assign` into numbers, so that a bulk query compares no texts.
fn rank(grids: &mut [Grid]) {
    let mut order: Vec<usize> = (0..grids.len()).collect();
    order.sort_by(|&a, &b| grids[a].code.cmp(&grids[b].code));
    for (place, &i) in order.iter().enumerate() {
        let class = if grids[i].kind == GridKind::Exclusive { 1 } else { 3 };
        grids[i].border_key = class << 32 | place as u64;
    }
    order.sort_by(|&a, &b| grids[a].size.total_cmp(&grids[b].size).then_with(|| grids[a].code.cmp(&grids[b].code)));
    for (place, &i) in order.iter().enumerate() {
        let class = if grids[i].kind == GridKind::Exclusive { 0 } else { 2 };
        grids[i].inside_key = class << 32 | place as u64;
    }
}

fn plant<'a>(shapes: impl Iterator<Item = Option<&'a Shape>>, squeeze: f64) -> Tree {
    let leaves = shapes
        .zip(0_u32..)
        .filter_map(|(shape, index)| {
            let shape = shape?;
            let corners = [shape.min, shape.max].map(|c| [c.x * squeeze, c.y]);
            Some(Leaf { envelope: AABB::from_corners(corners[0], corners[1]), index })
        })
        .collect();
    RTree::bulk_load_with_params(leaves)
}

/// Puts a zero bit before every bit: two such numbers interleave to a place on the Z-order curve.
fn spread(value: u16) -> u32 {
    let mut x = u32::from(value);
    x = (x | x << 8) & 0x00FF_00FF;
    x = (x | x << 4) & 0x0F0F_0F0F;
    x = (x | x << 2) & 0x3333_3333;
    (x | x << 1) & 0x5555_5555
}
