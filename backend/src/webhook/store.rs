//! SQL of webhooks and of what failed.

use super::input::Wanted;
use crate::case::store::select_case;
use crate::db::{Code, Db, JsonText, StoreError, Tx};
use crate::live::store::LiveRow;
use crate::{in_tx, on};
use chrono::{DateTime, Utc};
use shared::area::AreaCode;
use shared::case::workflow::Action;
use shared::worker::Department;

pub const COUNT: &str = "SELECT count(*) FROM webhook";
pub const INSERT: &str = "INSERT INTO webhook (id, secret, created_at, name, url, actions, areas, departments, \
    include_private, active, gone_at, sent_seq, lease_holder, lease_until) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, (SELECT coalesce(max(seq), 0) FROM case_event), NULL, NULL)";
/// The lease ends with it: whoever was sending by the old words stops.
pub const UPDATE: &str = "UPDATE webhook SET name = $2, url = $3, actions = $4, areas = $5, departments = $6, \
    include_private = $7, active = $8, gone_at = CASE WHEN $8 THEN NULL ELSE gone_at END, lease_holder = NULL, \
    lease_until = NULL WHERE id = $1";
pub const DELETE_ATTEMPTS: &str = "DELETE FROM webhook_attempt WHERE webhook_id = $1";
pub const DELETE: &str = "DELETE FROM webhook WHERE id = $1";
pub const ALL: &str = "SELECT w.id, w.name, w.url, w.actions, w.areas, w.departments, w.include_private, w.active, \
    w.gone_at, w.created_at, w.sent_seq, (SELECT coalesce(max(seq), 0) FROM case_event) - w.sent_seq AS behind, \
    (SELECT count(*) FROM webhook_attempt a WHERE a.webhook_id = w.id AND NOT a.dead) AS waiting, \
    (SELECT count(*) FROM webhook_attempt a WHERE a.webhook_id = w.id AND a.dead) AS dead FROM webhook w ORDER BY w.id";
pub const DEAD: &str = "SELECT a.seq, e.action, e.at, c.number, a.attempts, a.failed_at, a.last_status, a.last_error \
    FROM webhook_attempt a JOIN case_event e ON e.seq = a.seq JOIN case_record c ON c.id = e.case_id \
    WHERE a.webhook_id = $1 AND a.dead AND a.seq > $2 ORDER BY a.seq LIMIT $3";
pub const REVIVE: &str = "UPDATE webhook_attempt SET dead = FALSE, attempts = 0, next_at = $3 \
    WHERE webhook_id = $1 AND seq = $2 AND dead";
/// Active webhooks with something to send that no other process is sending.
pub const DUE: &str = "SELECT w.id FROM webhook w WHERE w.active \
    AND (w.lease_until IS NULL OR w.lease_until <= $1 OR w.lease_holder = $2) \
    AND (w.sent_seq < (SELECT coalesce(max(seq), 0) FROM case_event) OR EXISTS (SELECT 1 FROM webhook_attempt a \
        WHERE a.webhook_id = w.id AND NOT a.dead AND a.next_at <= $1)) ORDER BY w.id";
pub const LEASE: &str = "UPDATE webhook SET lease_holder = $2, lease_until = $3 WHERE id = $1 AND active \
    AND (lease_until IS NULL OR lease_until <= $4 OR lease_holder = $2) \
    RETURNING id, url, secret, actions, areas, departments, include_private, sent_seq";
/// Goes on only for who holds the lease, and prolongs it.
pub const ADVANCE: &str = "UPDATE webhook SET sent_seq = CASE WHEN sent_seq < $3 THEN $3 ELSE sent_seq END, lease_until = $4 \
    WHERE id = $1 AND lease_holder = $2";
pub const END: &str = "UPDATE webhook SET active = FALSE, gone_at = $3, lease_holder = NULL, lease_until = NULL WHERE id = $1 AND lease_holder = $2";
pub const RELEASE: &str =
    "UPDATE webhook SET lease_holder = NULL, lease_until = NULL WHERE id = $1 AND lease_holder = $2";
