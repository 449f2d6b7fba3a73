//! Small files, each with one fault.

use super::*;
use geo::Area;
use serde_json::{Value, json};
use shared::area::{AreaCode, AreaLevel, GridCodeFormat};
use shared::place::{BaseLayer, BuildingKind};
use std::collections::BTreeSet;

fn square(x: f64, y: f64) -> Value {
    json!([[x, y], [x + 0.01, y], [x + 0.01, y + 0.01], [x, y + 0.01], [x, y]])
}

fn polygon(ring: Value) -> Value {
    json!({"type": "Polygon", "coordinates": [ring]})
}

fn feature(properties: Value, geometry: Value) -> Value {
    json!({"type": "Feature", "properties": properties, "geometry": geometry})
}

fn collection(features: &[Value]) -> String {
    json!({"type": "FeatureCollection", "features": features}).to_string()
}

fn areas(features: &[Value]) -> AreaReading {
    read_areas(&[("a.geojson", &collection(features))], &AreaOptions::default()).unwrap()
}

fn street(code: &str, ring: Value) -> Value {
    feature(json!({"name": "某街道", "code": code}), polygon(ring))
}

const CODE: &str = "340202001000";

/// The one row of a reading that refused its only feature.
fn refused(reading: &AreaReading) -> &str {
    assert!(reading.areas.is_empty());
    let [row] = reading.report.refused.as_slice() else { panic!("{}", reading.report) };
    assert_eq!((row.file.as_str(), row.feature), ("a.geojson", 0));
    &row.what
}

fn repaired(reading: &AreaReading) -> &str {
    assert_eq!((reading.areas.len(), reading.report.refused.len()), (1, 0), "{}", reading.report);
    let [row] = reading.report.repaired.as_slice() else { panic!("{}", reading.report) };
    &row.what
}

#[test]
fn a_sound_area_enters_as_it_is() {
    let reading = areas(&[street(CODE, square(118.0, 31.0))]);
    let area = &reading.areas[0];
    assert_eq!((area.code.as_str(), area.level, area.name.as_str()), (CODE, AreaLevel::Subdistrict, "某街道"));
    assert_eq!(area.parent, Some(AreaCode::trusted("340202000000")));
    assert!((area.boundary.unsigned_area() - 1e-4).abs() < 1e-12);
    assert!(reading.report.repaired.is_empty() && reading.report.refused.is_empty());
}

#[test]
fn harmless_faults_are_repaired_and_told() {
    let open = json!([[118.0, 31.0], [118.01, 31.0], [118.01, 31.01], [118.0, 31.01]]);
    assert_eq!(repaired(&areas(&[street(CODE, open)])), "open rings closed: 1");
    let repeated =
        json!([[118.0, 31.0], [118.01, 31.0], [118.01, 31.0], [118.01, 31.01], [118.0, 31.01], [118.0, 31.0]]);
    assert_eq!(repaired(&areas(&[street(CODE, repeated)])), "repeated points dropped: 1");
    let twice = street(CODE, square(118.0, 31.0));
    assert!(repaired(&areas(&[twice.clone(), twice])).contains("given twice"));
    let nameless = feature(json!({"code": CODE}), polygon(square(118.0, 31.0)));
    assert!(repaired(&areas(&[nameless])).contains("no name"));
    let stray = feature(json!({"name": "x", "code": CODE, "labelPoint": [31.5, 118.5]}), polygon(square(118.0, 31.0)));
    assert!(repaired(&areas(&[stray])).contains("label point"));
    let parent =
        feature(json!({"name": "x", "code": CODE, "parentCode": 340299000000_u64}), polygon(square(118.0, 31.0)));
    assert!(repaired(&areas(&[parent])).contains("the code is believed"));
}

#[test]
fn a_clockwise_ring_is_turned_without_a_row() {
    let mut ring = square(118.0, 31.0);
    ring.as_array_mut().unwrap().reverse();
    let reading = areas(&[street(CODE, ring)]);
    assert!(reading.areas[0].boundary.signed_area() > 0.0);
    assert!(reading.report.repaired.is_empty());
}

