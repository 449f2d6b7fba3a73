//! Areas of one level must not lie on each other: a case in the overlap would have two masters.
//!
//! Borders that two people drew never agree to the metre. Slivers are told; an overlap that is a part of the smaller
//! area refuses the later general grid. Exclusive and micro grids lie over general ones on purpose.

use super::areas::AreaIn;
use super::report::ImportReport;
use geo::{BooleanOps, BoundingRect, GeodesicArea};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{RTree, RTreeObject};
use shared::area::{AreaLevel, GridKind};
use std::collections::BTreeMap;

/// Share of the smaller area from which an overlap is no sliver.
const SLIVER: f64 = 0.01;
/// Square metres below which nothing is said.
const SILENT: f64 = 1.0;

/// A later area that lies on an earlier one, by their places in the list.
#[derive(Debug, PartialEq)]
pub struct Overlap {
    pub later: usize,
    pub earlier: usize,
    pub square_metres: f64,
    /// Of the smaller area, 0 to 1.
    pub share: f64,
}

/// Grids that lie on others; what is harmless goes into the report.
pub fn overlapping_grids(areas: &[AreaIn], report: &mut ImportReport) -> Vec<Overlap> {
    let mut slivers: BTreeMap<AreaLevel, (usize, f64)> = BTreeMap::new();
    let mut refused = Vec::new();
    for overlap in overlaps(areas) {
        let later = &areas[overlap.later];
        if overlap.share < SLIVER {
            let (count, sum) = slivers.entry(later.level).or_default();
            (*count, *sum) = (*count + 1, *sum + overlap.square_metres);
        } else if later.level == AreaLevel::Grid {
            refused.push(overlap);
        } else {
            let Overlap { earlier, square_metres, share, .. } = overlap;
            let (a, b, percent) = (&later.name, &areas[earlier].name, share * 100.0);
            report.note(format!("{a} overlaps {b} by {square_metres:.0} m² ({percent:.1} % of the smaller)"));
        }
    }
    for (level, (count, sum)) in slivers {
        report.note(format!("pairs at the level {level} that overlap by slivers: {count}, together {sum:.0} m²"));
    }
    refused
}

fn overlaps(areas: &[AreaIn]) -> Vec<Overlap> {
    let general = |area: &AreaIn| area.kind.is_none_or(|kind| kind == GridKind::General);
    let boxes = areas.iter().enumerate().filter(|(_, area)| general(area)).filter_map(|(at, area)| {
        let rect = area.boundary.bounding_rect()?;
        Some(GeomWithData::new(Rectangle::from_corners(rect.min().into(), rect.max().into()), at))
    });
    let tree: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>> = RTree::bulk_load(boxes.collect());
    let mut found = Vec::new();
    for boxed in &tree {
        let later = boxed.data;
        let around = tree.locate_in_envelope_intersecting(&boxed.envelope());
        for earlier in around.map(|other| other.data).filter(|&earlier| earlier < later) {
            let (a, b) = (&areas[earlier], &areas[later]);
            if a.level == b.level {
                let square_metres = a.boundary.intersection(&b.boundary).geodesic_area_unsigned();
                let smaller = a.boundary.geodesic_area_unsigned().min(b.boundary.geodesic_area_unsigned());
                if square_metres > SILENT {
                    found.push(Overlap { later, earlier, square_metres, share: square_metres / smaller });
                }
            }
        }
    }
    found.sort_unstable_by_key(|overlap| (overlap.later, overlap.earlier));
    found
}
