//! Web mercator in whole numbers: the world is 2³² steps wide, a tile coordinate is a shift away.
//!
//! Invariant: a place always rounds to the same step, whatever feature it belongs to.

use super::{BUFFER, EXTENT, MAX_ZOOM};
use geo_types::Coord;
use std::f64::consts::PI;

/// Bits of a tile's extent.
const EXTENT_BITS: u8 = EXTENT.trailing_zeros() as u8;
const WORLD: f64 = 4_294_967_296.0;
/// The latitude at which the mercator world is as high as wide.
const MAX_LAT: f64 = 85.051_128_779_806_6;

pub(super) type Step = [u32; 2];
pub(super) type Unit = [i64; 2];

pub(super) fn step(c: Coord<f64>) -> Step {
    let lat = c.y.clamp(-MAX_LAT, MAX_LAT).to_radians();
    let x = (c.x + 180.0) / 360.0;
    let y = (1.0 - lat.tan().asinh() / PI) / 2.0;
    // The cast saturates, which keeps the world's eastern and southern edge inside the world.
    [x, y].map(|part| (part * WORLD).round() as u32)
}

/// Place on the Z-order curve through the world.
pub(super) fn curve([x, y]: Step) -> u64 {
    let spread = |v: u32| {
        [16, 8, 4, 2, 1]
            .iter()
            .fold(u64::from(v), |bits, &shift| (bits | bits << shift) & (u64::MAX / ((1 << shift) + 1)))
    };
    spread(x) | spread(y) << 1
}

/// The place of one tile in the world.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub z: u8,
    shift: u8,
    origin: Unit,
}

impl Frame {
    pub fn new(z: u8, x: u32, y: u32) -> Option<Frame> {
        if z > MAX_ZOOM || x >= 1 << z || y >= 1 << z {
            return None;
        }
        let origin = [x, y].map(|v| i64::from(v) * EXTENT);
        Some(Frame { z, shift: 32 - z - EXTENT_BITS, origin })
    }

    /// Tile units of a step, rounded to the nearest.
    #[inline]
    pub fn unit(&self, [x, y]: Step) -> Unit {
        let half = (1 << self.shift) >> 1;
        let round = |v: u32| (i64::from(v) + half) >> self.shift;
        [round(x) - self.origin[0], round(y) - self.origin[1]]
    }

    /// Steps from one corner to the other of everything that can round into the buffered tile.
    pub fn reach(&self) -> [[f64; 2]; 2] {
        let step = |unit: i64| (unit << self.shift) as f64;
        let slack = step(1);
        let low = self.origin.map(|v| step(v - BUFFER) - slack);
        let high = self.origin.map(|v| step(v + EXTENT + BUFFER) + slack);
        [low, high]
    }
}
