//! What the server's tiles show: base map, areas, grids, buildings, cases.

use super::{TileFeature, TileLayer, TileSet, Value};
use crate::app::App;
use crate::area::AreaBook;
use crate::case::Directory;
use crate::db::geometry::from_wkb;
use crate::db::{Db, StoreError, setting};
use crate::{case, on, place};
use geo_types::{Geometry, Point};
use shared::area::{AreaLevel, GridKind};
use shared::place::BaseLayer;
use std::sync::Arc;

/// A layer in a tile and the fields of its features.
type Fields = (&'static str, &'static [&'static str]);

/// The tile sets that have URLs, with the layers in each.
pub const SETS: [(&str, &[Fields]); 5] = [
    ("base", &[("water", BASE), ("green", BASE), ("landuse", BASE), ("road", BASE), ("poi", BASE)]),
    ("areas", &[("areas", &["code", "name", "level"]), ("area_labels", &["code", "name", "level"])]),
    ("grids", &[("grids", &["code", "name", "kind"]), ("grid_labels", &["code", "name", "kind"])]),
    ("buildings", &[("buildings", &["id", "name", "kind", "height", "floors"])]),
    ("cases", &[("cases", &["number", "category", "stage", "light"])]),
];
const BASE: &[&str] = &["class", "name"];

pub const REVISION: &str = "SELECT name, value FROM counter WHERE name IN ('place', 'base_feature') ORDER BY name";

/// The sets that change with the city only.
#[derive(Debug)]
pub struct CitySets {
    /// Changes whenever what is drawn changes.
    pub revision: String,
    /// Counts the sets built by this process: the cache's key.
    pub build: u64,
    base: TileSet,
    areas: TileSet,
    grids: TileSet,
    buildings: TileSet,
}

impl CitySets {
    pub async fn load(db: &Db, book: Arc<AreaBook>, build: u64) -> Result<CitySets, StoreError> {
        let revision = CitySets::revision(db, &book).await?;
        let (base, buildings) = (place::store::base(db).await?, place::store::buildings(db).await?);
        let build_sets = move || {
            Ok(CitySets {
                revision,
                build,
                base: base_set(base)?,
                areas: area_set(&book),
                grids: grid_set(&book),
                buildings: building_set(buildings)?,
            })
        };
        tokio::task::spawn_blocking(build_sets).await.expect("building tile sets does not panic")
    }

    /// What sets that are built now would show.
    pub async fn revision(db: &Db, book: &AreaBook) -> Result<String, StoreError> {
        let installation = setting(db, "installation").await?.unwrap_or_default();
        let counters: Vec<(String, i64)> = on!(db, pool => sqlx::query_as(REVISION).fetch_all(pool).await)?;
        let counters: Vec<String> = counters.into_iter().map(|(_, value)| value.to_string()).collect();
        Ok(format!("{installation}.{}.{}", book.revision, counters.join(".")))
    }

    /// The set with this name; `cases` is not among them.
    pub fn get(&self, name: &str) -> Option<(&'static str, &TileSet)> {
        match name {
            "base" => Some(("base", &self.base)),
            "areas" => Some(("areas", &self.areas)),
            "grids" => Some(("grids", &self.grids)),
            "buildings" => Some(("buildings", &self.buildings)),
            _ => None,
        }
    }
}

fn base_set(rows: Vec<place::store::BaseRow>) -> Result<TileSet, StoreError> {
    let mut layers: [(BaseLayer, &'static str, Vec<TileFeature>); 5] = [
        (BaseLayer::Water, "water", Vec::new()),
        (BaseLayer::Green, "green", Vec::new()),
        (BaseLayer::Landuse, "landuse", Vec::new()),
        (BaseLayer::Road, "road", Vec::new()),
        (BaseLayer::Poi, "poi", Vec::new()),
    ];
    for row in rows {
        let Some((_, _, features)) = layers.iter_mut().find(|(layer, ..)| *layer == row.layer.0) else { continue };
        features.push(TileFeature {
            id: row.id as u64,
            geometry: from_wkb(&row.geometry)?,
            min_zoom: base_zoom(row.layer.0, &row.class),
            properties: vec![("class", Value::Text(row.class)), ("name", Value::Text(row.name))],
        });
    }
    Ok(TileSet::new(layers.into_iter().map(|(_, name, features)| TileLayer::build(name, features)).collect()))
}

/// First zoom at which a class of the base map is worth its bytes.
fn base_zoom(layer: BaseLayer, class: &str) -> u8 {
    match (layer, class) {
        (BaseLayer::Water, _) | (BaseLayer::Road, "arterial") => 0,
        (BaseLayer::Green, _) => 10,
        (BaseLayer::Landuse, _) | (BaseLayer::Road, "collector") => 11,
        (BaseLayer::Road, "street") => 13,
        (BaseLayer::Road, _) => 14,
        (BaseLayer::Poi, _) => 15,
    }
}

fn area_set(book: &AreaBook) -> TileSet {
    let (mut shapes, mut labels) = (Vec::new(), Vec::new());
    for (id, area) in (1..).zip(book.all().filter(|area| area.level != AreaLevel::Grid)) {
        let properties = vec![
            ("code", Value::Text(area.code.to_string())),
            ("name", Value::Text(area.name.clone())),
            ("level", Value::from(area.level.code())),
        ];
        let min_zoom = if area.level == AreaLevel::Community { 11 } else { 0 };
        let (shape, label) = (Geometry::from(area.boundary.clone()), Point::new(area.label.lon, area.label.lat));
        shapes.push(TileFeature { id, geometry: shape, properties: properties.clone(), min_zoom });
        labels.push(TileFeature { id, geometry: label.into(), properties, min_zoom });
    }
    TileSet::new(vec![TileLayer::build("areas", shapes), TileLayer::build("area_labels", labels)])
}

fn grid_set(book: &AreaBook) -> TileSet {
    let (mut shapes, mut labels) = (Vec::new(), Vec::new());
    for (id, area) in (1..).zip(book.all().filter(|area| area.level == AreaLevel::Grid)) {
        let kind = area.grid_kind.unwrap_or(GridKind::General);
        let properties = vec![
            ("code", Value::Text(area.code.to_string())),
            ("name", Value::Text(area.name.clone())),
            ("kind", Value::from(kind.code())),
        ];
        let (shape, label) = (Geometry::from(area.boundary.clone()), Point::new(area.label.lon, area.label.lat));
        shapes.push(TileFeature { id, geometry: shape, properties: properties.clone(), min_zoom: 0 });
        labels.push(TileFeature { id, geometry: label.into(), properties, min_zoom: 13 });
    }
    TileSet::new(vec![TileLayer::build("grids", shapes), TileLayer::build("grid_labels", labels)])
}

fn building_set(rows: Vec<place::store::BuildingRow>) -> Result<TileSet, StoreError> {
    let features = rows.into_iter().map(|row| {
        Ok(TileFeature {
            id: row.id as u64,
            geometry: from_wkb(&row.footprint)?,
            properties: vec![
                ("id", Value::Int(row.id)),
                ("name", Value::Text(row.full_name())),
                ("kind", Value::from(row.kind.0.code())),
                ("height", Value::Float(row.height)),
                ("floors", Value::Int(row.floors)),
            ],
            min_zoom: 12,
        })
    });
    let layer = TileLayer::build("buildings", features.collect::<Result<_, StoreError>>()?);
    Ok(TileSet::new(vec![layer.keep_tiny()]))
}

/// Open public cases that have a place, as they are now.
pub async fn case_set(app: &App) -> Result<TileSet, StoreError> {
    let (directory, now) = (Directory::of(app), app.clock.now());
    let rows = case::store::open(&app.db).await?;
    let features = rows.iter().filter(|row| !directory.is_private(row)).filter_map(|row| {
        let view = directory.view(row, case::Eyes::Everybody, now);
        let at = view.location?;
        Some(TileFeature {
            id: row.id as u64,
            geometry: Point::new(at.lon, at.lat).into(),
            properties: vec![
                ("number", Value::Text(view.number)),
                ("category", Value::Text(view.category_zh)),
                ("stage", Value::from(view.stage.code())),
                ("light", Value::from(view.light.code())),
            ],
            min_zoom: 0,
        })
    });
    Ok(TileSet::new(vec![TileLayer::build("cases", features.collect())]))
}
