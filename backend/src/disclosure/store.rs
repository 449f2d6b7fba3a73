//! SQL of the access log, its alarms, and of what is revealed.

use super::ledger::Entry;
use crate::db::{Code, Db, StoreError, Tx};
use crate::{in_tx, insert_many, on};
use chrono::{DateTime, Duration, NaiveDate, NaiveTime, TimeZone, Utc};
use shared::access::Role;
use shared::disclosure::{
    AccessAction, AccessPurpose, AccessSubject, Alarm, AlarmKind, Counts, PersonField, WINDOW_MINUTES,
};
use shared::person::CareGroup;
use shared::time::{china, china_day};

pub const INSERT: &str = "INSERT INTO access_log (id, at, login, name, role, office_area, action, subject, subject_id, \
    area_code, dwelling_id, fields, purpose, reason, answers, words_hash) ";
/// Each count is a range of one index.
pub const COUNTS: &str = "SELECT \
    (SELECT count(*) FROM access_log WHERE login = $1 AND action = 'look' AND at > $2) AS looks, \
    (SELECT count(*) FROM access_log WHERE login = $1 AND action = 'search' AND at > $2) AS searches, \
    (SELECT count(*) FROM access_log WHERE login = $1 AND action = 'reveal' AND at > $2) AS reveals, \
    (SELECT count(*) FROM access_log WHERE login = $1 AND action = 'reveal' AND at >= $3) AS today";
pub const RAISE: &str = "INSERT INTO access_alarm (login, kind, hour, name, role, office_area, at, count, most, access_id) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (login, kind, hour) DO NOTHING";
pub const ALARMS: &str = "SELECT login, kind, hour, name, role, office_area, at, count, most, noted_at, noted_by \
    FROM access_alarm WHERE office_area LIKE $1 ORDER BY access_id DESC, kind LIMIT $2";
pub const OPEN_ALARMS: &str = "SELECT count(*) FROM access_alarm WHERE noted_at IS NULL AND office_area LIKE $1";
pub const NOTE: &str = "UPDATE access_alarm SET noted_at = $4, noted_by = $5 WHERE login = $1 AND kind = $2 AND hour = $3 \
    AND noted_at IS NULL AND office_area LIKE $6";
pub const RESIDENT: &str = "SELECT area_code, dwelling_id, birth, care, phone, identity, registered_address FROM resident \
    WHERE id = $1";
pub const OWNER: &str = "SELECT area_code, owner_phone FROM dwelling WHERE id = $1";

#[derive(Debug, sqlx::FromRow)]
pub struct AccessRow {
    pub id: i64,
    pub at: DateTime<Utc>,
    pub login: String,
    pub name: String,
    pub role: Code<Role>,
    pub office_area: String,
    pub action: Code<AccessAction>,
    pub subject: Code<AccessSubject>,
    pub subject_id: String,
    pub area_code: String,
    pub dwelling_id: Option<i64>,
    pub fields: String,
    pub purpose: Option<Code<AccessPurpose>>,
    pub reason: String,
    pub answers: Option<i64>,
    pub words_hash: Option<String>,
}

#[derive(Debug, sqlx::FromRow)]
pub struct AlarmRow {
    pub login: String,
    pub kind: Code<AlarmKind>,
    pub hour: String,
    pub name: String,
    pub role: Code<Role>,
    pub office_area: String,
    pub at: DateTime<Utc>,
    pub count: i64,
    pub most: i64,
    pub noted_at: Option<DateTime<Utc>>,
    pub noted_by: Option<String>,
}

/// What can be revealed of a resident. Not printed: two of the columns are sealed, one is not.
#[derive(sqlx::FromRow)]
pub struct ResidentSecrets {
    pub area_code: String,
    pub dwelling_id: i64,
    pub birth: NaiveDate,
    pub care: Option<Code<CareGroup>>,
    pub phone: Option<String>,
    pub identity: Option<String>,
    pub registered_address: Option<String>,
}

impl std::fmt::Debug for ResidentSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ResidentSecrets").field("dwelling_id", &self.dwelling_id).finish_non_exhaustive()
    }
}

#[derive(sqlx::FromRow)]
struct CountsRow {
    looks: i64,
    searches: i64,
    reveals: i64,
    today: i64,
}

