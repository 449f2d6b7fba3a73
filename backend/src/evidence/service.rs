//! Use cases of evidence: adding a photo, finding its bytes.

use super::files::{Files, Hash, Side};
use super::photo::{Photo, develop};
use super::refusal::Refusal;
use super::store::{self, EvidenceRow};
use crate::account::Account;
use crate::app::App;
use crate::case::record_attached;
use crate::case::store::CaseRow;
use crate::db::{Code, StoreError, Tx, next};
use crate::http::{ApiError, ApiResult};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use shared::evidence::{EvidenceKind, MAX_PER_CASE};
use std::path::Path;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Photos on their way in at once, each up to 10 MB in memory.
const UPLOADS: usize = 32;
/// Photos decoded at once, each up to 400 MB in memory.
const DECODERS: usize = 2;

/// The folder of photos, and how many hands work on them.
#[derive(Debug)]
pub struct Photos {
    files: Files,
    /// A place for every photo on its way in.
    pub uploads: Semaphore,
    decoders: Arc<Semaphore>,
}

/// A photo of a case. `fresh` is false when the case had it already, as the same kind.
#[derive(Clone, Debug)]
pub struct Added {
    pub row: EvidenceRow,
    pub fresh: bool,
}

impl Photos {
    /// The photos in a data folder.
    pub fn in_data(data: &Path) -> Photos {
        Photos {
            files: Files::in_data(data),
            uploads: Semaphore::new(UPLOADS),
            decoders: Arc::new(Semaphore::new(DECODERS)),
        }
    }

    /// Checks and strips a photo. The permit goes with the work: a caller who leaves does not make room for another
    /// decoder.
    async fn develop(&self, sent: Bytes) -> Result<Photo, Refusal> {
        let turn = self.decoders.clone().acquire_owned().await.expect("the semaphore is never closed");
        let work = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            develop(sent)
        });
        work.await.unwrap_or_else(|panic| {
            tracing::error!(%panic, "a photo broke its decoder");
            Err(Refusal::Broken)
        })
    }

    /// Puts a photo on disk.
    async fn keep(&self, photo: Photo) -> ApiResult<Photo> {
        let files = self.files.clone();
        let work = tokio::task::spawn_blocking(move || files.put(&photo).map(|()| photo));
        let kept = work.await.map_err(|panic| ApiError::internal(&panic))?;
        kept.map_err(|error| ApiError::internal(&format!("a photo cannot be stored: {error}")))
    }

    /// The bytes of a photo or its thumbnail.
    pub async fn read(&self, hash: &Hash, side: Side) -> ApiResult<Vec<u8>> {
        let read = tokio::fs::read(self.files.path(hash, side)).await;
        read.map_err(|error| ApiError::internal(&format!("photo {} cannot be read: {error}", hash.as_str())))
    }
}

/// Adds a photo to a case: the file first, then in one transaction its row and the line in the case's history, so that
/// no row ever lacks its file.
pub async fn add(app: &App, account: &Account, case: &CaseRow, kind: EvidenceKind, sent: Bytes) -> ApiResult<Added> {
    let photo = app.photos.develop(sent).await.map_err(|refusal| refuse(&refusal))?;
    // Asked here so that what a full case refuses does not fill the disk; decided in the transaction.
    let there = store::of_case(&app.db, case.id).await?;
    let known = there.iter().any(|row| row.hash == photo.hash.as_str() && row.kind.0 == kind);
    if there.len() as i64 >= MAX_PER_CASE && !known {
        return Err(refuse(&Refusal::CaseIsFull));
    }
    let photo = app.photos.keep(photo).await?;
    let mut tx = app.db.begin().await?;
    let now = app.clock.now();
    let Some(added) = attach(&mut tx, case.id, kind, &photo, &account.name, now).await? else {
        return Err(refuse(&Refusal::CaseIsFull));
    };
    if added.fresh {
        let note = format!("{} {}", kind.text().zh, photo.hash.as_str());
        record_attached(&mut tx, account, &case.number, &note, photo.position, now).await?;
    }
    tx.commit().await?;
    app.hub.wake();
    Ok(added)
}

/// Writes the row of a photo that is on disk; `None` when the case has as many as it may. The first statement locks the
/// counter of evidence, so that looking, counting and inserting are one step, across processes too.
pub async fn attach(
    tx: &mut Tx,
    case: i64,
    kind: EvidenceKind,
    photo: &Photo,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<Option<Added>, StoreError> {
    let id = next(tx, "evidence", 1).await?;
    if let Some(row) = store::known(tx, case, photo.hash.as_str(), kind).await? {
        return Ok(Some(Added { row, fresh: false }));
    }
    if store::count(tx, case).await? >= MAX_PER_CASE {
        return Ok(None);
    }
    let row = EvidenceRow {
        id,
        hash: photo.hash.as_str().to_owned(),
        case_id: case,
        kind: Code(kind),
        media_type: Code(photo.format),
        bytes: photo.bytes.len() as i64,
        width: photo.width.into(),
        height: photo.height.into(),
        taken_at: photo.taken_at,
        lon: photo.position.map(|at| at.lon),
        lat: photo.position.map(|at| at.lat),
        actor: actor.to_owned(),
        at: now,
    };
    store::insert(tx, &row).await?;
    Ok(Some(Added { row, fresh: true }))
}

/// The body is at fault.
fn refuse(refusal: &Refusal) -> ApiError {
    ApiError::field("", refusal.text())
}
