//! Categories with their filing criteria, and what an import of the table does.

use crate::case::category::{Category, Criterion};
use serde::{Deserialize, Serialize};

/// A category and the criteria under which a case of it is filed; the first is the usual one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CategoryView {
    #[serde(flatten)]
    pub category: Category,
    pub criteria: Vec<Criterion>,
}

/// What a table changes, by codes of categories and criteria.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TableOutcome {
    /// Nothing was stored.
    pub dry_run: bool,
    /// Criteria in the table.
    pub rows: usize,
    /// New, or offered again.
    pub added: Vec<String>,
    pub changed: Vec<String>,
    /// No longer in the table: kept for the cases that have them, no longer offered.
    pub retired: Vec<String>,
    /// What stays is in another order.
    pub reordered: bool,
}

impl TableOutcome {
    /// Whether the table is the one that is there already.
    pub fn is_nothing(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.retired.is_empty() && !self.reordered
    }
}
