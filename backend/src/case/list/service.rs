//! Pages of a list, and how words are looked for: a bounded number of candidates a page, so that a word that nobody has
//! ever written costs no more than one that everybody writes.

use super::filter::Wanted;
use super::store::{self, Lead, Place};
use crate::case::store::CaseRow;
use crate::db::{Db, StoreError};
use chrono::{DateTime, Utc};
use shared::api::queue::ListOrder;

/// Candidates that are read for the words of one page.
pub const SEARCHED: usize = 20_000;

/// A page of rows.
#[derive(Debug)]
pub struct Rows {
    pub rows: Vec<CaseRow>,
    pub next: Option<Place>,
    /// Words were looked for as far back as this, and there is more.
    pub searched_to: Option<DateTime<Utc>>,
}

/// The page that follows a place; words are looked for in `searched` cases at most.
pub async fn page(db: &Db, wanted: &Wanted, after: Place, limit: usize, searched: usize) -> Result<Rows, StoreError> {
    match wanted.order {
        ListOrder::Newest => newest(db, wanted, after, limit, searched).await,
        ListOrder::Due => {
            let period = (wanted.since, wanted.until);
            let rows = store::due(db, &wanted.narrow, after, period, limit + 1).await?;
            Ok(cut(rows, limit, |row| (row.course.0.clock.due_at, row.id)))
        }
    }
}

async fn newest(db: &Db, wanted: &Wanted, after: Place, limit: usize, searched: usize) -> Result<Rows, StoreError> {
    let before = after.min(wanted.start());
    let (lead, by, mut from) = (wanted.lead, &wanted.narrow, (wanted.since, i64::MIN));
    let mut stop = None;
    if !by.words[0].is_empty() {
        // Newest cases lie side by side; those of one category or area lie scattered and cost twice as much to read.
        let searched = if lead == Lead::Time { searched } else { searched.div_ceil(2) };
        stop = store::stop(db, lead, by, before, from, searched).await?;
        from = stop.unwrap_or(from);
    }
    let rows = store::page(db, lead, by, before, from, limit + 1).await?;
    let mut page = cut(rows, limit, |row| (row.reported_at, row.id));
    if page.next.is_none() {
        (page.next, page.searched_to) = (stop, stop.map(|place| place.0));
    }
    Ok(page)
}

/// Cuts off the row that was read to know whether there are more.
fn cut(mut rows: Vec<CaseRow>, limit: usize, place: impl Fn(&CaseRow) -> Place) -> Rows {
    let more = rows.len() > limit;
    rows.truncate(limit);
    Rows { next: rows.last().filter(|_| more).map(place), rows, searched_to: None }
}
