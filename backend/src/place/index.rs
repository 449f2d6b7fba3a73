//! Reads everything that has a name and a place into the index that search asks.

use super::store;
use crate::area::AreaBook;
use crate::db::geometry::from_wkb;
use crate::db::{Db, StoreError};
use crate::search::places::{PlaceEntry, PlaceIndex};
use geo::{BoundingRect, Centroid};
use shared::api::search::PlaceKind;
use shared::area::AreaCode;
use shared::place::BaseLayer;
use std::collections::HashMap;
use std::sync::Arc;

pub async fn load_places(db: &Db, book: Arc<AreaBook>) -> Result<PlaceIndex, StoreError> {
    let (buildings, complexes, base) =
        (store::buildings(db).await?, store::complexes(db).await?, store::base(db).await?);
    let former = FormerNames::load(db).await?;
    let build = move || {
        let mut entries = Vec::with_capacity(buildings.len() + complexes.len() + base.len());
        let mut extents: HashMap<i64, [f64; 4]> = HashMap::new();
        let mut addresses: HashMap<i64, String> = HashMap::new();
        for row in buildings {
            let bbox = extent(&from_wkb(&row.footprint)?).unwrap_or([row.lon, row.lat, row.lon, row.lat]);
            if let Some(id) = row.complex_id {
                extents.entry(id).and_modify(|all| *all = join(*all, bbox)).or_insert(bbox);
            }
            let unnamed = row.name.is_empty();
            let (full_name, area) = (row.full_name(), AreaCode::trusted(row.area_code.as_str()));
            let at = row.address.strip_suffix(full_name.as_str()).filter(|at| !at.is_empty());
            if let Some((id, at)) = row.complex_id.zip(at) {
                addresses.entry(id).or_insert_with(|| at.to_owned());
            }
            if !unnamed {
                entries.push(PlaceEntry {
                    kind: PlaceKind::Building,
                    id: row.id,
                    aliases: former.building(&row, &full_name),
                    full_name,
                    name: row.name,
                    address: row.address.clone(),
                    within: book.full_name(&area),
                    detail: row.address,
                    area: Some(area),
                    lon: row.lon,
                    lat: row.lat,
                    bbox,
                });
            }
        }
        for row in complexes {
            entries.push(PlaceEntry {
                kind: PlaceKind::Complex,
                id: row.id,
                full_name: row.name.clone(),
                aliases: former.of(&row.name),
                name: row.name,
                address: addresses.remove(&row.id).unwrap_or_default(),
                within: String::new(),
                detail: book.full_name(&AreaCode::trusted(row.area_code.as_str())),
                area: Some(AreaCode::trusted(row.area_code)),
                lon: row.lon,
                lat: row.lat,
                bbox: extents.get(&row.id).copied().unwrap_or([row.lon, row.lat, row.lon, row.lat]),
            });
        }
        base_entries(base, &former, &mut entries)?;
        Ok(PlaceIndex::build(entries))
    };
    tokio::task::spawn_blocking(build).await.expect("building an index does not panic")
}

/// What complexes and roads were called before, by the name that they have now.
#[derive(Debug)]
pub struct FormerNames(HashMap<String, Vec<String>>);

impl FormerNames {
    pub async fn load(db: &Db) -> Result<FormerNames, StoreError> {
        let mut names: HashMap<String, Vec<String>> = HashMap::new();
        for row in store::former_names(db).await? {
            names.entry(row.name).or_default().push(row.former);
        }
        Ok(FormerNames(names))
    }

    pub fn of(&self, name: &str) -> Vec<String> {
        self.0.get(name).cloned().unwrap_or_default()
    }

    /// A building's own other names, its name in a complex that was renamed, its number on a street that was.
    fn building(&self, row: &store::BuildingRow, full_name: &str) -> Vec<String> {
        let mut names = row.alias_list();
        let tail = row.complex_name.as_ref().and_then(|complex| full_name.strip_prefix(complex.as_str()));
        if let Some((complex, tail)) = row.complex_name.as_ref().zip(tail) {
            names.extend(self.of(complex).into_iter().map(|former| format!("{former}{tail}")));
        }
        let road = row.name.find(|c: char| c.is_ascii_digit()).map(|at| row.name.split_at(at));
        if let Some((road, number)) = road {
            names.extend(self.of(road).into_iter().map(|former| format!("{former}{number}")));
        }
        names
    }
}

/// A road or river in several pieces is one place.
fn base_entries(
    rows: Vec<store::BaseRow>,
    former: &FormerNames,
    entries: &mut Vec<PlaceEntry>,
) -> Result<(), StoreError> {
    let mut seen: HashMap<(PlaceKind, String), usize> = HashMap::new();
    for row in rows.into_iter().filter(|row| !row.name.is_empty()) {
        let geometry = from_wkb(&row.geometry)?;
        let (Some(bbox), Some(center)) = (extent(&geometry), geometry.centroid()) else { continue };
        let kind = match row.layer.0 {
            BaseLayer::Water => PlaceKind::Water,
            BaseLayer::Green => PlaceKind::Green,
            BaseLayer::Landuse => PlaceKind::Landuse,
            BaseLayer::Road => PlaceKind::Road,
            BaseLayer::Poi => PlaceKind::Poi,
        };
        let joins = !matches!(kind, PlaceKind::Poi);
        if let Some(&at) = seen.get(&(kind, row.name.clone())).filter(|_| joins) {
            let known: &mut PlaceEntry = &mut entries[at];
            known.bbox = join(known.bbox, bbox);
            (known.lon, known.lat) = ((known.bbox[0] + known.bbox[2]) / 2.0, (known.bbox[1] + known.bbox[3]) / 2.0);
            continue;
        }
        seen.insert((kind, row.name.clone()), entries.len());
        entries.push(PlaceEntry {
            kind,
            id: row.id,
            full_name: row.name.clone(),
            aliases: former.of(&row.name),
            name: row.name,
            address: String::new(),
            within: String::new(),
            detail: String::new(),
            area: None,
            lon: center.x(),
            lat: center.y(),
            bbox,
        });
    }
    Ok(())
}

fn extent(geometry: &geo_types::Geometry<f64>) -> Option<[f64; 4]> {
    geometry.bounding_rect().map(|rect| [rect.min().x, rect.min().y, rect.max().x, rect.max().y])
}

fn join(a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}
