//! Storing what was read: all of it in one transaction, or nothing.

use super::{AreaIn, PlaceReading, Row};
use crate::area::AreaBook;
use crate::area::store::{self as areas, AreaRow};
use crate::db::geometry::{multi_polygon_to_wkb, to_wkb};
use crate::db::{Code, Db, StoreError, next};
use crate::place::store::{self as places, BaseRow, BuildingRow, FormerNameRow};
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
            aliases: building.former.join("|"),
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
    let known: BTreeSet<(String, String)> =
        places::former_names(db).await?.into_iter().map(|row| (row.name, row.former)).collect();
    let named = read.base.iter().filter(|feature| !feature.name.is_empty());
    let renamed = named.flat_map(|feature| feature.former.iter().map(|former| (feature.name.clone(), former.clone())));
    let renamed: BTreeSet<(String, String)> = renamed.collect();
    let renamed = renamed.difference(&known).cloned();
    let renamed: Vec<FormerNameRow> = renamed.map(|(name, former)| FormerNameRow { name, former }).collect();
    places::insert_former_names(&mut tx, &renamed).await?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::read_places;
    use crate::place::FormerNames;
    use crate::testing::cities;
    use serde_json::json;
    use shared::geo::Datum;

    #[tokio::test]
    async fn old_names_of_roads_and_buildings_are_kept_once() {
        for city in cities().await {
            let db = &city.app.db;
            let at = city.app.areas.book().all().find(|area| area.code.as_str().len() > 12).unwrap().label;
            let (x, y) = (at.lon, at.lat);
            let road = json!({"type": "FeatureCollection", "features": [{"type": "Feature",
                "properties": {"kind": "major_road", "kind_detail": "primary", "name": "试验路", "old_name": "试验街;试验路"},
                "geometry": {"type": "LineString", "coordinates": [[x, y], [x + 0.001, y]]}}]});
            let ring = [[x, y], [x + 0.0001, y], [x + 0.0001, y + 0.0001], [x, y]];
            let house = json!({"type": "FeatureCollection", "features": [{"type": "Feature",
                "properties": {"id": "house", "name": "试验楼", "曾用名": "老试验楼、试验楼、旧楼"},
                "geometry": {"type": "Polygon", "coordinates": [ring]}}]});
            for _ in 0..2 {
                let files = [("roads.geojson", road.to_string()), ("buildings.geojson", house.to_string())];
                let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
                store_places(db, read_places(&files, Datum::Wgs84).unwrap()).await.unwrap();
            }
            assert_eq!(FormerNames::load(db).await.unwrap().of("试验路"), ["试验街"], "on {}", city.engine);
            let houses = places::buildings(db).await.unwrap();
            let houses: Vec<_> = houses.iter().filter(|row| row.name == "试验楼").collect();
            assert_eq!(houses.iter().map(|row| row.alias_list()).collect::<Vec<_>>(), [["老试验楼", "旧楼"]]);
        }
    }
}
