//! Reports and cases.

use super::area::{AreaRef, Assignment, WorkerRef};
use crate::assign::DecidedBy;
use crate::case::workflow::{Action, Stage};
use crate::case::{Light, Source};
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
    /// A code of `GET /api/v1/categories`; left out when nobody has classified it yet.
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
    /// The light at `as_of` of the answer that carries it; clients recompute it from the times.
    pub light: Light,
    pub urgent: bool,
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
    pub department: Option<Department>,
    pub reported_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
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
    pub parent: Option<String>,
    pub satisfied: Option<bool>,
}

/// One row of a case's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseEvent {
    pub seq: i64,
    pub action: Action,
    pub stage: Stage,
    pub at: DateTime<Utc>,
    pub actor: String,
    pub note: String,
}

/// The light of a clock at a moment.
pub fn light(stage: Stage, reported_at: DateTime<Utc>, due_at: DateTime<Utc>, now: DateTime<Utc>) -> Light {
    if !stage.is_open() {
        return Light::Done;
    }
    let total = (due_at - reported_at).num_milliseconds().max(1) as f64;
    match (now - reported_at).num_milliseconds() as f64 / total {
        used if used > 1.0 => Light::Red,
        used if used >= 0.8 => Light::Yellow,
        _ => Light::Green,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Duration, TimeZone};

    #[test]
    fn the_light_turns_at_80_and_beyond_100_percent() {
        let from = Utc.with_ymd_and_hms(2026, 11, 22, 0, 0, 0).unwrap();
        let due = from + Duration::hours(10);
        let at = |minutes| light(Stage::Handling, from, due, from + Duration::minutes(minutes));
        assert_eq!(at(479), Light::Green);
        assert_eq!(at(480), Light::Yellow);
        assert_eq!(at(600), Light::Yellow);
        assert_eq!(at(601), Light::Red);
        assert_eq!(light(Stage::Closed, from, due, due + Duration::days(1)), Light::Done);
    }
}
