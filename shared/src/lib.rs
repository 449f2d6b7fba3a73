//! The foundation: words and rules that server and browser share.
//!
//! Pure by construction: no I/O, no async, no clock of its own; it compiles to WASM, so that the browser
//! shows exactly what the server will allow.

#[macro_use]
pub mod text;

pub mod access;
pub mod api;
pub mod area;
pub mod assign;
pub mod case;
pub mod disclosure;
pub mod evidence;
pub mod geo;
pub mod live;
pub mod notice;
pub mod origin;
pub mod password;
pub mod person;
pub mod place;
pub mod push;
pub mod register;
pub mod tenancy;
pub mod time;
pub mod worker;
