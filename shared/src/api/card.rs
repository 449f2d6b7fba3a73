//! Contact cards (联系卡): what hangs on the door of a household, for printing. Nothing on them is about who lives there.

use super::area::AreaRef;
use super::place::PlaceRef;
use crate::geo::Location;
use crate::worker::{Department, Post};
use serde::{Deserialize, Serialize};

/// The cards of a grid, or of one dwelling.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardSheet {
    pub grid: AreaRef,
    pub community: Option<AreaRef>,
    pub subdistrict: Option<AreaRef>,
    /// Worker and leader of the grid, head of the community, with their work telephones.
    pub staff: Vec<CardContact>,
    /// Liaisons of the departments that serve this grid.
    pub departments: Vec<CardDepartment>,
    /// Doors that cards hang behind; every card names one by its place in this list.
    pub plates: Vec<CardPlate>,
    /// One for each household.
    pub cards: Vec<Card>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardContact {
    pub post: Post,
    pub name: String,
    pub phone: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardDepartment {
    pub department: Department,
    pub phone: String,
}

/// An entrance with the picture of its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardPlate {
    /// `星辰花园29栋`
    pub building: String,
    pub entrance: u16,
    /// Opens the public report page with this entrance filled in.
    pub url: String,
    /// The address as a QR code, SVG.
    pub svg: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Card {
    /// Place in the list of plates.
    pub plate: usize,
    /// Number of the dwelling.
    pub number: String,
}

/// What a doorplate's code stands for: a door, never a household.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlateView {
    pub building: PlaceRef,
    pub entrance: u16,
    /// `学士街29号 星辰花园29栋2单元`
    pub address: String,
    pub location: Location,
}
