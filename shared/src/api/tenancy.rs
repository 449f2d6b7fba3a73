//! Reports of tenants. What comes in holds numbers of people and prints nothing of them; what goes out holds none.

use super::place::PlaceRef;
use crate::person::{Relation, Sex};
use crate::push::PushKind;
use crate::worker::Department;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Who moved in and who left, as a grid worker found it at the door.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TenancyReportInput {
    /// Chosen by the sender, 8 to 64 letters, digits, `-` or `_`: the same report again is answered and not stored twice.
    pub report_id: String,
    /// At most 20.
    #[serde(default)]
    pub tenants: Vec<TenantInput>,
    /// At most 20.
    #[serde(default)]
    pub moved_out: Vec<MovedOutInput>,
    /// At most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Somebody who rents. Whoever is known by the identity number moves and is not made twice.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TenantInput {
    /// 1 to 50 characters.
    pub name: String,
    /// 18 characters, the last one checked. Tells sex and birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Needed without an identity number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// Needed without an identity number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// To the head of the household.
    pub relation: Relation,
    /// First day of the tenancy, today at the latest.
    pub from: NaiveDate,
    /// Last day, today at the earliest; none: open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

impl std::fmt::Debug for TenantInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TenantInput").field("relation", &self.relation).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for TenancyReportInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TenancyReportInput").field("report_id", &self.report_id).finish_non_exhaustive()
    }
}

/// Somebody who lived here and left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MovedOutInput {
    /// Id of a resident who lives here now.
    pub resident: String,
    /// Today at the latest.
    pub on: NaiveDate,
}

/// A report that is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TenancyReceipt {
    /// `T-20261122-000012`.
    pub number: String,
    pub at: DateTime<Utc>,
    pub dwelling: PlaceRef,
    /// Who rents now by this report, and who left.
    pub people: Vec<ReportedPerson>,
    /// The departments that are told.
    pub departments: Vec<Department>,
}

/// A person of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportedPerson {
    /// Of the resident.
    pub id: String,
    /// Masked.
    pub name: String,
    pub kind: PushKind,
    /// Known before by the identity number.
    pub known: bool,
}
