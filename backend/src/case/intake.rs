//! The writer of new cases: group commit.
//!
//! Reports queue up while the disk syncs; the next transaction takes all that wait. Nobody is answered before the
//! commit. When a group fails, each of its reports is tried alone, so that one bad row cannot refuse its neighbours.

use super::store::{self, Actor, CaseRow, EventRow};
use crate::db::{Db, StoreError, announce, next};
use crate::live::Hub;
use crate::vault::{Secret, Vault};
use shared::case::number::{UNCLASSIFIED, case_number};
use shared::case::workflow::Action;
use shared::person::Phone;
use shared::time::china_day;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// Reports in one transaction at most.
const GROUP: usize = 128;
/// Reports that may wait; beyond it callers are told to come back.
const QUEUE: usize = 4_096;

/// A case to be stored: everything but id and number, the reporter's telephone, which is sealed for the id, and what the
/// second history row says.
#[derive(Clone, Debug)]
pub struct NewCase {
    pub row: CaseRow,
    pub phone: Option<Phone>,
    pub reason: String,
}

/// A stored case. `fresh` is false when source and external id were known already.
#[derive(Clone, Debug)]
pub struct Stored {
    pub row: CaseRow,
    pub fresh: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    /// Nothing was stored.
    #[error("the queue of reports is full")]
    Full,
    /// Nothing was stored.
    #[error("the report could not be stored")]
    Failed,
}

type Waiting = (NewCase, oneshot::Sender<Result<Stored, IntakeError>>);

#[derive(Debug)]
pub struct Intake {
    queue: mpsc::Sender<Waiting>,
}

impl Intake {
    /// Starts the writer.
    pub fn start(db: Db, vault: Vault, hub: Arc<Hub>) -> Intake {
        let (queue, mut waiting) = mpsc::channel::<Waiting>(QUEUE);
        tokio::spawn(async move {
            let mut group = Vec::with_capacity(GROUP);
            while waiting.recv_many(&mut group, GROUP).await > 0 {
                commit(&db, &vault, &mut group).await;
                hub.wake();
            }
        });
        Intake { queue }
    }

    /// Stores a case; returns when it is on disk.
    pub async fn store(&self, case: NewCase) -> Result<Stored, IntakeError> {
        let (answer, answered) = oneshot::channel();
        self.queue.try_send((case, answer)).map_err(|_| IntakeError::Full)?;
        answered.await.unwrap_or(Err(IntakeError::Failed))
    }
}

async fn commit(db: &Db, vault: &Vault, group: &mut Vec<Waiting>) {
    let cases: Vec<&NewCase> = group.iter().map(|(case, _)| case).collect();
    let outcomes = match write(db, vault, &cases).await {
        Ok(stored) => stored.into_iter().map(Ok).collect(),
        Err(_) => one_by_one(db, vault, &cases).await,
    };
    for ((_, answer), outcome) in group.drain(..).zip(outcomes) {
        // Somebody who stopped waiting finds the case by its external id.
        drop(answer.send(outcome));
    }
}

async fn one_by_one(db: &Db, vault: &Vault, cases: &[&NewCase]) -> Vec<Result<Stored, IntakeError>> {
    let mut outcomes = Vec::with_capacity(cases.len());
    for case in cases {
        outcomes.push(match write(db, vault, &[case]).await {
            Ok(mut stored) => stored.pop().ok_or(IntakeError::Failed),
            Err(error) => {
                tracing::error!(%error, "a report could not be stored");
                Err(IntakeError::Failed)
            }
        });
    }
    outcomes
}

/// One transaction: every case that is new gets id, number and two history rows. The first statement locks the counter
/// of cases, so that looking for known external ids and inserting are one step, across processes too.
async fn write(db: &Db, vault: &Vault, cases: &[&NewCase]) -> Result<Vec<Stored>, StoreError> {
    let mut tx = db.begin().await?;
    let last = next(&mut tx, "case", cases.len() as i64).await?;
    let mut stored: Vec<Stored> = Vec::with_capacity(cases.len());
    let mut events = Vec::with_capacity(2 * cases.len());
    for (id, case) in (last - cases.len() as i64 + 1..).zip(cases) {
        let row = &case.row;
        if let Some(external_id) = &row.external_id {
            let here = stored
                .iter()
                .map(|known| &known.row)
                .find(|known| known.source == row.source && known.external_id.as_deref() == Some(external_id));
            let known = match here {
                Some(known) => Some(known.clone()),
                None => store::by_external_id(&mut tx, row.source.0, external_id).await?,
            };
            if let Some(row) = known {
                stored.push(Stored { row, fresh: false });
                continue;
            }
        }
        let (day, category) = (china_day(row.reported_at), row.course.0.category.as_deref());
        let serial = store::next_serial(&mut tx, category.unwrap_or(UNCLASSIFIED), day).await?;
        let number = case_number(category, day, serial);
        let by = |name: &str| Actor { name: name.to_owned(), ..Actor::default() };
        let (course, at) = (&row.course.0, row.reported_at);
        let reported = EventRow::new(Action::Report, at, &by(row.source.0.text().zh), "", None, course);
        let assigned = EventRow::new(Action::Assign, at, &by("自动分派"), &case.reason, Some(course), course);
        events.extend([(id, reported), (id, assigned)]);
        let reporter_phone = case.phone.as_ref().map(|phone| vault.seal(Secret::ReporterPhone, id, phone.reveal()));
        stored.push(Stored { row: CaseRow { id, number, reporter_phone, ..row.clone() }, fresh: true });
    }
    let mut fresh: HashMap<i64, &mut CaseRow> =
        stored.iter_mut().filter(|stored| stored.fresh).map(|stored| (stored.row.id, &mut stored.row)).collect();
    if !fresh.is_empty() {
        store::chain_events(&mut tx, &mut fresh, &mut events).await?;
        let rows: Vec<CaseRow> = stored.iter().filter(|stored| stored.fresh).map(|stored| stored.row.clone()).collect();
        store::insert(&mut tx, &rows).await?;
        store::insert_events(&mut tx, &events).await?;
        announce(&mut tx).await?;
    }
    tx.commit().await?;
    Ok(stored)
}
