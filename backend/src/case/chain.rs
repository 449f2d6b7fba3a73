//! The chain of a case's history: each event carries the hash of the one before it, so that a change, an insertion or a
//! deletion shows. The first event carries the hash of what was reported.
//!
//! Invariants: no two histories have the same fields in the same order of hashing (every field is led by its length, and
//! nothing differs from empty); what the law may ask to erase, the reporter's name and telephone, is in no hash.

use super::store::{CaseRow, EventRow};
use chrono::SubsecRound;
use sha2::{Digest, Sha256};

/// SHA-256 over fields, each led by its length.
#[derive(Clone, Debug, Default)]
pub struct Fields(Sha256);

impl Fields {
    pub fn add(&mut self, bytes: impl AsRef<[u8]>) -> &mut Fields {
        let bytes = bytes.as_ref();
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
        self
    }

    pub fn number(&mut self, number: i64) -> &mut Fields {
        self.add(number.to_be_bytes())
    }

    /// Nothing is told from empty by a length that no field has.
    pub fn maybe(&mut self, bytes: Option<impl AsRef<[u8]>>) -> &mut Fields {
        match bytes {
            Some(bytes) => self.add(bytes),
            None => {
                self.0.update(u64::MAX.to_be_bytes());
                self
            }
        }
    }

    pub fn place(&mut self, lon: Option<f64>, lat: Option<f64>) -> &mut Fields {
        self.maybe(lon.map(|degrees| degrees.to_bits().to_be_bytes()));
        self.maybe(lat.map(|degrees| degrees.to_bits().to_be_bytes()))
    }

    /// In hexadecimal digits.
    pub fn digest(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What was reported, as it must stay. Where the case lies and who has it may be decided anew and is left out: the
/// history says so in its own rows.
pub fn facts(row: &CaseRow) -> String {
    let mut fields = Fields::default();
    fields.add(&row.number).add(row.source.0.code()).maybe(row.external_id.as_ref()).add(&row.description);
    fields.place(row.lon, row.lat).add(&row.place).maybe(row.building_id.map(i64::to_be_bytes));
    fields.maybe(row.occurred_at.map(|at| at.timestamp_micros().to_be_bytes()));
    fields.number(row.reported_at.timestamp_micros());
    fields.digest()
}

/// Every field of an event, and the hash of the event before it.
pub fn hash(case: i64, event: &EventRow) -> String {
    let mut fields = Fields::default();
    fields.number(case).number(event.seq).number(event.position);
    fields.add(event.action.0.code()).add(event.state.0.code());
    fields.number(event.at.timestamp()).number(event.at.timestamp_subsec_nanos().into());
    fields.maybe(event.login.as_ref()).add(&event.actor).maybe(event.role.map(|role| role.0.code()));
    fields.place(event.lon, event.lat).add(&event.note).add(&event.changes).add(&event.previous);
    fields.digest()
}

/// Puts an event at the end of a case's history. The case takes on the version and head that it has after it.
pub fn link(row: &mut CaseRow, seq: i64, event: &mut EventRow) {
    if row.version == 0 {
        row.head = facts(row);
    }
    row.version += 1;
    // PostgreSQL stores no more, and the hash is taken of what is stored.
    event.at = event.at.trunc_subsecs(6);
    (event.seq, event.position, event.previous) = (seq, row.version, std::mem::take(&mut row.head));
    event.hash = hash(row.id, event);
    row.head.clone_from(&event.hash);
}
