//! SQL of cases and their history.

use super::chain;
use crate::db::{Code, Db, JsonText, StoreError, Tx, next};
use crate::{in_tx, insert_many, on};
use chrono::{DateTime, NaiveDate, Utc};
use shared::access::Role;
use shared::area::AreaCode;
use shared::assign::DecidedBy;
use shared::case::Source;
use shared::case::changes;
use shared::case::course::Course;
use shared::case::workflow::{Action, State};
use shared::geo::Position;
use shared::worker::{Department, WorkerChoice};
use std::collections::HashMap;

/// The columns of [`CaseRow`], for every query that reads cases as `c`.
macro_rules! select_case {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.number, c.area_code, c.source, c.external_id, c.description, c.lon, c.lat, c.place, ",
            "c.building_id, c.worker_id, c.worker_choice, c.decided_by, c.default_department, c.reporter_name, ",
            "c.reporter_phone, c.occurred_at, c.reported_at, c.course, c.version, c.head ",
            $rest
        )
    };
}
pub(crate) use select_case;

pub const BY_NUMBER: &str = select_case!("FROM case_record c WHERE c.number = $1");
pub const BY_EXTERNAL_ID: &str = select_case!("FROM case_record c WHERE c.source = $1 AND c.external_id = $2");
pub const OPEN: &str =
    select_case!("FROM case_record c WHERE c.closed_at IS NULL ORDER BY c.reported_at DESC, c.id DESC");
pub const LATEST: &str = select_case!("FROM case_record c ORDER BY c.reported_at DESC, c.id DESC LIMIT $1");
pub const CHILDREN: &str = "SELECT number, closed_at FROM case_record WHERE parent = $1 ORDER BY id";
pub const OVER_SUSPENDED: &str =
    select_case!("FROM case_record c WHERE c.closed_at IS NULL AND c.suspended_until <= $1 ORDER BY c.id");
pub const HISTORY: &str = "SELECT seq, position, action, state, at, login, actor, role, lon, lat, note, changes, previous, \
    hash FROM case_event WHERE case_id = $1 ORDER BY position";
pub const NEXT_SERIAL: &str = "INSERT INTO case_serial (category, day, last) VALUES ($1, $2, 1) \
    ON CONFLICT (category, day) DO UPDATE SET last = case_serial.last + 1 RETURNING last";
pub const INSERT: &str = "INSERT INTO case_record (id, number, area_code, source, external_id, description, lon, lat, place, \
    building_id, worker_id, worker_choice, decided_by, default_department, reporter_name, reporter_phone, occurred_at, \
    reported_at, course, version, head, category, state, level, departments, warn_at, due_at, paused_at, planned_at, \
    fed_back_at, closed_at, suspended_until, supervised_at, pending, satisfied, parent) ";
pub const UPDATE: &str = "UPDATE case_record SET course = $3, version = $4, head = $5, category = $6, state = $7, level = $8, \
    departments = $9, warn_at = $10, due_at = $11, paused_at = $12, planned_at = $13, fed_back_at = $14, closed_at = $15, \
    suspended_until = $16, supervised_at = $17, satisfied = $18, parent = $19, pending = $20 WHERE id = $1 AND version = $2";
pub const INSERT_DEPARTMENT: &str = "INSERT INTO case_department (case_id, department, reported_at) ";
pub const ADD_DEPARTMENT: &str = "INSERT INTO case_department (case_id, department, reported_at) VALUES ($1, $2, $3) \
    ON CONFLICT (case_id, department) DO NOTHING";
pub const DROP_DEPARTMENTS: &str =
    "DELETE FROM case_department WHERE case_id = $1 AND $2 NOT LIKE '% ' || department || ' %'";
pub const INSERT_EVENT: &str = "INSERT INTO case_event (seq, case_id, position, action, state, at, login, actor, role, lon, \
    lat, note, changes, previous, hash) ";
pub const INSERT_SERIAL: &str = "INSERT INTO case_serial (category, day, last) ";

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct CaseRow {
    pub id: i64,
    pub number: String,
    /// The grid; the community when its pool holds the case; the district when nobody's.
    pub area_code: String,
    pub source: Code<Source>,
    pub external_id: Option<String>,
    pub description: String,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    pub place: String,
    pub building_id: Option<i64>,
    pub worker_id: Option<i64>,
    pub worker_choice: Option<Code<WorkerChoice>>,
    pub decided_by: Option<Code<DecidedBy>>,
    /// The department of the category as it was reported.
    pub default_department: Option<Code<Department>>,
    pub reporter_name: Option<String>,
    /// Sealed for the id.
    pub reporter_phone: Option<String>,
    pub occurred_at: Option<DateTime<Utc>>,
    pub reported_at: DateTime<Utc>,
    pub course: JsonText<Course>,
    /// Number of events; the next one has this position plus one.
    pub version: i64,
    /// Hash of the last event.
    pub head: String,
}

