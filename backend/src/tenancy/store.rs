//! SQL of reports of tenants. Every change of a resident carries the revision of its transaction.

use crate::db::{Code, Db, JsonText, StoreError, Tx};
use crate::place::store::{DWELLING, DwellingDetailRow};
use crate::vault::{Secret, Vault};
use crate::{in_tx, on};
use chrono::{DateTime, NaiveDate, Utc};
use shared::origin::Origins;
use shared::person::{Phone, Registration, Relation};
use shared::place::DwellingUse;
use shared::push::PushKind;
use shared::worker::Department;

pub const BY_KEY: &str =
    "SELECT id, number, digest, dwelling_id, reported_at FROM tenancy_report WHERE login = $1 AND report_key = $2";
pub const INSERT: &str = "INSERT INTO tenancy_report (id, login, report_key, digest, number, dwelling_id, area_code, note, \
    reported_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
/// Whoever lives somewhere comes before the same number among those who left.
pub const BY_IDENTITY: &str = "SELECT id, name, household_id, dwelling_id, registration, registered_address, moved_in, \
    moved_out, origin FROM resident WHERE identity_hash = $1 \
    ORDER BY CASE WHEN moved_out IS NULL THEN 0 ELSE 1 END, id LIMIT 1";
pub const TENANTS_HERE: &str = "SELECT r.id, r.moved_in, r.origin FROM resident r WHERE r.dwelling_id = $1 \
    AND r.moved_out IS NULL AND EXISTS (SELECT 1 FROM tenancy t WHERE t.resident_id = r.id AND t.dwelling_id = r.dwelling_id)";
pub const LAST_RESIDENT: &str = "SELECT coalesce(max(id), 0) FROM resident";
pub const LAST_HOUSEHOLD: &str = "SELECT coalesce(max(id), 0) FROM household";
pub const MOVE: &str = "UPDATE resident SET area_code = $2, household_id = $3, dwelling_id = $4, relation = $5, \
    phone = coalesce($6, phone), phone_hash = coalesce($7, phone_hash), phone_tail = coalesce($8, phone_tail), \
    registered_address = $9, moved_in = $10, moved_out = NULL, origin = $11, revision = $12 WHERE id = $1";
pub const MOVE_OUT: &str = "UPDATE resident SET moved_out = $2, origin = $3, revision = $4 WHERE id = $1";
/// No tenancy ends before it begins.
pub const END_TENANCIES: &str = "UPDATE tenancy SET ends = CASE WHEN starts > $3 THEN starts ELSE $3 END \
    WHERE resident_id = $1 AND dwelling_id = $2 AND (ends IS NULL OR ends > $3)";
/// A tenancy that is reported again has the last day that was reported last.
pub const GO_ON: &str = "UPDATE tenancy SET ends = $3 WHERE resident_id = $1 AND dwelling_id = $2 \
    AND (ends IS NULL OR ends >= $4)";
pub const BEGIN: &str = "INSERT INTO tenancy (dwelling_id, resident_id, starts, ends) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (dwelling_id, resident_id, starts) DO UPDATE SET ends = excluded.ends";
pub const OCCUPANCY: &str = "SELECT d.usage, d.origin, \
    (SELECT count(*) FROM resident r WHERE r.dwelling_id = d.id AND r.moved_out IS NULL) AS residents, \
    (SELECT count(*) FROM resident r WHERE r.dwelling_id = d.id AND r.moved_out IS NULL AND EXISTS \
        (SELECT 1 FROM tenancy t WHERE t.resident_id = r.id AND t.dwelling_id = d.id AND (t.ends IS NULL OR t.ends >= $2))) \
        AS tenants FROM dwelling d WHERE d.id = $1";
pub const SET_USAGE: &str = "UPDATE dwelling SET usage = $2, origin = $3 WHERE id = $1";
pub const PEOPLE: &str = "SELECT r.id, r.name, e.kind, p.known FROM push_event e JOIN push_person p ON p.event_seq = e.seq \
    JOIN resident r ON r.id = p.resident_id WHERE e.report_id = $1 AND e.dwelling_id = $2 ORDER BY e.seq, r.id";
