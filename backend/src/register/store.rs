//! SQL of imports: the jobs, and what a batch of rows looks up and writes.

use crate::db::{Code, Db, JsonText, StoreError, Tx, next};
use crate::{in_tx, on};
use chrono::{DateTime, Utc};
use shared::api::register::ImportCounts;
use shared::origin::Channel;
use shared::register::{ImportState, RegisterTable};

pub const JOB: &str = "SELECT id, kind, channel, as_of, dry_run, file_name, bytes, by_name, state, cancel_wanted, progress, \
    rows_read, rows_added, rows_changed, rows_unchanged, rows_refused, fields_kept, notes, created_at, started_at, \
    beat_at, finished_at, errors_until FROM import_job WHERE id = $1";
pub const JOBS: &str = "SELECT id, kind, channel, as_of, dry_run, file_name, bytes, by_name, state, cancel_wanted, progress, \
    rows_read, rows_added, rows_changed, rows_unchanged, rows_refused, fields_kept, notes, created_at, started_at, \
    beat_at, finished_at, errors_until FROM import_job WHERE id < $1 ORDER BY id DESC LIMIT $2";
pub const INSERT_JOB: &str = "INSERT INTO import_job (id, kind, channel, as_of, dry_run, file_name, bytes, login, by_name, \
    state, cancel_wanted, progress, rows_read, rows_added, rows_changed, rows_unchanged, rows_refused, fields_kept, notes, \
    created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', FALSE, 0, 0, 0, 0, 0, 0, 0, '[]', $10)";
/// Taken by one process, and only while no other import runs.
pub const START: &str = "UPDATE import_job SET state = 'running', cancel_wanted = FALSE, started_at = $2, beat_at = $2, \
    finished_at = NULL, progress = 0, rows_read = 0, rows_added = 0, rows_changed = 0, rows_unchanged = 0, \
    rows_refused = 0, fields_kept = 0, notes = '[]' WHERE id = $1 AND state = 'waiting' \
    AND NOT EXISTS (SELECT 1 FROM import_job other WHERE other.state = 'running') RETURNING id";
pub const PROGRESS: &str = "UPDATE import_job SET beat_at = $2, progress = $3, rows_read = $4, rows_added = $5, \
    rows_changed = $6, rows_unchanged = $7, rows_refused = $8, fields_kept = $9 WHERE id = $1 RETURNING cancel_wanted";
pub const BEAT: &str = "UPDATE import_job SET beat_at = $2 WHERE id = $1 AND state = 'running'";
pub const FINISH: &str = "UPDATE import_job SET state = $2, finished_at = $3, beat_at = NULL, notes = $4, \
    errors_until = $5, progress = CASE WHEN $2 = 'done' THEN 1000 ELSE progress END WHERE id = $1";
pub const WAITING: &str = "SELECT id FROM import_job WHERE state = 'waiting' ORDER BY id";
pub const ABANDONED: &str = "UPDATE import_job SET state = 'interrupted', finished_at = beat_at, beat_at = NULL \
    WHERE state = 'running' AND beat_at <= $1";
pub const CANCEL_WAITING: &str = "UPDATE import_job SET state = 'cancelled', finished_at = $2 \
    WHERE id = $1 AND state IN ('waiting', 'interrupted') RETURNING id";
pub const CANCEL_RUNNING: &str =
    "UPDATE import_job SET cancel_wanted = TRUE WHERE id = $1 AND state = 'running' RETURNING id";
pub const RESTART: &str =
    "UPDATE import_job SET state = 'waiting', finished_at = NULL WHERE id = $1 AND state = 'interrupted' RETURNING id";
pub const EXPIRED: &str = "SELECT id FROM import_job WHERE errors_until <= $1";
pub const FORGET_ERRORS: &str = "UPDATE import_job SET errors_until = NULL WHERE id = $1";
pub const BUILDINGS: &str = "SELECT b.id, c.name AS complex, b.name, b.aliases, b.area_code, b.floors \
    FROM building b LEFT JOIN complex c ON c.id = b.complex_id ORDER BY b.id";

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct JobRow {
    pub id: i64,
    pub kind: Code<RegisterTable>,
    pub channel: Code<Channel>,
    pub as_of: DateTime<Utc>,
    pub dry_run: bool,
    pub file_name: String,
    pub bytes: i64,
    pub by_name: String,
    pub state: Code<ImportState>,
    pub cancel_wanted: bool,
    pub progress: i64,
    pub rows_read: i64,
    pub rows_added: i64,
    pub rows_changed: i64,
    pub rows_unchanged: i64,
    pub rows_refused: i64,
    pub fields_kept: i64,
    pub notes: JsonText<Vec<Note>>,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub beat_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
    pub errors_until: Option<DateTime<Utc>>,
}

/// A remark about a file in both languages; the fault of one that failed comes last.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Note {
    pub zh: String,
    pub en: String,
    pub fault: bool,
}

impl JobRow {
    pub fn counts(&self) -> ImportCounts {
        ImportCounts {
            read: self.rows_read,
            added: self.rows_added,
            changed: self.rows_changed,
            unchanged: self.rows_unchanged,
            refused: self.rows_refused,
            kept: self.fields_kept,
        }
    }
}

/// What somebody wants read in.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub table: RegisterTable,
    pub channel: Channel,
    pub as_of: DateTime<Utc>,
    pub dry_run: bool,
    pub file_name: String,
    pub bytes: i64,
    pub login: Option<String>,
    pub by_name: String,
}

