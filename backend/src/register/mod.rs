//! The register of houses and people (户籍房屋台账), as departments and streets send it: tables of buildings, dwellings
//! and residents, read in batch by batch.
//!
//! Invariants: memory is bounded whatever the file holds; a batch is stored as a whole or not at all; the same file twice
//! is the same as once; a field keeps what a later or nearer source said; what is refused goes back as a spreadsheet with
//! the mend beside it; no value of a row is in a log, in a job or in an error.

pub mod api;
mod apply;
mod batches;
mod columns;
mod doors;
mod folder;
mod given;
mod people;
mod places;
mod queue;
mod refused;
mod rows;
mod run;
mod sheet;
mod store;
mod template;
#[cfg(test)]
mod tests;

pub use folder::Folder;
pub use queue::keep_importing;
pub use run::{Ground, run};
pub use store::{JobRow, Note, Wanted};

use crate::both;
use crate::db::{Db, StoreError};
use crate::http::Both;
use chrono::{DateTime, NaiveDate, Utc};
use shared::time::china;

/// Writes an import down as waiting, for those who run it themselves. Its number.
pub async fn enter(db: &Db, wanted: &Wanted, now: DateTime<Utc>) -> Result<i64, StoreError> {
    let id = store::number(db).await?;
    store::insert_job(db, id, wanted, now).await?;
    Ok(id)
}

/// An import as it stands.
pub async fn job(db: &Db, id: i64) -> Result<Option<JobRow>, StoreError> {
    store::job(db, id).await
}

/// Takes an import's turn; `false` while another one runs.
pub async fn start(db: &Db, id: i64, now: DateTime<Utc>) -> Result<bool, StoreError> {
    store::mark_abandoned(db, now - queue::BELIEVED_ALIVE).await?;
    store::start(db, id, now).await
}

/// Ends an import after the batch that it is writing, or before it begins.
pub async fn cancel(db: &Db, id: i64, now: DateTime<Utc>) -> Result<(), StoreError> {
    store::cancel(db, id, now).await.map(drop)
}

/// The moment as of which a table was so: now unless it is said. A day is meant from its beginning in China.
pub fn as_of(given: Option<&str>, now: DateTime<Utc>) -> Result<DateTime<Utc>, Both> {
    let Some(given) = given.filter(|given| !given.is_empty()) else { return Ok(now) };
    let moment = given.parse::<DateTime<Utc>>().ok().or_else(|| {
        let day: NaiveDate = given.parse().ok()?;
        Some(day.and_hms_opt(0, 0, 0)?.and_local_timezone(china()).single()?.to_utc())
    });
    match moment {
        Some(moment) if moment <= now => Ok(moment),
        Some(_) => Err(both!("数据时点不能在将来", "must not be in the future")),
        None => Err(both!("应为日期，如 2026-11-01", "must be a day such as 2026-11-01")),
    }
}
