//! The four datums of Chinese maps and the way from each to the one we store.
//!
//! WGS-84 and CGCS2000 differ by centimetres and are stored as one (EPSG:4490 lists latitude first; we always write
//! longitude first). GCJ-02 is the published offset of Chinese web maps (Amap, Tencent), BD-09 Baidu's offset on top of
//! it. Formulas: the published eviltransform/prcoords constants; inverses by fixed-point iteration, below a millimetre.

use serde::{Deserialize, Serialize};
use std::f64::consts::PI;

words! {
    /// The datum of a coordinate. It must always be given: an untagged point may be 600 m off.
    Datum {
        Wgs84 = "wgs84", "WGS-84", "WGS-84";
        Cgcs2000 = "cgcs2000", "CGCS2000", "CGCS2000";
        Gcj02 = "gcj02", "GCJ-02", "GCJ-02";
        Bd09 = "bd09", "BD-09", "BD-09";
    }
}

/// A coordinate as it travels: degrees, with its datum.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Location {
    /// Longitude in degrees, east positive.
    pub lon: f64,
    /// Latitude in degrees, north positive.
    pub lat: f64,
    pub datum: Datum,
}

/// A point in WGS-84 degrees, the only datum below the border.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    pub lon: f64,
    pub lat: f64,
}

/// Why a coordinate cannot be a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LocationError {
    #[error("longitude must be between -180 and 180 degrees")]
    Longitude,
    #[error("latitude must be between -90 and 90 degrees")]
    Latitude,
}

impl Location {
    /// Converts to WGS-84; refuses coordinates that are no place on Earth.
    pub fn to_wgs84(self) -> Result<Position, LocationError> {
        if !(-180.0..=180.0).contains(&self.lon) {
            return Err(LocationError::Longitude);
        }
        if !(-90.0..=90.0).contains(&self.lat) {
            return Err(LocationError::Latitude);
        }
        let (lon, lat) = match self.datum {
            Datum::Wgs84 | Datum::Cgcs2000 => (self.lon, self.lat),
            Datum::Gcj02 => gcj02_to_wgs84(self.lon, self.lat),
            Datum::Bd09 => {
                let (lon, lat) = bd09_to_gcj02(self.lon, self.lat);
                gcj02_to_wgs84(lon, lat)
            }
        };
        Ok(Position { lon, lat })
    }
}

impl Position {
    /// The same place in another datum.
    pub fn to_datum(self, datum: Datum) -> Location {
        let (lon, lat) = match datum {
            Datum::Wgs84 | Datum::Cgcs2000 => (self.lon, self.lat),
            Datum::Gcj02 => wgs84_to_gcj02(self.lon, self.lat),
            Datum::Bd09 => {
                let (lon, lat) = wgs84_to_gcj02(self.lon, self.lat);
                gcj02_to_bd09(lon, lat)
            }
        };
        Location { lon, lat, datum }
    }

    /// Great-circle distance in metres (mean Earth radius 6 371 008.8 m).
    pub fn distance_m(self, other: Position) -> f64 {
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = ((b - a) / 2.0).sin();
        let half_lon = ((other.lon - self.lon).to_radians() / 2.0).sin();
        let h = half_lat * half_lat + a.cos() * b.cos() * half_lon * half_lon;
        2.0 * 6_371_008.8 * h.sqrt().min(1.0).asin()
    }
}

/// Semi-major axis of the Krasovsky 1940 ellipsoid, metres.
const KRASOVSKY_A: f64 = 6_378_245.0;
const KRASOVSKY_E2: f64 = 0.006_693_421_622_965_943;
const BD_PI: f64 = PI * 3000.0 / 180.0;

/// The box in which the offset is applied.
fn in_china(lon: f64, lat: f64) -> bool {
    (72.004..=137.8347).contains(&lon) && (0.8293..=55.8271).contains(&lat)
}

