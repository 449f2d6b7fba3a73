//! SQL of the list. Each text is led by one filter, for which there is an index in the order of the list; the others are
//! tested on the columns that every such index carries, so that the rows themselves are read for the page only. The
//! reasons are in decision 0006.
//!
//! PostgreSQL plans each call anew: what is not asked for is cut away, and its own statistics choose the index.

use crate::case::store::{CaseRow, select_case};
use crate::db::{Code, Db, StoreError};
use crate::on;
use chrono::{DateTime, Utc};
use shared::case::workflow::State;

/// What a list is narrowed to. An empty text and `false` narrow nothing.
#[derive(Clone, Debug, Default)]
pub struct Narrow {
    /// Digits that the area begins with.
    pub area: String,
    pub category: String,
    pub source: String,
    /// Handed to this department …
    pub department: String,
    /// … and to this one.
    pub other_department: String,
    /// States, each between spaces.
    pub states: String,
    pub now: DateTime<Utc>,
    pub open: bool,
    pub overdue: bool,
    pub due_soon: bool,
    pub supervised: bool,
    /// Code of a [`shared::case::supervision::Watch`].
    pub watch: String,
    pub pending: bool,
    pub mine: bool,
    /// States in which a case waits for the viewer, each between spaces.
    pub any_level: String,
    /// The same, while the case is at the viewer's level.
    pub own_level: String,
    pub level: String,
    /// The viewer's desks, each between spaces.
    pub desks: String,
    /// Patterns of LIKE.
    pub words: [String; 3],
}

/// A place in the list: when it was reported, or is due, and its id.
pub type Place = (DateTime<Utc>, i64);

/// What the leading index is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    Time,
    Category,
    Community,
    Subdistrict,
    Source,
    Department,
    State,
    /// Open, applied for, or supervised.
    InHand,
    /// The first word is the whole number of a case.
    Number,
}

/// Every case in hand is in the index `case_in_hand`, whose condition this is, word for word.
macro_rules! in_hand {
    () => {
        "(c.closed_at IS NULL OR c.pending IS NOT NULL OR c.supervised_at IS NOT NULL)"
    };
}

/// A case waits for the viewer.
macro_rules! waits {
    () => {
        "(c.closed_at IS NULL AND ($15 LIKE '% ' || c.state || ' %' \
         OR (c.level = $17 AND $16 LIKE '% ' || c.state || ' %')))"
    };
}

/// An application waits for the viewer.
macro_rules! asked {
    () => {
        "(c.pending IS NOT NULL AND $18 LIKE '% ' || c.pending || ' %')"
    };
}

macro_rules! overdue {
    () => {
        "c.due_at < coalesce(c.paused_at, $7)"
    };
}

macro_rules! due_soon {
    () => {
        "(c.warn_at <= coalesce(c.paused_at, $7) AND c.due_at >= coalesce(c.paused_at, $7))"
    };
}

/// One word, in the place, in the description, or, from four characters on, in the number. Words without letters, which is
/// most of them, spare PostgreSQL the folding of every text.
macro_rules! word {
    ($word:literal) => {
        concat!(
            " AND (",
            $word,
            " = '' OR CASE WHEN upper(",
            $word,
            ") = ",
            $word,
            " THEN c.place LIKE ",
            $word,
            " ESCAPE '!' OR c.description LIKE ",
            $word,
            " ESCAPE '!' ELSE lower(c.place) LIKE ",
            $word,
            " ESCAPE '!' OR lower(c.description) LIKE ",
            $word,
            " ESCAPE '!' END OR (length(",
            $word,
            ") > 5 AND c.number LIKE upper(",
            $word,
            ") ESCAPE '!'))"
        )
    };
}

/// The tests of [`Narrow`]; first those that the indexes carry.
macro_rules! narrow {
    () => {
        concat!(
            "substr(c.area_code, 1, length($1)) = $1 AND ($2 = '' OR c.category = $2) AND ($3 = '' OR c.source = $3) \
             AND ($4 = '' OR c.departments LIKE '% ' || $4 || ' %') \
             AND ($5 = '' OR c.departments LIKE '% ' || $5 || ' %') \
             AND ($6 = '' OR $6 LIKE '% ' || c.state || ' %') AND (NOT $8 OR c.closed_at IS NULL) AND (NOT $9 OR ",
            overdue!(),
            ") AND (NOT $10 OR ",
            due_soon!(),
            ") AND (NOT $11 OR c.supervised_at IS NOT NULL) \
             AND ($12 = '' OR $12 = '0' OR ($12 = '1' AND c.planned_at IS NULL) OR ($12 = '3' AND c.fed_back_at IS NULL)) \
             AND (NOT $13 OR c.pending IS NOT NULL) AND (NOT $14 OR ",
            waits!(),
            " OR ",
            asked!(),
            ")",
            word!("$19"),
            word!("$20"),
            word!("$21")
        )
    };
}

/// A page of cases by id.
macro_rules! rows {
    ($ids:expr, $order:literal) => {
        concat!(select_case!(""), "FROM case_record c WHERE c.id IN (SELECT c.id FROM ", $ids, ") ORDER BY ", $order)
    };
}

