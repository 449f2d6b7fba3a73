//! SQL of evidence.

use crate::db::{Code, Db, StoreError, Tx};
use crate::{in_tx, on};
use chrono::{DateTime, Utc};
use shared::evidence::{EvidenceKind, PhotoFormat};

pub const OF_CASE: &str = "SELECT id, hash, case_id, kind, media_type, bytes, width, height, taken_at, lon, lat, actor, at \
    FROM evidence WHERE case_id = $1 ORDER BY id";
pub const COUNT: &str = "SELECT count(*) FROM evidence WHERE case_id = $1";
pub const KNOWN: &str = "SELECT id, hash, case_id, kind, media_type, bytes, width, height, taken_at, lon, lat, actor, at \
    FROM evidence WHERE case_id = $1 AND hash = $2 AND kind = $3";
pub const CASES_WITH: &str = "SELECT DISTINCT c.number, e.media_type FROM evidence e \
    JOIN case_record c ON c.id = e.case_id WHERE e.hash = $1 ORDER BY c.number";
pub const INSERT: &str = "INSERT INTO evidence (id, hash, case_id, kind, media_type, bytes, width, height, taken_at, lon, \
    lat, actor, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct EvidenceRow {
    pub id: i64,
    /// SHA-256 of the bytes that are kept.
    pub hash: String,
    pub case_id: i64,
    pub kind: Code<EvidenceKind>,
    pub media_type: Code<PhotoFormat>,
    pub bytes: i64,
    pub width: i64,
    pub height: i64,
    pub taken_at: Option<DateTime<Utc>>,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    pub actor: String,
    pub at: DateTime<Utc>,
}

/// The photos of a case in the order in which they came.
pub async fn of_case(db: &Db, case: i64) -> Result<Vec<EvidenceRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(OF_CASE).bind(case).fetch_all(pool).await)?)
}

/// The same, as this transaction sees them.
pub async fn of_case_in(tx: &mut Tx, case: i64) -> Result<Vec<EvidenceRow>, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_as(OF_CASE).bind(case).fetch_all(conn).await)?)
}

pub async fn count(tx: &mut Tx, case: i64) -> Result<i64, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_scalar(COUNT).bind(case).fetch_one(conn).await)?)
}

pub async fn known(tx: &mut Tx, case: i64, hash: &str, kind: EvidenceKind) -> Result<Option<EvidenceRow>, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_as(KNOWN).bind(case).bind(hash).bind(Code(kind)).fetch_optional(conn).await)?)
}

/// The numbers of the cases that a photo belongs to, and its format.
pub async fn cases_with(db: &Db, hash: &str) -> Result<Vec<(String, Code<PhotoFormat>)>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(CASES_WITH).bind(hash).fetch_all(pool).await)?)
}

pub async fn insert(tx: &mut Tx, row: &EvidenceRow) -> Result<(), StoreError> {
    in_tx!(tx, conn => sqlx::query(INSERT)
        .bind(row.id).bind(&row.hash).bind(row.case_id).bind(row.kind).bind(row.media_type).bind(row.bytes)
        .bind(row.width).bind(row.height).bind(row.taken_at).bind(row.lon).bind(row.lat).bind(&row.actor).bind(row.at)
        .execute(conn).await.map(drop))?;
    Ok(())
}
