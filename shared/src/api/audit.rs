//! Seals of the history, for auditors who keep them elsewhere.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The seal of a day: it covers the events after the seal of the day before, and that seal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Seal {
    /// In China.
    pub day: NaiveDate,
    /// Sequence number of the last event that it covers.
    pub last_seq: i64,
    /// Events that it covers.
    pub events: i64,
    /// Cases that begin with one of these events.
    pub cases: i64,
    /// SHA-256 of the hashes of the events in their order, and of the other fields of this seal.
    pub digest: String,
    /// The digest of the seal before it; empty in the first one.
    pub previous: String,
    pub sealed_at: DateTime<Utc>,
}

/// What a verification of the whole history has found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerdictView {
    pub events: i64,
    pub cases: i64,
    pub seals: i64,
    /// 0 when nothing was changed, inserted or removed.
    pub count: u64,
    /// The first findings, the first one first, in the reader's words; at most 20.
    pub findings: Vec<String>,
    pub as_of: DateTime<Utc>,
}
