//! SQL of the bell.

use crate::db::{Code, Db, StoreError};
use crate::on;
use chrono::{DateTime, Utc};
use shared::access::{Office, Role};
use shared::area::AreaLevel;
use shared::case::workflow::{Action, State};

/// By the primary key of events, backwards, each with its case by primary key: nothing is sorted.
pub const WALK: &str = "SELECT e.seq, e.at, e.action, e.state, e.role, e.note, c.number, c.category, c.place, c.level, \
    c.supervised_at IS NOT NULL AS supervised FROM case_event e JOIN case_record c ON c.id = e.case_id \
    WHERE e.seq > $1 AND e.seq < $2 AND e.at >= $3 AND (e.login IS NULL OR e.login <> $4) \
    AND $5 LIKE '% ' || e.action || ' %' AND c.area_code >= $6 AND c.area_code < $7 \
    AND ($8 = '' OR c.departments LIKE '% ' || $8 || ' %') ORDER BY e.seq DESC LIMIT $9";
pub const READ_UP_TO: &str =
    "SELECT seq FROM notice_read WHERE login = $1 AND role = $2 AND area_code = $3 AND department = $4";
pub const MARK: &str = "INSERT INTO notice_read (login, role, area_code, department, seq) VALUES ($1, $2, $3, $4, $5) \
    ON CONFLICT (login, role, area_code, department) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > notice_read.seq";

#[derive(Debug, sqlx::FromRow)]
pub struct NoticeRow {
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub action: Code<Action>,
    pub state: Code<State>,
    pub role: Option<Code<Role>>,
    pub note: String,
    pub number: String,
    pub category: Option<String>,
    pub place: String,
    pub level: Code<AreaLevel>,
    pub supervised: bool,
}

/// Which events to look at.
#[derive(Debug)]
pub struct Walk<'a> {
    /// Both ends are left out.
    pub after: i64,
    pub before: i64,
    pub since: DateTime<Utc>,
    /// Whose deeds are left out.
    pub login: &'a str,
    /// Each between spaces.
    pub actions: &'a str,
    /// Its area and department narrow the cases, as they do in every list.
    pub office: &'a Office,
    pub limit: i64,
}

pub async fn walk(db: &Db, walk: &Walk<'_>) -> Result<Vec<NoticeRow>, StoreError> {
    let (first, last) = walk.office.area.range();
    Ok(on!(db, pool => sqlx::query_as(WALK)
        .bind(walk.after).bind(walk.before).bind(walk.since).bind(walk.login).bind(walk.actions)
        .bind(first).bind(last).bind(department(walk.office)).bind(walk.limit)
        .fetch_all(pool).await)?)
}

/// Up to which event an account has read in an office.
pub async fn read_up_to(db: &Db, login: &str, office: &Office) -> Result<Option<i64>, StoreError> {
    Ok(on!(db, pool => sqlx::query_scalar(READ_UP_TO)
        .bind(login).bind(Code(office.role)).bind(office.area.as_str()).bind(department(office))
        .fetch_optional(pool).await)?)
}

pub async fn mark(db: &Db, login: &str, office: &Office, seq: i64) -> Result<(), StoreError> {
    on!(db, pool => sqlx::query(MARK)
        .bind(login).bind(Code(office.role)).bind(office.area.as_str()).bind(department(office)).bind(seq)
        .execute(pool).await.map(drop))?;
    Ok(())
}

/// The office's department, or nothing.
fn department(office: &Office) -> &'static str {
    office.department.map_or("", |department| department.code())
}
