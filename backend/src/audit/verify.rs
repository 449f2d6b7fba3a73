//! Reads a whole history, as it is at one moment, and checks it: once along the sequence and once along the cases. Both
//! are streams; memory holds one page of cases.

use super::finding::{Findings, Place, Wrong};
use super::history::{HistoryCheck, Stored};
use super::sequence::SequenceCheck;
use super::store;
use crate::db::{Db, StoreError, Tx};
use shared::api::audit::Seal;
use std::collections::HashMap;

/// Cases read at once.
const PAGE: usize = 500;

/// How much was checked, and what was found.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    pub events: i64,
    pub cases: i64,
    pub seals: i64,
    pub findings: Findings,
}

/// Checks everything: every row, every chain, every case, every seal; and the seals against those kept elsewhere.
pub async fn verify(db: &Db, kept: &[Seal]) -> Result<Verdict, StoreError> {
    verify_in(&mut db.snapshot().await?, kept).await
}

/// The same, as a transaction sees it.
pub async fn verify_in(tx: &mut Tx, kept: &[Seal]) -> Result<Verdict, StoreError> {
    let mut verdict = Verdict::default();
    let findings = &mut verdict.findings;
    let seals = store::seals(tx).await?;
    verdict.seals = seals.len() as i64;
    compare(&seals, kept, findings);

    let mut sequence = SequenceCheck::new(&seals);
    store::links(tx, i64::MIN, |seq, row| {
        // One that cannot be read is named with its case below.
        let (position, hash) = row.unwrap_or_default();
        sequence.row(seq, position, &hash, findings);
        Ok(())
    })
    .await?;
    verdict.events = sequence.events;
    let (events, written) = (store::counter(tx, "event").await?, store::counter(tx, "seal").await?);
    sequence.end(events, written, findings);

    let mut after = i64::MIN;
    loop {
        let cases = store::cases(tx, after, PAGE as i64).await?;
        verdict.cases += cases.len() as i64;
        // Beyond the last case there may be events of cases that are gone.
        let to = cases.last().filter(|_| cases.len() == PAGE).map_or(i64::MAX, |(id, _)| *id);
        let mut listed = store::listed(tx, (after, to)).await?;
        let cases = cases.into_iter().map(|(id, stored)| {
            let listed = listed.remove(&id).unwrap_or_default();
            (id, stored.map(|stored| Stored { listed, ..stored }).map_err(|error| error.to_string()))
        });
        let mut check = HistoryCheck::new(cases);
        store::events(tx, (after, to), |case, seq, event| {
            check.row(case, seq, event.map_err(|error| error.to_string()), findings);
        })
        .await?;
        check.end(findings);
        if to == i64::MAX {
            return Ok(verdict);
        }
        after = to;
    }
}

/// Every seal that was kept elsewhere is here, and the same.
fn compare(here: &[Seal], kept: &[Seal], findings: &mut Findings) {
    let here: HashMap<_, _> = here.iter().map(|seal| (seal.day, seal)).collect();
    for seal in kept {
        let wrong = match here.get(&seal.day) {
            Some(same) if *same == seal => continue,
            Some(_) => Wrong::SealDiffers,
            None => Wrong::SealMissing,
        };
        findings.add(Place::Seal { day: seal.day }, wrong);
    }
}
