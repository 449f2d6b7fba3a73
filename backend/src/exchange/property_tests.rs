//! Whatever a file holds, reading ends, and what comes out is valid.

use super::*;
use crate::spatial::validate;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Points on a small lattice, so that rings cross, touch, repeat and collapse often.
fn a_ring() -> impl Strategy<Value = Value> {
    let lattice = (0..5_i32, 0..5_i32).prop_map(|(x, y)| [118.0 + f64::from(x) * 0.01, 31.0 + f64::from(y) * 0.01]);
    let anywhere = (-200.0..200.0_f64, -100.0..100.0_f64).prop_map(|(x, y)| [x, y]);
    let point = prop_oneof![30 => lattice, 1 => anywhere].prop_map(|point| json!(point));
    (prop::collection::vec(point, 0..9), any::<bool>()).prop_map(|(mut points, closed)| {
        points.extend(points.first().cloned().filter(|_| closed));
        Value::Array(points)
    })
}

fn a_geometry() -> impl Strategy<Value = Value> {
    let rings = || prop::collection::vec(a_ring(), 0..3);
    prop_oneof![
        rings().prop_map(|rings| json!({"type": "Polygon", "coordinates": rings})),
        prop::collection::vec(rings(), 0..3).prop_map(|parts| json!({"type": "MultiPolygon", "coordinates": parts})),
        a_ring().prop_map(|line| json!({"type": "LineString", "coordinates": line})),
        Just(json!({"type": "Point", "coordinates": [118.0, 31.0]})),
        Just(Value::Null),
    ]
}

fn file(features: &[(u8, Value)]) -> String {
    let features: Vec<Value> = features
        .iter()
        .map(|(number, geometry)| {
            let code = format!("340202001001{number:03}");
            let kinds = ["park", "residential", "water", "primary", "building"];
            let kind = kinds[usize::from(*number) % kinds.len()];
            let properties = json!({"code": code, "name": "x", "id": number, "kind": kind});
            json!({"type": "Feature", "properties": properties, "geometry": geometry})
        })
        .collect();
    json!({"type": "FeatureCollection", "features": features}).to_string()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn areas_come_out_valid_and_every_feature_is_accounted_for(
        features in prop::collection::vec((1..6_u8, a_geometry()), 0..6)
    ) {
        let reading = read_areas(&[("a", &file(&features))], &AreaOptions::default()).unwrap();
        let twice = reading.report.repaired.iter().filter(|row| row.what.contains("given twice")).count();
        prop_assert_eq!(reading.areas.len() + reading.report.refused.len() + twice, features.len());
        let served = serve_as_grids(reading, Default::default());
        for area in &served.areas {
            prop_assert!(validate(&area.boundary).is_ok(), "{}", area.code);
        }
    }

    #[test]
    fn places_come_out_valid(features in prop::collection::vec((1..6_u8, a_geometry()), 0..6)) {
        let text = file(&features);
        let files = [("buildings", text.as_str()), ("landuse", &text), ("water", &text), ("roads", &text), ("pois", &text)];
        let reading = read_places(&files, Datum::Wgs84).unwrap();
        for building in &reading.buildings {
            prop_assert!(validate(&building.footprint).is_ok(), "{}", building.external_id);
        }
        for feature in &reading.base {
            match &feature.geometry {
                geo_types::Geometry::Polygon(part) => prop_assert!(validate(&part.clone().into()).is_ok()),
                geo_types::Geometry::MultiPolygon(area) => prop_assert!(validate(area).is_ok()),
                _ => {}
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        prop_assert!(read_areas(&[("a", &text)], &AreaOptions::default()).is_err());
    }
}
