//! The only place that knows which engine runs.
//!
//! One SQL text serves both: `$1` placeholders, `ON CONFLICT`, `RETURNING`. [`on!`] and [`in_tx!`] expand one expression
//! for each engine, so that each is type-checked by itself. The migrations differ in column types only.

mod announce;
mod code;
mod connect;
mod fault;
pub mod geometry;
mod json;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

pub use announce::{announce, listen};
pub use code::Code;
pub use connect::{Db, Tx};
pub use fault::StoreError;
pub use json::JsonText;

/// Runs one expression with `$conn` bound to the pool of either engine.
#[macro_export]
macro_rules! on {
    ($db:expr, $conn:ident => $body:expr) => {
        match $db {
            $crate::db::Db::Sqlite($conn) => $body,
            $crate::db::Db::Postgres($conn) => $body,
        }
    };
}

/// Runs one expression with `$conn` bound to the open connection of a transaction of either engine.
#[macro_export]
macro_rules! in_tx {
    ($tx:expr, $conn:ident => $body:expr) => {
        match $tx {
            $crate::db::Tx::Sqlite(tx) => {
                let $conn = &mut **tx;
                $body
            }
            $crate::db::Tx::Postgres(tx) => {
                let $conn = &mut **tx;
                $body
            }
        }
    };
}

/// Inserts many rows with few statements: `$sql` is the part before `VALUES`, the closure pushes the values of one row.
#[macro_export]
macro_rules! insert_many {
    ($tx:expr, $sql:expr, $columns:expr, $rows:expr, |$push:ident, $row:ident| $body:expr) => {{
        for chunk in $rows.chunks($crate::db::rows_per_statement($columns)) {
            $crate::in_tx!(&mut *$tx, conn => {
                let mut query = sqlx::QueryBuilder::new($sql);
                query.push_values(chunk, |mut $push, $row| {
                    $body;
                });
                query.build().persistent(false).execute(conn).await?;
            });
        }
    }};
}

/// Both engines take at least 32,766 values in one statement.
pub fn rows_per_statement(columns: usize) -> usize {
    (32_766 / columns).min(2_000)
}

/// The next `count` values of a counter, as its new last value. The row stays locked until the transaction ends, which
/// makes the order of the values the order of the commits.
pub const NEXT: &str = "UPDATE counter SET value = value + $2 WHERE name = $1 RETURNING value";

/// Advances a counter by `count` and returns the last value taken.
pub async fn next(tx: &mut Tx, counter: &'static str, count: i64) -> Result<i64, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_scalar::<_, i64>(NEXT).bind(counter).bind(count).fetch_one(conn).await)?)
}

pub const SETTING: &str = "SELECT value FROM setting WHERE name = $1";
pub const SET_SETTING: &str =
    "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";

/// A setting of this installation.
pub async fn setting(db: &Db, name: &str) -> Result<Option<String>, StoreError> {
    Ok(on!(db, pool => sqlx::query_scalar(SETTING).bind(name).fetch_optional(pool).await)?)
}

pub async fn set_setting(tx: &mut Tx, name: &str, value: &str) -> Result<(), StoreError> {
    in_tx!(tx, conn => sqlx::query(SET_SETTING).bind(name).bind(value).execute(conn).await.map(drop))?;
    Ok(())
}