impl CaseRow {
    pub fn area(&self) -> AreaCode {
        AreaCode::trusted(self.area_code.as_str())
    }
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct EventRow {
    pub seq: i64,
    /// From 1 within the case.
    pub position: i64,
    pub action: Code<Action>,
    pub state: Code<State>,
    pub at: DateTime<Utc>,
    /// Account; `None` for the public and the program itself.
    pub login: Option<String>,
    pub actor: String,
    pub role: Option<Code<Role>>,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    pub note: String,
    /// JSON of [`shared::case::changes::Changes`], kept as text because the hash covers it.
    pub changes: String,
    pub previous: String,
    pub hash: String,
}

/// Who does something, and where.
#[derive(Clone, Debug, Default)]
pub struct Actor {
    pub login: Option<String>,
    pub name: String,
    pub role: Option<Role>,
    pub position: Option<Position>,
}

impl EventRow {
    /// An event that leads from one course to another; place in sequence and chain are given by [`chain::link`].
    pub fn new(
        action: Action,
        at: DateTime<Utc>,
        actor: &Actor,
        note: &str,
        before: Option<&Course>,
        after: &Course,
    ) -> EventRow {
        EventRow {
            seq: 0,
            position: 0,
            action: Code(action),
            state: Code(after.state),
            at,
            login: actor.login.clone(),
            actor: actor.name.clone(),
            role: actor.role.map(Code),
            lon: actor.position.map(|at| at.lon),
            lat: actor.position.map(|at| at.lat),
            note: note.to_owned(),
            changes: serde_json::to_string(&changes::between(before, after)).expect("changes are plain data"),
            previous: String::new(),
            hash: String::new(),
        }
    }
}

pub async fn by_number(db: &Db, number: &str) -> Result<Option<CaseRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(BY_NUMBER).bind(number).fetch_optional(pool).await)?)
}

/// A case, as this transaction sees it.
pub async fn find_in(tx: &mut Tx, number: &str) -> Result<Option<CaseRow>, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_as(BY_NUMBER).bind(number).fetch_optional(conn).await)?)
}

/// A case that is there, as this transaction sees it.
pub async fn by_number_in(tx: &mut Tx, number: &str) -> Result<CaseRow, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_as(BY_NUMBER).bind(number).fetch_one(conn).await)?)
}

pub async fn by_external_id(tx: &mut Tx, source: Source, external_id: &str) -> Result<Option<CaseRow>, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_as(BY_EXTERNAL_ID)
        .bind(Code(source)).bind(external_id).fetch_optional(conn).await)?)
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

/// Numbers and open state of the children of a case.
pub async fn children(db: &Db, parent: &str) -> Result<Vec<(String, Option<DateTime<Utc>>)>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(CHILDREN).bind(parent).fetch_all(pool).await)?)
}

/// The same, as this transaction sees it.
pub async fn children_in(tx: &mut Tx, parent: &str) -> Result<Vec<(String, Option<DateTime<Utc>>)>, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_as(CHILDREN).bind(parent).fetch_all(conn).await)?)
}

/// Suspended cases whose time has run out.
pub async fn over_suspended(db: &Db, now: DateTime<Utc>) -> Result<Vec<CaseRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(OVER_SUSPENDED).bind(now).fetch_all(pool).await)?)
}

/// The departments of a course as one searchable text: each between spaces.
pub fn departments(course: &Course) -> String {
    let codes: Vec<&str> = course.orders.iter().map(|order| order.department.code()).collect();
    if codes.is_empty() { String::new() } else { format!(" {} ", codes.join(" ")) }
}

/// What is waiting for a decision, and on which desk.
pub fn pending(course: &Course) -> Option<&'static str> {
    let asked = course.pending.as_ref()?;
    Some(if asked.endorsed { "acceptor" } else { "dispatcher" })
}

