//! The bell: what has happened that concerns an office.
//!
//! There are no rows of notices. Events are walked backwards from the newest and asked whether they concern the office
//! (`shared::notice::concerns`), so a notice can never be missing, late or left behind, and a change of office changes the
//! list at once. What is stored is one number for each office of an account: read up to here. The walk is bounded
//! ([`service::WINDOW`]), so it costs the same in a city of any age.

pub mod api;
mod service;
mod store;
#[cfg(test)]
mod tests;