/// The candidates of a lead within a span; `$time` and `$id` are what the index has. The times alone say nothing new, but
/// from them PostgreSQL knows how short the span is.
macro_rules! newest {
    ($from:literal, $condition:expr, $time:literal, $id:literal) => {
        concat!(
            $from,
            " WHERE ",
            narrow!(),
            $condition,
            " AND (",
            $time,
            ", ",
            $id,
            ") < ($22, $23) AND (",
            $time,
            ", ",
            $id,
            ") >= ($24, $25) AND ",
            $time,
            " <= $22 AND ",
            $time,
            " >= $24 ORDER BY ",
            $time,
            " DESC, ",
            $id,
            " DESC LIMIT "
        )
    };
}

/// The two statements of a lead: a page, and the place at which so many candidates end.
macro_rules! lead {
    ($page:ident, $stop:ident, $condition:expr) => {
        const $page: &str = rows!(
            concat!(newest!("case_record c", $condition, "c.reported_at", "c.id"), "$26"),
            "c.reported_at DESC, c.id DESC"
        );
        const $stop: &str = concat!(
            "SELECT c.reported_at, c.id FROM ",
            newest!("case_record c", $condition, "c.reported_at", "c.id"),
            "1 OFFSET $26"
        );
    };
}

lead!(BY_TIME, STOP_BY_TIME, "");
lead!(BY_CATEGORY, STOP_BY_CATEGORY, " AND c.category = $2");
lead!(BY_COMMUNITY, STOP_BY_COMMUNITY, " AND substr(c.area_code, 1, 12) = substr($1, 1, 12)");
lead!(BY_SUBDISTRICT, STOP_BY_SUBDISTRICT, " AND substr(c.area_code, 1, 9) = substr($1, 1, 9)");
lead!(BY_SOURCE, STOP_BY_SOURCE, " AND c.source = $3");
lead!(BY_STATE, STOP_BY_STATE, " AND c.state = trim($6)");
lead!(IN_HAND, STOP_IN_HAND, concat!(" AND ", in_hand!()));
lead!(BY_NUMBER, STOP_BY_NUMBER, " AND c.number = upper($19)");

macro_rules! by_department {
    () => {
        newest!(
            "case_department d JOIN case_record c ON c.id = d.case_id",
            " AND d.department = $4",
            "d.reported_at",
            "d.case_id"
        )
    };
}
const BY_DEPARTMENT: &str = rows!(concat!(by_department!(), "$26"), "c.reported_at DESC, c.id DESC");
const STOP_BY_DEPARTMENT: &str = concat!("SELECT d.reported_at, d.case_id FROM ", by_department!(), "1 OFFSET $26");

/// First due first.
const DUE: &str = rows!(
    concat!(
        "case_record c WHERE ",
        narrow!(),
        " AND ",
        in_hand!(),
        " AND (c.due_at, c.id) > ($22, $23) AND c.reported_at >= $24 AND c.reported_at < $25 ORDER BY c.due_at, c.id LIMIT $26"
    ),
    "c.due_at, c.id"
);

/// The cases in hand by state: those that wait for the viewer, and the applications that do.
const QUEUE: &str = concat!(
    "SELECT c.state, count(CASE WHEN ",
    waits!(),
    " THEN 1 END) AS waiting, count(CASE WHEN ",
    waits!(),
    " AND ",
    due_soon!(),
    " THEN 1 END) AS due_soon, count(CASE WHEN ",
    waits!(),
    " AND ",
    overdue!(),
    " THEN 1 END) AS overdue, count(CASE WHEN ",
    asked!(),
    " THEN 1 END) AS pending FROM case_record c WHERE ",
    narrow!(),
    " AND ",
    in_hand!(),
    " GROUP BY c.state"
);

/// The open cases of 督考130 by the departments that they were handed to. Reported before `$22`, a plan is late by now;
/// before `$23`, the feedback.
const WATCHED: &str = concat!(
    "SELECT c.departments, count(*) AS open, count(CASE WHEN ",
    overdue!(),
    " THEN 1 END) AS overdue, count(CASE WHEN c.planned_at IS NULL THEN 1 END) AS plan, \
     count(CASE WHEN c.planned_at IS NULL AND c.reported_at < $22 THEN 1 END) AS plan_late, \
     count(CASE WHEN c.fed_back_at IS NULL THEN 1 END) AS feedback, \
     count(CASE WHEN c.fed_back_at IS NULL AND c.reported_at < $23 THEN 1 END) AS feedback_late, \
     count(c.supervised_at) AS supervised FROM case_record c WHERE ",
    narrow!(),
    " AND c.closed_at IS NULL AND ",
    in_hand!(),
    " GROUP BY c.departments"
);

#[derive(Debug, sqlx::FromRow)]
pub struct QueueRow {
    pub state: Code<State>,
    pub waiting: i64,
    pub due_soon: i64,
    pub overdue: i64,
    pub pending: i64,
}