#[derive(Debug, sqlx::FromRow)]
pub struct BuildingName {
    pub id: i64,
    pub complex: Option<String>,
    pub name: String,
    pub aliases: String,
    pub area_code: String,
    pub floors: i64,
}

pub async fn job(db: &Db, id: i64) -> Result<Option<JobRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(JOB).bind(id).fetch_optional(pool).await)?)
}

/// The latest before a number.
pub async fn jobs(db: &Db, before: i64, limit: i64) -> Result<Vec<JobRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(JOBS).bind(before).bind(limit).fetch_all(pool).await)?)
}

/// The number of the next import; nothing is stored under it yet.
pub async fn number(db: &Db) -> Result<i64, StoreError> {
    let mut tx = db.begin().await?;
    let id = next(&mut tx, "import", 1).await?;
    tx.commit().await?;
    Ok(id)
}

pub async fn insert_job(db: &Db, id: i64, wanted: &Wanted, now: DateTime<Utc>) -> Result<(), StoreError> {
    on!(db, pool => sqlx::query(INSERT_JOB)
        .bind(id)
        .bind(Code(wanted.table))
        .bind(Code(wanted.channel))
        .bind(wanted.as_of)
        .bind(wanted.dry_run)
        .bind(&wanted.file_name)
        .bind(wanted.bytes)
        .bind(&wanted.login)
        .bind(&wanted.by_name)
        .bind(now)
        .execute(pool)
        .await
        .map(drop))?;
    Ok(())
}

/// Whether the import is ours to run now. Of two that start at the same instant the database lets one have its turn.
pub async fn start(db: &Db, id: i64, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let started: Result<Option<i64>, sqlx::Error> =
        on!(db, pool => sqlx::query_scalar(START).bind(id).bind(now).fetch_optional(pool).await);
    match started {
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(false),
        started => Ok(started?.is_some()),
    }
}

/// Notes how far an import is. Answers whether it is to be cancelled.
pub async fn progress(
    db: &Db,
    id: i64,
    now: DateTime<Utc>,
    progress: i64,
    counts: ImportCounts,
) -> Result<bool, StoreError> {
    Ok(on!(db, pool => sqlx::query_scalar(PROGRESS)
        .bind(id)
        .bind(now)
        .bind(progress)
        .bind(counts.read)
        .bind(counts.added)
        .bind(counts.changed)
        .bind(counts.unchanged)
        .bind(counts.refused)
        .bind(counts.kept)
        .fetch_one(pool)
        .await)?)
}

pub async fn beat(db: &Db, id: i64, now: DateTime<Utc>) -> Result<(), StoreError> {
    on!(db, pool => sqlx::query(BEAT).bind(id).bind(now).execute(pool).await.map(drop))?;
    Ok(())
}

pub async fn finish(
    db: &Db,
    id: i64,
    state: ImportState,
    now: DateTime<Utc>,
    notes: &[Note],
    errors_until: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    on!(db, pool => sqlx::query(FINISH)
        .bind(id)
        .bind(Code(state))
        .bind(now)
        .bind(JsonText(notes))
        .bind(errors_until)
        .execute(pool)
        .await
        .map(drop))?;
    Ok(())
}

pub async fn waiting(db: &Db) -> Result<Vec<i64>, StoreError> {
    Ok(on!(db, pool => sqlx::query_scalar(WAITING).fetch_all(pool).await)?)
}

/// Imports whose process gave no sign of life since.
pub async fn mark_abandoned(db: &Db, since: DateTime<Utc>) -> Result<(), StoreError> {
    on!(db, pool => sqlx::query(ABANDONED).bind(since).execute(pool).await.map(drop))?;
    Ok(())
}

/// What became of a wish to cancel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancelled {
    /// It had not begun, or had been interrupted.
    AtOnce,
    /// It ends after the batch that it is writing.
    Soon,
    /// It is over.
    TooLate,
}

pub async fn cancel(db: &Db, id: i64, now: DateTime<Utc>) -> Result<Cancelled, StoreError> {
    let at_once: Option<i64> =
        on!(db, pool => sqlx::query_scalar(CANCEL_WAITING).bind(id).bind(now).fetch_optional(pool).await)?;
    if at_once.is_some() {
        return Ok(Cancelled::AtOnce);
    }
    let soon: Option<i64> = on!(db, pool => sqlx::query_scalar(CANCEL_RUNNING).bind(id).fetch_optional(pool).await)?;
    Ok(if soon.is_some() { Cancelled::Soon } else { Cancelled::TooLate })
}

pub async fn restart(db: &Db, id: i64) -> Result<bool, StoreError> {
    let restarted: Option<i64> = on!(db, pool => sqlx::query_scalar(RESTART).bind(id).fetch_optional(pool).await)?;
    Ok(restarted.is_some())
}

pub async fn expired(db: &Db, now: DateTime<Utc>) -> Result<Vec<i64>, StoreError> {
    Ok(on!(db, pool => sqlx::query_scalar(EXPIRED).bind(now).fetch_all(pool).await)?)
}

pub async fn forget_errors(db: &Db, id: i64) -> Result<(), StoreError> {
    on!(db, pool => sqlx::query(FORGET_ERRORS).bind(id).execute(pool).await.map(drop))?;
    Ok(())
}

pub async fn buildings(db: &Db) -> Result<Vec<BuildingName>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(BUILDINGS).fetch_all(pool).await)?)
}

/// The largest id of a table. The caller holds the counter that every writer of the table takes, so that nobody else
/// gives the same one.
pub async fn last_id(tx: &mut Tx, sql: &'static str) -> Result<i64, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_scalar(sql).fetch_one(conn).await)?)
}
