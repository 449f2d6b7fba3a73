//! Cases: taking in reports, showing cases, their history.
//!
//! A report is answered when the case, its number and its first two history rows are on disk. One writer collects the
//! reports that wait and commits them together (group commit), so that durability costs one sync for many.

mod act;
pub mod api;
pub(crate) mod chain;
mod intake;
pub mod list;
mod service;
pub mod store;
#[cfg(test)]
mod tests;
mod view;

pub use act::{may_attach, record_attached, resume_due, sees, visible};
pub use intake::{Intake, Stored};
pub use service::report;
pub use view::{Directory, Eyes};
