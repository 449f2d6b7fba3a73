//! Areas: the tree from district to grid, who answers for a place, and how each area stands.
//!
//! The whole tree is held in memory as one immutable [`AreaBook`]; an edit stores the boundary, builds a new book and
//! swaps it in, so that readers see one map or the other, never a mixture.

pub mod api;
mod book;
mod locate;
mod service;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub use book::{Area, AreaBook};
pub use locate::{Asked, Given, assign};
pub use service::{Areas, BoundaryError};
pub use store::is_empty;
