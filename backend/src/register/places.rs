//! SQL of complexes, buildings, entrances and dwellings as a batch reads and writes them.

use crate::db::{Code, JsonText, StoreError, Tx, rows_per_statement};
use crate::in_tx;
use crate::place::store::FORMER_NAMES;
use shared::origin::Origins;
use shared::place::{BuildingKind, DwellingUse};
use sqlx::QueryBuilder;
use std::collections::HashMap;

pub const LAST_DWELLING: &str = "SELECT COALESCE(max(id), 0) FROM dwelling";
pub const LAST_ENTRANCE: &str = "SELECT COALESCE(max(id), 0) FROM entrance";
pub const LAST_COMPLEX: &str = "SELECT COALESCE(max(id), 0) FROM complex";
pub const COMPLEXES: &str = "SELECT id, name, area_code FROM complex ORDER BY id";
pub const BUILDING: &str = "SELECT id, address, aliases, kind, floors, lon, lat, origin FROM building WHERE id = $1";
pub const CHANGE_BUILDING: &str =
    "UPDATE building SET address = $2, aliases = $3, kind = $4, floors = $5, origin = $6 WHERE id = $1";
pub const NAME_ORIGIN: &str = "UPDATE building SET origin = $2 WHERE id = $1";
pub const ENTRANCES: &str = "SELECT id, number FROM entrance WHERE building_id = $1";
const DOORS: &str = "SELECT d.id, d.area_code, d.building_id, e.number AS entrance, d.floor, d.number, d.usage, \
    d.owner_name, d.owner_phone, d.entrance_id, d.origin FROM wanted w CROSS JOIN dwelling d \
    CROSS JOIN entrance e WHERE d.building_id = w.building AND d.number = w.door AND e.id = d.entrance_id \
    AND e.number = w.unit ORDER BY d.id DESC";
const PUT_DWELLING: &str = "INSERT INTO dwelling (id, area_code, building_id, entrance_id, floor, number, usage, \
    owner_name, owner_phone, origin) ";
const OVER_DWELLING: &str = " ON CONFLICT (id) DO UPDATE SET floor = excluded.floor, usage = excluded.usage, \
    owner_name = excluded.owner_name, owner_phone = excluded.owner_phone, origin = excluded.origin";

/// A dwelling as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Home {
    pub id: i64,
    pub area_code: String,
    pub building_id: i64,
    pub entrance_id: i64,
    pub entrance: i64,
    pub floor: i64,
    pub number: String,
    pub usage: Code<DwellingUse>,
    pub owner_name: String,
    /// Sealed.
    pub owner_phone: Option<String>,
    pub origin: JsonText<Origins>,
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct StoredBuilding {
    pub id: i64,
    pub address: String,
    pub aliases: String,
    pub kind: Code<BuildingKind>,
    pub floors: i64,
    pub lon: f64,
    pub lat: f64,
    pub origin: Option<JsonText<Origins>>,
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct StoredEntrance {
    pub id: i64,
    pub number: i64,
}

/// Building, entrance and number of a dwelling.
pub type Door = (i64, i64, String);

/// The dwellings behind these doors; of two with one door the first that was registered.
pub async fn dwellings(tx: &mut Tx, doors: Vec<Door>) -> Result<HashMap<Door, Home>, StoreError> {
    let mut homes = HashMap::with_capacity(doors.len());
    for chunk in doors.chunks(rows_per_statement(3)) {
        let found: Vec<Home> = in_tx!(&mut *tx, conn => {
            let mut query = QueryBuilder::new("WITH wanted (building, unit, door) AS (");
            query.push_values(chunk, |mut push, (building, entrance, number)| {
                push.push_bind(building).push_bind(entrance).push_bind(number);
            });
            query.push(") ").push(DOORS);
            query.build_query_as().persistent(false).fetch_all(conn).await?
        });
        homes.extend(found.into_iter().map(|home| ((home.building_id, home.entrance, home.number.clone()), home)));
    }
    Ok(homes)
}

/// Writes new dwellings and changed ones.
pub async fn put_dwellings(tx: &mut Tx, rows: &[&Home]) -> Result<(), StoreError> {
    for chunk in rows.chunks(rows_per_statement(10)) {
        in_tx!(&mut *tx, conn => {
            let mut query = QueryBuilder::new(PUT_DWELLING);
            query.push_values(chunk, |mut push, row| {
                push.push_bind(row.id)
                    .push_bind(&row.area_code)
                    .push_bind(row.building_id)
                    .push_bind(row.entrance_id)
                    .push_bind(row.floor)
                    .push_bind(&row.number)
                    .push_bind(row.usage)
                    .push_bind(&row.owner_name)
                    .push_bind(&row.owner_phone)
                    .push_bind(&row.origin);
            });
            query.push(OVER_DWELLING).build().persistent(false).execute(conn).await?;
        });
    }
    Ok(())
}

pub async fn building(tx: &mut Tx, id: i64) -> Result<StoredBuilding, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_as(BUILDING).bind(id).fetch_one(conn).await)?)
}

pub async fn change_building(tx: &mut Tx, row: &StoredBuilding) -> Result<(), StoreError> {
    in_tx!(tx, conn => sqlx::query(CHANGE_BUILDING)
        .bind(row.id)
        .bind(&row.address)
        .bind(&row.aliases)
        .bind(row.kind)
        .bind(row.floors)
        .bind(&row.origin)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The origin of a building that was just inserted.
pub async fn set_building_origin(tx: &mut Tx, id: i64, origin: &Origins) -> Result<(), StoreError> {
    in_tx!(tx, conn => sqlx::query(NAME_ORIGIN).bind(id).bind(JsonText(origin)).execute(conn).await.map(drop))?;
    Ok(())
}

pub async fn entrances(tx: &mut Tx, building: i64) -> Result<Vec<StoredEntrance>, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_as(ENTRANCES).bind(building).fetch_all(conn).await)?)
}

/// Complexes and roads, with what each was called before.
pub async fn former_names(tx: &mut Tx) -> Result<Vec<(String, String)>, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_as(FORMER_NAMES).fetch_all(conn).await)?)
}

/// Id, name and area of every complex.
pub async fn complexes(tx: &mut Tx) -> Result<Vec<(i64, String, String)>, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_as(COMPLEXES).fetch_all(conn).await)?)
}
