//! What travels on the live stream.

use crate::api::case::CaseOnMap;
use crate::case::workflow::Action;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One event of the global sequence. `case` is the case as it is after the event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LiveEvent {
    /// Global sequence number, also the `id:` of the server-sent event.
    pub seq: i64,
    pub action: Action,
    pub at: DateTime<Utc>,
    pub case: CaseOnMap,
}
