//! Opening a database, migrating it, and transactions.

use super::StoreError;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};
use std::str::FromStr;
use std::time::Duration;

/// How long to wait for a database that does not answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// A pool of connections to either engine.
#[derive(Clone, Debug)]
pub enum Db {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// An open transaction; dropped without [`Tx::commit`] it rolls back.
#[derive(Debug)]
pub enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Db {
    /// Opens `sqlite:…` or `postgres://…` and brings its schema up to date. Every error is one line that a person who
    /// starts the server can act on.
    pub async fn open(url: &str) -> Result<Db, StoreError> {
        let db = if url.starts_with("sqlite:") {
            Db::Sqlite(open_sqlite(url).await?)
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Db::Postgres(open_postgres(url).await?)
        } else {
            return Err(StoreError::Open("the database URL must start with sqlite: or postgres://".to_owned()));
        };
        match &db {
            Db::Sqlite(pool) => sqlx::migrate!("migrations/sqlite").run(pool).await?,
            Db::Postgres(pool) => sqlx::migrate!("migrations/postgres").run(pool).await?,
        }
        Ok(db)
    }

    /// Begins a transaction that will write.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Db::Sqlite(pool) => Tx::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?),
            Db::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Begins a transaction that only reads, and that sees one moment from its first statement to its last.
    pub async fn snapshot(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            Db::Sqlite(pool) => Tx::Sqlite(pool.begin().await?),
            Db::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// Answers when the database does.
    pub async fn ping(&self) -> Result<(), StoreError> {
        crate::on!(self, pool => sqlx::query("SELECT 1").execute(pool).await.map(drop))?;
        Ok(())
    }

    /// Tells the planner how much there is, after a bulk load.
    ///
    /// SQLite would then leap over the few values at the head of an index (`ANY(source)`) and sort a million rows for a
    /// page of fifty; `noskipscan` is its documented way to forbid that.
    pub async fn analyze(&self) -> Result<(), StoreError> {
        crate::on!(self, pool => sqlx::query("ANALYZE").execute(pool).await.map(drop))?;
        if let Db::Sqlite(pool) = self {
            sqlx::query("UPDATE sqlite_stat1 SET stat = stat || ' noskipscan' WHERE idx IS NOT NULL")
                .execute(pool)
                .await?;
            sqlx::query("ANALYZE sqlite_schema").execute(pool).await?;
        }
        Ok(())
    }

    /// A file has one server; commands may have it open beside.
    pub fn has_one_server(&self) -> bool {
        matches!(self, Db::Sqlite(_))
    }

    /// Closes every connection; SQLite folds its write-ahead log into the file.
    pub async fn close(&self) {
        crate::on!(self, pool => pool.close().await)
    }
}

impl Tx {
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Tx::Sqlite(tx) => tx.commit().await?,
            Tx::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

async fn open_sqlite(url: &str) -> Result<SqlitePool, StoreError> {
    let refused =
        |e: sqlx::Error| StoreError::Open(format!("the database file of '{url}' cannot be used: {}", plain(&e)));
    let options = SqliteConnectOptions::from_str(url)
        .map_err(refused)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("cache_size", "-65536")
        .busy_timeout(Duration::from_secs(30));
    let pool = SqlitePoolOptions::new()
        .max_connections(6)
        .acquire_timeout(PATIENCE)
        .connect_with(options)
        .await
        .map_err(refused)?;
    let verdict: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&pool).await.map_err(refused)?;
    if verdict != "ok" {
        return Err(StoreError::Open(format!("the database file of '{url}' is damaged; restore it from a backup")));
    }
    Ok(pool)
}

async fn open_postgres(url: &str) -> Result<PgPool, StoreError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|e| StoreError::Open(format!("the PostgreSQL URL cannot be read: {}", plain(&e))))?;
    // Every statement reads a page along an index. Compiling it or sharing it out takes longer than that, and the planner
    // does both as soon as it overestimates.
    let options = options.options([("jit", "off"), ("max_parallel_workers_per_gather", "0")]);
    let (host, port) = (options.get_host().to_owned(), options.get_port());
    let refused =
        move |e: sqlx::Error| StoreError::Open(format!("PostgreSQL at {host}:{port} cannot be used: {}", plain(&e)));
    PgPoolOptions::new().max_connections(16).acquire_timeout(PATIENCE).connect_with(options).await.map_err(refused)
}

/// The innermost message on one line.
fn plain(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(inner) => inner.message().to_owned(),
        sqlx::Error::PoolTimedOut => format!("no answer within {} s", PATIENCE.as_secs()),
        other => other.to_string(),
    }
    .replace('\n', " ")
}
