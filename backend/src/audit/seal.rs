//! How a seal is made: pure, one event after the other, so that a day of any length is sealed in little memory.

use crate::case::chain::Fields;
use chrono::{DateTime, NaiveDate, Utc};
use shared::api::audit::Seal;

/// A seal under way.
#[derive(Clone, Debug, Default)]
pub struct Sealing {
    hashes: Fields,
    events: i64,
    cases: i64,
}

impl Sealing {
    /// Takes the next event in the order of the sequence.
    pub fn add(&mut self, position: i64, hash: &str) {
        self.hashes.add(hash);
        self.events += 1;
        self.cases += i64::from(position == 1);
    }

    /// Closes the seal and makes ready for the next one.
    pub fn close(&mut self, day: NaiveDate, last_seq: i64, previous: &str, sealed_at: DateTime<Utc>) -> Seal {
        let Sealing { hashes, events, cases } = std::mem::take(self);
        let mut fields = Fields::default();
        fields.add(day.to_string()).number(last_seq).number(events).number(cases).add(previous);
        fields.number(sealed_at.timestamp_micros()).add(hashes.digest());
        Seal { day, last_seq, events, cases, digest: fields.digest(), previous: previous.to_owned(), sealed_at }
    }
}
