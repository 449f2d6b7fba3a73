//! Use cases of the tables: an import, and staying current with imports by others.

use super::book::CategoryBook;
use super::{plan, store, table};
use crate::app::App;
use crate::db::{Db, StoreError};
use crate::http::Both;
use chrono::{DateTime, Utc};
use shared::api::category::TableOutcome;
use shared::case::deadline::Limit;
use std::sync::Arc;
use std::time::Duration;

/// How often a process looks whether another one has changed the tables.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Who imports: an account, or somebody at the command line.
#[derive(Clone, Debug)]
pub struct By {
    pub login: Option<String>,
    pub name: String,
}

#[derive(Debug)]
pub enum ImportError {
    /// Pairs of pointer and mend; nothing was stored.
    Table(Vec<(String, Both)>),
    Store(StoreError),
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> ImportError {
        ImportError::Store(error)
    }
}

/// Reads a table and puts it in the place of the present one, all or nothing. The book is the one that holds now.
pub async fn import(
    db: &Db,
    bytes: Vec<u8>,
    dry_run: bool,
    by: &By,
    now: DateTime<Utc>,
) -> Result<(TableOutcome, CategoryBook), ImportError> {
    // Unpacking takes its time, and what was not made by a spreadsheet may break its reader.
    let read = tokio::task::spawn_blocking(move || table::read(&bytes)).await;
    let table = read.unwrap_or_else(|_| Err(vec![table::unreadable()])).map_err(ImportError::Table)?;
    if dry_run {
        let present = store::load(db).await?;
        let (_, outcome) = plan::follow(&present, table);
        return Ok((TableOutcome { dry_run, ..outcome }, present));
    }
    let mut tx = db.begin().await?;
    let change = store::lock(&mut tx).await?;
    let mut present = store::load_in(&mut tx).await?;
    present.revision = change - 1;
    let (mut book, outcome) = plan::follow(&present, table);
    if outcome.is_nothing() {
        return Ok((outcome, present));
    }
    book.revision = change;
    store::replace(&mut tx, change, &present, &book, by, now).await?;
    tx.commit().await?;
    Ok((outcome, book))
}

/// Gives one criterion that is offered another limit; `None` when there is none of this code. Cases keep the limit that
/// they were filed with.
pub async fn set_limit(
    db: &Db,
    code: &str,
    limit: Limit,
    by: &By,
    now: DateTime<Utc>,
) -> Result<Option<(TableOutcome, CategoryBook)>, StoreError> {
    let mut tx = db.begin().await?;
    let change = store::lock(&mut tx).await?;
    let mut present = store::load_in(&mut tx).await?;
    present.revision = change - 1;
    let mut criteria = present.criteria.clone();
    let Some(criterion) = criteria.iter_mut().find(|criterion| criterion.code == code && !criterion.retired) else {
        return Ok(None);
    };
    let same = std::mem::replace(&mut criterion.limit, limit) == limit;
    let mut outcome = TableOutcome { rows: 1, ..TableOutcome::default() };
    if same {
        return Ok(Some((outcome, present)));
    }
    outcome.changed.push(code.to_owned());
    let book = CategoryBook::new(present.categories.clone(), criteria, change);
    store::replace(&mut tx, change, &present, &book, by, now).await?;
    tx.commit().await?;
    Ok(Some((outcome, book)))
}

/// Runs for ever: reads the tables again when their number of changes is no longer the one in memory, because another
/// process or the command line has imported.
pub async fn keep_current(app: App) {
    loop {
        if let Err(error) = refresh(&app).await {
            tracing::warn!(%error, "looking for changed categories failed, trying again");
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Reads the tables again if somebody has changed them.
pub async fn refresh(app: &App) -> Result<(), StoreError> {
    if store::revision(&app.db).await? != app.categories.load().revision {
        offer(app, store::load(&app.db).await?);
    }
    Ok(())
}

/// Shows everybody a book, unless a newer one is there already.
pub fn offer(app: &App, book: CategoryBook) {
    let book = Arc::new(book);
    app.categories.rcu(|present| if present.revision < book.revision { book.clone() } else { present.clone() });
}
