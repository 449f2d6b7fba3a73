//! What every courier shares: sending, signing, waiting, and the round of work.
//!
//! A courier serves many receivers, one task for each, so that a slow one holds up nobody else. Who serves a receiver
//! holds its lease in the store; a process that dies loses it by doing nothing.

mod address;
mod error;
mod post;
mod run;
mod signature;

pub use address::check_url;
use chrono::Duration;
pub use error::{ReceiverError, number};
pub use post::{Delivery, Outcome, Poster};
pub use run::{Errands, run};
pub use signature::{new_secret, signature};

/// How long after each failure the next attempt comes; the last one repeats.
const BACKOFF: [Duration; 6] = [
    Duration::seconds(10),
    Duration::minutes(1),
    Duration::minutes(5),
    Duration::minutes(30),
    Duration::hours(2),
    Duration::hours(6),
];
/// A process that has not written for so long is believed dead. Longer than a delivery may take.
pub const LEASE: Duration = Duration::seconds(30);

/// How long to wait after so many failures.
pub fn wait_after(failures: i32) -> Duration {
    let at = usize::try_from(failures - 1).unwrap_or(0);
    BACKOFF[at.min(BACKOFF.len() - 1)]
}
