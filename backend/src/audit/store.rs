//! SQL of seals, and of reading the whole history.

use super::history::Stored;
use crate::case::store::{EventRow, select_case};
use crate::db::{Code, Db, StoreError, Tx};
use crate::{in_tx, insert_many, on};
use chrono::{DateTime, NaiveDate, Utc};
use futures_util::TryStreamExt;
use shared::api::audit::Seal;
use shared::worker::Department;
use sqlx::{FromRow, Row};
use std::collections::HashMap;

pub const SEALS: &str = "SELECT day, last_seq, events, cases, digest, previous, sealed_at FROM case_seal ORDER BY day";
pub const SEALS_BEFORE: &str = "SELECT day, last_seq, events, cases, digest, previous, sealed_at FROM case_seal \
    WHERE day < $1 ORDER BY day DESC LIMIT $2";
pub const INSERT_SEAL: &str = "INSERT INTO case_seal (day, last_seq, events, cases, digest, previous, sealed_at) ";
pub const FIRST_MOMENT: &str = "SELECT at FROM case_event ORDER BY seq LIMIT 1";
pub const MOMENTS: &str = "SELECT seq, at FROM case_event WHERE seq > $1 ORDER BY seq";
pub const LINKS: &str = "SELECT seq, position, hash FROM case_event WHERE seq > $1 ORDER BY seq";
pub const COUNTER: &str = "SELECT value FROM counter WHERE name = $1";
pub const CASES: &str = select_case!(
    ", c.course AS course_text, c.category, c.state, c.level, c.departments, c.warn_at, c.due_at, c.paused_at, \
     c.planned_at, c.fed_back_at, c.closed_at, c.suspended_until, c.supervised_at, c.pending, c.satisfied, c.parent \
     FROM case_record c WHERE c.id > $1 ORDER BY c.id LIMIT $2"
);
pub const LISTED: &str =
    "SELECT case_id, department, reported_at FROM case_department WHERE case_id > $1 AND case_id <= $2";
pub const EVENTS: &str = "SELECT case_id, seq, position, action, state, at, login, actor, role, lon, lat, note, changes, \
    previous, hash FROM case_event WHERE case_id > $1 AND case_id <= $2 ORDER BY case_id, position, seq";

/// Later than every day of ours, and a day that both engines can hold.
pub const END_OF_DAYS: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a day");

#[derive(sqlx::FromRow)]
struct SealRow {
    day: NaiveDate,
    last_seq: i64,
    events: i64,
    cases: i64,
    digest: String,
    previous: String,
    sealed_at: DateTime<Utc>,
}

impl From<SealRow> for Seal {
    fn from(row: SealRow) -> Seal {
        let SealRow { day, last_seq, events, cases, digest, previous, sealed_at } = row;
        Seal { day, last_seq, events, cases, digest, previous, sealed_at }
    }
}

/// All seals, oldest first.
pub async fn seals(tx: &mut Tx) -> Result<Vec<Seal>, StoreError> {
    let rows: Vec<SealRow> = in_tx!(tx, conn => sqlx::query_as(SEALS).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(Seal::from).collect())
}

/// Seals of the days before a day, newest first.
pub async fn seals_before(db: &Db, day: NaiveDate, limit: i64) -> Result<Vec<Seal>, StoreError> {
    let rows: Vec<SealRow> = on!(db, pool => sqlx::query_as(SEALS_BEFORE).bind(day).bind(limit).fetch_all(pool).await)?;
    Ok(rows.into_iter().map(Seal::from).collect())
}

/// The newest seal, as this transaction sees it.
pub async fn last_seal(tx: &mut Tx) -> Result<Option<Seal>, StoreError> {
    let row: Option<SealRow> =
        in_tx!(tx, conn => sqlx::query_as(SEALS_BEFORE).bind(END_OF_DAYS).bind(1_i64).fetch_optional(conn).await)?;
    Ok(row.map(Seal::from))
}

