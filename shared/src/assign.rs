//! Assignment: from a place to the grid that answers for it, and from the grid to the worker.
//!
//! The rules are fixed and total: every point gets one answer, and the answer says why.
//! 1. A known building decides by its registered grid.
//! 2. An exclusive grid that holds the point goes before general ones.
//! 3. One general grid that holds the point: inside.
//! 4. Several that touch it with their borders: the smallest code wins, all are recorded.
//! 5. Several that hold it (an import error): the smallest area wins, flagged.
//! 6. None, but the district holds it: the nearest grid within [`GAP_METRES`], else the community's pool.
//! 7. Outside the district: nobody's; for transfer.

use crate::area::{AreaCode, GridKind};
use crate::text::{Lang, Text};

/// How far from a grid a point in a gap may lie and still belong to it, in metres.
pub const GAP_METRES: f64 = 50.0;

words! {
    /// What decided the assignment.
    DecidedBy {
        Inside = "inside", "位于网格内", "the point lies in the grid";
        Boundary = "boundary", "位于网格边界，按编码顺序取最小者", "the point lies on a border, the smallest code takes it";
        Exclusive = "exclusive", "位于专属网格内，专属网格优先", "the point lies in an exclusive grid, which goes first";
        Overlap = "overlap", "网格重叠，取面积最小者，待校核", "grids overlap here, the smallest takes it, to be checked";
        Gap = "gap", "位于网格间隙，取最近网格", "the point lies in a gap, the nearest grid takes it";
        Outside = "outside", "位于辖区之外", "the point lies outside the district";
        Building = "building", "楼栋归属", "the building's registered grid";
    }
}

words! {
    /// How a grid relates to a point.
    Relation {
        Inside = "inside", "内部", "inside";
        Boundary = "boundary", "边界", "on the border";
        Near = "near", "邻近", "near";
    }
}

/// A grid that holds, touches or is near the point.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub grid: AreaCode,
    pub kind: GridKind,
    pub relation: Relation,
    /// Area of the grid in any unit that is the same for all.
    pub size: f64,
    /// Metres from the grid; 0 when inside or on the border.
    pub distance_m: f64,
}

/// The grid and what decided it.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// `None` when outside, or in a gap too far from every grid: then the community's pool holds the case.
    pub grid: Option<AreaCode>,
    pub decided_by: DecidedBy,
}

/// Applies rules 2 to 7. `candidates` are the grids that hold or touch the point, or, when there is none, the nearest
/// one; their order does not matter.
pub fn decide(candidates: &[Candidate], in_district: bool) -> Decision {
    let of = |kind: GridKind, relation: Relation| {
        candidates.iter().filter(move |c| c.kind == kind && c.relation == relation)
    };
    let by_code = |a: &&Candidate, b: &&Candidate| a.grid.cmp(&b.grid);
    let by_size = |a: &&Candidate, b: &&Candidate| a.size.total_cmp(&b.size).then_with(|| a.grid.cmp(&b.grid));
    let decision = |candidate: Option<&Candidate>, decided_by| {
        candidate.map(|c| Decision { grid: Some(c.grid.clone()), decided_by })
    };
    let exclusive = of(GridKind::Exclusive, Relation::Inside)
        .min_by(by_size)
        .or_else(|| of(GridKind::Exclusive, Relation::Boundary).min_by(by_code));
    let general = || {
        let inside = of(GridKind::General, Relation::Inside);
        match inside.clone().count() {
            0 => None,
            1 => decision(inside.min_by(by_code), DecidedBy::Inside),
            _ => decision(inside.min_by(by_size), DecidedBy::Overlap),
        }
    };
    decision(exclusive, DecidedBy::Exclusive)
        .or_else(general)
        .or_else(|| decision(of(GridKind::General, Relation::Boundary).min_by(by_code), DecidedBy::Boundary))
        .or_else(|| {
            let near = candidates
                .iter()
                .filter(|c| c.relation == Relation::Near && c.kind != GridKind::Micro && c.distance_m <= GAP_METRES)
                .min_by(|a, b| a.distance_m.total_cmp(&b.distance_m).then_with(|| a.grid.cmp(&b.grid)));
            decision(near.filter(|_| in_district), DecidedBy::Gap)
        })
        .unwrap_or(Decision { grid: None, decided_by: if in_district { DecidedBy::Gap } else { DecidedBy::Outside } })
}

