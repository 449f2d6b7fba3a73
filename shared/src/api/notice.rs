//! The bell. The page after a page is asked for with `after` = `next`; live, a browser adds one for every event of the
//! stream that is not its own (`by`) and of which [`crate::notice::concerns`] says yes.

use crate::access::Role;
use crate::case::workflow::{Action, State};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An event that concerns the office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeView {
    /// Unread when above `read_seq`.
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub action: Action,
    /// The office in which it was done; `None` for the public and the program itself.
    pub role: Option<Role>,
    /// The first 80 characters of what was written.
    pub note: String,
    /// Number of the case.
    pub case: String,
    pub category: Option<String>,
    pub category_zh: String,
    pub category_en: String,
    pub place: String,
    /// After the event.
    pub state: State,
    pub urgent: bool,
}

/// What the bell shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeCount {
    /// 100 when there are more than 99.
    pub unread: u32,
    /// Read up to this event.
    pub read_seq: i64,
    /// The newest event of all, to be sent back as read.
    pub last_seq: i64,
}

/// Everything up to this event is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticesRead {
    pub seq: i64,
}
