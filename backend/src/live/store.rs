//! SQL of the stream.

use crate::case::store::{CaseRow, select_case};
use crate::db::{Code, Db, StoreError};
use crate::on;
use chrono::{DateTime, Utc};
use shared::access::Role;
use shared::case::workflow::{Action, State};

pub const LAST: &str = "SELECT coalesce(max(seq), 0) FROM case_event";
pub const AFTER: &str = select_case!(
    ", e.seq, e.action, e.state, e.at, e.login, e.role FROM case_event e JOIN case_record c ON c.id = e.case_id \
     WHERE e.seq > $1 ORDER BY e.seq LIMIT $2"
);

#[derive(Debug, sqlx::FromRow)]
pub struct LiveRow {
    pub seq: i64,
    pub action: Code<Action>,
    /// After the event; the case may have moved on since.
    pub state: Code<State>,
    pub at: DateTime<Utc>,
    pub login: Option<String>,
    pub role: Option<Code<Role>>,
    #[sqlx(flatten)]
    pub case: CaseRow,
}

pub async fn last(db: &Db) -> Result<i64, StoreError> {
    Ok(on!(db, pool => sqlx::query_scalar(LAST).fetch_one(pool).await)?)
}

pub async fn after(db: &Db, seq: i64, limit: i64) -> Result<Vec<LiveRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(AFTER).bind(seq).bind(limit).fetch_all(pool).await)?)
}