pub const RELEASE_ALL: &str = "UPDATE webhook SET lease_holder = NULL, lease_until = NULL WHERE lease_holder = $1";
pub const RETRIES: &str = "SELECT seq, attempts FROM webhook_attempt \
    WHERE webhook_id = $1 AND NOT dead AND next_at <= $2 ORDER BY seq LIMIT $3";
pub const EVENT: &str = select_case!(
    ", e.seq, e.action, e.state, e.at, e.login, e.role FROM case_event e JOIN case_record c ON c.id = e.case_id WHERE e.seq = $1"
);
pub const FAIL: &str = "INSERT INTO webhook_attempt (webhook_id, seq, attempts, next_at, failed_at, last_status, \
    last_error, dead) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (webhook_id, seq) DO UPDATE SET \
    attempts = excluded.attempts, next_at = excluded.next_at, failed_at = excluded.failed_at, \
    last_status = excluded.last_status, last_error = excluded.last_error, dead = excluded.dead";
pub const DONE: &str = "DELETE FROM webhook_attempt WHERE webhook_id = $1 AND seq = $2";

/// A webhook in a list.
#[derive(Debug, sqlx::FromRow)]
pub struct WebhookRow {
    pub id: i64,
    pub name: String,
    pub url: String,
    pub actions: JsonText<Vec<Action>>,
    pub areas: JsonText<Vec<AreaCode>>,
    pub departments: JsonText<Vec<Department>>,
    pub include_private: bool,
    pub active: bool,
    pub gone_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub sent_seq: i64,
    pub behind: i64,
    pub waiting: i64,
    pub dead: i64,
}

/// A webhook that this process delivers for.
#[derive(sqlx::FromRow)]
pub struct Hook {
    pub id: i64,
    pub url: String,
    /// Sealed.
    pub secret: String,
    pub actions: JsonText<Vec<Action>>,
    pub areas: JsonText<Vec<AreaCode>>,
    pub departments: JsonText<Vec<Department>>,
    pub include_private: bool,
    pub sent_seq: i64,
}

impl std::fmt::Debug for Hook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hook").field("id", &self.id).finish_non_exhaustive()
    }
}

#[derive(Debug, sqlx::FromRow)]
pub struct DeadRow {
    pub seq: i64,
    pub action: Code<Action>,
    pub at: DateTime<Utc>,
    pub number: String,
    pub attempts: i32,
    pub failed_at: DateTime<Utc>,
    pub last_status: Option<i32>,
    pub last_error: String,
}

#[derive(Debug, sqlx::FromRow)]
pub struct RetryRow {
    pub seq: i64,
    /// Failed so far.
    pub attempts: i32,
}

/// A delivery that has failed once more.
#[derive(Debug)]
pub struct Failure<'a> {
    pub seq: i64,
    pub attempts: i32,
    pub next_at: DateTime<Utc>,
    pub failed_at: DateTime<Utc>,
    pub status: Option<u16>,
    pub reason: &'a str,
    pub dead: bool,
}

/// Who delivers for a webhook, and until when nobody else does.
#[derive(Clone, Copy, Debug)]
pub struct Lease<'a> {
    pub webhook: i64,
    pub holder: &'a str,
    pub until: DateTime<Utc>,
}

pub async fn count(tx: &mut Tx) -> Result<i64, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_scalar(COUNT).fetch_one(conn).await)?)
}

/// A new webhook hears of what happens from now on.
pub async fn insert(tx: &mut Tx, id: i64, sealed: &str, wanted: &Wanted, now: DateTime<Utc>) -> Result<(), StoreError> {
    in_tx!(tx, conn => sqlx::query(INSERT)
        .bind(id).bind(sealed).bind(now).bind(&wanted.name).bind(&wanted.url).bind(JsonText(&wanted.actions))
        .bind(JsonText(&wanted.areas)).bind(JsonText(&wanted.departments)).bind(wanted.include_private)
        .bind(wanted.active).execute(conn).await.map(drop))?;
    Ok(())
}

