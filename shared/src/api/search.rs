//! One box, grouped answers.

use super::area::AreaView;
use super::case::CaseOnMap;
use super::person::ResidentHit;
use crate::geo::Location;
use serde::{Deserialize, Serialize};

words! {
    /// Kind of a place that a search found.
    PlaceKind {
        Complex = "complex", "小区", "Complex";
        Building = "building", "楼栋", "Building";
        Road = "road", "道路", "Road";
        Water = "water", "水系", "Water";
        Green = "green", "绿地", "Green";
        Landuse = "landuse", "用地", "Land use";
        Poi = "poi", "地点", "Point of interest";
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaceHit {
    pub kind: PlaceKind,
    pub id: String,
    pub name: String,
    /// Address or the area it lies in.
    pub detail: String,
    pub location: Location,
    /// West, south, east, north in WGS-84 degrees.
    pub bbox: [f64; 4],
}

/// The answer to `GET /api/v1/search?q=`; each group is best first and short.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchAnswer {
    pub residents: Vec<ResidentHit>,
    pub places: Vec<PlaceHit>,
    pub areas: Vec<AreaView>,
    pub cases: Vec<CaseOnMap>,
}
