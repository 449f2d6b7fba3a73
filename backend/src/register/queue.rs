//! One import at a time; the others wait in the order in which they came. The queue is the table of jobs, so that it
//! outlives the process; a job whose process died is shown as interrupted and can be started again.

use super::folder::{Folder, remove};
use super::run::{Ground, run};
use super::store;
use crate::app::App;
use crate::db::StoreError;
use crate::person;
use chrono::Duration;
use std::sync::LazyLock;
use tokio::sync::Notify;

/// How often somebody looks for what another process has entered or finished.
const LOOK_EVERY: std::time::Duration = std::time::Duration::from_secs(5);
/// A running import gives a sign of life six times in this time.
pub const BELIEVED_ALIVE: Duration = Duration::seconds(60);

/// An import was entered in this process.
static ENTERED: LazyLock<Notify> = LazyLock::new(Notify::new);

pub fn wake() {
    ENTERED.notify_waiters();
}

/// Runs for ever: imports what waits.
pub async fn keep_importing(app: App) {
    loop {
        let entered = ENTERED.notified();
        match look(&app).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "looking for imports failed, trying again"),
        }
        tokio::select! {
            () = entered => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Runs the import whose turn it is. Says whether there was one.
async fn look(app: &App) -> Result<bool, StoreError> {
    let now = app.clock.now();
    store::mark_abandoned(&app.db, now - BELIEVED_ALIVE).await?;
    forget_old(app).await?;
    let folder = Folder::in_data(&app.options.data);
    for id in store::waiting(&app.db).await? {
        let path = folder.table(id);
        // Another process has the file, or whoever entered it runs it.
        if !path.is_file() || !store::start(&app.db, id, now).await? {
            continue;
        }
        let Some(job) = store::job(&app.db, id).await? else { continue };
        let ground = Ground {
            db: app.db.clone(),
            vault: app.vault.clone(),
            clock: app.clock.clone(),
            areas: app.areas.book(),
            folder: folder.clone(),
        };
        run(&ground, &job, &path).await?;
        if let Err(error) = person::changed(app).await {
            tracing::warn!(%error, "looking for changed residents failed, it is done again soon");
        }
        if let Err(error) = remove(&path) {
            tracing::warn!(job = id, %error, "the table of an import cannot be removed");
        }
        return Ok(true);
    }
    Ok(false)
}

/// Removes the refused rows that were kept long enough.
async fn forget_old(app: &App) -> Result<(), StoreError> {
    let folder = Folder::in_data(&app.options.data);
    for id in store::expired(&app.db, app.clock.now()).await? {
        match remove(&folder.refused(id)) {
            Ok(()) => store::forget_errors(&app.db, id).await?,
            Err(error) => tracing::warn!(job = id, %error, "the refused rows of an import cannot be removed"),
        }
    }
    Ok(())
}