pub async fn update(db: &Db, id: i64, wanted: &Wanted) -> Result<(), StoreError> {
    on!(db, pool => sqlx::query(UPDATE)
        .bind(id).bind(&wanted.name).bind(&wanted.url).bind(JsonText(&wanted.actions))
        .bind(JsonText(&wanted.areas)).bind(JsonText(&wanted.departments)).bind(wanted.include_private)
        .bind(wanted.active).execute(pool).await.map(drop))?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, id: i64) -> Result<(), StoreError> {
    in_tx!(tx, conn => {
        sqlx::query(DELETE_ATTEMPTS).bind(id).execute(&mut *conn).await?;
        sqlx::query(DELETE).bind(id).execute(conn).await?;
    });
    Ok(())
}

pub async fn all(db: &Db) -> Result<Vec<WebhookRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(ALL).fetch_all(pool).await)?)
}

/// Dead letters behind an event, in order.
pub async fn dead(db: &Db, webhook: i64, after: i64, limit: i64) -> Result<Vec<DeadRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(DEAD).bind(webhook).bind(after).bind(limit).fetch_all(pool).await)?)
}

/// Lets a dead letter be tried anew; false when there is none.
pub async fn revive(db: &Db, webhook: i64, seq: i64, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let revived = on!(db, pool => sqlx::query(REVIVE)
        .bind(webhook).bind(seq).bind(now).execute(pool).await.map(|done| done.rows_affected()))?;
    Ok(revived == 1)
}

pub async fn due(db: &Db, holder: &str, now: DateTime<Utc>) -> Result<Vec<i64>, StoreError> {
    Ok(on!(db, pool => sqlx::query_scalar(DUE).bind(now).bind(holder).fetch_all(pool).await)?)
}

/// Takes or keeps the lease; `None` when another process has it, or the webhook is inactive or deleted.
pub async fn lease(db: &Db, lease: Lease<'_>, now: DateTime<Utc>) -> Result<Option<Hook>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(LEASE)
        .bind(lease.webhook).bind(lease.holder).bind(lease.until).bind(now).fetch_optional(pool).await)?)
}

/// Everything up to `seq` was sent once. False when the lease was lost, and nothing must be committed.
pub async fn advance(tx: &mut Tx, lease: Lease<'_>, seq: i64) -> Result<bool, StoreError> {
    let advanced = in_tx!(tx, conn => sqlx::query(ADVANCE)
        .bind(lease.webhook).bind(lease.holder).bind(seq).bind(lease.until)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(advanced == 1)
}

/// The receiver wants nothing more.
pub async fn end(db: &Db, lease: Lease<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
    on!(db, pool => sqlx::query(END).bind(lease.webhook).bind(lease.holder).bind(now).execute(pool).await.map(drop))?;
    Ok(())
}

pub async fn release(db: &Db, webhook: i64, holder: &str) -> Result<(), StoreError> {
    on!(db, pool => sqlx::query(RELEASE).bind(webhook).bind(holder).execute(pool).await.map(drop))?;
    Ok(())
}

pub async fn release_all(db: &Db, holder: &str) -> Result<(), StoreError> {
    on!(db, pool => sqlx::query(RELEASE_ALL).bind(holder).execute(pool).await.map(drop))?;
    Ok(())
}

/// Failed deliveries whose time has come, in order.
pub async fn retries(db: &Db, webhook: i64, now: DateTime<Utc>, limit: i64) -> Result<Vec<RetryRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(RETRIES).bind(webhook).bind(now).bind(limit).fetch_all(pool).await)?)
}

pub async fn event(db: &Db, seq: i64) -> Result<LiveRow, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(EVENT).bind(seq).fetch_one(pool).await)?)
}

pub async fn fail(tx: &mut Tx, webhook: i64, failure: &Failure<'_>) -> Result<(), StoreError> {
    in_tx!(tx, conn => sqlx::query(FAIL)
        .bind(webhook).bind(failure.seq).bind(failure.attempts).bind(failure.next_at).bind(failure.failed_at)
        .bind(failure.status.map(i32::from)).bind(failure.reason).bind(failure.dead)
        .execute(conn).await.map(drop))?;
    Ok(())
}

/// Forgets that a delivery has failed.
pub async fn done(tx: &mut Tx, webhook: i64, seq: i64) -> Result<(), StoreError> {
    in_tx!(tx, conn => sqlx::query(DONE).bind(webhook).bind(seq).execute(conn).await.map(drop))?;
    Ok(())
}
