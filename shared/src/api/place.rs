//! Buildings and dwellings.

use super::area::AreaChain;
use super::person::MemberView;
use crate::geo::Location;
use crate::place::{BuildingKind, DwellingUse};
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

/// One dwelling with the people who live there now.
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
    pub area: AreaChain,
    pub members: Vec<MemberView>,
}
