//! SQL of cases and their history.

use crate::db::{Code, Db, StoreError, Tx, next};
use crate::{in_tx, insert_many, on};
use chrono::{DateTime, NaiveDate, Utc};
use shared::assign::DecidedBy;
use shared::case::Source;
use shared::case::workflow::{Action, Stage};
use shared::worker::{Department, WorkerChoice};

/// The columns of [`CaseRow`], for every query that reads cases as `c`.
macro_rules! select_case {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.number, c.area_code, c.source, c.external_id, c.category, c.description, c.lon, c.lat, c.place, ",
            "c.building_id, c.worker_id, c.worker_choice, c.decided_by, c.department, c.stage, c.reporter_name, ",
            "c.reporter_phone, c.occurred_at, c.reported_at, c.due_at, c.closed_at, c.parent_id, c.satisfied ",
            $rest
        )
    };
}
pub(crate) use select_case;

pub const BY_NUMBER: &str = select_case!("FROM case_record c WHERE c.number = $1");
pub const BY_ID: &str = select_case!("FROM case_record c WHERE c.id = $1");
pub const BY_EXTERNAL_ID: &str = select_case!("FROM case_record c WHERE c.source = $1 AND c.external_id = $2");
pub const LIST: &str = select_case!(
    "FROM case_record c WHERE c.area_code >= $1 AND c.area_code < $2 AND ($3 = '' OR c.category = $3) \
     AND ($4 = '' OR c.stage = $4) AND ($5 = '' OR c.source = $5) AND (c.closed_at IS NULL OR NOT $6) \
     AND ($7 = '' OR c.number = $7 OR c.place LIKE $8 ESCAPE '!' OR c.description LIKE $8 ESCAPE '!') \
     AND (c.reported_at, c.id) < ($9, $10) ORDER BY c.reported_at DESC, c.id DESC LIMIT $11"
);
pub const OPEN: &str =
    select_case!("FROM case_record c WHERE c.closed_at IS NULL ORDER BY c.reported_at DESC, c.id DESC");
pub const LATEST: &str = select_case!("FROM case_record c ORDER BY c.reported_at DESC, c.id DESC LIMIT $1");
pub const HISTORY: &str = "SELECT seq, action, stage, at, actor, note FROM case_event WHERE case_id = $1 ORDER BY seq";
pub const NEXT_SERIAL: &str = "INSERT INTO case_serial (category, day, last) VALUES ($1, $2, 1) \
    ON CONFLICT (category, day) DO UPDATE SET last = case_serial.last + 1 RETURNING last";
pub const INSERT: &str = "INSERT INTO case_record (id, number, area_code, source, external_id, category, description, lon, \
    lat, place, building_id, worker_id, worker_choice, decided_by, department, stage, reporter_name, reporter_phone, \
    occurred_at, reported_at, due_at, closed_at, parent_id, satisfied) ";
pub const INSERT_EVENT: &str = "INSERT INTO case_event (seq, case_id, action, stage, at, actor, note) ";
pub const INSERT_SERIAL: &str = "INSERT INTO case_serial (category, day, last) ";

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct CaseRow {
    pub id: i64,
    pub number: String,
    /// The grid; the community when its pool holds the case; the district when nobody's.
    pub area_code: String,
    pub source: Code<Source>,
    pub external_id: Option<String>,
    pub category: Option<String>,
    pub description: String,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    pub place: String,
    pub building_id: Option<i64>,
    pub worker_id: Option<i64>,
    pub worker_choice: Option<Code<WorkerChoice>>,
    pub decided_by: Option<Code<DecidedBy>>,
    pub department: Option<Code<Department>>,
    pub stage: Code<Stage>,
    pub reporter_name: Option<String>,
    pub reporter_phone: Option<String>,
    pub occurred_at: Option<DateTime<Utc>>,
    pub reported_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    pub parent_id: Option<i64>,
    pub satisfied: Option<bool>,
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct EventRow {
    pub seq: i64,
    pub action: Code<Action>,
    pub stage: Code<Stage>,
    pub at: DateTime<Utc>,
    pub actor: String,
    pub note: String,
}

/// What a list is narrowed to; an empty text is no narrowing.
#[derive(Debug)]
pub struct CaseFilter {
    pub area_from: String,
    pub area_to: String,
    pub category: String,
    pub stage: String,
    pub source: String,
    pub open_only: bool,
    pub text: String,
    /// Cases before this one in the order of the list: reported at, id.
    pub before: (DateTime<Utc>, i64),
    pub limit: i64,
}

pub async fn by_number(db: &Db, number: &str) -> Result<Option<CaseRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(BY_NUMBER).bind(number).fetch_optional(pool).await)?)
}

