//! What is not needed any more is removed: people who moved away lose what tells who they were, reporters of cases closed
//! long ago their name and telephone. What is left is counted, never found.
//!
//! The access log is kept as long as the database: it is the record of processing, and holds no value.

use crate::db::{Db, StoreError, next};
use crate::{in_tx, on};
use anyhow::Context;
use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use shared::time::china_day;

/// The name of those who have none any more.
pub const NOBODY: &str = "（已匿名）";
/// Rows of one transaction.
const BATCH: i64 = 1_000;

pub const FORMER: &str = "SELECT id, birth FROM resident WHERE moved_out <= $1 AND name <> $2 ORDER BY id LIMIT $3";
pub const COUNT_FORMER: &str = "SELECT count(*) FROM resident WHERE moved_out <= $1 AND name <> $2";
pub const ANONYMISE: &str = "UPDATE resident SET name = $2, birth = $3, care = NULL, phone = NULL, phone_hash = NULL, \
    phone_tail = NULL, identity = NULL, identity_hash = NULL, registered_address = NULL, revision = $4 WHERE id = $1";
pub const COUNT_REPORTERS: &str = "SELECT count(*) FROM case_record WHERE closed_at <= $1 \
    AND (reporter_name IS NOT NULL OR reporter_phone IS NOT NULL)";
pub const FORGET_REPORTERS: &str = "UPDATE case_record SET reporter_name = NULL, reporter_phone = NULL WHERE id IN \
    (SELECT id FROM case_record WHERE closed_at <= $1 AND (reporter_name IS NOT NULL OR reporter_phone IS NOT NULL) \
    ORDER BY id LIMIT $2)";

/// Whatever ended up to these is old.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    moved_out: NaiveDate,
    closed: DateTime<Utc>,
}

impl Terms {
    pub fn before(now: DateTime<Utc>, years_after_moving_out: u32, years_after_closing: u32) -> anyhow::Result<Terms> {
        let moved_out = china_day(now).checked_sub_months(Months::new(12 * years_after_moving_out));
        let closed = now.checked_sub_months(Months::new(12 * years_after_closing));
        let (moved_out, closed) = moved_out.zip(closed).context("no such year")?;
        Ok(Terms { moved_out, closed })
    }
}

/// How many residents and cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub residents: i64,
    pub reporters: i64,
}

/// What [`anonymise`] would change.
pub async fn count(db: &Db, terms: &Terms) -> Result<Found, StoreError> {
    Ok(on!(db, pool => Found {
        residents: sqlx::query_scalar(COUNT_FORMER).bind(terms.moved_out).bind(NOBODY).fetch_one(pool).await?,
        reporters: sqlx::query_scalar(COUNT_REPORTERS).bind(terms.closed).fetch_one(pool).await?,
    }))
}

/// Removes, in transactions of bounded size; cut short, it goes on when it is run again.
pub async fn anonymise(db: &Db, terms: &Terms) -> Result<Found, StoreError> {
    let mut found = Found::default();
    loop {
        let mut tx = db.begin().await?;
        let rows: Vec<(i64, NaiveDate)> = in_tx!(&mut tx, conn => sqlx::query_as(FORMER)
            .bind(terms.moved_out).bind(NOBODY).bind(BATCH).fetch_all(conn).await)?;
        if rows.is_empty() {
            break;
        }
        let revision = next(&mut tx, "person", 1).await?;
        for (id, birth) in &rows {
            let year = NaiveDate::from_ymd_opt(birth.year(), 1, 1).unwrap_or(*birth);
            in_tx!(&mut tx, conn => sqlx::query(ANONYMISE)
                .bind(id).bind(NOBODY).bind(year).bind(revision).execute(conn).await.map(drop))?;
        }
        tx.commit().await?;
        found.residents += rows.len() as i64;
    }
    loop {
        let done = on!(db, pool => sqlx::query(FORGET_REPORTERS)
            .bind(terms.closed).bind(BATCH).execute(pool).await.map(|done| done.rows_affected()))?;
        found.reporters += done as i64;
        if done < BATCH as u64 {
            return Ok(found);
        }
    }
}
