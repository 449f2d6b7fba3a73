//! The tree of areas with the index over its grids, read whole from the store.

use super::store::{self, AreaRow};
use crate::db::geometry::multi_polygon;
use crate::db::{Db, StoreError};
use crate::spatial::{GridIndex, GridShape};
use geo::BoundingRect;
use geo_types::MultiPolygon;
use shared::api::area::{AreaChain, AreaRef};
use shared::area::{AreaCode, AreaLevel, GridKind};
use shared::geo::Position;
use std::collections::BTreeMap;
use tokio::task::spawn_blocking;

/// One area in memory.
#[derive(Clone, Debug)]
pub struct Area {
    pub code: AreaCode,
    pub name: String,
    pub level: AreaLevel,
    pub grid_kind: Option<GridKind>,
    pub boundary: MultiPolygon<f64>,
    pub label: Position,
    /// West, south, east, north.
    pub bbox: [f64; 4],
}

impl Area {
    pub fn reference(&self) -> AreaRef {
        AreaRef { code: self.code.to_string(), name: self.name.clone() }
    }
}

/// All areas, and the index over their grids.
#[derive(Debug)]
pub struct AreaBook {
    /// The store's when it was read.
    pub revision: i64,
    areas: BTreeMap<AreaCode, Area>,
    pub index: GridIndex,
}

impl AreaBook {
    pub async fn load(db: &Db) -> Result<AreaBook, StoreError> {
        // The revision first: what is written meanwhile is read twice, never missed.
        let revision = store::revision(db).await?;
        let areas = store::all(db).await?.into_iter().map(area).collect::<Result<Vec<_>, _>>()?;
        let built = spawn_blocking(move || AreaBook::new(revision, areas)).await;
        Ok(built.expect("building an index from valid boundaries does not panic"))
    }

    fn new(revision: i64, areas: Vec<Area>) -> AreaBook {
        let of = |level: AreaLevel| areas.iter().filter(move |area| area.level == level);
        let grids = of(AreaLevel::Grid).filter_map(|area| {
            let (code, boundary) = (area.code.clone(), area.boundary.clone());
            area.grid_kind.map(|kind| GridShape { code, kind, boundary })
        });
        let district = MultiPolygon(of(AreaLevel::District).flat_map(|area| area.boundary.0.clone()).collect());
        let communities = of(AreaLevel::Community).map(|area| (area.code.clone(), area.boundary.clone())).collect();
        let index = GridIndex::build(grids.collect(), &district, communities);
        AreaBook { revision, areas: areas.into_iter().map(|area| (area.code.clone(), area)).collect(), index }
    }

    /// All areas by code: parents come before their children.
    pub fn all(&self) -> impl Iterator<Item = &Area> {
        self.areas.values()
    }

    pub fn get(&self, code: &AreaCode) -> Option<&Area> {
        self.areas.get(code)
    }

    /// The first district; imports may bring several.
    pub fn district(&self) -> Option<&Area> {
        self.all().find(|area| area.level == AreaLevel::District)
    }

    /// The area and everything above it.
    pub fn chain(&self, code: &AreaCode) -> AreaChain {
        let mut chain = AreaChain::default();
        // A place outside all areas has the empty code.
        let first = Some(code.clone()).filter(|code| !code.as_str().is_empty());
        for area in std::iter::successors(first, AreaCode::parent).filter_map(|code| self.get(&code)) {
            let slot = match area.level {
                AreaLevel::District => &mut chain.district,
                AreaLevel::Subdistrict => &mut chain.subdistrict,
                AreaLevel::Community => &mut chain.community,
                AreaLevel::Grid => &mut chain.grid,
            };
            *slot = Some(area.reference());
        }
        chain
    }

    /// `星辰街道 星辰社区 第一网格`, without the district.
    pub fn full_name(&self, code: &AreaCode) -> String {
        let chain = self.chain(code);
        let names: Vec<_> =
            [chain.subdistrict, chain.community, chain.grid].into_iter().flatten().map(|area| area.name).collect();
        names.join(" ")
    }

    /// Finds an area by code or by exact name; a name that several areas have finds the highest.
    pub fn find(&self, text: &str) -> Option<&Area> {
        (self.get(&AreaCode::trusted(text)))
            .or_else(|| self.all().filter(|area| area.name == text).min_by_key(|area| (area.level, area.code.clone())))
    }

    /// West, south, east, north of all areas.
    pub fn bbox(&self) -> Option<[f64; 4]> {
        self.all().map(|area| area.bbox).reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
    }
}

fn bbox(boundary: &MultiPolygon<f64>) -> [f64; 4] {
    boundary.bounding_rect().map_or([0.0; 4], |rect| [rect.min().x, rect.min().y, rect.max().x, rect.max().y])
}

fn area(row: AreaRow) -> Result<Area, StoreError> {
    let boundary = multi_polygon(&row.boundary)?;
    Ok(Area {
        code: AreaCode::trusted(row.code),
        name: row.name,
        level: row.level.0,
        grid_kind: row.grid_kind.map(|kind| kind.0),
        bbox: bbox(&boundary),
        boundary,
        label: Position { lon: row.label_lon, lat: row.label_lat },
    })
}
