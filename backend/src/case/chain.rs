//! The chain of a case's history: each event carries the hash of the one before it, so that a change, an insertion or a
//! deletion shows.

use super::store::EventRow;
use sha2::{Digest, Sha256};

/// SHA-256 over every field of an event, each led by its length, and the hash of the event before it.
pub fn hash(case: i64, event: &EventRow) -> String {
    let mut sum = Sha256::new();
    let mut field = |bytes: &[u8]| {
        sum.update((bytes.len() as u64).to_be_bytes());
        sum.update(bytes);
    };
    field(&case.to_be_bytes());
    field(&event.seq.to_be_bytes());
    field(&event.position.to_be_bytes());
    field(event.action.0.code().as_bytes());
    field(event.state.0.code().as_bytes());
    field(&event.at.timestamp_micros().to_be_bytes());
    field(event.login.as_deref().unwrap_or_default().as_bytes());
    field(event.actor.as_bytes());
    field(event.role.map_or("", |role| role.0.code()).as_bytes());
    for degrees in [event.lon, event.lat] {
        field(&degrees.map_or([0; 8], |degrees| degrees.to_bits().to_be_bytes()));
    }
    field(event.note.as_bytes());
    field(event.changes.as_bytes());
    field(event.previous.as_bytes());
    sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