/// Inserts cases; their events follow with [`insert_events`].
pub async fn insert(tx: &mut Tx, rows: &[CaseRow]) -> Result<(), StoreError> {
    insert_many!(tx, INSERT, 36, rows, |push, row| {
        let course = &row.course.0;
        push.push_bind(row.id)
            .push_bind(&row.number)
            .push_bind(&row.area_code)
            .push_bind(row.source)
            .push_bind(&row.external_id)
            .push_bind(&row.description)
            .push_bind(row.lon)
            .push_bind(row.lat)
            .push_bind(&row.place)
            .push_bind(row.building_id)
            .push_bind(row.worker_id)
            .push_bind(row.worker_choice)
            .push_bind(row.decided_by)
            .push_bind(row.default_department)
            .push_bind(&row.reporter_name)
            .push_bind(&row.reporter_phone)
            .push_bind(row.occurred_at)
            .push_bind(row.reported_at)
            .push_bind(&row.course)
            .push_bind(row.version)
            .push_bind(&row.head)
            .push_bind(&course.category)
            .push_bind(Code(course.state))
            .push_bind(Code(course.level))
            .push_bind(departments(course))
            .push_bind(course.clock.warn_at)
            .push_bind(course.clock.due_at)
            .push_bind(course.clock.paused_at)
            .push_bind(course.planned_at)
            .push_bind(course.fed_back_at)
            .push_bind(course.closed_at)
            .push_bind(course.suspended_until)
            .push_bind(course.supervised_at)
            .push_bind(pending(course))
            .push_bind(course.satisfied)
            .push_bind(&course.parent)
    });
    let orders: Vec<(i64, Department, DateTime<Utc>)> = (rows.iter())
        .flat_map(|row| row.course.0.departments().into_iter().map(|to| (row.id, to, row.reported_at)))
        .collect();
    insert_many!(tx, INSERT_DEPARTMENT, 3, orders, |push, row| {
        push.push_bind(row.0).push_bind(Code(row.1)).push_bind(row.2)
    });
    Ok(())
}

/// Writes a case's new course, if nobody has been faster since version `seen`.
pub async fn update(tx: &mut Tx, row: &CaseRow, seen: i64) -> Result<bool, StoreError> {
    let course = &row.course.0;
    let written = in_tx!(&mut *tx, conn => sqlx::query(UPDATE)
        .bind(row.id).bind(seen).bind(&row.course).bind(row.version).bind(&row.head).bind(&course.category)
        .bind(Code(course.state)).bind(Code(course.level)).bind(departments(course))
        .bind(course.clock.warn_at).bind(course.clock.due_at).bind(course.clock.paused_at)
        .bind(course.planned_at).bind(course.fed_back_at).bind(course.closed_at)
        .bind(course.suspended_until).bind(course.supervised_at).bind(course.satisfied).bind(&course.parent)
        .bind(pending(course))
        .execute(conn).await.map(|done| done.rows_affected()))?;
    if written == 1 {
        let present = departments(course);
        in_tx!(&mut *tx, conn => sqlx::query(DROP_DEPARTMENTS).bind(row.id).bind(present).execute(conn).await.map(drop))?;
        for department in course.departments() {
            in_tx!(&mut *tx, conn => sqlx::query(ADD_DEPARTMENT)
                .bind(row.id).bind(Code(department)).bind(row.reported_at).execute(conn).await.map(drop))?;
        }
    }
    Ok(written == 1)
}

/// Gives new events their places in the global sequence and in the chains of their cases: `rows` are the cases as they
/// were (version and head), and take on the version and head that they have after the events. Nothing is inserted yet.
pub async fn chain_events(
    tx: &mut Tx,
    rows: &mut HashMap<i64, &mut CaseRow>,
    events: &mut [(i64, EventRow)],
) -> Result<(), StoreError> {
    let last = next(tx, "event", events.len() as i64).await?;
    for (seq, (case, event)) in (last - events.len() as i64 + 1..).zip(events) {
        let row = rows.get_mut(case).expect("an event belongs to a case that is at hand");
        chain::link(row, seq, event);
    }
    Ok(())
}

/// Appends chained events.
pub async fn insert_events(tx: &mut Tx, events: &[(i64, EventRow)]) -> Result<(), StoreError> {
    insert_many!(tx, INSERT_EVENT, 15, events, |push, row| {
        let (case, event) = row;
        push.push_bind(event.seq)
            .push_bind(*case)
            .push_bind(event.position)
            .push_bind(event.action)
            .push_bind(event.state)
            .push_bind(event.at)
            .push_bind(&event.login)
            .push_bind(&event.actor)
            .push_bind(event.role)
            .push_bind(event.lon)
            .push_bind(event.lat)
            .push_bind(&event.note)
            .push_bind(&event.changes)
            .push_bind(&event.previous)
            .push_bind(&event.hash)
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
