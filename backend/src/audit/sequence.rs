//! The check along the global sequence: no event missing, none there twice, and every seal right. Pure.

use super::finding::{Findings, Place, Wrong};
use super::seal::Sealing;
use shared::api::audit::Seal;

/// Takes all events in the order of their numbers.
#[derive(Debug)]
pub struct SequenceCheck<'a> {
    seals: &'a [Seal],
    /// How many of them are closed.
    closed: usize,
    sealing: Sealing,
    seq: i64,
    pub events: i64,
}

impl<'a> SequenceCheck<'a> {
    /// `seals` in the order of their days.
    pub fn new(seals: &'a [Seal]) -> SequenceCheck<'a> {
        SequenceCheck { seals, closed: 0, sealing: Sealing::default(), seq: 0, events: 0 }
    }

    pub fn row(&mut self, seq: i64, position: i64, hash: &str, findings: &mut Findings) {
        self.events += 1;
        if seq <= self.seq {
            findings.add(Place::Sequence { seq }, Wrong::Sequence);
        } else if seq > self.seq + 1 {
            findings.add(Place::Sequence { seq: self.seq + 1 }, Wrong::Missing { to: seq - 1 });
        }
        self.seq = self.seq.max(seq);
        while self.seals.get(self.closed).is_some_and(|seal| seal.last_seq < seq) {
            self.close(findings);
        }
        self.sealing.add(position, hash);
    }

    /// `events` and `seals` are how many were ever written.
    pub fn end(mut self, events: i64, seals: i64, findings: &mut Findings) {
        if self.seq < events {
            findings.add(Place::Sequence { seq: self.seq + 1 }, Wrong::Missing { to: events });
        } else if self.seq > events {
            findings.add(Place::Sequence { seq: self.seq }, Wrong::Beyond { last: events });
        }
        while self.closed < self.seals.len() {
            self.close(findings);
        }
        let there = self.seals.len() as i64;
        if there != seals {
            findings.add(Place::Seals, Wrong::Seals { there, written: seals });
        }
    }

    /// Compares the next seal with the events that came since the one before it.
    fn close(&mut self, findings: &mut Findings) {
        let seal = &self.seals[self.closed];
        let before = self.closed.checked_sub(1).map(|before| &self.seals[before]);
        self.closed += 1;
        let (digest, from) = before.map_or(("", 1), |before| (before.digest.as_str(), before.last_seq + 1));
        let made = self.sealing.close(seal.day, seal.last_seq, digest, seal.sealed_at);
        let expected = before.and_then(|before| before.day.succ_opt()).unwrap_or(seal.day);
        if seal.day != expected {
            findings.add(Place::Seal { day: expected }, Wrong::SealMissing);
        } else if seal.previous != digest {
            findings.add(Place::Seal { day: seal.day }, Wrong::SealPrevious);
        } else if *seal != made {
            findings.add(Place::Seal { day: seal.day }, Wrong::Seal { from, to: seal.last_seq });
        }
    }
}