#[test]
fn harmful_faults_are_refused_with_the_reason() {
    let what = |ring: Value| refused(&areas(&[street(CODE, ring)])).to_owned();
    assert!(
        what(json!([[118.0, 31.0], [118.01, 31.01], [118.01, 31.0], [118.0, 31.01], [118.0, 31.0]]))
            .contains("crosses")
    );
    assert_eq!(what(json!([[118.0, 31.0], [118.01, 31.0], [118.02, 31.0], [118.0, 31.0]])), "it has no area");
    assert!(
        what(json!([[179.9, 31.0], [-179.9, 31.0], [-179.9, 31.1], [179.9, 31.1], [179.9, 31.0]]))
            .contains("antimeridian")
    );
    assert!(what(json!([[31.0, 118.0], [31.01, 118.0], [31.01, 118.01], [31.0, 118.0]])).contains("no place on Earth"));
    assert!(what(json!([[118.0], [118.01, 31.0]])).contains("a position needs two numbers"));
    assert!(what(json!([["a", "b"]])).contains("not a feature"));
    assert!(what(json!([[118.0, null]])).contains("not a feature"), "what programs write for NaN");
}

#[test]
fn wrong_codes_are_refused() {
    let what = |code: &str| refused(&areas(&[street(code, square(118.0, 31.0))])).to_owned();
    assert!(what("34020").contains("12 digits"));
    assert!(what("34020200100x").contains("digits only"));
    assert!(what("").contains("no code"));
    let two = areas(&[street(CODE, square(118.0, 31.0)), street(CODE, square(119.0, 31.0))]);
    assert_eq!((two.areas.len(), two.report.refused.len()), (1, 1));
    assert!(two.report.refused[0].what.contains("already taken by 某街道"));

    let known = Some(BTreeSet::from([AreaCode::trusted("340202002000")]));
    let options = AreaOptions { known, ..AreaOptions::default() };
    let text = collection(&[street(CODE, square(118.0, 31.0))]);
    assert!(refused(&read_areas(&[("a.geojson", &text)], &options).unwrap()).contains("not known"));
}

#[test]
fn features_without_an_area_are_refused() {
    let point = feature(json!({"code": CODE}), json!({"type": "Point", "coordinates": [118.0, 31.0]}));
    assert!(refused(&areas(&[point])).contains("Point is no area"));
    assert!(refused(&areas(&[feature(json!({"code": CODE}), Value::Null)])).contains("no geometry"));
    let empty = feature(json!({"code": CODE}), json!({"type": "MultiPolygon", "coordinates": []}));
    assert!(refused(&areas(&[empty])).contains("empty"));
}

#[test]
fn the_datum_is_an_option() {
    let text = collection(&[street(CODE, square(118.37, 31.33))]);
    let options = AreaOptions { datum: Datum::Gcj02, ..AreaOptions::default() };
    let area = &read_areas(&[("a.geojson", &text)], &options).unwrap().areas[0];
    let first = area.boundary.0[0].exterior().0[0];
    let at = shared::geo::Position { lon: first.x, lat: first.y };
    let shift = at.distance_m(shared::geo::Position { lon: 118.37, lat: 31.33 });
    assert!((shift - 553.0).abs() < 12.0, "{shift} m");
}

#[test]
fn broken_json_names_file_and_line() {
    let read = |text: &str| read_areas(&[("a.geojson", text)], &AreaOptions::default()).unwrap_err().to_string();
    assert_eq!(
        read("{\n \"type\": \"FeatureCollection\",\n \"features\": [}\n"),
        "a.geojson, line 3, column 15: expected value"
    );
    assert!(read("").starts_with("a.geojson, line 1"));
    assert!(read("{\"type\":\"FeatureCollection\",\"features\":[]} x").contains("trailing"));
    assert!(read("[1]").contains("a GeoJSON FeatureCollection"));
    assert!(read("{\"type\":\"Feature\"}").contains("no GeoJSON FeatureCollection"));
    assert!(read("{\"type\":\"FeatureCollection\"}").contains("no features"));
    assert!(read("{\"type\":\"FeatureCollection\",\"features\":7}").contains("a list of features"));
}

