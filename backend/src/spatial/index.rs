//! The index of a district: its grids, its communities and its outline, each a set of [`Areas`].
//!
//! Micro grids partition general grids and are never assigned to, so they are not in the tree. Invariant:
//! [`GridIndex::grid_at`] names the grid that `shared::assign` would choose from [`GridIndex::candidates`].

use super::areas::{Areas, Leaf, PLACE_BITS, Ranks, curve};
use super::{GridShape, coord};
use geo::{Area, MultiPolygon};
use shared::area::{AreaCode, GridKind};
use shared::assign::{Candidate, Decision, GAP_METRES, Relation, decide};
use shared::geo::Position;

/// Points a batch orders by place at once; ordering more gains nothing and costs memory.
const BATCH: usize = 1 << 20;
/// Below this many grids the whole index sits in the cache and ordering points gains nothing.
const ORDERED_FROM: usize = 2_000;
/// Classes of the ranks, above any grid's place in an order.
const EXCLUSIVE_BORDER: u32 = 1 << PLACE_BITS;
const GENERAL_INSIDE: u32 = 2 << PLACE_BITS;
const GENERAL_BORDER: u32 = 3 << PLACE_BITS;

#[derive(Debug)]
struct Grid {
    code: AreaCode,
    kind: GridKind,
    size: f64,
}

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
    /// The general and exclusive grids.
    areas: Areas,
    communities: Vec<AreaCode>,
    community_areas: Areas,
    district: Areas,
}

impl GridIndex {
    /// Boundaries must be valid, see [`super::validate`]; an empty one is never found.
    pub fn build(
        grids: Vec<GridShape>,
        district: &MultiPolygon<f64>,
        mut communities: Vec<(AreaCode, MultiPolygon<f64>)>,
    ) -> GridIndex {
        let (shapes, grids): (Vec<MultiPolygon<f64>>, Vec<Grid>) = grids
            .into_iter()
            .map(|GridShape { code, kind, boundary }| {
                let size = boundary.unsigned_area();
                (boundary, Grid { code, kind, size })
            })
            .unzip();
        let ranks = ranks(&grids);
        let assignable = (0_u32..).zip(&shapes).filter(|&(i, _)| grids[i as usize].kind != GridKind::Micro);
        let areas = Areas::build(assignable.map(|(i, area)| (i, area, ranks[i as usize])));
        communities.sort_by(|a, b| a.0.cmp(&b.0));
        let listed = (0_u32..).zip(&communities);
        let community_areas =
            Areas::build(listed.map(|(i, (_, area))| (i, area, Ranks { inside: i, border: i + EXCLUSIVE_BORDER })));
        let communities = communities.into_iter().map(|(code, _)| code).collect();
        let district = Areas::build(std::iter::once((0, district, Ranks { inside: 0, border: 0 })));
        GridIndex { grids, areas, communities, community_areas, district }
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
        let (low, high) = self.district.bounds().or(self.areas.bounds())?;
        Some((Position { lon: low.x, lat: low.y }, Position { lon: high.x, lat: high.y }))
    }

    /// True when the district's polygon holds or touches the point.
    pub fn in_district(&self, at: Position) -> bool {
        self.district.holds(coord(at))
    }

    /// The community whose polygon holds the point; on a border the smallest code.
    pub fn community_at(&self, at: Position) -> Option<&AreaCode> {
        self.community_areas.first(at).map(|index| &self.communities[index as usize])
    }

    /// All grids that hold or touch the point, by code; when none does, the nearest one.
    pub fn candidates(&self, at: Position) -> Vec<Candidate> {
        let mut found = Vec::new();
        self.areas.each(coord(at), |leaf, relation| found.push(self.candidate(leaf, relation, 0.0)));
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
    #[inline]
    pub fn grid_at(&self, at: Position) -> Option<u32> {
        self.areas.first(at).or_else(|| self.gap_at(at))
    }

    fn gap_at(&self, at: Position) -> Option<u32> {
        if !self.in_district(at) {
            return None;
        }
        let near = self.areas.nearest(coord(at), 1);
        near.first().filter(|(metres, ..)| *metres <= GAP_METRES).map(|(_, leaf, _)| leaf.index)
    }

    /// [`Self::grid_at`] for many points; `out` is overwritten, one answer a point in the points' order.
    pub fn grids_at(&self, points: &[Position], out: &mut Vec<Option<u32>>) {
        out.clear();
        let Some(bounds) = self.areas.bounds().filter(|_| self.areas.len() >= ORDERED_FROM) else {
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
        let found = self.areas.nearest(coord(at), n);
        found.into_iter().map(|(metres, leaf, relation)| self.candidate(leaf, relation, metres)).collect()
    }

    fn candidate(&self, leaf: &Leaf, relation: Relation, distance_m: f64) -> Candidate {
        let grid = &self.grids[leaf.index as usize];
        Candidate { grid: grid.code.clone(), kind: grid.kind, relation, size: grid.size, distance_m }
    }
}

impl Areas {
    /// The area that holds or touches the point and whose rank for that is lowest.
    #[inline]
    fn first(&self, at: Position) -> Option<u32> {
        let mut best: Option<(u32, u32)> = None;
        self.each(coord(at), |leaf, relation| {
            let rank = if relation == Relation::Inside { leaf.ranks.inside } else { leaf.ranks.border };
            best = Some(best.map_or((rank, leaf.index), |best| best.min((rank, leaf.index))));
        });
        best.map(|(_, index)| index)
    }
}

/// Turns the order of `shared::assign` into numbers, so that a bulk query compares no texts: the ranks of each grid for
/// a point inside (smallest area, then smallest code) and on the border (smallest code).
fn ranks(grids: &[Grid]) -> Vec<Ranks> {
    let exclusive = |i: usize| grids[i].kind == GridKind::Exclusive;
    let mut ranks = vec![Ranks { inside: 0, border: 0 }; grids.len()];
    let mut order: Vec<usize> = (0..grids.len()).collect();
    order.sort_by(|&a, &b| grids[a].code.cmp(&grids[b].code));
    for (place, &i) in (0_u32..).zip(&order) {
        ranks[i].border = place + if exclusive(i) { EXCLUSIVE_BORDER } else { GENERAL_BORDER };
    }
    // Stable, so equal sizes stay in the order of their codes.
    order.sort_by(|&a, &b| grids[a].size.total_cmp(&grids[b].size));
    for (place, &i) in (0_u32..).zip(&order) {
        ranks[i].inside = place + if exclusive(i) { 0 } else { GENERAL_INSIDE };
    }
    ranks
}
