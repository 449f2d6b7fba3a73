//! Buildings: outlines that tiles have cut are joined by their id, and label and address points lend what they know.
//!
//! A `building_part` belongs to its outline (`root_id`): it lends its height and is not a building of its own, because
//! the two lie on each other.

use super::classes;
use super::properties::{flag, former, id, name, number, text};
use super::report::{ImportReport, Row};
use super::shapes;
use crate::spatial::{repair, validate};
use geo::unary_union;
use geo_types::MultiPolygon;
use geojson::{Feature, GeometryValue};
use shared::geo::Datum;
use shared::place::BuildingKind;
use std::collections::HashMap;

/// No building is higher (metres).
const HIGHEST: f64 = 1000.0;

/// A building that may enter the store.
#[derive(Clone, Debug, PartialEq)]
pub struct BuildingIn {
    /// The publisher's id; the same again at the next import.
    pub external_id: String,
    /// The address where it has no name but a house number; else empty.
    pub name: String,
    /// What it was called before.
    pub former: Vec<String>,
    /// `滨江大道2727号`; empty when unknown.
    pub address: String,
    pub kind: BuildingKind,
    /// Metres.
    pub height: f64,
    pub floors: u16,
    /// True when the file says neither height nor floors.
    pub size_is_usual: bool,
    /// One part, or several where the building stands in pieces.
    pub footprint: MultiPolygon<f64>,
}

#[derive(Debug, Default)]
struct Draft {
    id: String,
    /// The first feature with an outline, for rows.
    at: Option<(String, usize)>,
    root: Option<String>,
    name: Option<String>,
    former: Vec<String>,
    street: Option<String>,
    number: Option<String>,
    kind: Option<BuildingKind>,
    land: Option<BuildingKind>,
    height: Option<f64>,
    floors: Option<f64>,
    outlines: Vec<MultiPolygon<f64>>,
}

/// Buildings in the making, in the order of the files.
#[derive(Debug, Default)]
pub struct Drafts {
    drafts: Vec<Draft>,
    by_id: HashMap<String, usize>,
}

impl Drafts {
    pub fn take(&mut self, file: &str, feature: usize, given: &Feature, datum: Datum, report: &mut ImportReport) {
        let own_name = name(given);
        let row = |what: String| Row::new(file, feature, own_name.as_deref().unwrap_or_default(), what);
        let value = match shapes::value(given) {
            Ok(value) => value,
            Err(what) => return report.refuse(row(what)),
        };
        let is_point = matches!(value, GeometryValue::Point { .. });
        let outline = match (is_point, shapes::area(value, datum)) {
            (true, _) => None,
            (false, Ok(mended)) => Some(mended),
            (false, Err(what)) => return report.refuse(row(what)),
        };
        if is_point {
            report.count(match text(given, &["kind"]).as_deref() {
                Some("address") => "address points joined or dropped",
                Some("entrance") => "entrance points dropped",
                _ if flag(given, "label_placement") => "label points joined or dropped",
                _ => "points that are no outline, dropped",
            });
        }
        let key = id(given).unwrap_or_else(|| format!("{file}#{feature}"));
        let at = *self.by_id.entry(key.clone()).or_insert_with(|| {
            self.drafts.push(Draft { id: key, ..Draft::default() });
            self.drafts.len() - 1
        });
        let draft = &mut self.drafts[at];
        let word = |keys: &[&str]| text(given, keys).as_deref().and_then(classes::building);
        draft.kind = draft.kind.or_else(|| word(&["kind_detail", "building", "type", "kind"]));
        draft.land = draft.land.or_else(|| word(&["landuse_kind"]));
        draft.height = draft.height.or_else(|| number(given, &["height"]).filter(|h| *h > 0.0 && *h <= HIGHEST));
        let floors = || number(given, &["building:levels", "building_levels", "levels", "floors", "num_floors"]);
        draft.floors = draft.floors.or_else(|| floors().filter(|n| (1.0..=200.0).contains(n)));
        draft.street = draft.street.take().or_else(|| text(given, &["addr_street", "addr:street"]));
        draft.number = draft.number.take().or_else(|| text(given, &["addr_housenumber", "addr:housenumber"]));
        draft.name = draft.name.take().or_else(|| own_name.clone());
        if draft.former.is_empty() {
            draft.former = former(given);
        }
        if text(given, &["kind"]).as_deref() == Some("building_part") {
            draft.root = draft.root.take().or_else(|| text(given, &["root_id"]));
        }
        if let Some(mended) = outline {
            draft.at.get_or_insert_with(|| (file.to_owned(), feature));
            draft.outlines.push(mended.area);
            mended.repairs.into_iter().for_each(|what| report.repair(row(what)));
            if mended.turned {
                report.count("outlines turned the right way round");
            }
        }
    }

