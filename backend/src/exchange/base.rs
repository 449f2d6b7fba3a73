//! Base layers: water, green, land use, roads and points of interest.
//!
//! What tiles have cut is joined by its id, like buildings. What has no class of ours (railways, walls, unnamed points)
//! is left out and counted.

use super::classes;
use super::properties::{flag, former, id, name, text};
use super::report::{ImportReport, Row};
use super::shapes;
use crate::spatial::{repair, validate};
use geo::{GeodesicArea, unary_union};
use geo_types::{Geometry, LineString, MultiLineString, MultiPolygon, Point};
use geojson::{Feature, GeometryValue};
use shared::geo::Datum;
use shared::place::BaseLayer;
use std::collections::HashMap;

/// A feature of the base map that may enter the store.
#[derive(Clone, Debug, PartialEq)]
pub struct BaseIn {
    pub layer: BaseLayer,
    /// Of the layer's classes; for points of interest the publisher's word.
    pub class: String,
    /// Empty when it has none.
    pub name: String,
    /// What it was called before.
    pub former: Vec<String>,
    pub geometry: Geometry<f64>,
}

#[derive(Debug)]
enum Shape {
    Areas(Vec<MultiPolygon<f64>>),
    Lines(Vec<LineString<f64>>),
    Point(Point<f64>),
}

#[derive(Debug)]
struct Draft {
    at: (String, usize),
    layer: BaseLayer,
    word: String,
    name: String,
    former: Vec<String>,
    shape: Shape,
}

/// Features in the making, in the order of the files.
#[derive(Debug, Default)]
pub struct Drafts {
    drafts: Vec<Draft>,
    by_id: HashMap<(BaseLayer, bool, String), usize>,
}

impl Drafts {
    pub fn take(
        &mut self,
        layer: BaseLayer,
        file: &str,
        feature: usize,
        given: &Feature,
        datum: Datum,
        report: &mut ImportReport,
    ) {
        let name = name(given).unwrap_or_default();
        let row = |what: String| Row::new(file, feature, &name, what);
        let value = match shapes::value(given) {
            Ok(value) => value,
            Err(what) => return report.refuse(row(what)),
        };
        let word = word(layer, given);
        if let Some(why) = left_out(layer, &word, &name, value, given) {
            return report.count(&why);
        }
        let shape = match value {
            GeometryValue::Point { .. } => shapes::point(value, datum).map(|point| (Shape::Point(point), None)),
            GeometryValue::LineString { .. } | GeometryValue::MultiLineString { .. } => {
                shapes::lines(value, datum).map(|lines| (Shape::Lines(lines.0), None))
            }
            _ => shapes::area(value, datum).map(|mended| (Shape::Areas(vec![mended.area]), mended.repairs)),
        };
        let (shape, repairs) = match shape {
            Ok(read) => read,
            Err(what) => return report.refuse(row(what)),
        };
        repairs.into_iter().for_each(|what| report.repair(row(what)));
        let key = id(given).unwrap_or_else(|| format!("{file}#{feature}"));
        let at = *self.by_id.entry((layer, matches!(shape, Shape::Lines(_)), key)).or_insert(self.drafts.len());
        if let Some(draft) = self.drafts.get_mut(at).filter(|draft| draft.former.is_empty()) {
            draft.former = former(given);
        }
        match (self.drafts.get_mut(at).map(|draft| &mut draft.shape), shape) {
            (Some(Shape::Areas(known)), Shape::Areas(more)) => known.extend(more),
            (Some(Shape::Lines(known)), Shape::Lines(more)) => {
                known.extend(more.into_iter().filter(|line| !known.contains(line)).collect::<Vec<_>>());
            }
            (Some(_), _) => report.count("points given again, dropped"),
            (None, shape) => {
                let (at, former) = ((file.to_owned(), feature), former(given));
                self.drafts.push(Draft { at, layer, word, name, former, shape });
            }
        }
    }

