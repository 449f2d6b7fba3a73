//! SQL of places.

use crate::db::{Code, Db, JsonText, StoreError, Tx};
use crate::vault::{Secret, Vault};
use crate::{insert_many, on};
use shared::area::AreaCode;
use shared::origin::Origins;
use shared::person::Phone;
use shared::place::{BaseLayer, BuildingKind, DwellingUse};

pub const BASE: &str = "SELECT id, layer, class, name, geometry FROM base_feature ORDER BY id";
pub const BUILDINGS: &str = "SELECT b.id, b.complex_id, c.name AS complex_name, b.area_code, b.name, b.address, b.aliases, \
    b.kind, b.floors, b.height, b.footprint, b.lon, b.lat, b.external_id \
    FROM building b LEFT JOIN complex c ON c.id = b.complex_id ORDER BY b.id";
pub const BUILDING: &str = "SELECT b.id, b.complex_id, c.name AS complex_name, b.area_code, b.name, b.address, b.aliases, \
    b.kind, b.floors, b.height, b.footprint, b.lon, b.lat, b.external_id \
    FROM building b LEFT JOIN complex c ON c.id = b.complex_id WHERE b.id = $1";
pub const COMPLEXES: &str = "SELECT id, name, area_code, lon, lat FROM complex ORDER BY id";
pub const ENTRANCES: &str =
    "SELECT id, building_id, number, lon, lat FROM entrance WHERE building_id = $1 ORDER BY number";
pub const CELLS: &str = "SELECT d.id, e.number AS entrance, d.floor, d.number, d.usage, count(r.id) AS residents, \
    count(r.care) AS care FROM dwelling d JOIN entrance e ON e.id = d.entrance_id \
    LEFT JOIN resident r ON r.dwelling_id = d.id AND r.moved_out IS NULL \
    WHERE d.building_id = $1 GROUP BY d.id, e.number, d.floor, d.number, d.usage ORDER BY e.number, d.floor, d.number";
pub const DWELLING: &str = "SELECT d.id, d.area_code, d.building_id, b.name AS building_name, b.complex_id, \
    c.name AS complex_name, e.number AS entrance, d.floor, d.number, d.usage, d.owner_name, \
    d.owner_phone, d.origin FROM dwelling d JOIN entrance e ON e.id = d.entrance_id JOIN building b ON b.id = d.building_id \
    LEFT JOIN complex c ON c.id = b.complex_id WHERE d.id = $1";
pub const BUILDINGS_KNOWN_OUTSIDE: &str = "SELECT external_id FROM building WHERE external_id IS NOT NULL";
pub const FORMER_NAMES: &str = "SELECT name, former FROM former_name ORDER BY name, former";
pub const INSERT_FORMER_NAME: &str = "INSERT INTO former_name (name, former) ";
pub const INSERT_BASE: &str = "INSERT INTO base_feature (id, layer, class, name, geometry) ";
pub const INSERT_COMPLEX: &str = "INSERT INTO complex (id, name, area_code, lon, lat) ";
pub const INSERT_BUILDING: &str = "INSERT INTO building (id, complex_id, area_code, name, address, aliases, kind, floors, \
    height, footprint, lon, lat, external_id) ";
pub const INSERT_ENTRANCE: &str = "INSERT INTO entrance (id, building_id, number, lon, lat) ";
pub const INSERT_DWELLING: &str = "INSERT INTO dwelling (id, area_code, building_id, entrance_id, floor, number, usage, owner_name, owner_phone, origin) ";

#[derive(Debug, sqlx::FromRow)]
pub struct BaseRow {
    pub id: i64,
    pub layer: Code<BaseLayer>,
    pub class: String,
    pub name: String,
    pub geometry: Vec<u8>,
}

/// What a complex or a road was called before.
#[derive(Debug, sqlx::FromRow)]
pub struct FormerNameRow {
    /// As it is called now.
    pub name: String,
    pub former: String,
}

#[derive(Debug, sqlx::FromRow)]
pub struct ComplexRow {
    pub id: i64,
    pub name: String,
    pub area_code: String,
    pub lon: f64,
    pub lat: f64,
}

#[derive(Debug, sqlx::FromRow)]
pub struct BuildingRow {
    pub id: i64,
    pub complex_id: Option<i64>,
    /// Read by joining, ignored when inserting.
    pub complex_name: Option<String>,
    pub area_code: String,
    pub name: String,
    pub address: String,
    /// Separated by `|`.
    pub aliases: String,
    pub kind: Code<BuildingKind>,
    pub floors: i64,
    pub height: f64,
    pub footprint: Vec<u8>,
    pub lon: f64,
    pub lat: f64,
    pub external_id: Option<String>,
}

impl BuildingRow {
    pub fn alias_list(&self) -> Vec<String> {
        self.aliases.split('|').filter(|alias| !alias.is_empty()).map(str::to_owned).collect()
    }

    /// `星辰花园29栋`; the name alone when it says the complex already or there is none.
    pub fn full_name(&self) -> String {
        match &self.complex_name {
            Some(complex) if !self.name.contains(complex.as_str()) => format!("{complex}{}", self.name),
            _ => self.name.clone(),
        }
    }
}

#[derive(Debug, sqlx::FromRow)]
pub struct EntranceRow {
    pub id: i64,
    pub building_id: i64,
    pub number: i64,
    pub lon: f64,
    pub lat: f64,
}

#[derive(Debug)]
pub struct DwellingRow {
    pub id: i64,
    pub area_code: String,
    pub building_id: i64,
    pub entrance_id: i64,
    pub floor: i64,
    pub number: String,
    pub usage: DwellingUse,
    pub owner_name: String,
    pub owner_phone: Option<Phone>,
    pub origin: Origins,
}

