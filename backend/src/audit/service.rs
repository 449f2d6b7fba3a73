//! Sealing the days that are over.

use super::seal::Sealing;
use super::store;
use crate::app::App;
use crate::db::{Db, StoreError, next};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use shared::api::audit::Seal;
use shared::time::china_day;
use std::collections::BTreeMap;
use std::iter::Peekable;

/// A day is sealed this long after its end, when what was under way at midnight is on disk.
const GRACE: Duration = Duration::minutes(5);
/// How often the server looks whether a day is over.
const LOOK_EVERY: std::time::Duration = std::time::Duration::from_secs(60);

/// Runs for ever: seals each day shortly after its end, and at the start the days that are missing.
pub async fn keep_sealing(app: App) {
    loop {
        match seal_missing(&app.db, app.clock.now()).await {
            Ok(0) => {}
            Ok(sealed) => tracing::info!(sealed, "days of history sealed"),
            Err(error) => tracing::warn!(%error, "sealing the history failed, trying again"),
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Seals every day that is over and has no seal, from the day of the first event on. Returns how many. Of processes that
/// do this at once one does it.
pub async fn seal_missing(db: &Db, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let Some(until) = china_day(now - GRACE).pred_opt() else { return Ok(0) };
    // Only what is committed is read here, and nobody waits for it; events are appended in order and never change.
    let mut tx = db.snapshot().await?;
    let last = store::last_seal(&mut tx).await?;
    if last.as_ref().is_some_and(|last| last.day >= until) {
        return Ok(0);
    }
    let first = match &last {
        Some(last) => last.day.succ_opt(),
        None => store::first_moment(&mut tx).await?.map(china_day),
    };
    let Some(first) = first.filter(|first| *first <= until) else { return Ok(0) };
    let covered = last.as_ref().map_or(0, |last| last.last_seq);
    let mut latest: BTreeMap<NaiveDate, i64> = BTreeMap::new();
    store::moments(&mut tx, covered, |seq, at| {
        latest.insert(china_day(at), seq);
    })
    .await?;
    let mut maker = Maker {
        ends: ends(first, until, covered, &latest).into_iter().peekable(),
        previous: last.as_ref().map(|last| last.digest.clone()).unwrap_or_default(),
        sealing: Sealing::default(),
        now,
        seals: Vec::new(),
    };
    store::links(&mut tx, covered, |seq, row| {
        maker.close_before(seq);
        let (position, hash) = row?;
        maker.sealing.add(position, &hash);
        Ok(())
    })
    .await?;
    maker.close_before(i64::MAX);
    let seals = maker.seals;
    drop(tx);

    let mut tx = db.begin().await?;
    next(&mut tx, "seal", seals.len() as i64).await?;
    if store::last_seal(&mut tx).await? != last {
        return Ok(0);
    }
    store::insert_seals(&mut tx, &seals).await?;
    tx.commit().await?;
    Ok(seals.len())
}

/// The last event of each day: none after it happened on that day or before. An event may be dated earlier than its
/// neighbours, as when a suspension ran out while the server was down.
fn ends(first: NaiveDate, until: NaiveDate, covered: i64, latest: &BTreeMap<NaiveDate, i64>) -> Vec<(NaiveDate, i64)> {
    let mut end = latest.range(..first).map(|(_, seq)| *seq).fold(covered, i64::max);
    let days = first.iter_days().take_while(|day| *day <= until);
    days.map(|day| {
        end = latest.get(&day).map_or(end, |seq| end.max(*seq));
        (day, end)
    })
    .collect()
}

/// Makes seals from a stream of events.
struct Maker {
    ends: Peekable<std::vec::IntoIter<(NaiveDate, i64)>>,
    previous: String,
    sealing: Sealing,
    now: DateTime<Utc>,
    seals: Vec<Seal>,
}

impl Maker {
    /// Closes the days that end before an event.
    fn close_before(&mut self, seq: i64) {
        while let Some((day, end)) = self.ends.next_if(|(_, end)| *end < seq) {
            let seal = self.sealing.close(day, end, &self.previous, self.now);
            self.previous.clone_from(&seal.digest);
            self.seals.push(seal);
        }
    }
}
