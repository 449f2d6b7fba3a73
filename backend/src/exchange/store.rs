//! Storing what was read: all of it in one transaction, or nothing.

use super::{AreaIn, PlaceReading, Row};
use crate::area::AreaBook;
use crate::area::store::{self as areas, AreaRow};
use crate::db::geometry::{multi_polygon_to_wkb, to_wkb};
use crate::db::{Code, Db, StoreError, next};
use crate::place::store::{self as places, BaseRow, BuildingRow};
use geo::Centroid;
use shared::geo::Position;
use shared::place::BaseLayer;
use std::collections::{BTreeSet, HashSet};

/// Stores areas; a code that is known gets the new boundary. Returns how many were new and how many changed.
pub async fn store_areas(db: &Db, read: &[AreaIn]) -> Result<(usize, usize), StoreError> {
    let known: BTreeSet<String> = areas::all(db).await?.into_iter().map(|row| row.code).collect();
    let (changed, fresh): (Vec<&AreaIn>, Vec<&AreaIn>) =
        read.iter().partition(|area| known.contains(area.code.as_str()));
    let rows: Vec<AreaRow> = fresh.iter().map(|area| row(area)).collect();
    let mut tx = db.begin().await?;
    next(&mut tx, "area_revision", 1).await?;
    areas::insert(&mut tx, &rows).await?;
    for area in &changed {
        areas::set_boundary(&mut tx, area.code.as_str(), &area.boundary, (area.label.lon, area.label.lat)).await?;
    }
    tx.commit().await?;
    Ok((fresh.len(), changed.len()))
}

fn row(area: &AreaIn) -> AreaRow {
    AreaRow {
        code: area.code.to_string(),
        name: area.name.clone(),
        level: Code(area.level),
        grid_kind: area.kind.map(Code),
        boundary: multi_polygon_to_wkb(&area.boundary),
        label_lon: area.label.lon,
        label_lat: area.label.lat,
        households: 0,
    }
}

/// Stores buildings, each in the grid that answers for its middle, and base layers. What an earlier import brought stays
/// as it is and is reported, as are buildings that no grid answers for.
pub async fn store_places(db: &Db, mut read: PlaceReading) -> Result<PlaceReading, StoreError> {
    let book = AreaBook::load(db).await?;
    let known: HashSet<String> = places::external_ids(db).await?.into_iter().collect();
    let mut tx = db.begin().await?;
    let mut rows = Vec::new();
    let last = next(&mut tx, "place", read.buildings.len() as i64).await?;
    let mut nobodys = 0;
    for (id, building) in (last - read.buildings.len() as i64 + 1..).zip(&read.buildings) {
        if known.contains(&building.external_id) {
            read.report.repaired.push(Row::new("", 0, &building.name, "known from an earlier import, kept as it was"));
            continue;
        }
        let Some(middle) = building.footprint.centroid() else { continue };
        let grid = book.index.locate(Position { lon: middle.x(), lat: middle.y() }).decision.grid;
        nobodys += usize::from(grid.is_none());
        rows.push(BuildingRow {
            id,
            complex_id: None,
            complex_name: None,
            area_code: grid.map(|code| code.to_string()).unwrap_or_default(),
            name: building.name.clone(),
            address: building.address.clone(),
            aliases: String::new(),
            kind: Code(building.kind),
            floors: building.floors.into(),
            height: building.height,
            footprint: multi_polygon_to_wkb(&building.footprint),
            lon: middle.x(),
            lat: middle.y(),
            external_id: Some(building.external_id.clone()),
        });
    }
    let drawn: HashSet<(BaseLayer, Vec<u8>)> =
        places::base(db).await?.into_iter().map(|row| (row.layer.0, row.geometry)).collect();
    let last = next(&mut tx, "base_feature", read.base.len() as i64).await?;
    let base: Vec<BaseRow> = (last - read.base.len() as i64 + 1..)
        .zip(&read.base)
        .map(|(id, feature)| BaseRow {
            id,
            layer: Code(feature.layer),
            class: feature.class.clone(),
            name: feature.name.clone(),
            geometry: to_wkb(&feature.geometry),
        })
        .filter(|row| !drawn.contains(&(row.layer.0, row.geometry.clone())))
        .collect();
    if base.len() < read.base.len() {
        read.report.notes.push(format!("{} base features were there already", read.base.len() - base.len()));
    }
    places::insert_buildings(&mut tx, &rows).await?;
    places::insert_base(&mut tx, &base).await?;
    tx.commit().await?;
    if nobodys > 0 {
        read.report
            .notes
            .push(format!("{nobodys} buildings lie in no grid: they are drawn and found, nobody answers for them"));
    }
    Ok(read)
}
