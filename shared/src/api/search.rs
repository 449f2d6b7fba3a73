//! One box, grouped answers.

use super::area::{AreaChain, AreaView};
use super::case::CaseOnMap;
use super::person::ResidentHit;
use super::place::PlaceRef;
use crate::geo::Location;
use crate::person::Sex;
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

words! {
    /// What of a place a query matched.
    PlaceReason {
        Name = "name", "名称", "name";
        Start = "start", "名称开头", "start of name";
        Part = "part", "名称片段", "part of name";
        Alias = "alias", "曾用名", "old or other name";
        Address = "address", "地址", "address";
        Number = "number", "楼号", "building number";
        Pinyin = "pinyin", "拼音", "pinyin";
        Initials = "initials", "拼音首字母", "initials";
        Traditional = "traditional", "繁体", "traditional characters";
        Homophone = "homophone", "同音", "same sound";
        OneCharacterOff = "one_character_off", "一字之差", "one character off";
    }
}

/// Why a place is in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaceMatch {
    pub kind: PlaceReason,
    /// The old or other name that matched.
    pub text: Option<String>,
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
    #[serde(rename = "match")]
    pub matched: PlaceMatch,
}

/// A dwelling that an address names, or an entrance when it goes no further.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DwellingHit {
    pub building: PlaceRef,
    pub complex: Option<PlaceRef>,
    /// 单元, from 1.
    pub entrance: u16,
    /// Nothing when only the entrance was named, or when it has no dwelling of that number.
    pub dwelling: Option<PlaceRef>,
    pub floor: Option<u16>,
    pub area: AreaChain,
    /// Of the entrance, WGS-84.
    pub location: Location,
    /// How the building was found.
    #[serde(rename = "match")]
    pub matched: PlaceMatch,
    /// The number that was asked for and is not there.
    pub missing: Option<String>,
}

/// What the search box asks. Only `q` is needed; everything else narrows the people.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SearchInput {
    /// Name, pinyin, initials, telephone or its end, identity number, address, place, grid or case number.
    pub q: String,
    /// Narrows people to possible parents of a child of this age.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub child_age: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_from: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_to: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// Code or name of an area that people live in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// Name of somebody in the same household.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kin: Option<String>,
    /// The last digits of the telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_tail: Option<String>,
}

/// The answer to a search; each group is best first and short.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchAnswer {
    pub residents: Vec<ResidentHit>,
    /// How many residents match, counted to 200.
    pub residents_total: usize,
    /// There are more than were counted.
    pub residents_more: bool,
    /// Dwellings and entrances, when the query is an address.
    pub dwellings: Vec<DwellingHit>,
    pub dwellings_total: usize,
    pub places: Vec<PlaceHit>,
    pub areas: Vec<AreaView>,
    pub cases: Vec<CaseOnMap>,
}
