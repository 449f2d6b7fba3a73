//! Numbers in full, the log of who asked for them, alarms, and lists of persons as files.

use super::area::AreaRef;
use crate::access::Role;
use crate::disclosure::{AccessAction, AccessPurpose, AccessSubject, AlarmKind, ExportKind, ExportState, PersonField};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What is to be shown in full, and why. Both are logged before the answer is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RevealInput {
    pub fields: Vec<PersonField>,
    pub purpose: AccessPurpose,
    /// Needed for the purpose `other`; at most 200 characters, and no numbers of persons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Values in full. The screen shows them for `seconds` and forgets them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Revealed {
    pub values: Vec<RevealedValue>,
    pub seconds: u32,
}

impl std::fmt::Debug for Revealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Revealed").finish_non_exhaustive()
    }
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RevealedValue {
    pub field: PersonField,
    /// `None` when nothing is recorded.
    pub value: Option<String>,
}

impl std::fmt::Debug for RevealedValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RevealedValue").field("field", &self.field).finish_non_exhaustive()
    }
}

/// A row of the access log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessView {
    pub id: i64,
    pub at: DateTime<Utc>,
    pub login: String,
    pub name: String,
    pub role: Role,
    /// Of the office in which somebody acted.
    pub office_area: AreaRef,
    pub action: AccessAction,
    pub subject: AccessSubject,
    pub subject_id: String,
    pub area: AreaRef,
    pub dwelling: Option<DwellingRef>,
    pub fields: Vec<PersonField>,
    pub purpose: Option<AccessPurpose>,
    pub reason: String,
    /// How many were found, or are on the list.
    pub answers: Option<i64>,
    /// The same for the same words.
    pub words_hash: Option<String>,
}

/// A dwelling with its address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DwellingRef {
    pub id: String,
    pub name: String,
}

/// Somebody's rate was unusual.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlarmView {
    pub login: String,
    pub name: String,
    pub role: Role,
    pub office_area: AreaRef,
    pub kind: AlarmKind,
    /// `2026-11-22T14`, in China.
    pub hour: String,
    pub at: DateTime<Utc>,
    pub count: i64,
    pub most: i64,
    pub noted_at: Option<DateTime<Utc>>,
    pub noted_by: Option<String>,
}

/// Alarms, newest first, and how many of them nobody has taken note of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlarmList {
    pub items: Vec<AlarmView>,
    pub open: i64,
}

/// Which alarm was taken note of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AlarmNoted {
    pub login: String,
    pub kind: AlarmKind,
    pub hour: String,
}

/// A list of persons that is asked for as a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PersonExportInput {
    /// Code or name; the area of one's office when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    pub kind: ExportKind,
    /// To be written in full; everything else stays masked.
    #[serde(default)]
    pub fields: Vec<PersonField>,
    pub purpose: AccessPurpose,
    /// 5 to 200 characters, and no numbers of persons.
    pub reason: String,
}

/// A decision about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PersonExportDecision {
    /// Needed to refuse.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonExportView {
    pub id: String,
    pub asked_at: DateTime<Utc>,
    pub login: String,
    pub name: String,
    pub role: Role,
    pub area: AreaRef,
    pub kind: ExportKind,
    pub fields: Vec<PersonField>,
    pub purpose: AccessPurpose,
    pub reason: String,
    /// When it was asked for.
    pub persons: i64,
    pub state: ExportState,
    pub decided_at: Option<DateTime<Utc>>,
    pub decided_by: Option<String>,
    pub decision: Option<String>,
    /// Until when the file can be fetched.
    pub fetch_until: Option<DateTime<Utc>>,
    pub fetched_at: Option<DateTime<Utc>>,
    /// Whether the reader may decide, or fetch.
    pub may_decide: bool,
    pub may_fetch: bool,
}