    pub fn finish(mut self, report: &mut ImportReport) -> Vec<BuildingIn> {
        self.fold_parts(report);
        let mut buildings = Vec::new();
        for draft in self.drafts.into_iter().filter(|draft| !draft.outlines.is_empty()) {
            match draft.finish(report) {
                Ok(building) => {
                    report.count(&format!("buildings ({})", building.kind.code()));
                    if building.size_is_usual {
                        report.count("buildings with the usual height of their kind, for want of their own");
                    }
                    buildings.push(building);
                }
                Err(row) => report.refuse(row),
            }
        }
        buildings
    }

    fn fold_parts(&mut self, report: &mut ImportReport) {
        for at in 0..self.drafts.len() {
            let root = self.drafts[at].root.as_ref().and_then(|root| self.by_id.get(root)).copied();
            let Some(root) = root.filter(|&root| root != at && !self.drafts[root].outlines.is_empty()) else {
                continue;
            };
            let part = std::mem::take(&mut self.drafts[at]);
            if part.outlines.is_empty() {
                continue;
            }
            report.count("building parts folded into their building");
            let whole = &mut self.drafts[root];
            if whole.floors.is_none() && part.height > whole.height {
                whole.height = part.height;
            }
        }
    }
}

impl Draft {
    fn finish(self, report: &mut ImportReport) -> Result<BuildingIn, Row> {
        let (file, feature) = self.at.unwrap_or_default();
        let name = self.name.unwrap_or_default();
        let row = |what: String| Row::new(&file, feature, &name, what);
        let mut outlines = self.outlines;
        let footprint = if outlines.len() == 1 {
            outlines.remove(0)
        } else {
            report.count("buildings joined from several outlines");
            repair(unary_union(&outlines)).0
        };
        validate(&footprint).map_err(|fault| row(format!("its outlines do not join: {fault}")))?;
        let has_number = self.street.is_some() && self.number.is_some();
        let address = match (self.street, self.number) {
            (Some(street), Some(number)) if number.ends_with(|c: char| c.is_ascii_alphanumeric()) => {
                format!("{street}{number}号")
            }
            (Some(street), Some(number)) => street + &number,
            (street, _) => street.unwrap_or_default(),
        };
        let kind = self.kind.or(self.land).unwrap_or(BuildingKind::Other);
        let (usual_floors, storey) = classes::usual_size(kind);
        let floors = match (self.floors, self.height) {
            (Some(floors), _) => floors.round() as u16,
            (None, Some(height)) => (height / storey).round().clamp(1.0, 200.0) as u16,
            (None, None) => usual_floors,
        };
        Ok(BuildingIn {
            external_id: self.id,
            name: if name.is_empty() && has_number { address.clone() } else { name },
            former: self.former,
            address,
            kind,
            height: self.height.unwrap_or(f64::from(floors) * storey),
            floors,
            size_is_usual: self.height.is_none() && self.floors.is_none(),
            footprint,
        })
    }
}