pub async fn insert_seals(tx: &mut Tx, seals: &[Seal]) -> Result<(), StoreError> {
    insert_many!(tx, INSERT_SEAL, 7, seals, |push, seal| {
        push.push_bind(seal.day)
            .push_bind(seal.last_seq)
            .push_bind(seal.events)
            .push_bind(seal.cases)
            .push_bind(&seal.digest)
            .push_bind(&seal.previous)
            .push_bind(seal.sealed_at)
    });
    Ok(())
}

/// The value of a counter; nothing when somebody has removed it.
pub async fn counter(tx: &mut Tx, name: &str) -> Result<i64, StoreError> {
    let value: Option<i64> = in_tx!(tx, conn => sqlx::query_scalar(COUNTER).bind(name).fetch_optional(conn).await)?;
    Ok(value.unwrap_or_default())
}

/// Number and moment of every event after one, in order.
pub async fn moments(tx: &mut Tx, after: i64, mut take: impl FnMut(i64, DateTime<Utc>)) -> Result<(), StoreError> {
    in_tx!(tx, conn => {
        let mut rows = sqlx::query_as(MOMENTS).bind(after).fetch(conn);
        while let Some((seq, at)) = rows.try_next().await? {
            take(seq, at);
        }
    });
    Ok(())
}

/// Moment of the first event.
pub async fn first_moment(tx: &mut Tx) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_scalar(FIRST_MOMENT).fetch_optional(conn).await)?)
}

/// A row of the database: what its columns hold, or why they cannot be read.
type Read<T> = Result<T, sqlx::Error>;

/// Number, position and hash of every event after one, in order.
pub async fn links(
    tx: &mut Tx,
    after: i64,
    mut take: impl FnMut(i64, Read<(i64, String)>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    in_tx!(tx, conn => {
        let mut rows = sqlx::query(LINKS).bind(after).fetch(conn);
        while let Some(row) = rows.try_next().await? {
            let read = <(i64, i64, String)>::from_row(&row).map(|(_, position, hash)| (position, hash));
            take(row.try_get("seq")?, read)?;
        }
    });
    Ok(())
}

/// The next cases after an id.
pub async fn cases(tx: &mut Tx, after: i64, limit: i64) -> Result<Vec<(i64, Read<Stored>)>, StoreError> {
    in_tx!(tx, conn => {
        let rows = sqlx::query(CASES).bind(after).bind(limit).fetch_all(conn).await?;
        let read = |row| Ok((Row::try_get(row, "id")?, Stored::from_row(row)));
        rows.iter().map(read).collect()
    })
}

/// The departments that the cases after one id up to another are listed under, with the time of the report, by case.
pub async fn listed(
    tx: &mut Tx,
    (after, to): (i64, i64),
) -> Result<HashMap<i64, Vec<(Department, DateTime<Utc>)>>, StoreError> {
    let rows: Vec<(i64, Code<Department>, DateTime<Utc>)> =
        in_tx!(tx, conn => sqlx::query_as(LISTED).bind(after).bind(to).fetch_all(conn).await)?;
    let mut by_case: HashMap<i64, Vec<_>> = HashMap::new();
    for (case, department, at) in rows {
        by_case.entry(case).or_default().push((department.0, at));
    }
    Ok(by_case)
}

/// Every event of the cases after one id up to another, by case and position.
pub async fn events(
    tx: &mut Tx,
    (after, to): (i64, i64),
    mut take: impl FnMut(i64, i64, Read<EventRow>),
) -> Result<(), StoreError> {
    in_tx!(tx, conn => {
        let mut rows = sqlx::query(EVENTS).bind(after).bind(to).fetch(conn);
        while let Some(row) = rows.try_next().await? {
            take(row.try_get("case_id")?, row.try_get("seq")?, EventRow::from_row(&row));
        }
    });
    Ok(())
}
