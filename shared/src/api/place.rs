//! Buildings and dwellings.

use super::area::AreaChain;
use super::person::{LeaseView, MemberView};
use crate::geo::Location;
use crate::origin::Origins;
use crate::place::{BuildingKind, DwellingUse};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A place by id and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaceRef {
    pub id: String,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BuildingDetail {
    pub id: String,
    pub name: String,
    pub complex: Option<PlaceRef>,
    pub address: String,
    pub aliases: Vec<String>,
    pub kind: BuildingKind,
    pub floors: u16,
    /// Metres.
    pub height: f64,
    pub area: AreaChain,
    pub location: Location,
    /// West, south, east, north in WGS-84 degrees.
    pub bbox: [f64; 4],
    /// The outline on the ground, closed: longitude and latitude, WGS-84.
    pub footprint: Vec<[f64; 2]>,
    pub entrances: Vec<EntranceView>,
    pub dwellings: Vec<DwellingCell>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EntranceView {
    pub id: String,
    /// 单元, from 1.
    pub number: u16,
    pub location: Location,
}

/// A cell of the elevation (楼栋图).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DwellingCell {
    pub id: String,
    pub entrance: u16,
    pub floor: u16,
    pub number: String,
    pub usage: DwellingUse,
    pub residents: u16,
    /// Somebody of a care group lives here.
    pub care: bool,
}

/// One dwelling: whose it is, who lives there now, who rents and who rented it, and who called there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DwellingDetail {
    pub id: String,
    pub building: PlaceRef,
    pub complex: Option<PlaceRef>,
    pub entrance: u16,
    pub floor: u16,
    pub number: String,
    pub usage: DwellingUse,
    pub owner_name: String,
    /// Masked.
    pub owner_phone: Option<String>,
    pub area: AreaChain,
    pub members: Vec<MemberView>,
    /// Leases that have not ended; one that begins later says so by its date.
    pub tenants: Vec<LeaseView>,
    /// Leases that have ended, the latest first.
    pub former_tenants: Vec<LeaseView>,
    /// The latest first, at most fifty.
    pub visits: Vec<VisitView>,
    /// Where `usage`, `owner_name` and `owner_phone` came from.
    pub origins: Origins,
    /// The reader may correct the record and note visits here.
    pub may_record: bool,
}

/// A visit to a household (走访).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitView {
    pub id: String,
    /// The day in China on which somebody called.
    pub day: NaiveDate,
    pub note: String,
    /// Name of who called.
    pub by: String,
    pub recorded_at: DateTime<Utc>,
}

/// A visit to be noted: not in the future, and not longer ago than a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct VisitInput {
    pub day: NaiveDate,
    /// At most 500 characters.
    pub note: String,
}