/// Said of a case that came without a place.
pub const UNPLACED: Text =
    Text { zh: "未提供位置，由受理员定位后分派", en: "no place was given; an acceptor will place it" };

/// The reason of an assignment in one sentence.
pub fn reason(grid_name: Option<&str>, decided_by: DecidedBy, choice: Option<Text>, lang: Lang) -> String {
    let because = Text { zh: "依据：", en: "because " }.get(lang);
    let why = format!("{because}{}", decided_by.text().get(lang));
    let parts = [grid_name, choice.map(|text| text.get(lang)), Some(&why)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(serial: u32, kind: GridKind, relation: Relation, size: f64, distance_m: f64) -> Candidate {
        Candidate { grid: AreaCode::trusted(format!("340202001001{serial:03}")), kind, relation, size, distance_m }
    }

    fn check(candidates: &[Candidate], in_district: bool, serial: Option<u32>, decided_by: DecidedBy) {
        let grid = serial.map(|s| AreaCode::trusted(format!("340202001001{s:03}")));
        let mut reversed = candidates.to_vec();
        reversed.reverse();
        for order in [candidates, &reversed] {
            assert_eq!(decide(order, in_district), Decision { grid: grid.clone(), decided_by });
        }
    }

    use GridKind::{Exclusive, General, Micro};
    use Relation::{Boundary, Inside, Near};

    #[test]
    fn inside_one_grid() {
        check(&[candidate(3, General, Inside, 1.0, 0.0)], true, Some(3), DecidedBy::Inside);
    }

    #[test]
    fn a_border_goes_to_the_smallest_code() {
        let three = [8, 3, 5].map(|s| candidate(s, General, Boundary, f64::from(s), 0.0));
        check(&three, true, Some(3), DecidedBy::Boundary);
    }

    #[test]
    fn an_exclusive_grid_goes_first() {
        let both = [candidate(1, General, Inside, 9.0, 0.0), candidate(2, Exclusive, Inside, 1.0, 0.0)];
        check(&both, true, Some(2), DecidedBy::Exclusive);
        let touching = [candidate(1, General, Inside, 9.0, 0.0), candidate(2, Exclusive, Boundary, 1.0, 0.0)];
        check(&touching, true, Some(2), DecidedBy::Exclusive);
    }

    #[test]
    fn an_overlap_goes_to_the_smallest_area_and_is_flagged() {
        let both = [candidate(1, General, Inside, 9.0, 0.0), candidate(2, General, Inside, 4.0, 0.0)];
        check(&both, true, Some(2), DecidedBy::Overlap);
    }

    #[test]
    fn micro_grids_are_never_assigned_to() {
        let both = [candidate(1, Micro, Inside, 1.0, 0.0), candidate(2, General, Inside, 4.0, 0.0)];
        check(&both, true, Some(2), DecidedBy::Inside);
        check(&both[..1], true, None, DecidedBy::Gap);
    }

    #[test]
    fn a_gap_goes_to_the_nearest_grid_within_reach() {
        check(&[candidate(1, General, Near, 1.0, 49.9)], true, Some(1), DecidedBy::Gap);
        check(&[candidate(1, General, Near, 1.0, 50.1)], true, None, DecidedBy::Gap);
    }

    #[test]
    fn outside_is_nobodys() {
        check(&[candidate(1, General, Near, 1.0, 3.0)], false, None, DecidedBy::Outside);
        check(&[], false, None, DecidedBy::Outside);
    }
}
