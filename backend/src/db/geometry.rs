//! Geometry columns: WKB, the same bytes in both engines.

use super::StoreError;
use geo_traits::to_geo::ToGeoGeometry;
use geo_types::{Geometry, MultiPolygon, Polygon};
use wkb::reader::read_wkb;
use wkb::writer::{WriteOptions, write_geometry};

pub fn to_wkb(geometry: &Geometry<f64>) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_geometry(&mut bytes, geometry, &WriteOptions::default()).expect("writing to memory cannot fail");
    bytes
}

pub fn from_wkb(bytes: &[u8]) -> Result<Geometry<f64>, StoreError> {
    let fault = |text: String| StoreError::Geometry(text);
    read_wkb(bytes)
        .map_err(|e| fault(e.to_string()))?
        .try_to_geometry()
        .ok_or_else(|| fault("an empty point".to_owned()))
}

pub fn multi_polygon(bytes: &[u8]) -> Result<MultiPolygon<f64>, StoreError> {
    match from_wkb(bytes)? {
        Geometry::MultiPolygon(shape) => Ok(shape),
        Geometry::Polygon(shape) => Ok(MultiPolygon(vec![shape])),
        other => Err(StoreError::Geometry(format!("polygons expected, {other:?} found").chars().take(80).collect())),
    }
}

/// The bytes of one polygon.
pub fn polygon_to_wkb(polygon: &Polygon<f64>) -> Vec<u8> {
    to_wkb(&Geometry::Polygon(polygon.clone()))
}

pub fn multi_polygon_to_wkb(shape: &MultiPolygon<f64>) -> Vec<u8> {
    to_wkb(&Geometry::MultiPolygon(shape.clone()))
}
