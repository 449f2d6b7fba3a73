//! The demo: stores the generated city in an empty database, and plays the demo day.

mod load;
pub mod replay;
#[cfg(test)]
mod tests;

pub use load::{SEED, load};
