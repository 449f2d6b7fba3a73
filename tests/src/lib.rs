//! The inspector: starts the real program and knocks at its doors. It shares no type with the program, so that a field
//! renamed on both sides of our own code is still noticed here.
//!
//! Invariants: every wait has an end and waits for an event, never for a time; every server ends with the test
//! program, however that ends; a test that needs the demo city untouched uses its own words, never exact totals.

pub mod caller;
pub mod city;
pub mod database;
pub mod live;
pub mod server;

pub use caller::{Answer, Caller};
pub use live::{Event, Live};
pub use server::{PASSWORD, Server, binary, demo, unique};