pub const DEPARTMENTS: &str = "SELECT DISTINCT d.department FROM push_event e JOIN push_delivery d ON d.event_seq = e.seq \
    WHERE e.report_id = $1 ORDER BY d.department";

#[derive(Debug, sqlx::FromRow)]
pub struct ReportRow {
    pub id: i64,
    pub number: String,
    pub digest: String,
    pub dwelling_id: i64,
    pub reported_at: DateTime<Utc>,
}

/// A report to be stored.
#[derive(Debug)]
pub struct NewReport<'a> {
    pub row: ReportRow,
    pub login: &'a str,
    pub key: &'a str,
    pub area: &'a str,
    pub note: Option<&'a str>,
}

/// Somebody who is known by the identity number.
#[derive(Debug, sqlx::FromRow)]
pub struct KnownRow {
    pub id: i64,
    pub name: String,
    pub household_id: i64,
    pub dwelling_id: i64,
    pub registration: Code<Registration>,
    pub registered_address: Option<String>,
    pub moved_in: NaiveDate,
    pub moved_out: Option<NaiveDate>,
    pub origin: JsonText<Origins>,
}

#[derive(Debug, sqlx::FromRow)]
pub struct TenantRow {
    pub id: i64,
    pub moved_in: NaiveDate,
    pub origin: JsonText<Origins>,
}

#[derive(Debug, sqlx::FromRow)]
pub struct OccupancyRow {
    pub usage: Code<DwellingUse>,
    pub origin: JsonText<Origins>,
    pub residents: i64,
    pub tenants: i64,
}

#[derive(Debug, sqlx::FromRow)]
pub struct ReportedRow {
    pub id: i64,
    pub name: String,
    pub kind: Code<PushKind>,
    pub known: bool,
}

/// Where somebody lives from now on.
#[derive(Debug)]
pub struct Move<'a> {
    pub resident: i64,
    pub area: &'a str,
    pub household: i64,
    pub dwelling: i64,
    pub relation: Relation,
    /// The one that is stored stays when none was given.
    pub phone: Option<&'a Phone>,
    pub registered_address: Option<&'a str>,
    pub moved_in: NaiveDate,
    pub origin: &'a Origins,
    pub revision: i64,
}

/// A day in the life of one tenancy.
#[derive(Clone, Copy, Debug)]
pub struct Lease {
    pub resident: i64,
    pub dwelling: i64,
}

pub async fn known_report(db: &Db, login: &str, key: &str) -> Result<Option<ReportRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(BY_KEY).bind(login).bind(key).fetch_optional(pool).await)?)
}

pub async fn by_key(tx: &mut Tx, login: &str, key: &str) -> Result<Option<ReportRow>, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_as(BY_KEY).bind(login).bind(key).fetch_optional(conn).await)?)
}

pub async fn insert(tx: &mut Tx, new: &NewReport<'_>) -> Result<(), StoreError> {
    let row = &new.row;
    in_tx!(tx, conn => sqlx::query(INSERT)
        .bind(row.id).bind(new.login).bind(new.key).bind(&row.digest).bind(&row.number).bind(row.dwelling_id)
        .bind(new.area).bind(new.note).bind(row.reported_at).execute(conn).await.map(drop))?;
    Ok(())
}

pub async fn by_identity(tx: &mut Tx, hash: &str) -> Result<Option<KnownRow>, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_as(BY_IDENTITY).bind(hash).fetch_optional(conn).await)?)
}

/// Who lives in a dwelling and rents, or once did.
pub async fn tenants_here(tx: &mut Tx, dwelling: i64) -> Result<Vec<TenantRow>, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_as(TENANTS_HERE).bind(dwelling).fetch_all(conn).await)?)
}