fn wgs84_to_gcj02(lon: f64, lat: f64) -> (f64, f64) {
    if !in_china(lon, lat) {
        return (lon, lat);
    }
    let (x, y) = (lon - 105.0, lat - 35.0);
    let wave = 20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin();
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + (wave
            + 20.0 * (y * PI).sin()
            + 40.0 * (y / 3.0 * PI).sin()
            + 160.0 * (y / 12.0 * PI).sin()
            + 320.0 * (y * PI / 30.0).sin())
            * 2.0
            / 3.0;
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + (wave
            + 20.0 * (x * PI).sin()
            + 40.0 * (x / 3.0 * PI).sin()
            + 150.0 * (x / 12.0 * PI).sin()
            + 300.0 * (x / 30.0 * PI).sin())
            * 2.0
            / 3.0;
    let phi = lat.to_radians();
    let magic = 1.0 - KRASOVSKY_E2 * phi.sin() * phi.sin();
    let meridian = KRASOVSKY_A * (1.0 - KRASOVSKY_E2) / (magic * magic.sqrt());
    let parallel = KRASOVSKY_A / magic.sqrt() * phi.cos();
    (lon + (east / parallel).to_degrees(), lat + (north / meridian).to_degrees())
}

fn gcj02_to_wgs84(lon: f64, lat: f64) -> (f64, f64) {
    invert(wgs84_to_gcj02, lon, lat)
}

fn gcj02_to_bd09(lon: f64, lat: f64) -> (f64, f64) {
    let z = lon.hypot(lat) + 0.000_02 * (lat * BD_PI).sin();
    let theta = lat.atan2(lon) + 0.000_003 * (lon * BD_PI).cos();
    (z * theta.cos() + 0.0065, z * theta.sin() + 0.006)
}

fn bd09_to_gcj02(lon: f64, lat: f64) -> (f64, f64) {
    invert(gcj02_to_bd09, lon, lat)
}

/// The offsets change slowly, so a few fixed-point steps meet the exact inverse.
fn invert(forward: fn(f64, f64) -> (f64, f64), lon: f64, lat: f64) -> (f64, f64) {
    let (mut x, mut y) = (lon, lat);
    for _ in 0..10 {
        let (fx, fy) = forward(x, y);
        let (dx, dy) = (lon - fx, lat - fy);
        x += dx;
        y += dy;
        if dx.abs().max(dy.abs()) < 1e-11 {
            break;
        }
    }
    (x, y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(lon: f64, lat: f64) -> Position {
        Position { lon, lat }
    }

    #[test]
    fn the_published_vector() {
        let gcj = at(116.42079, 39.90105).to_datum(Datum::Gcj02);
        assert!((gcj.lon - 116.42703).abs() < 1e-5 && (gcj.lat - 39.90245).abs() < 1e-5, "{gcj:?}");
    }

    #[test]
    fn the_measured_shifts_of_three_cities() {
        for (lon, lat, metres) in [(114.316, 30.554, 587.0), (121.644, 38.918, 441.0), (118.37, 31.33, 553.0)] {
            let gcj = at(lon, lat).to_datum(Datum::Gcj02);
            let shift = at(lon, lat).distance_m(at(gcj.lon, gcj.lat));
            assert!((shift - metres).abs() < 12.0, "{lon},{lat}: {shift} m");
        }
    }

    #[test]
    fn no_place_on_earth_is_refused() {
        let location = |lon, lat| Location { lon, lat, datum: Datum::Wgs84 }.to_wgs84();
        assert_eq!(location(181.0, 0.0), Err(LocationError::Longitude));
        assert_eq!(location(0.0, 90.1), Err(LocationError::Latitude));
        assert_eq!(location(f64::NAN, 0.0), Err(LocationError::Longitude));
        assert_eq!(location(0.0, f64::INFINITY), Err(LocationError::Latitude));
    }

    #[test]
    fn an_untagged_coordinate_does_not_parse() {
        assert!(serde_json::from_str::<Location>(r#"{"lon":118.3,"lat":31.3}"#).is_err());
    }

    proptest! {
        #[test]
        fn there_and_back_is_below_a_millimetre(lon in 73.5..135.0, lat in 18.0..53.5) {
            for &datum in Datum::ALL {
                let back = at(lon, lat).to_datum(datum).to_wgs84().unwrap();
                prop_assert!(back.distance_m(at(lon, lat)) < 0.001, "{datum}");
            }
        }

        #[test]
        fn gcj02_equals_an_independent_library(lon in 73.5..135.0, lat in 18.0..53.5) {
            let ours = at(lon, lat).to_datum(Datum::Gcj02);
            let (their_lon, their_lat) = coordtransform::wgs84_to_gcj02(lon, lat);
            if coordtransform::wgs84_to_gcj02(lon, lat) != (lon, lat) {
                prop_assert!((ours.lon - their_lon).abs() < 1e-9 && (ours.lat - their_lat).abs() < 1e-9);
            }
        }
    }
}
