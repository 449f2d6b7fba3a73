//! What every page needs first: name and extent of the district.

pub mod api;
