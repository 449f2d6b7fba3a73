//! Tenancies: a grid worker reports at the door who rents and who left; residents, tenancies and what departments are
//! told follow in one transaction.
//!
//! Somebody who is known by the identity number moves and is never made twice. A report has a key of its sender's: sent
//! again after a lost answer, it is answered again and stored once.

pub mod api;
mod error;
mod input;
mod service;
mod store;
#[cfg(test)]
pub(crate) mod tests;
