//! Residents, as far as a list may show them.

use super::area::AreaChain;
use super::place::PlaceRef;
use crate::geo::Location;
use crate::origin::Origins;
use crate::person::{CareGroup, Registration, Relation, Sex};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

words! {
    /// What a query matched.
    MatchKind {
        Name = "name", "姓名", "name";
        NamePrefix = "name_prefix", "姓名开头", "start of name";
        NamePart = "name_part", "姓名片段", "part of name";
        Pinyin = "pinyin", "拼音", "pinyin";
        Initials = "initials", "拼音首字母", "initials";
        Traditional = "traditional", "繁体", "traditional characters";
        Homophone = "homophone", "同音", "same sound";
        OneCharacterOff = "one_character_off", "一字之差", "one character off";
        PhoneTail = "phone_tail", "手机尾号", "end of the phone number";
        Identity = "identity", "证件号码", "identity number";
        Phone = "phone", "手机号码", "phone number";
    }
}

/// Why a resident is in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Match {
    pub kind: MatchKind,
    /// Further reasons in words: `年龄适合为6岁孩子的家长 · 同户有6岁子女`.
    pub reasons: Vec<String>,
}

/// A resident found. No phone, no identity number: those need a reveal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResidentHit {
    pub id: String,
    pub name: String,
    pub age: i32,
    pub sex: Sex,
    pub relation: Relation,
    pub building: PlaceRef,
    pub complex: Option<PlaceRef>,
    /// 单元, from 1.
    pub entrance: u16,
    pub dwelling: PlaceRef,
    pub floor: u16,
    pub area: AreaChain,
    /// Of the building, WGS-84.
    pub location: Location,
    #[serde(rename = "match")]
    pub matched: Match,
}

/// A member of a household.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberView {
    pub id: String,
    pub name: String,
    pub age: i32,
    pub sex: Sex,
    pub relation: Relation,
    pub registration: Registration,
    pub care: Option<CareGroup>,
    /// Holds a lease of this dwelling today.
    pub tenant: bool,
    /// People of one household share it.
    pub household: String,
    /// Masked.
    pub phone: Option<String>,
    /// Masked.
    pub identity: Option<String>,
    /// Where the person is registered, when that is not here (人户分离).
    pub registered_address: Option<String>,
    pub moved_in: NaiveDate,
    /// Where each field came from.
    pub origins: Origins,
}

/// A lease of a dwelling and who holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeaseView {
    /// Id of the resident.
    pub resident: String,
    pub name: String,
    pub age: i32,
    pub sex: Sex,
    /// Masked.
    pub phone: Option<String>,
    pub starts: NaiveDate,
    /// Its last day; open when there is none.
    pub ends: Option<NaiveDate>,
}

/// What a worker at the door found to be different. Fields that are left out stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CorrectionInput {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Empty when there is none any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Empty when the person is registered here (人户一致).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered_address: Option<String>,
    /// The day on which the person left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_out: Option<NaiveDate>,
}

/// What became of a correction, field by field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CorrectionAnswer {
    /// Fields that have the new value.
    pub accepted: Vec<String>,
    /// Fields of which a later word stands.
    pub kept: Vec<String>,
}
