//! What travels on the live stream.

use crate::access::Role;
use crate::api::case::CaseOnMap;
use crate::area::AreaLevel;
use crate::case::workflow::Action;
use crate::notice::Happening;
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
    /// Who has to see to the case: community, subdistrict or district.
    pub level: AreaLevel,
    /// Login of who did it; never on a wall, and none for the public and the program itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The office in which it was done; as `by`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
}

impl LiveEvent {
    /// What [`crate::notice::concerns`] decides about.
    pub fn happening(&self) -> Happening {
        Happening {
            action: self.action,
            state: self.case.state,
            level: self.level,
            by: self.role,
            supervised: self.case.supervised,
        }
    }
}
