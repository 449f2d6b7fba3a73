//! The tile room: features in, Mapbox vector tiles (version 2) out.
//!
//! A [`TileSet`] is what one tile URL serves: several [`TileLayer`]s, each projected, indexed and packed once, then cut
//! and encoded for every tile asked for. A [`TileCache`] keeps the compressed answers.
//!
//! Invariants: the same set and place give the same bytes; vertices are rounded one by one and never moved otherwise,
//! so areas that share a border on the ground share it in every tile; nothing reaches further than [`BUFFER`] outside.

pub mod api;
mod cache;
mod clip;
mod layer;
mod mercator;
pub mod sets;

#[cfg(test)]
mod tests;

pub use cache::{CachedTile, TileCache, TileKey};
pub use layer::TileLayer;

use arc_swap::ArcSwap;
use geo_types::Geometry;
use mercator::Frame;
use sets::CitySets;

/// Units across one tile.
pub const EXTENT: i64 = 4096;
/// Units that a tile knows beyond its edge, so that strokes and labels meet.
pub const BUFFER: i64 = 64;
/// Deepest zoom: here one unit is one step of the stored coordinates, under a centimetre.
pub const MAX_ZOOM: u8 = 20;

/// Property of a feature.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Int(i64),
    Float(f64),
    Bool(bool),
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

/// One thing on the map; WGS-84 degrees.
#[derive(Clone, Debug)]
pub struct TileFeature {
    pub id: u64,
    pub geometry: Geometry<f64>,
    pub properties: Vec<(&'static str, Value)>,
    /// First zoom at which it is drawn.
    pub min_zoom: u8,
}

/// The layers of one tile URL, in drawing order.
#[derive(Debug, Default)]
pub struct TileSet {
    layers: Vec<TileLayer>,
}

impl TileSet {
    /// Layer names must differ: a tile may not name one twice.
    pub fn new(layers: Vec<TileLayer>) -> TileSet {
        let names: std::collections::BTreeSet<_> = layers.iter().map(TileLayer::name).collect();
        assert_eq!(names.len(), layers.len(), "layer names differ");
        TileSet { layers }
    }

    pub fn layers(&self) -> &[TileLayer] {
        &self.layers
    }

    /// The tile's bytes, empty when nothing lies there; `None` when there is no such tile.
    pub fn tile(&self, z: u8, x: u32, y: u32) -> Option<Vec<u8>> {
        let frame = Frame::new(z, x, y)?;
        let mut bytes = Vec::new();
        for layer in &self.layers {
            layer.encode(&frame, &mut bytes);
        }
        Some(bytes)
    }
}

/// The sets in force and the tiles cut from them.
#[derive(Debug)]
pub struct Tiles {
    pub sets: ArcSwap<CitySets>,
    pub cache: TileCache,
}
