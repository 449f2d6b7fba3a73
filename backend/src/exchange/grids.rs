//! A district that has no grids yet: its lowest level serves as the grid.
//!
//! Assignment needs a whole chain district → subdistrict → community → grid. What is missing is derived: below each
//! lowest area a community (serial 001) and one grid with the same boundary, above it parents as unions of their parts.

use super::PlaceReading;
use super::areas::{AreaIn, AreaReading};
use geo::{ConvexHull, CoordsIter, InteriorPoint, unary_union};
use geo_types::{MultiPoint, MultiPolygon, Point};
use shared::area::{AreaCode, AreaLevel, GridCodeFormat};
use shared::geo::Position;
use std::collections::{BTreeMap, BTreeSet};

/// Completes the chain; says so in the report.
pub fn serve_as_grids(reading: AreaReading, format: GridCodeFormat) -> AreaReading {
    let AreaReading { areas, mut report } = reading;
    let mut all: BTreeMap<(AreaLevel, AreaCode), AreaIn> =
        areas.into_iter().map(|area| ((area.level, area.code.clone()), area)).collect();
    let derived_above = derive_above(&mut all);
    let derived_below = derive_below(&mut all, format);
    for (level, count) in derived_below {
        report.note(format!("areas without {}, which serve as their own: {count}", plural(level)));
    }
    for code in derived_above {
        report.note(format!("{code} is the union of its parts; no file has it"));
    }
    report.taken = all.len();
    AreaReading { areas: all.into_values().collect(), report }
}

/// One area around everything that was read (its convex hull), for places that come without areas.
pub fn area_around(places: &PlaceReading, code: AreaCode, name: String) -> Option<AreaIn> {
    let footprints = places.buildings.iter().flat_map(|building| building.footprint.coords_iter());
    let base = places.base.iter().flat_map(|feature| feature.geometry.coords_iter());
    let points: MultiPoint<f64> = footprints.chain(base).map(Point::from).collect();
    let hull = MultiPolygon(vec![points.convex_hull()]);
    let at = hull.interior_point()?;
    Some(AreaIn::new(code, name, hull, Position { lon: at.x(), lat: at.y() }))
}

fn derive_below(all: &mut BTreeMap<(AreaLevel, AreaCode), AreaIn>, format: GridCodeFormat) -> Vec<(AreaLevel, usize)> {
    let mut derived = Vec::new();
    for (level, below) in [
        (AreaLevel::District, AreaLevel::Subdistrict),
        (AreaLevel::Subdistrict, AreaLevel::Community),
        (AreaLevel::Community, AreaLevel::Grid),
    ] {
        let parents: BTreeSet<&AreaCode> = all.values().filter_map(|area| area.parent.as_ref()).collect();
        let leaves: Vec<AreaIn> = all
            .values()
            .filter(|area| area.level == level && !parents.contains(&area.code))
            .map(|area| {
                let code = first_child(&area.code, format);
                AreaIn::new(code, area.name.clone(), area.boundary.clone(), area.label)
            })
            .collect();
        if !leaves.is_empty() {
            derived.push((below, leaves.len()));
        }
        all.extend(leaves.into_iter().map(|area| ((area.level, area.code.clone()), area)));
    }
    derived
}

fn first_child(code: &AreaCode, format: GridCodeFormat) -> AreaCode {
    match code.level() {
        AreaLevel::District => AreaCode::trusted(format!("{}001000", code.prefix())),
        AreaLevel::Subdistrict => AreaCode::trusted(format!("{}001", code.prefix())),
        AreaLevel::Community | AreaLevel::Grid => AreaCode::grid(code, 1, format),
    }
}

fn derive_above(all: &mut BTreeMap<(AreaLevel, AreaCode), AreaIn>) -> Vec<AreaCode> {
    let mut derived = Vec::new();
    for level in [AreaLevel::Community, AreaLevel::Subdistrict, AreaLevel::District] {
        let mut missing: BTreeMap<AreaCode, Vec<&AreaIn>> = BTreeMap::new();
        for area in all.values() {
            if let Some(parent) = area.parent.clone().filter(|parent| parent.level() == level)
                && !all.contains_key(&(level, parent.clone()))
            {
                missing.entry(parent).or_default().push(area);
            }
        }
        let unions: Vec<AreaIn> = missing
            .into_iter()
            .filter_map(|(code, parts)| {
                let boundary = unary_union(parts.iter().map(|part| &part.boundary));
                let at = boundary.interior_point()?;
                let label = Position { lon: at.x(), lat: at.y() };
                Some(AreaIn::new(code.clone(), code.to_string(), boundary, label))
            })
            .collect();
        derived.extend(unions.iter().map(|area| area.code.clone()));
        all.extend(unions.into_iter().map(|area| ((area.level, area.code.clone()), area)));
    }
    derived
}

fn plural(level: AreaLevel) -> &'static str {
    match level {
        AreaLevel::District => "districts",
        AreaLevel::Subdistrict => "subdistricts",
        AreaLevel::Community => "communities",
        AreaLevel::Grid => "grids",
    }
}
