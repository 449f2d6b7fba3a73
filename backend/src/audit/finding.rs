//! What a verification finds, and which of it comes first.

use chrono::NaiveDate;
use std::fmt;

/// Findings that are kept for showing.
pub const SHOWN: usize = 20;

/// Where something is wrong. The order is that of naming: rows of the history first, by sequence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A place in the global sequence.
    Sequence { seq: i64 },
    /// A row of a case's history.
    Row { seq: i64, case: String, position: i64 },
    /// The case itself; its last event is named.
    Case { seq: i64, case: String, position: i64 },
    /// The seal of a day.
    Seal { day: NaiveDate },
    /// All seals together.
    Seals,
}

impl Place {
    /// The event that is named.
    pub fn seq(&self) -> Option<i64> {
        match self {
            Place::Sequence { seq } | Place::Row { seq, .. } | Place::Case { seq, .. } => Some(*seq),
            Place::Seal { .. } | Place::Seals => None,
        }
    }

    fn rank(&self) -> (u8, i64, &Place) {
        match self {
            Place::Sequence { seq } | Place::Row { seq, .. } => (0, *seq, self),
            Place::Case { seq, .. } => (1, *seq, self),
            Place::Seal { .. } | Place::Seals => (2, 0, self),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Sequence { seq } => write!(f, "event {seq}"),
            Place::Row { seq, case, position } => write!(f, "event {seq} (case {case}, position {position})"),
            Place::Case { seq, case, position } => {
                write!(f, "case {case} (last event {seq}, position {position})")
            }
            Place::Seal { day } => write!(f, "seal of {day}"),
            Place::Seals => write!(f, "the seals"),
        }
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Wrong {
    #[error("cannot be read: {0}")]
    Unreadable(String),
    #[error("is missing, with all up to event {to}")]
    Missing { to: i64 },
    #[error("its sequence number is there twice, or was never given")]
    Sequence,
    #[error("lies beyond event {last}, the last that was written")]
    Beyond { last: i64 },
    #[error("belongs to no case")]
    Orphan,
    #[error("position {expected} was expected: a row is missing, or this one does not belong here")]
    Position { expected: i64 },
    #[error("its hash is not that of its contents: it was changed")]
    Hash,
    #[error(
        "does not carry the hash of the row before it: that row was changed, or this one is no part of the history"
    )]
    Previous,
    #[error("does not carry the hash of the report: the report was changed")]
    Facts,
    #[error("was written before the row before it: one of them does not belong here")]
    Order,
    #[error("its changes do not fit the rows before it")]
    Changes,
    #[error("its state is not the one that its changes lead to")]
    State,
    #[error("has no history")]
    NoHistory,
    #[error("is at version {version}: its history ends too early or too late")]
    Version { version: i64 },
    #[error("does not carry the hash of its last row: that row was changed")]
    Head,
    #[error("is not what its history leads to")]
    Course,
    #[error("its column '{0}' is not what its history leads to")]
    Column(&'static str),
    #[error("is missing")]
    SealMissing,
    #[error("are {there}, and {written} were written")]
    Seals { there: i64, written: i64 },
    #[error("does not carry the digest of the seal before it: a seal was changed or removed")]
    SealPrevious,
    #[error("does not match events {from} to {to} and its own fields")]
    Seal { from: i64, to: i64 },
    #[error("is not the one that was kept elsewhere")]
    SealDiffers,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub place: Place,
    pub wrong: Wrong,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.place, self.wrong)
    }
}

/// The first findings, and how many there are in all.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    first: Vec<Finding>,
    pub count: u64,
}

impl Findings {
    pub fn add(&mut self, place: Place, wrong: Wrong) {
        self.count += 1;
        let rank = |finding: &Finding| finding.place.rank() <= place.rank();
        let at = self.first.partition_point(rank);
        self.first.insert(at, Finding { place, wrong });
        self.first.truncate(SHOWN);
    }

    /// The first ones, first one first.
    pub fn first(&self) -> &[Finding] {
        &self.first
    }
}