#[test]
fn bounds_hold() {
    let long = " ".repeat(MAX_BYTES + 1);
    assert!(matches!(read_areas(&[("a", &long)], &AreaOptions::default()), Err(ReadError::TooLarge { .. })));
    let many = format!("{{\"type\":\"FeatureCollection\",\"features\":[{}1]}}", "1,".repeat(MAX_FEATURES));
    let fault = read_places(&[("roads", &many)], Datum::Wgs84).unwrap_err().to_string();
    assert!(fault.contains("more than 1000000 features"), "{fault}");
}

#[test]
fn a_general_grid_may_not_lie_on_another_but_slivers_and_exclusive_grids_may() {
    let grid = |serial: u32, x: f64, kind: &str| {
        let code = format!("340202001001{serial:03}");
        feature(json!({"name": format!("{serial}"), "code": code, "grid_kind": kind}), polygon(square(x, 31.0)))
    };
    let apart = areas(&[grid(1, 118.0, "general"), grid(2, 118.01, "general")]);
    assert_eq!((apart.areas.len(), apart.report.refused.len()), (2, 0));
    assert!(!apart.report.to_string().contains("overlap"));

    let sliver = areas(&[grid(1, 118.0, "general"), grid(2, 118.009_99, "general")]);
    assert_eq!(sliver.areas.len(), 2);
    assert!(
        sliver.report.to_string().contains("pairs at the level grid that overlap by slivers: 1"),
        "{}",
        sliver.report
    );

    let fault = areas(&[grid(1, 118.0, "general"), grid(2, 118.005, "general"), grid(3, 118.01, "general")]);
    assert_eq!(fault.areas.len(), 2, "the third overlaps only the one that is refused");
    assert!(fault.report.refused[0].what.starts_with("it overlaps grid 340202001001001 by "));
    assert_eq!(fault.report.refused[0].feature, 1);

    let school = areas(&[grid(1, 118.0, "general"), grid(2, 118.005, "exclusive")]);
    assert_eq!((school.areas.len(), school.report.refused.len()), (2, 0));
}

#[test]
fn the_chain_is_completed_downwards_and_upwards() {
    let reading = areas(&[street(CODE, square(118.0, 31.0)), street("340202002000", square(118.01, 31.0))]);
    let served = serve_as_grids(reading, GridCodeFormat { serial_digits: 2 });
    let codes: Vec<_> = served.areas.iter().map(|area| area.code.as_str()).collect();
    let expected =
        ["340202000000", CODE, "340202002000", "340202001001", "340202002001", "34020200100101", "34020200200101"];
    assert_eq!(codes, expected);
    assert!((served.areas[0].boundary.unsigned_area() - 2e-4).abs() < 1e-9, "the district is the union");
    assert_eq!(served.areas[0].boundary.0.len(), 1);
    assert_eq!(served.report.taken, 7);
    assert!(served.report.to_string().contains("areas without grids, which serve as their own: 2"));
    let codes: BTreeSet<_> = served.areas.iter().map(|area| area.code.clone()).collect();
    assert!(served.areas.iter().all(|area| area.parent.as_ref().is_none_or(|parent| codes.contains(parent))));
}

fn places(file: &str, features: &[Value]) -> PlaceReading {
    read_places(&[(file, &collection(features))], Datum::Wgs84).unwrap()
}

#[test]
fn tiles_are_joined_by_id_and_points_lend_their_names() {
    let left = json!([[121.0, 31.0], [121.001, 31.0], [121.001, 31.001], [121.0, 31.001], [121.0, 31.0]]);
    let right = json!([[121.001, 31.0], [121.002, 31.0], [121.002, 31.001], [121.001, 31.001], [121.001, 31.0]]);
    let mast = json!([[121.0005, 31.0005], [121.0006, 31.0005], [121.0006, 31.0006], [121.0005, 31.0005]]);
    let label = json!({"type": "Point", "coordinates": [121.001, 31.0005]});
    let reading = places(
        "buildings.geojson",
        &[
            feature(json!({"id": 7, "kind": "building", "kind_detail": "office"}), polygon(left)),
            feature(
                json!({"id": 7, "kind": "building", "addr_street": "滨江大道", "addr_housenumber": "2727"}),
                polygon(right),
            ),
            feature(json!({"id": 7, "kind": "building", "name": "会议中心", "label_placement": true}), label),
            feature(json!({"id": 8, "kind": "building_part", "root_id": 7, "height": 76}), polygon(mast)),
        ],
    );
    let [building] = reading.buildings.as_slice() else { panic!("{}", reading.report) };
    assert_eq!((building.external_id.as_str(), building.name.as_str()), ("7", "会议中心"));
    assert_eq!(building.address, "滨江大道2727号");
    assert_eq!((building.kind, building.height, building.floors), (BuildingKind::Office, 76.0, 20));
    assert_eq!(building.footprint.0.len(), 1, "the halves are one");
    assert!((building.footprint.unsigned_area() - 2e-6).abs() < 1e-12);
    assert_eq!(reading.report.counts["label points joined or dropped"], 1);
    assert_eq!(reading.report.counts["building parts folded into their building"], 1);
}

