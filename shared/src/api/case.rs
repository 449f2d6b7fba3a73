//! Reports and cases.

use super::area::{AreaRef, Assignment, WorkerRef};
use crate::access::Role;
use crate::assign::DecidedBy;
use crate::case::category::Criterion;
use crate::case::changes::Changes;
use crate::case::course::Course;
use crate::case::supervision::{Standing, Supervision};
use crate::case::workflow::{Action, Stage, State};
use crate::case::{Light, Source, clock};
use crate::geo::Location;
use crate::worker::Department;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A report. `source` + `external_id` make it idempotent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportInput {
    pub source: Source,
    /// At most 100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Code of a category of `GET /api/v1/categories`; left out when nobody has classified it yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// 1 to 2,000 characters.
    pub description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// At most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub building_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reporter: Option<ReporterInput>,
    /// When it happened, if not now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
}

/// Who reports; both fields are optional.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReporterInput {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

impl std::fmt::Debug for ReporterInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ReporterInput { .. }")
    }
}

/// The answer to a report. To the public it shows no worker's name in full and no candidates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportAnswer {
    pub case: CaseOnMap,
    pub assignment: Assignment,
}

/// A case as map, list and live stream show it. Nothing here is about the reporter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseOnMap {
    pub number: String,
    pub source: Source,
    pub category: Option<String>,
    pub category_zh: String,
    pub category_en: String,
    pub stage: Stage,
    pub state: State,
    /// The light at `as_of` of the answer that carries it; clients recompute it with [`CaseOnMap::light_at`].
    pub light: Light,
    pub urgent: bool,
    /// 督办 by a leader.
    pub supervised: bool,
    pub location: Option<Location>,
    /// Building or street, never a dwelling.
    pub place: String,
    /// Free text of the reporter; `None` for viewers who are not signed in.
    pub description: Option<String>,
    pub building_id: Option<String>,
    pub subdistrict: Option<AreaRef>,
    pub community: Option<AreaRef>,
    pub grid: Option<AreaRef>,
    /// The name is masked for viewers who are not signed in.
    pub worker: Option<WorkerRef>,
    /// The leading department; before the dispatch the category's default.
    pub department: Option<Department>,
    pub reported_at: DateTime<Utc>,
    /// 80 % of the limit are used up.
    pub warn_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    /// The clock stands still since.
    pub paused_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    /// Number of events so far; an action names the version that it was decided on.
    pub version: i64,
}

impl CaseOnMap {
    /// The light of its clock at a moment.
    pub fn light_at(&self, now: DateTime<Utc>) -> Light {
        if self.state.is_open() { clock::light(self.warn_at, self.due_at, self.paused_at, now) } else { Light::Done }
    }
}

/// One case in full.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseDetail {
    #[serde(flatten)]
    pub case: CaseOnMap,
    pub decided_by: Option<DecidedBy>,
    pub reason: String,
    pub reporter_name: Option<String>,
    /// Masked.
    pub reporter_phone: Option<String>,
    pub occurred_at: Option<DateTime<Utc>>,
    pub course: Course,
    /// The filing criterion, or the first of its category, as the table has it now; the limit that counts is the
    /// clock's.
    pub criterion: Option<Criterion>,
    /// What the viewer may do now.
    pub allowed: Vec<Action>,
    /// The present state's own clock: 15 minutes to accept, file, dispatch; 30 to verify and close.
    pub stage_due_at: Option<DateTime<Utc>>,
    /// 督考130: how the case stands …
    pub standing: Standing,
    /// … and when the terms of the rule end for it.
    pub supervision: Supervision,
    /// Numbers of the cases that this one is the parent of.
    pub children: Vec<String>,
    /// For example: a year without a calendar.
    pub warnings: Vec<String>,
}

/// One row of a case's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseEvent {
    pub seq: i64,
    pub action: Action,
    pub state: State,
    pub at: DateTime<Utc>,
    pub actor: String,
    pub role: Option<Role>,
    /// Where it was done, if the actor's device said so.
    pub location: Option<Location>,
    pub note: String,
    /// Fields of the course, before and after.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub changes: Changes,
    /// SHA-256 of this row and the row before it.
    pub hash: String,
}

/// A step of casework.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActionInput {
    /// The version of the case that was looked at; somebody faster makes this 409.
    pub version: i64,
    /// Reason or result, at most 1,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Dispatch, transfer: to whom. Rework: whose part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departments: Vec<Department>,
    /// Accept, file, handle oneself; close, while the case has none: the code of a filing criterion, such as `E0130-2`.
    /// A category's code, such as `E0130`, means the criterion that the case has of it, else its first one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Suspension: until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
    /// Link, merge: number of the other case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Evaluate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub satisfied: Option<bool>,
    /// Where the actor is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
}

/// The same step for many cases.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkInput {
    /// At most 200.
    pub cases: Vec<CaseVersion>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departments: Vec<Department>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseVersion {
    pub number: String,
    pub version: i64,
}

/// What became of each case of a bulk step, in the order given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkOutcome {
    pub number: String,
    /// The reason when the step was not taken.
    pub refused: Option<String>,
    pub case: Option<CaseOnMap>,
}
