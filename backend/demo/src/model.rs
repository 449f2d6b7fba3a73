//! What the generator returns: plain records in WGS-84, ready to be stored as they are.
//!
//! Ids count from 1 within each list, in list order, so `buildings[id - 1]` is building `id`. Parents come before
//! children in `areas`.

use chrono::{DateTime, NaiveDate, Utc};
use geo_types::{Geometry, MultiPolygon, Point, Polygon};
use shared::access::Role;
use shared::area::{AreaCode, GridKind};
use shared::assign::DecidedBy;
use shared::case::Source;
use shared::case::course::Course;
use shared::case::workflow::Action;
use shared::person::{CareGroup, Registration, Relation, Sex};
use shared::place::{BaseLayer, BuildingKind, DwellingUse};
use shared::worker::{Department, Post};

/// The whole district.
#[derive(Debug, Default)]
pub struct City {
    pub areas: Vec<Area>,
    pub base: Vec<BaseFeature>,
    pub complexes: Vec<Complex>,
    pub buildings: Vec<Building>,
    pub entrances: Vec<Entrance>,
    pub dwellings: Vec<Dwelling>,
    pub households: Vec<Household>,
    pub residents: Vec<Resident>,
    pub tenancies: Vec<Tenancy>,
    pub workers: Vec<Worker>,
    pub posts: Vec<PostHeld>,
    pub leaves: Vec<Leave>,
    pub liaisons: Vec<Liaison>,
    pub cases: Vec<Case>,
}

#[derive(Debug)]
pub struct Area {
    pub code: AreaCode,
    pub name: String,
    /// `None` above the grid.
    pub grid_kind: Option<GridKind>,
    pub boundary: MultiPolygon<f64>,
    /// A point inside, where the label goes.
    pub label: Point<f64>,
    /// Registered households; 0 for exclusive grids.
    pub households: u32,
}

#[derive(Debug)]
pub struct BaseFeature {
    pub layer: BaseLayer,
    /// Water: `river lake canal pond`. Green: `park wood hill farmland pitch`. Landuse: `residential old_town commercial
    /// office school hospital market industrial village station`. Road: `arterial collector street lane`.
    pub class: String,
    /// Empty when the feature has no name.
    pub name: String,
    pub geometry: Geometry<f64>,
}

/// A residential complex (小区) or another compound with one name.
#[derive(Debug)]
pub struct Complex {
    pub id: i64,
    pub name: String,
    pub community: AreaCode,
    pub center: Point<f64>,
}

#[derive(Debug)]
pub struct Building {
    pub id: i64,
    pub complex: Option<i64>,
    /// The general grid that the building belongs to: where its centroid or main entrance is. A building has exactly one,
    /// also when a border cuts its footprint.
    pub grid: AreaCode,
    /// `29栋`, `学士街33号楼`, `第一小学教学楼`.
    pub name: String,
    /// Standard address: `镜湖区星辰街道星辰路8号星辰花园29栋`.
    pub address: String,
    /// Old names and aliases.
    pub aliases: Vec<String>,
    pub kind: BuildingKind,
    pub floors: u16,
    /// Metres.
    pub height: f64,
    pub footprint: Polygon<f64>,
}

#[derive(Debug)]
pub struct Entrance {
    pub id: i64,
    pub building: i64,
    /// From 1: `2` is 2单元.
    pub number: u16,
    pub at: Point<f64>,
}

#[derive(Debug)]
pub struct Dwelling {
    pub id: i64,
    pub building: i64,
    pub entrance: i64,
    pub floor: u16,
    /// `301`.
    pub number: String,
    pub usage: DwellingUse,
    pub owner_name: String,
    /// Fictional.
    pub owner_phone: String,
}

#[derive(Debug)]
pub struct Household {
    pub id: i64,
    pub dwelling: i64,
}

#[derive(Debug)]
pub struct Resident {
    pub id: i64,
    pub household: i64,
    pub name: String,
    pub sex: Sex,
    pub birth: NaiveDate,
    pub relation: Relation,
    pub registration: Registration,
    pub care: Option<CareGroup>,
    /// Fictional: area code 199 with a number that is not issued.
    pub phone: Option<String>,
    /// Fictional: no place has a code that begins with 99.
    pub identity: String,
    /// Of those who are registered elsewhere.
    pub registered_address: Option<String>,
    pub moved_in: NaiveDate,
    pub moved_out: Option<NaiveDate>,
}

#[derive(Debug)]
pub struct Tenancy {
    pub dwelling: i64,
    pub resident: i64,
    pub from: NaiveDate,
    /// `None` while it lasts.
    pub until: Option<NaiveDate>,
}

#[derive(Debug)]
pub struct Worker {
    pub id: i64,
    pub name: String,
    pub phone: String,
}

#[derive(Debug)]
pub struct PostHeld {
    pub worker: i64,
    pub post: Post,
    /// Grid for grid posts, community for heads, grid for building leaders.
    pub area: AreaCode,
    /// Building leaders only.
    pub building: Option<i64>,
}

#[derive(Debug)]
pub struct Leave {
    pub worker: i64,
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// Who answers for a department in an area.
#[derive(Debug)]
pub struct Liaison {
    pub department: Department,
    pub worker: i64,
    pub area: AreaCode,
}

#[derive(Debug)]
pub struct Case {
    pub id: i64,
    pub number: String,
    pub source: Source,
    pub external_id: String,
    /// As reported; the course's criterion is the same.
    pub category: String,
    pub description: String,
    pub at: Point<f64>,
    pub address: String,
    pub building: Option<i64>,
    pub grid: AreaCode,
    pub worker: Option<i64>,
    pub decided_by: DecidedBy,
    pub reported_at: DateTime<Utc>,
    /// What has become of it: the course after the last event. A parent that it names stands earlier in the list.
    pub course: Course,
    /// In order of time; the first is `Report`, the second `Assign`, all others are steps that the machine allowed.
    pub events: Vec<Event>,
}

#[derive(Debug)]
pub struct Event {
    pub action: Action,
    pub at: DateTime<Utc>,
    /// Post and name of who did it: `网格员 李璟`, `派遣员`, `排水`.
    pub actor: String,
    /// The role of the office that it was done in; `None` when the program or a reporter did it.
    pub role: Option<Role>,
    /// Reason or remark, may be empty.
    pub note: String,
    /// The case after the event.
    pub course: Course,
}