pub async fn by_id(db: &Db, id: i64) -> Result<Option<CaseRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(BY_ID).bind(id).fetch_optional(pool).await)?)
}

pub async fn by_external_id(tx: &mut Tx, source: Source, external_id: &str) -> Result<Option<CaseRow>, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_as(BY_EXTERNAL_ID)
        .bind(Code(source)).bind(external_id).fetch_optional(conn).await)?)
}

/// Newest first.
pub async fn list(db: &Db, filter: &CaseFilter) -> Result<Vec<CaseRow>, StoreError> {
    let escaped = filter.text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    Ok(on!(db, pool => sqlx::query_as(LIST)
        .bind(&filter.area_from).bind(&filter.area_to).bind(&filter.category).bind(&filter.stage).bind(&filter.source)
        .bind(filter.open_only).bind(&filter.text).bind(format!("%{escaped}%"))
        .bind(filter.before.0).bind(filter.before.1).bind(filter.limit)
        .fetch_all(pool).await)?)
}

/// All open cases, newest first.
pub async fn open(db: &Db) -> Result<Vec<CaseRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(OPEN).fetch_all(pool).await)?)
}

pub async fn latest(db: &Db, limit: i64) -> Result<Vec<CaseRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(LATEST).bind(limit).fetch_all(pool).await)?)
}

pub async fn history(db: &Db, case: i64) -> Result<Vec<EventRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(HISTORY).bind(case).fetch_all(pool).await)?)
}

/// The next serial of a category on a day.
pub async fn next_serial(tx: &mut Tx, category: &str, day: NaiveDate) -> Result<i64, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_scalar(NEXT_SERIAL).bind(category).bind(day).fetch_one(conn).await)?)
}

pub async fn insert(tx: &mut Tx, rows: &[CaseRow]) -> Result<(), StoreError> {
    insert_many!(tx, INSERT, 24, rows, |push, row| {
        push.push_bind(row.id)
            .push_bind(&row.number)
            .push_bind(&row.area_code)
            .push_bind(row.source)
            .push_bind(&row.external_id)
            .push_bind(&row.category)
            .push_bind(&row.description)
            .push_bind(row.lon)
            .push_bind(row.lat)
            .push_bind(&row.place)
            .push_bind(row.building_id)
            .push_bind(row.worker_id)
            .push_bind(row.worker_choice)
            .push_bind(row.decided_by)
            .push_bind(row.department)
            .push_bind(row.stage)
            .push_bind(&row.reporter_name)
            .push_bind(&row.reporter_phone)
            .push_bind(row.occurred_at)
            .push_bind(row.reported_at)
            .push_bind(row.due_at)
            .push_bind(row.closed_at)
            .push_bind(row.parent_id)
            .push_bind(row.satisfied)
    });
    Ok(())
}

/// Appends events (case, event) and gives each its place in the global sequence.
pub async fn append(tx: &mut Tx, events: &mut [(i64, EventRow)]) -> Result<(), StoreError> {
    let last = next(tx, "event", events.len() as i64).await?;
    for ((_, event), seq) in events.iter_mut().rev().zip((1..=last).rev()) {
        event.seq = seq;
    }
    insert_many!(tx, INSERT_EVENT, 7, events, |push, row| {
        push.push_bind(row.1.seq)
            .push_bind(row.0)
            .push_bind(row.1.action)
            .push_bind(row.1.stage)
            .push_bind(row.1.at)
            .push_bind(&row.1.actor)
            .push_bind(&row.1.note)
    });
    Ok(())
}

/// Records the serials that a bulk load has used.
pub async fn insert_serials(tx: &mut Tx, serials: &[(String, NaiveDate, i64)]) -> Result<(), StoreError> {
    insert_many!(tx, INSERT_SERIAL, 3, serials, |push, row| {
        push.push_bind(&row.0).push_bind(row.1).push_bind(row.2)
    });
    Ok(())
}