#[derive(Debug, sqlx::FromRow)]
pub struct WatchedRow {
    /// Codes, each between spaces.
    pub departments: String,
    pub open: i64,
    pub overdue: i64,
    pub plan: i64,
    pub plan_late: i64,
    pub feedback: i64,
    pub feedback_late: i64,
    pub supervised: i64,
}

impl Lead {
    #[cfg(test)]
    const ALL: [Lead; 9] = [
        Lead::Time,
        Lead::Category,
        Lead::Community,
        Lead::Subdistrict,
        Lead::Source,
        Lead::Department,
        Lead::State,
        Lead::InHand,
        Lead::Number,
    ];

    fn page(self) -> &'static str {
        match self {
            Lead::Time => BY_TIME,
            Lead::Category => BY_CATEGORY,
            Lead::Community => BY_COMMUNITY,
            Lead::Subdistrict => BY_SUBDISTRICT,
            Lead::Source => BY_SOURCE,
            Lead::Department => BY_DEPARTMENT,
            Lead::State => BY_STATE,
            Lead::InHand => IN_HAND,
            Lead::Number => BY_NUMBER,
        }
    }

    fn stop(self) -> &'static str {
        match self {
            Lead::Time => STOP_BY_TIME,
            Lead::Category => STOP_BY_CATEGORY,
            Lead::Community => STOP_BY_COMMUNITY,
            Lead::Subdistrict => STOP_BY_SUBDISTRICT,
            Lead::Source => STOP_BY_SOURCE,
            Lead::Department => STOP_BY_DEPARTMENT,
            Lead::State => STOP_BY_STATE,
            Lead::InHand => STOP_IN_HAND,
            Lead::Number => STOP_BY_NUMBER,
        }
    }
}

/// Every statement of this file, for the test that prepares them.
#[cfg(test)]
pub fn statements() -> Vec<&'static str> {
    Lead::ALL.iter().flat_map(|lead| [lead.page(), lead.stop()]).chain([DUE, QUEUE, WATCHED]).collect()
}

/// Binds what [`narrow!`] tests, `$1` to `$21`. Not kept prepared: a plan that is kept would be one for every filter.
macro_rules! narrowed {
    ($query:expr, $by:expr) => {
        $query
            .persistent(false)
            .bind(&$by.area)
            .bind(&$by.category)
            .bind(&$by.source)
            .bind(&$by.department)
            .bind(&$by.other_department)
            .bind(&$by.states)
            .bind($by.now)
            .bind($by.open)
            .bind($by.overdue)
            .bind($by.due_soon)
            .bind($by.supervised)
            .bind(&$by.watch)
            .bind($by.pending)
            .bind($by.mine)
            .bind(&$by.any_level)
            .bind(&$by.own_level)
            .bind(&$by.level)
            .bind(&$by.desks)
            .bind(&$by.words[0])
            .bind(&$by.words[1])
            .bind(&$by.words[2])
    };
}

/// The newest cases before a place, not older than another.
pub async fn page(
    db: &Db,
    lead: Lead,
    by: &Narrow,
    before: Place,
    from: Place,
    limit: usize,
) -> Result<Vec<CaseRow>, StoreError> {
    Ok(on!(db, pool => narrowed!(sqlx::query_as(lead.page()), by)
        .bind(before.0).bind(before.1).bind(from.0).bind(from.1).bind(limit as i64).fetch_all(pool).await)?)
}

/// The place of the last of `count` candidates of the same span, words aside; `None` when there are fewer.
pub async fn stop(
    db: &Db,
    lead: Lead,
    by: &Narrow,
    before: Place,
    from: Place,
    count: usize,
) -> Result<Option<Place>, StoreError> {
    let by = Narrow { words: Default::default(), ..by.clone() };
    Ok(on!(db, pool => narrowed!(sqlx::query_as(lead.stop()), by)
        .bind(before.0).bind(before.1).bind(from.0).bind(from.1).bind(count as i64 - 1).fetch_optional(pool).await)?)
}

/// Cases in hand after a place, first due first, reported within a period.
pub async fn due(
    db: &Db,
    by: &Narrow,
    after: Place,
    (since, until): (DateTime<Utc>, DateTime<Utc>),
    limit: usize,
) -> Result<Vec<CaseRow>, StoreError> {
    Ok(on!(db, pool => narrowed!(sqlx::query_as(DUE), by)
        .bind(after.0).bind(after.1).bind(since).bind(until).bind(limit as i64).fetch_all(pool).await)?)
}

pub async fn queue(db: &Db, by: &Narrow) -> Result<Vec<QueueRow>, StoreError> {
    Ok(on!(db, pool => narrowed!(sqlx::query_as(QUEUE), by).fetch_all(pool).await)?)
}

pub async fn watched(
    db: &Db,
    by: &Narrow,
    plan_before: DateTime<Utc>,
    feedback_before: DateTime<Utc>,
) -> Result<Vec<WatchedRow>, StoreError> {
    Ok(on!(db, pool => narrowed!(sqlx::query_as(WATCHED), by)
        .bind(plan_before).bind(feedback_before).fetch_all(pool).await)?)
}
