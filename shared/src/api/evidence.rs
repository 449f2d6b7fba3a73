//! Photos of a case.

use crate::evidence::{EvidenceKind, PhotoFormat};
use crate::geo::Location;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A photo of a case, without its bytes: those are at `/api/v1/evidence/{id}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EvidenceView {
    /// SHA-256 of the bytes that are kept, in hexadecimal.
    pub id: String,
    pub kind: EvidenceKind,
    pub media_type: PhotoFormat,
    pub bytes: i64,
    /// Pixels, as the photo is to be shown.
    pub width: i64,
    pub height: i64,
    /// When the camera says that it was taken; a camera that names no time zone is taken to be in China.
    pub taken_at: Option<DateTime<Utc>>,
    /// Where the camera says that it was taken.
    pub location: Option<Location>,
    /// Who added it.
    pub actor: String,
    pub at: DateTime<Utc>,
}
