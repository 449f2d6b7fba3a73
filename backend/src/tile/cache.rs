//! Tiles that were asked for, compressed once and kept as long as they fit.
//!
//! Invariants: the bound is in bytes, not tiles; the key carries the data's revision, so an edit needs no eviction:
//! old tiles are never asked for again and age out; a tile wanted by many at once is encoded by one of them.

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use moka::sync::Cache;
use sha2::{Digest, Sha256};
use std::io::Write;

/// What a cached tile costs beside its bytes: key, tag and the cache's own entry.
const OVERHEAD: usize = 256;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TileKey {
    /// Name of the tile set.
    pub set: &'static str,
    pub z: u8,
    pub x: u32,
    pub y: u32,
    /// Revision of the data that the tile shows.
    pub revision: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachedTile {
    /// Gzip; empty for an empty tile, which is answered with 204.
    pub gzip: Bytes,
    /// Strong entity tag, quotes included; depends on the content only.
    pub etag: String,
}

impl CachedTile {
    pub fn new(raw: &[u8]) -> CachedTile {
        let digest = Sha256::digest(raw);
        let etag = format!("\"{}\"", digest[..12].iter().map(|byte| format!("{byte:02x}")).collect::<String>());
        let gzip = if raw.is_empty() { Bytes::new() } else { compress(raw) };
        CachedTile { gzip, etag }
    }
}

fn compress(raw: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::with_capacity(raw.len() / 2), Compression::fast());
    let written = encoder.write_all(raw).and_then(|()| encoder.finish());
    written.expect("writing to memory does not fail").into()
}

#[derive(Clone, Debug)]
pub struct TileCache(Cache<TileKey, CachedTile>);

impl TileCache {
    pub fn new(max_bytes: u64) -> TileCache {
        let weigh = |_: &TileKey, tile: &CachedTile| u32::try_from(tile.gzip.len() + OVERHEAD).unwrap_or(u32::MAX);
        TileCache(Cache::builder().max_capacity(max_bytes).weigher(weigh).build())
    }

    /// The tile, encoded now if need be; `None` when `encode` says that there is no such tile, which is not kept.
    pub fn get(&self, key: TileKey, encode: impl FnOnce() -> Option<Vec<u8>>) -> Option<CachedTile> {
        self.0.optionally_get_with(key, || encode().map(|raw| CachedTile::new(&raw)))
    }

    /// Bytes held, once pending work of the cache is done.
    pub fn bytes(&self) -> u64 {
        self.0.run_pending_tasks();
        self.0.weighted_size()
    }
}