/// Codes of fields as one text, and back.
pub fn field_codes(fields: &[PersonField]) -> String {
    fields.iter().map(|field| field.code()).collect::<Vec<_>>().join(" ")
}

pub fn fields(codes: &str) -> Vec<PersonField> {
    codes.split(' ').filter_map(|code| code.parse().ok()).collect()
}

pub async fn insert(tx: &mut Tx, rows: &[(i64, &Entry)]) -> Result<(), StoreError> {
    insert_many!(tx, INSERT, 16, rows, |push, row| {
        let (id, entry) = row;
        push.push_bind(*id)
            .push_bind(entry.at)
            .push_bind(&entry.login)
            .push_bind(&entry.name)
            .push_bind(Code(entry.role))
            .push_bind(entry.office_area.as_str())
            .push_bind(Code(entry.action))
            .push_bind(Code(entry.subject))
            .push_bind(&entry.subject_id)
            .push_bind(entry.area.as_str())
            .push_bind(entry.dwelling)
            .push_bind(field_codes(&entry.fields))
            .push_bind(entry.purpose.map(Code))
            .push_bind(&entry.reason)
            .push_bind(entry.answers)
            .push_bind(&entry.words_hash)
    });
    Ok(())
}

/// What somebody has done up to now, as this transaction sees it.
pub async fn counts(tx: &mut Tx, login: &str, now: DateTime<Utc>) -> Result<Counts, StoreError> {
    let (window, day) = (now - Duration::minutes(WINDOW_MINUTES), midnight(china_day(now)));
    let row: CountsRow = in_tx!(tx, conn => sqlx::query_as(COUNTS)
        .bind(login).bind(window).bind(day).fetch_one(conn).await)?;
    let small = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(Counts {
        looks: small(row.looks),
        searches: small(row.searches),
        reveals: small(row.reveals),
        reveals_today: small(row.today),
    })
}

/// The moment at which a day begins in China.
pub fn midnight(day: NaiveDate) -> DateTime<Utc> {
    let local = day.and_time(NaiveTime::MIN);
    china().from_local_datetime(&local).single().expect("China has no hour twice").with_timezone(&Utc)
}

/// Writes an alarm, unless its hour has one; says whether it was written.
pub async fn raise(tx: &mut Tx, id: i64, entry: &Entry, alarm: Alarm) -> Result<bool, StoreError> {
    let hour = entry.at.with_timezone(&china()).format("%Y-%m-%dT%H").to_string();
    let written = in_tx!(tx, conn => sqlx::query(RAISE)
        .bind(&entry.login).bind(Code(alarm.kind)).bind(hour).bind(&entry.name).bind(Code(entry.role))
        .bind(entry.office_area.as_str()).bind(entry.at).bind(i64::from(alarm.count)).bind(i64::from(alarm.most)).bind(id)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(written > 0)
}

/// The newest alarms about offices in an area, and how many are open.
pub async fn alarms(db: &Db, prefix: &str, limit: i64) -> Result<(Vec<AlarmRow>, i64), StoreError> {
    let within = format!("{prefix}%");
    let rows = on!(db, pool => sqlx::query_as(ALARMS).bind(&within).bind(limit).fetch_all(pool).await)?;
    let open = on!(db, pool => sqlx::query_scalar(OPEN_ALARMS).bind(&within).fetch_one(pool).await)?;
    Ok((rows, open))
}

/// Takes note of an alarm; false when there is none that is open.
pub async fn note(
    db: &Db,
    (login, kind, hour): (&str, AlarmKind, &str),
    now: DateTime<Utc>,
    by: &str,
    prefix: &str,
) -> Result<bool, StoreError> {
    let done = on!(db, pool => sqlx::query(NOTE)
        .bind(login).bind(Code(kind)).bind(hour).bind(now).bind(by).bind(format!("{prefix}%"))
        .execute(pool).await.map(|done| done.rows_affected()))?;
    Ok(done > 0)
}

pub async fn resident(tx: &mut Tx, id: i64) -> Result<Option<ResidentSecrets>, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_as(RESIDENT).bind(id).fetch_optional(conn).await)?)
}

/// Area and sealed telephone of the owner of a dwelling.
pub async fn owner(tx: &mut Tx, id: i64) -> Result<Option<(String, Option<String>)>, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_as(OWNER).bind(id).fetch_optional(conn).await)?)
}