    pub fn finish(self, report: &mut ImportReport) -> Vec<BaseIn> {
        let mut base = Vec::new();
        for draft in self.drafts {
            let Draft { at: (file, feature), layer, word, name, former, shape } = draft;
            let (geometry, size) = match join(shape) {
                Ok(joined) => joined,
                Err(what) => {
                    report.refuse(Row::new(&file, feature, &name, what));
                    continue;
                }
            };
            let Some((layer, class)) = class(layer, &word, &name, size) else { continue };
            report.count(&match layer {
                BaseLayer::Poi => "poi".to_owned(),
                _ => format!("{} ({class})", layer.code()),
            });
            base.push(BaseIn { layer, class, name, former, geometry });
        }
        base
    }
}

/// What the publisher calls the kind; the finer word where there are two.
fn word(layer: BaseLayer, given: &Feature) -> String {
    let keys: &[&str] = match layer {
        BaseLayer::Road => &["kind_detail", "highway", "fclass", "kind"],
        BaseLayer::Water => &["kind", "fclass", "waterway", "water"],
        BaseLayer::Poi => &["kind", "fclass", "amenity", "shop"],
        BaseLayer::Green | BaseLayer::Landuse => &["kind", "fclass", "landuse", "leisure"],
    };
    text(given, keys).unwrap_or_default()
}

/// Why a sound feature does not belong on our base map.
fn left_out(layer: BaseLayer, word: &str, name: &str, value: &GeometryValue, given: &Feature) -> Option<String> {
    let point = matches!(value, GeometryValue::Point { .. } | GeometryValue::MultiPoint { .. });
    let line = matches!(value, GeometryValue::LineString { .. } | GeometryValue::MultiLineString { .. });
    let coarse = text(given, &["kind"]).unwrap_or_default();
    match layer {
        BaseLayer::Poi if !point => Some("points of interest that are no points, left out".to_owned()),
        BaseLayer::Poi if name.is_empty() => Some("points of interest without a name, left out".to_owned()),
        BaseLayer::Poi => None,
        _ if point => Some("label points dropped".to_owned()),
        BaseLayer::Road if matches!(coarse.as_str(), "rail" | "ferry" | "construction") => {
            Some(format!("road of kind {coarse}, left out"))
        }
        BaseLayer::Water if line && flag(given, "boundary") => Some("shore lines, left out".to_owned()),
        BaseLayer::Landuse | BaseLayer::Green if line => Some("lines in the land use, left out".to_owned()),
        layer => class(layer, word, name, 0.0).is_none().then(|| format!("{} of kind {word}, left out", layer.code())),
    }
}

fn class(layer: BaseLayer, word: &str, name: &str, size: f64) -> Option<(BaseLayer, String)> {
    let (layer, class) = match layer {
        BaseLayer::Road => (layer, classes::road(word)?),
        BaseLayer::Water => (layer, classes::water(word, name, size)?),
        BaseLayer::Poi => (layer, word),
        BaseLayer::Green | BaseLayer::Landuse => classes::land(word)?,
    };
    Some((layer, class.to_owned()))
}

/// One geometry from the parts, and its size in square metres.
fn join(shape: Shape) -> Result<(Geometry<f64>, f64), String> {
    match shape {
        Shape::Point(point) => Ok((point.into(), 0.0)),
        Shape::Lines(mut lines) if lines.len() == 1 => Ok((lines.remove(0).into(), 0.0)),
        Shape::Lines(lines) => Ok((MultiLineString(lines).into(), 0.0)),
        Shape::Areas(mut areas) => {
            let mut area = if areas.len() == 1 { areas.remove(0) } else { repair(unary_union(&areas)).0 };
            validate(&area).map_err(|fault| format!("its parts do not join: {fault}"))?;
            let size = area.geodesic_area_unsigned();
            Ok((if area.0.len() == 1 { area.0.remove(0).into() } else { area.into() }, size))
        }
    }
}
