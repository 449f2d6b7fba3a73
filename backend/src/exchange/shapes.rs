//! Geometry of a file → valid geometry in WGS-84, with what was repaired.

use crate::spatial::{RawRings, Repair, close_rings, repair, validate};
use geo_types::{Coord, LineString, MultiLineString, MultiPolygon, Point};
use geojson::{Feature, GeometryValue, Position};
use shared::geo::{Datum, Location};

/// An area that may enter, and what was mended to make it so.
#[derive(Debug)]
pub struct Mended {
    pub area: MultiPolygon<f64>,
    /// In words; `None` when nothing that anybody would miss was changed.
    pub repairs: Option<String>,
    pub turned: bool,
}

/// The geometry, or why there is none.
pub fn value(feature: &Feature) -> Result<&GeometryValue, String> {
    feature.geometry.as_ref().map(|geometry| &geometry.value).ok_or_else(|| "it has no geometry".to_owned())
}

/// Reads an area; refuses what a repair would change.
pub fn area(value: &GeometryValue, datum: Datum) -> Result<Mended, String> {
    let parts: Vec<&Vec<Vec<Position>>> = match value {
        GeometryValue::Polygon { coordinates } => vec![coordinates],
        GeometryValue::MultiPolygon { coordinates } => coordinates.iter().collect(),
        other => return Err(format!("a {} is no area", other.type_name())),
    };
    let ring = |ring: &Vec<Position>| ring.iter().map(|at| position(at, datum)).collect::<Result<Vec<_>, _>>();
    let raw: RawRings =
        parts.into_iter().map(|rings| rings.iter().map(ring).collect()).collect::<Result<_, String>>()?;
    let (area, mut repairs) = close_rings(raw);
    let drawn = !area.0.is_empty();
    let (area, more) = repair(area);
    repairs.extend(more);
    if drawn && area.0.is_empty() {
        return Err("it has no area".to_owned());
    }
    validate(&area).map_err(|fault| fault.to_string())?;
    let turned = repairs.iter().any(|repair| matches!(repair, Repair::TurnedRings { .. }));
    Ok(Mended { area, repairs: in_words(&repairs), turned })
}

/// Reads lines.
pub fn lines(value: &GeometryValue, datum: Datum) -> Result<MultiLineString<f64>, String> {
    let lines: Vec<&Vec<Position>> = match value {
        GeometryValue::LineString { coordinates } => vec![coordinates],
        GeometryValue::MultiLineString { coordinates } => coordinates.iter().collect(),
        other => return Err(format!("a {} is no line", other.type_name())),
    };
    let mut read = Vec::new();
    for line in lines {
        let mut points = Vec::with_capacity(line.len());
        for at in line {
            let [x, y] = position(at, datum)?;
            points.push(Coord { x, y });
        }
        points.dedup();
        if points.len() < 2 {
            return Err("a line needs two different points".to_owned());
        }
        if points.windows(2).any(|pair| (pair[1].x - pair[0].x).abs() > 180.0) {
            return Err("it crosses the antimeridian".to_owned());
        }
        read.push(LineString(points));
    }
    if read.is_empty() { Err("the line is empty".to_owned()) } else { Ok(MultiLineString(read)) }
}

/// Reads a point.
pub fn point(value: &GeometryValue, datum: Datum) -> Result<Point<f64>, String> {
    match value {
        GeometryValue::Point { coordinates } => position(coordinates, datum).map(|[x, y]| Point::new(x, y)),
        other => Err(format!("a {} is no point", other.type_name())),
    }
}

fn position(at: &Position, datum: Datum) -> Result<[f64; 2], String> {
    let [lon, lat, ..] = at.as_slice() else { return Err("a position needs two numbers".to_owned()) };
    let location = Location { lon: *lon, lat: *lat, datum };
    let at = location.to_wgs84().map_err(|fault| format!("{lon}, {lat} is no place on Earth: {fault}"))?;
    Ok([at.lon, at.lat])
}

fn in_words(repairs: &[Repair]) -> Option<String> {
    let (mut closed, mut repeated, mut empty) = (0, 0, 0);
    for repair in repairs {
        match repair {
            Repair::ClosedRing { .. } => closed += 1,
            Repair::DroppedRepeatedPoints { points, .. } => repeated += points,
            Repair::DroppedEmptyRing { .. } => empty += 1,
            Repair::TurnedRings { .. } => {}
        }
    }
    let parts =
        [(closed, "open rings closed"), (repeated, "repeated points dropped"), (empty, "rings without area dropped")];
    let words: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{what}: {count}")).collect();
    (!words.is_empty()).then(|| words.join(", "))
}
