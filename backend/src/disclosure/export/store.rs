//! SQL of requests for lists of persons, and of the lists.

use crate::db::{Code, Db, StoreError, Tx};
use crate::{in_tx, on};
use chrono::{DateTime, NaiveDate, Utc};
use shared::access::Role;
use shared::disclosure::{AccessPurpose, ExportKind, ExportState};
use shared::person::{CareGroup, Registration, Relation, Sex};

pub const INSERT: &str = "INSERT INTO person_export (id, asked_at, login, name, role, office_area, area_code, kind, fields, \
    purpose, reason, persons, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'asked')";
pub const ONE: &str = "SELECT id, asked_at, login, name, role, office_area, area_code, kind, fields, purpose, reason, \
    persons, state, decided_at, decided_by, decision, fetched_at FROM person_export WHERE id = $1";
/// One's own, or, for those who decide, those about an area.
pub const LIST: &str = "SELECT id, asked_at, login, name, role, office_area, area_code, kind, fields, purpose, reason, \
    persons, state, decided_at, decided_by, decision, fetched_at FROM person_export \
    WHERE (login = $1 OR area_code LIKE $2) AND id < $3 ORDER BY id DESC LIMIT $4";
pub const DECIDE: &str = "UPDATE person_export SET state = $2, decided_at = $3, decided_login = $4, decided_by = $5, \
    decision = $6 WHERE id = $1 AND state = 'asked'";
pub const FETCH: &str = "UPDATE person_export SET state = 'fetched', fetched_at = $2 \
    WHERE id = $1 AND state = 'approved' AND decided_at > $3";

/// Who is on a list: `$1` is the pattern of the area, `$2` the kind, `$3` the last birthday of those aged 70, `$4` that of
/// those aged 14, `$5` today.
macro_rules! listed {
    () => {
        "r.area_code LIKE $1 AND r.moved_out IS NULL AND ($2 = 'everybody' OR r.care = $2 \
         OR ($2 = 'elders' AND r.birth <= $3) OR ($2 = 'children' AND r.birth > $4) \
         OR ($2 = 'migrants' AND r.registration = 'migrant') \
         OR ($2 = 'tenants' AND EXISTS (SELECT 1 FROM tenancy t WHERE t.resident_id = r.id \
             AND t.dwelling_id = r.dwelling_id AND (t.ends IS NULL OR t.ends >= $5))))"
    };
}

const COUNT: &str = concat!("SELECT count(*) FROM resident r WHERE ", listed!());
const PERSONS: &str = concat!(
    "SELECT r.id, r.area_code, r.name, r.sex, r.birth, r.relation, r.registration, r.care, r.phone, r.identity, \
     r.registered_address, b.name AS building, c.name AS complex, e.number AS entrance, d.number AS dwelling \
     FROM resident r JOIN dwelling d ON d.id = r.dwelling_id JOIN building b ON b.id = d.building_id \
     JOIN entrance e ON e.id = d.entrance_id LEFT JOIN complex c ON c.id = b.complex_id WHERE ",
    listed!(),
    " AND r.id > $6 ORDER BY r.id LIMIT $7"
);

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ExportRow {
    pub id: i64,
    pub asked_at: DateTime<Utc>,
    pub login: String,
    pub name: String,
    pub role: Code<Role>,
    pub office_area: String,
    pub area_code: String,
    pub kind: Code<ExportKind>,
    pub fields: String,
    pub purpose: Code<AccessPurpose>,
    pub reason: String,
    pub persons: i64,
    pub state: Code<ExportState>,
    pub decided_at: Option<DateTime<Utc>>,
    pub decided_by: Option<String>,
    pub decision: Option<String>,
    pub fetched_at: Option<DateTime<Utc>>,
}

/// A person of a list; two columns are sealed.
#[derive(sqlx::FromRow)]
pub struct PersonRow {
    pub id: i64,
    pub area_code: String,
    pub name: String,
    pub sex: Code<Sex>,
    pub birth: NaiveDate,
    pub relation: Code<Relation>,
    pub registration: Code<Registration>,
    pub care: Option<Code<CareGroup>>,
    pub phone: Option<String>,
    pub identity: Option<String>,
    pub registered_address: Option<String>,
    pub building: String,
    pub complex: Option<String>,
    pub entrance: i64,
    pub dwelling: String,
}

/// Who is wanted on a list, on which day.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub prefix: String,
    pub kind: ExportKind,
    pub elder: NaiveDate,
    pub child: NaiveDate,
    pub today: NaiveDate,
}

pub async fn count(db: &Db, wanted: &Wanted) -> Result<i64, StoreError> {
    Ok(on!(db, pool => sqlx::query_scalar(COUNT)
        .bind(format!("{}%", wanted.prefix)).bind(Code(wanted.kind))
        .bind(wanted.elder).bind(wanted.child).bind(wanted.today).fetch_one(pool).await)?)
}

/// A page of the list, by id.
pub async fn persons(db: &Db, wanted: &Wanted, after: i64, limit: i64) -> Result<Vec<PersonRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(PERSONS)
        .bind(format!("{}%", wanted.prefix)).bind(Code(wanted.kind))
        .bind(wanted.elder).bind(wanted.child).bind(wanted.today).bind(after).bind(limit).fetch_all(pool).await)?)
}

pub async fn insert(tx: &mut Tx, row: &ExportRow) -> Result<(), StoreError> {
    in_tx!(tx, conn => sqlx::query(INSERT)
        .bind(row.id).bind(row.asked_at).bind(&row.login).bind(&row.name).bind(row.role).bind(&row.office_area)
        .bind(&row.area_code).bind(row.kind).bind(&row.fields).bind(row.purpose).bind(&row.reason).bind(row.persons)
        .execute(conn).await.map(drop))?;
    Ok(())
}

pub async fn one(db: &Db, id: i64) -> Result<Option<ExportRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(ONE).bind(id).fetch_optional(pool).await)?)
}

/// Without a pattern of areas, one's own only.
pub async fn list(db: &Db, login: &str, within: &str, before: i64, limit: i64) -> Result<Vec<ExportRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(LIST)
        .bind(login).bind(within).bind(before).bind(limit).fetch_all(pool).await)?)
}

/// False when it was decided already.
pub async fn decide(
    tx: &mut Tx,
    id: i64,
    state: ExportState,
    now: DateTime<Utc>,
    (login, name): (&str, &str),
    note: Option<&str>,
) -> Result<bool, StoreError> {
    let done = in_tx!(tx, conn => sqlx::query(DECIDE)
        .bind(id).bind(Code(state)).bind(now).bind(login).bind(name).bind(note).execute(conn).await
        .map(|done| done.rows_affected()))?;
    Ok(done > 0)
}

/// False when it was fetched already, or the time is over.
pub async fn fetch(tx: &mut Tx, id: i64, now: DateTime<Utc>, since: DateTime<Utc>) -> Result<bool, StoreError> {
    let done = in_tx!(tx, conn => sqlx::query(FETCH)
        .bind(id).bind(now).bind(since).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(done > 0)
}
