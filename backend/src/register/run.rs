//! One import from its first row to its last: batches into transactions, refused rows into a file, numbers into the job.

use super::apply::{Applier, Outcome};
use super::batches::{self, Piece, Row};
use super::doors::Buildings;
use super::folder::{Folder, KEPT, remove};
use super::refused::Refused;
use super::sheet::unreadable;
use super::store::{self, JobRow, Note};
use crate::area::AreaBook;
use crate::clock::Clock;
use crate::db::{Db, StoreError};
use crate::http::Both;
use crate::vault::Vault;
use shared::api::register::ImportCounts;
use shared::origin::Origin;
use shared::register::ImportState;
use shared::time::china_day;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// Batches that are read ahead.
const AHEAD: usize = 2;
/// A sign of life while a batch, or the measuring of a large file, takes its time.
const BEAT_EVERY: Duration = Duration::from_secs(10);
/// After a batch others get this share of the time that it took: SQLite has one writer at a time.
const YIELD: u32 = 4;

/// What an import stands on.
#[derive(Clone, Debug)]
pub struct Ground {
    pub db: Db,
    pub vault: Vault,
    pub clock: Clock,
    pub areas: Arc<AreaBook>,
    pub folder: Folder,
}

/// Why an import ended before its end.
#[derive(Debug)]
enum Ended {
    Cancelled,
    File(Both),
    Ours(anyhow::Error),
}

impl From<StoreError> for Ended {
    fn from(error: StoreError) -> Ended {
        Ended::Ours(error.into())
    }
}

impl From<anyhow::Error> for Ended {
    fn from(error: anyhow::Error) -> Ended {
        Ended::Ours(error)
    }
}

/// Runs an import that was started, and writes down how it ended.
pub async fn run(ground: &Ground, job: &JobRow, path: &Path) -> Result<ImportState, StoreError> {
    let mut notes = Vec::new();
    let mut refused = None;
    let ended = tokio::select! {
        ended = read_all(ground, job, path, &mut notes, &mut refused) => ended,
        error = beat(ground, job.id) => Err(error.into()),
    };
    let state = match ended {
        Ok(()) => ImportState::Done,
        Err(Ended::Cancelled) => ImportState::Cancelled,
        Err(Ended::File(fault)) => {
            notes.push(note(fault, true));
            ImportState::Failed
        }
        Err(Ended::Ours(error)) => {
            tracing::error!(job = job.id, %error, "an import failed");
            notes.push(note(
                crate::both!("服务内部错误，已记录", "something went wrong here; it has been logged"),
                true,
            ));
            ImportState::Failed
        }
    };
    let kept = match refused.filter(|_| state != ImportState::Cancelled) {
        Some(refused) => keep(ground, job.id, refused),
        None => remove(&ground.folder.refused(job.id)).map(|()| false).map_err(Into::into),
    };
    let until = match kept {
        Ok(kept) => kept.then(|| ground.clock.now() + KEPT),
        Err(error) => {
            tracing::error!(job = job.id, %error, "the refused rows of an import cannot be kept");
            None
        }
    };
    store::finish(&ground.db, job.id, state, ground.clock.now(), &notes, until).await?;
    Ok(state)
}

fn keep(ground: &Ground, id: i64, refused: Refused) -> anyhow::Result<bool> {
    refused.finish(ground.folder.make()?, &ground.folder.refused(id))?;
    Ok(true)
}

fn note(words: Both, fault: bool) -> Note {
    Note { zh: words.zh, en: words.en, fault }
}

async fn read_all(
    ground: &Ground,
    job: &JobRow,
    path: &Path,
    notes: &mut Vec<Note>,
    refused: &mut Option<Refused>,
) -> Result<(), Ended> {
    let table = job.kind.0;
    let origin = Origin { channel: job.channel.0, at: job.as_of, by: Some(format!("import {}", job.id)) };
    let today = china_day(job.as_of);
    let mut applier = Applier {
        db: ground.db.clone(),
        vault: ground.vault.clone(),
        areas: ground.areas.clone(),
        buildings: Buildings::load(&ground.db, &ground.areas).await?,
        table,
        origin,
        dry_run: job.dry_run,
        phantoms: Default::default(),
        former: Default::default(),
    };
    let (to, mut pieces) = mpsc::channel(AHEAD);
    let path = path.to_owned();
    let reading = tokio::task::spawn_blocking(move || batches::send(&path, table, today, to));
    let (mut header, mut counts) = (Vec::new(), ImportCounts::default());
    while let Some(piece) = pieces.recv().await {
        match piece {
            Piece::Header(names) => header = names,
            Piece::Note(words) => notes.push(note(words, false)),
            Piece::Rows { rows, progress } => {
                let begun = Instant::now();
                counts.read += rows.len() as i64;
                let faults = batch(&mut applier, rows, &mut counts).await?;
                write_refused(ground, job, &header, &faults, refused)?;
                let now = ground.clock.now();
                if store::progress(&ground.db, job.id, now, progress, counts).await? {
                    return Err(Ended::Cancelled);
                }
                tokio::time::sleep(begun.elapsed() / YIELD).await;
            }
        }
    }
    // What was not made by a spreadsheet program may break its reader.
    reading.await.unwrap_or_else(|_| Err(unreadable())).map_err(Ended::File)
}

type RefusedRow = (Row, Vec<super::given::Fault>);

/// Stores a batch; the rows that are refused come back in their order.
async fn batch(
    applier: &mut Applier,
    rows: Vec<Row>,
    counts: &mut ImportCounts,
) -> Result<Vec<RefusedRow>, StoreError> {
    let mut refused = Vec::new();
    let (mut good, mut of_good) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    for mut row in rows {
        match std::mem::replace(&mut row.parsed, Err(Vec::new())) {
            Ok(parsed) => {
                good.push(parsed);
                of_good.push(row);
            }
            Err(faults) => refused.push((row, faults)),
        }
    }
    counts.refused += refused.len() as i64;
    if !good.is_empty() {
        for (row, outcome) in of_good.into_iter().zip(applier.apply(good, counts).await?) {
            if let Outcome::Refused(faults) = outcome {
                refused.push((row, faults));
            }
        }
    }
    refused.sort_by_key(|(row, _)| row.number);
    Ok(refused)
}

fn write_refused(
    ground: &Ground,
    job: &JobRow,
    header: &[String],
    rows: &[RefusedRow],
    refused: &mut Option<Refused>,
) -> Result<(), Ended> {
    for (row, faults) in rows {
        let book = match refused {
            Some(book) => book,
            None => {
                let folder = ground.folder.make().map_err(anyhow::Error::from)?;
                refused.insert(Refused::new(folder, job.kind.0, header).map_err(anyhow::Error::from)?)
            }
        };
        book.add(header, row.number, &row.cells, faults).map_err(anyhow::Error::from)?;
    }
    Ok(())
}

/// Tells for ever that this process lives; returns only what went wrong.
async fn beat(ground: &Ground, id: i64) -> StoreError {
    loop {
        tokio::time::sleep(BEAT_EVERY).await;
        if let Err(error) = store::beat(&ground.db, id, ground.clock.now()).await {
            return error;
        }
    }
}
