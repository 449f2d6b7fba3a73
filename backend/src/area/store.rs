//! SQL of areas.

use crate::db::geometry::multi_polygon_to_wkb;
use crate::db::{Code, Db, StoreError, Tx};
use crate::{in_tx, insert_many, on};
use geo_types::MultiPolygon;
use shared::area::{AreaLevel, GridKind};

pub const ALL: &str = "SELECT code, name, level, grid_kind, boundary, label_lon, label_lat FROM area ORDER BY code";
pub const REVISION: &str = "SELECT value FROM counter WHERE name = 'area_revision'";
pub const INSERT: &str = "INSERT INTO area (code, name, level, grid_kind, boundary, label_lon, label_lat) ";
pub const SET_BOUNDARY: &str = "UPDATE area SET boundary = $2, label_lon = $3, label_lat = $4 WHERE code = $1";
pub const ANY: &str = "SELECT count(*) FROM area";
pub const OPEN_CASES: &str = "SELECT area_code, count(*) AS open, \
    sum(CASE WHEN due_at < coalesce(paused_at, $1) THEN 1 ELSE 0 END) AS overdue FROM case_record WHERE closed_at IS NULL GROUP BY area_code";
pub const BUILDINGS: &str = "SELECT count(*) FROM building WHERE area_code >= $1 AND area_code < $2";
pub const RESIDENTS: &str =
    "SELECT count(*) FROM resident WHERE moved_out IS NULL AND area_code >= $1 AND area_code < $2";

#[derive(Debug, sqlx::FromRow)]
pub struct AreaRow {
    pub code: String,
    pub name: String,
    pub level: Code<AreaLevel>,
    pub grid_kind: Option<Code<GridKind>>,
    pub boundary: Vec<u8>,
    pub label_lon: f64,
    pub label_lat: f64,
}

#[derive(Debug, sqlx::FromRow)]
pub struct OpenRow {
    pub area_code: String,
    pub open: i64,
    pub overdue: i64,
}

pub async fn all(db: &Db) -> Result<Vec<AreaRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(ALL).fetch_all(pool).await)?)
}

/// Grows with every change of areas.
pub async fn revision(db: &Db) -> Result<i64, StoreError> {
    Ok(on!(db, pool => sqlx::query_scalar(REVISION).fetch_one(pool).await)?)
}

pub async fn insert(tx: &mut Tx, rows: &[AreaRow]) -> Result<(), StoreError> {
    insert_many!(tx, INSERT, 7, rows, |push, row| {
        push.push_bind(&row.code)
            .push_bind(&row.name)
            .push_bind(row.level)
            .push_bind(row.grid_kind)
            .push_bind(&row.boundary)
            .push_bind(row.label_lon)
            .push_bind(row.label_lat)
    });
    Ok(())
}

/// False when there is no such area.
pub async fn set_boundary(
    tx: &mut Tx,
    code: &str,
    boundary: &MultiPolygon<f64>,
    label: (f64, f64),
) -> Result<bool, StoreError> {
    let bytes = multi_polygon_to_wkb(boundary);
    let changed = in_tx!(tx, conn => sqlx::query(SET_BOUNDARY)
        .bind(code).bind(bytes).bind(label.0).bind(label.1).execute(conn).await?.rows_affected());
    Ok(changed == 1)
}

pub async fn is_empty(db: &Db) -> Result<bool, StoreError> {
    let count: i64 = on!(db, pool => sqlx::query_scalar(ANY).fetch_one(pool).await)?;
    Ok(count == 0)
}

/// Open and overdue cases of every area that has some.
pub async fn open_cases(db: &Db, now: chrono::DateTime<chrono::Utc>) -> Result<Vec<OpenRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(OPEN_CASES).bind(now).fetch_all(pool).await)?)
}

/// Buildings and residents of the areas whose codes lie in `from..to`.
pub async fn counts(db: &Db, (from, to): &(String, String)) -> Result<(i64, i64), StoreError> {
    Ok(on!(db, pool => (
        sqlx::query_scalar(BUILDINGS).bind(from).bind(to).fetch_one(pool).await?,
        sqlx::query_scalar(RESIDENTS).bind(from).bind(to).fetch_one(pool).await?,
    )))
}