/// A dwelling in the elevation.
#[derive(Debug, sqlx::FromRow)]
pub struct CellRow {
    pub id: i64,
    pub entrance: i64,
    pub floor: i64,
    pub number: String,
    pub usage: Code<DwellingUse>,
    pub residents: i64,
    pub care: i64,
}

#[derive(Debug, sqlx::FromRow)]
pub struct DwellingDetailRow {
    pub id: i64,
    pub area_code: String,
    pub building_id: i64,
    pub building_name: String,
    pub complex_id: Option<i64>,
    pub complex_name: Option<String>,
    pub entrance: i64,
    pub floor: i64,
    pub number: String,
    pub usage: Code<DwellingUse>,
    pub owner_name: String,
    /// Sealed.
    pub owner_phone: Option<String>,
    pub origin: JsonText<Origins>,
}

impl DwellingDetailRow {
    pub fn area(&self) -> AreaCode {
        AreaCode::trusted(self.area_code.as_str())
    }
}

pub async fn base(db: &Db) -> Result<Vec<BaseRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(BASE).fetch_all(pool).await)?)
}

pub async fn buildings(db: &Db) -> Result<Vec<BuildingRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(BUILDINGS).fetch_all(pool).await)?)
}

pub async fn complexes(db: &Db) -> Result<Vec<ComplexRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(COMPLEXES).fetch_all(pool).await)?)
}

pub async fn former_names(db: &Db) -> Result<Vec<FormerNameRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(FORMER_NAMES).fetch_all(pool).await)?)
}

pub async fn building(db: &Db, id: i64) -> Result<Option<BuildingRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(BUILDING).bind(id).fetch_optional(pool).await)?)
}

/// Entrances and dwellings of a building.
pub async fn elevation(db: &Db, building: i64) -> Result<(Vec<EntranceRow>, Vec<CellRow>), StoreError> {
    Ok(on!(db, pool => (
        sqlx::query_as(ENTRANCES).bind(building).fetch_all(pool).await?,
        sqlx::query_as(CELLS).bind(building).fetch_all(pool).await?,
    )))
}

pub async fn dwelling(db: &Db, id: i64) -> Result<Option<DwellingDetailRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(DWELLING).bind(id).fetch_optional(pool).await)?)
}

/// Identifiers that buildings have in the sources they were imported from.
pub async fn external_ids(db: &Db) -> Result<Vec<String>, StoreError> {
    Ok(on!(db, pool => sqlx::query_scalar(BUILDINGS_KNOWN_OUTSIDE).fetch_all(pool).await)?)
}

pub async fn insert_base(tx: &mut Tx, rows: &[BaseRow]) -> Result<(), StoreError> {
    insert_many!(tx, INSERT_BASE, 5, rows, |push, row| {
        push.push_bind(row.id).push_bind(row.layer).push_bind(&row.class).push_bind(&row.name).push_bind(&row.geometry)
    });
    Ok(())
}

pub async fn insert_complexes(tx: &mut Tx, rows: &[ComplexRow]) -> Result<(), StoreError> {
    insert_many!(tx, INSERT_COMPLEX, 5, rows, |push, row| {
        push.push_bind(row.id).push_bind(&row.name).push_bind(&row.area_code).push_bind(row.lon).push_bind(row.lat)
    });
    Ok(())
}

pub async fn insert_former_names(tx: &mut Tx, rows: &[FormerNameRow]) -> Result<(), StoreError> {
    insert_many!(tx, INSERT_FORMER_NAME, 2, rows, |push, row| push.push_bind(&row.name).push_bind(&row.former));
    Ok(())
}

pub async fn insert_buildings(tx: &mut Tx, rows: &[BuildingRow]) -> Result<(), StoreError> {
    insert_many!(tx, INSERT_BUILDING, 13, rows, |push, row| {
        push.push_bind(row.id)
            .push_bind(row.complex_id)
            .push_bind(&row.area_code)
            .push_bind(&row.name)
            .push_bind(&row.address)
            .push_bind(&row.aliases)
            .push_bind(row.kind)
            .push_bind(row.floors)
            .push_bind(row.height)
            .push_bind(&row.footprint)
            .push_bind(row.lon)
            .push_bind(row.lat)
            .push_bind(&row.external_id)
    });
    Ok(())
}

pub async fn insert_entrances(tx: &mut Tx, rows: &[EntranceRow]) -> Result<(), StoreError> {
    insert_many!(tx, INSERT_ENTRANCE, 5, rows, |push, row| {
        push.push_bind(row.id).push_bind(row.building_id).push_bind(row.number).push_bind(row.lon).push_bind(row.lat)
    });
    Ok(())
}

pub async fn insert_dwellings(tx: &mut Tx, vault: &Vault, rows: &[DwellingRow]) -> Result<(), StoreError> {
    insert_many!(tx, INSERT_DWELLING, 10, rows, |push, row| {
        let phone = row.owner_phone.as_ref();
        push.push_bind(row.id)
            .push_bind(&row.area_code)
            .push_bind(row.building_id)
            .push_bind(row.entrance_id)
            .push_bind(row.floor)
            .push_bind(&row.number)
            .push_bind(Code(row.usage))
            .push_bind(&row.owner_name)
            .push_bind(phone.map(|phone| vault.seal(Secret::OwnerPhone, row.id, phone.reveal())))
            .push_bind(JsonText(&row.origin))
    });
    Ok(())
}
