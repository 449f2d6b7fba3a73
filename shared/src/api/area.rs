//! Areas and the answer to "where is this, whose is it".

use crate::area::{AreaLevel, GridKind, GridSize};
use crate::assign::{DecidedBy, Relation};
use crate::geo::Location;
use crate::worker::{Post, WorkerChoice};
use serde::{Deserialize, Serialize};

/// An area by code and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaRef {
    pub code: String,
    pub name: String,
}

/// The chain that an area or a place belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaChain {
    pub district: Option<AreaRef>,
    pub subdistrict: Option<AreaRef>,
    pub community: Option<AreaRef>,
    pub grid: Option<AreaRef>,
}

/// An area as a list or the map shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaView {
    pub code: String,
    pub name: String,
    pub level: AreaLevel,
    pub grid_kind: Option<GridKind>,
    pub parent: Option<String>,
    /// `星辰街道 星辰社区`: what it lies in, without the district.
    pub within: String,
    /// Households with somebody who lives there now.
    pub households: u32,
    /// Of a general grid.
    pub size: Option<GridSize>,
    /// Open cases now.
    pub open: u32,
    /// Open cases past their limit now.
    pub overdue: u32,
    /// Label point, WGS-84.
    pub label: Location,
    /// West, south, east, north in WGS-84 degrees.
    pub bbox: [f64; 4],
}

/// A worker as colleagues see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkerRef {
    pub id: String,
    pub name: String,
    pub post: Post,
}

/// A grid that was considered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CandidateView {
    pub code: String,
    pub name: String,
    pub kind: GridKind,
    pub relation: Relation,
    /// Metres; 0 when the grid holds or touches the point.
    pub distance_m: f64,
}

/// Where a place is, whose it is, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Assignment {
    /// The place in WGS-84, as it is stored; `None` when only an address was given.
    pub location: Option<Location>,
    #[serde(flatten)]
    pub chain: AreaChain,
    pub worker: Option<WorkerRef>,
    /// Why this worker; `None` when there is no grid to choose for.
    pub worker_choice: Option<WorkerChoice>,
    pub decided_by: Option<DecidedBy>,
    /// The whole reason in one sentence.
    pub reason: String,
    /// Further doubts, such as a point that only fits the district in another datum.
    pub warnings: Vec<String>,
    pub candidates: Vec<CandidateView>,
}

/// A grid card: who is there and how it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaDetail {
    #[serde(flatten)]
    pub area: AreaView,
    pub chain: AreaChain,
    pub buildings: u32,
    pub residents: u32,
    pub staff: Vec<StaffView>,
}

/// Somebody who holds a post in an area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffView {
    pub worker: WorkerRef,
    pub on_leave: bool,
}
