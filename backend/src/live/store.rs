//! SQL of the stream.

use crate::case::store::{CaseRow, select_case};
use crate::db::{Code, Db, StoreError, Tx};
use crate::on;
use chrono::{DateTime, Utc};
use shared::case::workflow::Action;

pub const LAST: &str = "SELECT coalesce(max(seq), 0) FROM case_event";
pub const AFTER: &str = select_case!(
    ", e.seq, e.action, e.at FROM case_event e JOIN case_record c ON c.id = e.case_id \
     WHERE e.seq > $1 ORDER BY e.seq LIMIT $2"
);
/// PostgreSQL tells the other processes when the transaction commits.
const NOTIFY: &str = "NOTIFY mirrorlake_live";
const CHANNEL: &str = "mirrorlake_live";

#[derive(Debug, sqlx::FromRow)]
pub struct LiveRow {
    pub seq: i64,
    pub action: Code<Action>,
    pub at: DateTime<Utc>,
    #[sqlx(flatten)]
    pub case: CaseRow,
}

pub async fn last(db: &Db) -> Result<i64, StoreError> {
    Ok(on!(db, pool => sqlx::query_scalar(LAST).fetch_one(pool).await)?)
}

pub async fn after(db: &Db, seq: i64, limit: i64) -> Result<Vec<LiveRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(AFTER).bind(seq).bind(limit).fetch_all(pool).await)?)
}

/// Tells every process that events follow with this transaction.
pub async fn announce(tx: &mut Tx) -> Result<(), StoreError> {
    if let Tx::Postgres(tx) = tx {
        sqlx::query(NOTIFY).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Calls `wake` whenever another process has announced events. Returns at once where there is one process only.
pub async fn listen(db: &Db, wake: impl Fn()) -> Result<(), StoreError> {
    if let Db::Postgres(pool) = db {
        let mut listener = sqlx::postgres::PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        loop {
            listener.recv().await?;
            wake();
        }
    }
    Ok(())
}
