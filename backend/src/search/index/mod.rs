//! The inside of the index over residents; `people` is its face.
//!
//! `alphabet` and `syllables` give characters and sounds short numbers, `table` and `long` hold the names, `crowd` the
//! people, `pattern` and `cut` read a query, `core` holds all of it for a set of people and never changes, `seek` finds
//! in it, `builder` makes it, `order` says which answer comes first.

mod alphabet;
mod builder;
mod core;
mod crowd;
mod cut;
mod long;
pub mod order;
mod pattern;
mod seek;
mod syllables;
mod table;

pub use self::core::Core;
pub use builder::Builder;
pub use seek::{Child, Found, Seek};
