//! The index that is in force, swapped in one step.
//!
//! Invariants: a reader works on one whole index from start to end, the old or the new; nobody waits for a lock.

use super::GridIndex;
use arc_swap::ArcSwap;
use std::sync::Arc;

#[derive(Debug)]
pub struct SwapIndex(ArcSwap<GridIndex>);

impl SwapIndex {
    pub fn new(index: GridIndex) -> SwapIndex {
        SwapIndex(ArcSwap::from_pointee(index))
    }

    /// The index in force; hold it for all questions that belong together.
    pub fn load(&self) -> Arc<GridIndex> {
        self.0.load_full()
    }

    /// Puts a new index in force and gives the old one back.
    pub fn swap(&self, index: GridIndex) -> Arc<GridIndex> {
        self.0.swap(Arc::new(index))
    }
}
