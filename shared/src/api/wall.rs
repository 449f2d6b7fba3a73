//! The wall: numbers and cases without anything personal.

use super::area::AreaRef;
use super::case::CaseOnMap;
use crate::case::Source;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Everything the wall draws at once; kept up to date by the live stream from `seq` on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WallView {
    pub district: Option<AreaRef>,
    /// West, south, east, north of the district in WGS-84 degrees.
    pub bbox: [f64; 4],
    pub as_of: DateTime<Utc>,
    /// Last event that the numbers contain.
    pub seq: i64,
    pub today: TodayNumbers,
    pub year: YearNumbers,
    pub one_three_zero: OneThreeZero,
    /// Today's reports by channel, most first.
    pub sources: Vec<SourceCount>,
    /// Today's reports by category, most first, at most 8.
    pub categories: Vec<CategoryCount>,
    pub subdistricts: Vec<SubdistrictRank>,
    /// Latest public cases, newest first, at most 30.
    pub ticker: Vec<CaseOnMap>,
    /// Open public cases for the map.
    pub open: Vec<CaseOnMap>,
}

/// Since midnight in China.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TodayNumbers {
    pub day: NaiveDate,
    pub accepted: u32,
    pub closed: u32,
    /// Open now, whenever reported.
    pub open: u32,
    /// Open and past the limit now.
    pub overdue: u32,
}

/// Since 1 January. The rate is handled ÷ accepted (the definition of the daily report; the city-management rate is
/// closed ÷ due for closure).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct YearNumbers {
    pub since: NaiveDate,
    pub accepted: u32,
    pub handled: u32,
    /// 0 to 1; `None` when nothing was accepted.
    pub handled_rate: Option<f64>,
}

/// 督考130: open cases without a plan, without feedback, not cleared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OneThreeZero {
    pub without_plan: u32,
    pub without_feedback: u32,
    pub not_cleared: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SourceCount {
    pub source: Source,
    pub count: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CategoryCount {
    pub zh: String,
    pub en: String,
    pub count: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SubdistrictRank {
    pub area: AreaRef,
    /// This year.
    pub accepted: u32,
    pub handled: u32,
    pub open: u32,
    pub overdue: u32,
}