/// A dwelling as this transaction sees it: a second connection might never be had while others wait for this one.
pub async fn dwelling(tx: &mut Tx, id: i64) -> Result<Option<DwellingDetailRow>, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_as(DWELLING).bind(id).fetch_optional(conn).await)?)
}

/// The highest ids of residents and households.
pub async fn last_ids(tx: &mut Tx) -> Result<(i64, i64), StoreError> {
    Ok(in_tx!(tx, conn => (
        sqlx::query_scalar(LAST_RESIDENT).fetch_one(&mut *conn).await?,
        sqlx::query_scalar(LAST_HOUSEHOLD).fetch_one(conn).await?,
    )))
}

pub async fn move_to(tx: &mut Tx, vault: &Vault, to: &Move<'_>) -> Result<(), StoreError> {
    let sealed = to.phone.map(|phone| vault.seal(Secret::ResidentPhone, to.resident, phone.reveal()));
    let hash = to.phone.map(|phone| vault.hash(Secret::ResidentPhone, &phone.digits()));
    in_tx!(tx, conn => sqlx::query(MOVE)
        .bind(to.resident).bind(to.area).bind(to.household).bind(to.dwelling).bind(Code(to.relation))
        .bind(&sealed).bind(&hash).bind(to.phone.map(Phone::tail)).bind(to.registered_address).bind(to.moved_in)
        .bind(JsonText(to.origin)).bind(to.revision).execute(conn).await.map(drop))?;
    Ok(())
}

pub async fn move_out(
    tx: &mut Tx,
    resident: i64,
    on: NaiveDate,
    origin: &Origins,
    revision: i64,
) -> Result<(), StoreError> {
    in_tx!(tx, conn => sqlx::query(MOVE_OUT)
        .bind(resident).bind(on).bind(JsonText(origin)).bind(revision).execute(conn).await.map(drop))?;
    Ok(())
}

/// Ends what has not ended by then; says how many.
pub async fn end_tenancies(tx: &mut Tx, lease: Lease, on: NaiveDate) -> Result<u64, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query(END_TENANCIES)
        .bind(lease.resident).bind(lease.dwelling).bind(on).execute(conn).await.map(|done| done.rows_affected()))?)
}

/// The tenancy that runs goes on until the given day, or one begins.
pub async fn begin_or_go_on(
    tx: &mut Tx,
    lease: Lease,
    (from, until): (NaiveDate, Option<NaiveDate>),
    today: NaiveDate,
) -> Result<(), StoreError> {
    let running = in_tx!(&mut *tx, conn => sqlx::query(GO_ON)
        .bind(lease.resident).bind(lease.dwelling).bind(until).bind(today)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    if running == 0 {
        in_tx!(tx, conn => sqlx::query(BEGIN)
            .bind(lease.dwelling).bind(lease.resident).bind(from).bind(until).execute(conn).await.map(drop))?;
    }
    Ok(())
}

pub async fn occupancy(tx: &mut Tx, dwelling: i64, today: NaiveDate) -> Result<OccupancyRow, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_as(OCCUPANCY).bind(dwelling).bind(today).fetch_one(conn).await)?)
}

pub async fn set_usage(tx: &mut Tx, dwelling: i64, usage: DwellingUse, origin: &Origins) -> Result<(), StoreError> {
    in_tx!(tx, conn => sqlx::query(SET_USAGE)
        .bind(dwelling).bind(Code(usage)).bind(JsonText(origin)).execute(conn).await.map(drop))?;
    Ok(())
}

/// Whom a report is about at a dwelling, and which departments are told.
pub async fn reported(
    db: &Db,
    report: i64,
    dwelling: i64,
) -> Result<(Vec<ReportedRow>, Vec<Code<Department>>), StoreError> {
    Ok(on!(db, pool => (
        sqlx::query_as(PEOPLE).bind(report).bind(dwelling).fetch_all(pool).await?,
        sqlx::query_scalar(DEPARTMENTS).bind(report).fetch_all(pool).await?,
    )))
}
