//! What every page needs before anything else; nothing here needs a session.

use super::area::AreaRef;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CityView {
    /// `None` while no areas are stored.
    pub district: Option<AreaRef>,
    /// West, south, east, north of everything stored, WGS-84 degrees.
    pub bbox: [f64; 4],
    /// The city is the demo: pages say so.
    pub demo: bool,
    /// The wall opens without a display key.
    pub wall_open: bool,
    /// Changes whenever areas, buildings or base layers change; tile URLs carry it.
    pub revision: String,
}
