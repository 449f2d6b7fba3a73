//! Everything about HTTP that is not about a noun: who may come in, what errors look like, limits and headers.

pub mod access;
pub mod cookie;
pub mod doors;
pub mod extract;
pub mod headers;
pub mod problem;

pub use access::{Access, Viewer};
pub use doors::Doors;
pub use extract::{Body, Query};
pub use problem::{ApiError, ApiResult, Both};