#[test]
fn a_house_number_names_a_building_without_a_name() {
    let names = |street: &str, number: &str| {
        let properties = json!({"building": "yes", "addr:street": street, "addr:housenumber": number});
        let building = places("buildings", &[feature(properties, polygon(square(121.0, 31.0)))]).buildings.remove(0);
        (building.name, building.address)
    };
    assert_eq!(names("学士街", "33号楼"), ("学士街33号楼".into(), "学士街33号楼".into()));
    assert_eq!(names("学士街", "33"), ("学士街33号".into(), "学士街33号".into()));
    assert_eq!(names("学士街", ""), (String::new(), "学士街".into()));
}

#[test]
fn heights_come_from_the_file_or_from_the_kind() {
    let size = |properties: Value| {
        let reading = places("buildings", &[feature(properties, polygon(square(121.0, 31.0)))]);
        let building = &reading.buildings[0];
        (building.height, building.floors, building.size_is_usual)
    };
    assert_eq!(size(json!({"building": "apartments", "height": "54 m"})), (54.0, 18, false));
    assert_eq!(size(json!({"building": "apartments", "building:levels": "11"})), (33.0, 11, false));
    assert_eq!(size(json!({"building": "apartments", "height": 0})), (18.0, 6, true));
    assert_eq!(size(json!({"building": "shed"})), (3.0, 1, true));
    assert_eq!(size(json!({"building": "office", "height": 99999})), (30.4, 8, true));
}

#[test]
fn base_layers_are_classed_and_the_rest_is_counted() {
    let line = json!({"type": "LineString", "coordinates": [[121.0, 31.0], [121.1, 31.0]]});
    let more = json!({"type": "LineString", "coordinates": [[121.1, 31.0], [121.2, 31.0]]});
    let roads = places(
        "roads.geojson",
        &[
            feature(
                json!({"id": 1, "kind": "major_road", "kind_detail": "primary_link", "name": "学士街"}),
                line.clone(),
            ),
            feature(
                json!({"id": 1, "kind": "major_road", "kind_detail": "primary_link", "name": "学士街",
                    "old_name": "文庙街;学士街;贡院路"}),
                more,
            ),
            feature(
                json!({"id": 1, "kind": "major_road", "kind_detail": "primary_link", "name": "学士街"}),
                line.clone(),
            ),
            feature(json!({"id": 2, "kind": "rail", "kind_detail": "subway"}), line.clone()),
        ],
    );
    let [road] = roads.base.as_slice() else { panic!("{}", roads.report) };
    assert_eq!((road.layer, road.class.as_str(), road.name.as_str()), (BaseLayer::Road, "arterial", "学士街"));
    assert_eq!(road.former, ["文庙街", "贡院路"]);
    assert!(matches!(&road.geometry, geo_types::Geometry::MultiLineString(lines) if lines.0.len() == 2));
    assert_eq!(roads.report.counts["road of kind rail, left out"], 1);

    let park = feature(json!({"kind": "park"}), polygon(square(121.0, 31.0)));
    let land = places("landuse", &[park, feature(json!({"kind": "military"}), polygon(square(121.0, 31.0)))]);
    assert_eq!((land.base.len(), land.base[0].layer), (1, BaseLayer::Green));
    let other = places("earth", &[feature(json!({}), line)]);
    assert!(other.base.is_empty() && other.report.to_string().contains("its name says no layer"));
}
