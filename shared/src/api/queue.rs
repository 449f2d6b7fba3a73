//! Lists of cases, queues, the board of 督考130, and saved filters.

use super::case::CaseOnMap;
use crate::case::supervision::SupervisionDays;
use crate::case::workflow::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What waits for the viewer's office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueView {
    pub as_of: DateTime<Utc>,
    /// Only states in which the office has a duty, in the order of the work; also those with nothing in them.
    pub states: Vec<QueueCount>,
    /// Extensions, suspensions and appeals that the office decides.
    pub pending: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueCount {
    pub state: State,
    pub count: u32,
    /// Past 80 % of the limit.
    pub due_soon: u32,
    pub overdue: u32,
}

/// 督考130 over the cases that the viewer sees; the lists themselves are `GET /api/v1/cases?watch=`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SupervisionView {
    pub as_of: DateTime<Utc>,
    /// Whose days count; a setting of the installation.
    pub days: SupervisionDays,
    /// "1": without a plan; late from 24:00 of day 1 on.
    pub plan: WatchCount,
    /// "3": without feedback; late from 24:00 of day 3 on.
    pub feedback: WatchCount,
    /// "0": not cleared.
    pub open: WatchCount,
    /// Put under supervision by a leader and not cleared.
    pub supervised: u32,
    pub departments: Vec<DepartmentWatch>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WatchCount {
    pub count: u32,
    /// In list "0": past the limit of the case.
    pub late: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepartmentWatch {
    pub department: crate::worker::Department,
    pub open: u32,
    pub late: u32,
}

/// A filter that somebody keeps under a name: the query of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavedFilter {
    /// 1 to 40 characters.
    pub name: String,
    /// As in the address of the page, without `?`; at most 500 characters.
    pub query: String,
}

words! {
    /// How a list of cases is ordered.
    ListOrder {
        Newest = "newest", "最新上报", "Newest first";
        Due = "due", "最先到期", "First due";
    }
}

words! {
    /// What a list is taken away as.
    ListFormat {
        Csv = "csv", "CSV 表格", "CSV";
        Xlsx = "xlsx", "Excel 表格", "Excel";
    }
}

/// A page of the list of cases. With words to look for, a page may be short, even empty, and still have a `next`: each
/// look-up goes through a bounded number of cases, and `searched_to` says how far back it came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CasePage {
    pub items: Vec<CaseOnMap>,
    pub next: Option<String>,
    /// Cases reported before this moment have not been looked at for the words yet: `next` goes on from here. `None` when
    /// there were no words, or the page is full, or everything was looked at.
    pub searched_to: Option<DateTime<Utc>>,
}
