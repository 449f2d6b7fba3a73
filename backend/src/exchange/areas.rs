//! Areas: polygons with official codes.
//!
//! The code says level and parent; a file that says otherwise is believed less than its code. A code enters once.

use super::overlaps::overlapping_grids;
use super::properties;
use super::reader::{ReadError, read};
use super::report::{ImportReport, Row};
use super::shapes;
use geo::{InteriorPoint, Intersects};
use geo_types::{MultiPolygon, Point};
use geojson::Feature;
use serde_json::Value;
use shared::area::{AreaCode, AreaLevel, GridCodeFormat, GridKind};
use shared::geo::{Datum, Location, Position};
use std::collections::{BTreeMap, BTreeSet};

/// How a district's files are to be understood.
#[derive(Clone, Debug)]
pub struct AreaOptions {
    pub datum: Datum,
    pub format: GridCodeFormat,
    /// The official codes; with them, others are refused.
    pub known: Option<BTreeSet<AreaCode>>,
}

impl Default for AreaOptions {
    fn default() -> Self {
        AreaOptions { datum: Datum::Wgs84, format: GridCodeFormat::default(), known: None }
    }
}

/// An area that may enter the store.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaIn {
    pub code: AreaCode,
    pub name: String,
    pub level: AreaLevel,
    /// The code one level up; `None` for a district.
    pub parent: Option<AreaCode>,
    /// `None` above the grid.
    pub kind: Option<GridKind>,
    pub boundary: MultiPolygon<f64>,
    /// Inside the boundary.
    pub label: Position,
}

impl AreaIn {
    pub(super) fn new(code: AreaCode, name: String, boundary: MultiPolygon<f64>, label: Position) -> AreaIn {
        let level = code.level();
        let kind = (level == AreaLevel::Grid).then_some(GridKind::General);
        AreaIn { parent: code.parent(), code, name, level, kind, boundary, label }
    }
}

/// What `read_areas` found, parents before children, then by code.
#[derive(Debug, Default)]
pub struct AreaReading {
    pub areas: Vec<AreaIn>,
    pub report: ImportReport,
}

/// Reads areas of all levels from any number of files.
pub fn read_areas(files: &[(&str, &str)], options: &AreaOptions) -> Result<AreaReading, ReadError> {
    let mut report = ImportReport::default();
    let mut areas: BTreeMap<(AreaLevel, AreaCode), AreaIn> = BTreeMap::new();
    let mut rows: BTreeMap<AreaCode, (String, usize)> = BTreeMap::new();
    for &(file, text) in files {
        read(file, text, &mut |feature, given| {
            let name = given.as_ref().ok().and_then(properties::name).unwrap_or_default();
            let row = |what: String| Row::new(file, feature, &name, what);
            let (area, repairs) = match given.and_then(|given| read_one(&given, &name, options)) {
                Ok(read) => read,
                Err(what) => return report.refuse(row(what)),
            };
            let key = (area.level, area.code.clone());
            match areas.get(&key) {
                None => {
                    repairs.into_iter().for_each(|what| report.repair(row(what)));
                    rows.insert(area.code.clone(), (file.to_owned(), feature));
                    areas.insert(key, area);
                }
                Some(first) if first.boundary == area.boundary && first.name == area.name => {
                    report
                        .repair(row(format!("code {} is given twice with the same boundary; one is kept", area.code)));
                }
                Some(first) => report.refuse(row(format!("code {} is already taken by {}", area.code, first.name))),
            }
        })?;
    }
    let mut areas: Vec<AreaIn> = areas.into_values().collect();
    let mut refused = BTreeSet::new();
    for overlap in overlapping_grids(&areas, &mut report) {
        let (later, earlier) = (&areas[overlap.later], &areas[overlap.earlier]);
        if !refused.contains(&earlier.code) && refused.insert(later.code.clone()) {
            let what = format!("it overlaps grid {} by {:.0} m²", earlier.code, overlap.square_metres);
            let (file, feature) = &rows[&later.code];
            report.refuse(Row::new(file, *feature, &later.name, what));
        }
    }
    areas.retain(|area| !refused.contains(&area.code));
    for area in &areas {
        report.count(area.level.code());
    }
    note_missing_parents(&areas, &mut report);
    report.taken = areas.len();
    Ok(AreaReading { areas, report })
}

fn read_one(given: &Feature, name: &str, options: &AreaOptions) -> Result<(AreaIn, Vec<String>), String> {
    let text = properties::text(given, &["code", "Code", "CODE", "adcode", "编码", "代码", "网格编码"]);
    let text = text.ok_or("it has no code")?;
    let code = AreaCode::parse(&text, options.format).map_err(|fault| format!("code {text}: {fault}"))?;
    if options.known.as_ref().is_some_and(|known| !known.contains(&code)) {
        return Err(format!("code {code} is not known"));
    }
    let mended = shapes::area(shapes::value(given)?, options.datum)?;
    let mut repairs: Vec<String> = mended.repairs.into_iter().collect();
    let name = if name.is_empty() {
        repairs.push("it has no name; the code stands in".to_owned());
        code.to_string()
    } else {
        name.to_owned()
    };
    let (label, fault) = label(given, &mended.area, options.datum)?;
    repairs.extend(fault);
    let mut area = AreaIn::new(code, name, mended.area, label);
    if let Some(said) = properties::text(given, &["parentCode", "parent"])
        && area.parent.as_ref().is_some_and(|parent| parent.as_str() != said)
    {
        repairs.push(format!("its parent is said to be {said}; the code is believed"));
    }
    if let Some(kind) = properties::text(given, &["grid_kind"]).filter(|_| area.level == AreaLevel::Grid) {
        area.kind = Some(kind.parse().map_err(|fault| format!("{fault}"))?);
    }
    Ok((area, repairs))
}

/// The file's label point when it lies inside. Publishers write it in either order; inside is what tells.
fn label(given: &Feature, area: &MultiPolygon<f64>, datum: Datum) -> Result<(Position, Option<String>), String> {
    let inside = area.interior_point().ok_or("it has no inside")?;
    let inside = Position { lon: inside.x(), lat: inside.y() };
    let Some(Value::Array(point)) = given.property("labelPoint").or_else(|| given.property("center")) else {
        return Ok((inside, None));
    };
    let numbers: Vec<f64> = point.iter().filter_map(Value::as_f64).collect();
    let &[a, b] = numbers.as_slice() else {
        return Ok((inside, Some("the label point is not two numbers; one inside was chosen".to_owned())));
    };
    let fits = [(b, a), (a, b)].into_iter().find_map(|(lon, lat)| {
        let at = Location { lon, lat, datum }.to_wgs84().ok()?;
        area.intersects(&Point::new(at.lon, at.lat)).then_some(at)
    });
    Ok(match fits {
        Some(at) => (at, None),
        None => (inside, Some("the label point lies outside; one inside was chosen".to_owned())),
    })
}

fn note_missing_parents(areas: &[AreaIn], report: &mut ImportReport) {
    let codes: BTreeSet<&AreaCode> = areas.iter().map(|area| &area.code).collect();
    let missing: BTreeSet<&AreaCode> =
        areas.iter().filter_map(|area| area.parent.as_ref()).filter(|parent| !codes.contains(parent)).collect();
    let mut shown: Vec<&str> = missing.iter().map(|code| code.as_str()).take(10).collect();
    if missing.len() > shown.len() {
        shown.push("…");
    }
    if !missing.is_empty() {
        report.note(format!("parents that are not in the files: {} ({})", missing.len(), shown.join(", ")));
    }
}
