//! Evidence: photos of a case.
//!
//! A photo is checked by its content, decoded once within bounds, rebuilt without its metadata, and kept in the data
//! folder under the SHA-256 of what is left. Its pixels stay those of the camera. Who knows a hash has nothing: bytes
//! are answered to those who may see a case that the photo belongs to.

pub mod api;
mod container;
mod files;
mod photo;
mod refusal;
#[cfg(test)]
mod samples;
mod service;
pub(crate) mod store;
mod taken;
#[cfg(test)]
mod tests;

pub use files::Hash;
pub use photo::{Photo, develop};
pub use refusal::Refusal;
pub use service::{Added, Photos, attach};
