//! Imports of the register: what was sent, how far it is, what became of it.

use crate::origin::Channel;
use crate::register::{ImportState, RegisterTable};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An import. It holds numbers and no value of any row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportView {
    pub id: String,
    pub table: RegisterTable,
    pub channel: Channel,
    /// As of when the table was so.
    pub as_of: DateTime<Utc>,
    /// Says what would change and stores nothing.
    pub dry_run: bool,
    /// Name of the file.
    pub file: String,
    pub bytes: i64,
    /// Who sent it.
    pub by: String,
    pub state: ImportState,
    /// Thousandths of the file that are read.
    pub progress: i64,
    pub counts: ImportCounts,
    /// Rows a second.
    pub rate: Option<f64>,
    /// What to know about the file: columns that were left out, an encoding that was recognised.
    pub notes: Vec<String>,
    /// Why it failed.
    pub fault: Option<String>,
    /// Whether the refused rows can be downloaded.
    pub errors: bool,
    /// Whether it can be started again.
    pub restartable: bool,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// Rows of an import, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportCounts {
    pub read: i64,
    pub added: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub refused: i64,
    /// Fields (not rows) that kept a value from a later or nearer source.
    pub kept: i64,
}

impl ImportCounts {
    pub fn add(&mut self, more: ImportCounts) {
        self.read += more.read;
        self.added += more.added;
        self.changed += more.changed;
        self.unchanged += more.unchanged;
        self.refused += more.refused;
        self.kept += more.kept;
    }
}
