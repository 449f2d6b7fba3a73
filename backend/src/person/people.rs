//! The index over everybody who lives here, kept in step with the store.
//!
//! Every transaction that changes residents takes a new revision. Changes are read by it and laid over the index;
//! whoever wrote them calls [`changed`], other processes notice within half a second. When much has changed, the index
//! is built anew on another thread and the changes since are laid over that. Invariants: the index never shows an older
//! revision than before; one task at a time brings it up to date; a resident who goes is marked as moved out, and where
//! rows are gone all the same, everybody is read again.

use super::{service::entry, store};
use crate::app::App;
use crate::db::{Db, StoreError};
use crate::search::people::{Change, PeopleBuilder, PeopleIndex};
use arc_swap::{ArcSwap, Guard};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::task::{JoinError, spawn_blocking};

/// How often a process looks whether another one has changed residents.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// More changes than this are not laid over the index: everybody is read again.
const MOST_AT_ONCE: i64 = 100_000;
/// So many changed people are carried along before the index is built anew; a fiftieth of a large city.
const CARRIED: usize = 5_000;

#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the index of residents could not be built: {0}")]
    Build(#[from] JoinError),
}

/// See the module.
#[derive(Debug)]
pub struct People {
    index: ArcSwap<PeopleIndex>,
    /// The revision that the index shows; held while it is brought up to date.
    revision: Mutex<i64>,
    building: AtomicBool,
}

impl People {
    /// Reads everybody.
    pub async fn read(db: &Db) -> Result<People, StoreError> {
        // The revision first: what is written meanwhile is read twice, never missed.
        let revision = store::revision(db).await?;
        let index = ArcSwap::from_pointee(read_all(db).await?.finish());
        Ok(People { index, revision: Mutex::new(revision), building: AtomicBool::new(false) })
    }

    /// The present index.
    pub fn load(&self) -> Guard<Arc<PeopleIndex>> {
        self.index.load()
    }
}

async fn read_all(db: &Db) -> Result<PeopleBuilder, StoreError> {
    let mut builder = PeopleBuilder::default();
    store::living_here(db, |row| builder.push(entry(row))).await?;
    Ok(builder)
}

/// Brings the index up to date. Call it after a transaction that changed residents was committed: who asks next finds
/// the change.
pub async fn changed(app: &App) -> Result<(), PeopleError> {
    let mut revision = app.people.revision.lock().await;
    let now = store::revision(&app.db).await?;
    if now != *revision {
        let index = after(&app.db, app.people.index.load_full(), *revision).await?;
        app.people.index.store(index);
        *revision = now;
    }
    let index = app.people.load();
    if index.changed() > CARRIED.max(index.len() / 50) && !app.people.building.swap(true, Ordering::AcqRel) {
        tokio::spawn(build_anew(app.clone(), index.clone(), *revision));
    }
    Ok(())
}

/// An index after everything that was committed since a revision.
async fn after(db: &Db, index: Arc<PeopleIndex>, revision: i64) -> Result<Arc<PeopleIndex>, PeopleError> {
    let rows = store::changed(db, revision, MOST_AT_ONCE + 1).await?;
    if rows.is_empty() || rows.len() as i64 > MOST_AT_ONCE {
        let builder = read_all(db).await?;
        return Ok(Arc::new(spawn_blocking(|| builder.finish()).await?));
    }
    let changes = rows.into_iter().map(|row| Change { id: row.id, now: row.moved_out.is_none().then(|| entry(row)) });
    let changes: Vec<Change> = changes.collect();
    Ok(Arc::new(spawn_blocking(move || index.with(changes)).await?))
}

/// Puts an index in one piece in the place of one that carries many changes.
async fn build_anew(app: App, index: Arc<PeopleIndex>, revision: i64) {
    if let Err(error) = replace(&app, index, revision).await {
        tracing::warn!(%error, "building the index of residents anew failed, the old one goes on");
    }
    app.people.building.store(false, Ordering::Release);
}

async fn replace(app: &App, index: Arc<PeopleIndex>, revision: i64) -> Result<(), PeopleError> {
    let merged = Arc::new(spawn_blocking(move || index.merged()).await?);
    let mut known = app.people.revision.lock().await;
    let now = store::revision(&app.db).await?;
    let merged = if now == revision { merged } else { after(&app.db, merged, revision).await? };
    app.people.index.store(merged);
    *known = now;
    Ok(())
}

/// Runs for ever: changes by other processes.
pub async fn keep_current(app: App) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        if let Err(error) = changed(&app).await {
            tracing::warn!(%error, "looking for changed residents failed, trying again");
        }
    }
}
