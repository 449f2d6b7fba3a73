//! The real files: three districts of Beijing, Lujiazui, 光谷 and Hangzhou.

use super::*;
use crate::spatial::validate;
use geo::{Area, BooleanOps, Intersects};
use geo_types::Point;
use shared::area::{AreaLevel, GridCodeFormat};
use shared::place::BaseLayer;
use std::collections::BTreeSet;
use std::path::Path;

fn load(folder: &Path, names: &[&str]) -> Vec<(String, String)> {
    names.iter().map(|&name| (name.to_owned(), std::fs::read_to_string(folder.join(name)).unwrap())).collect()
}

fn pairs(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}

#[test]
fn three_districts_of_beijing() {
    let Some(folder) = shared_data("beijing_subdistricts") else { return };
    for (district, code, count) in
        [("haidian", "110108000000", 29), ("chaoyang", "110105000000", 43), ("changping", "110114000000", 22)]
    {
        let (all, outline) = (format!("{district}-all.geojson"), format!("{district}-outline.geojson"));
        let files = load(&folder, &[&all, &outline]);
        let reading = read_areas(&pairs(&files), &AreaOptions::default()).unwrap();
        println!("{district}: {}", reading.report);
        assert!(reading.report.refused.is_empty());
        assert!(!reading.report.to_string().contains("of the smaller"), "neighbours overlap by slivers at most");
        assert_eq!(reading.report.counts["subdistrict"], count);
        assert!(!reading.report.repaired.iter().any(|row| row.what.contains("label")), "a label point lies outside");
        for area in &reading.areas {
            assert!(validate(&area.boundary).is_ok(), "{}", area.name);
            assert!(area.boundary.intersects(&Point::new(area.label.lon, area.label.lat)), "{}", area.name);
        }

        let served = serve_as_grids(reading, GridCodeFormat::default());
        let of = |level| served.areas.iter().filter(move |area| area.level == level);
        let counts: Vec<usize> = AreaLevel::ALL.iter().map(|&level| of(level).count()).collect();
        assert_eq!(counts, [1, count, count, count]);
        assert_eq!(served.areas[0].code.as_str(), code);
        let codes: BTreeSet<_> = served.areas.iter().map(|area| &area.code).collect();
        assert!(served.areas.iter().all(|area| area.parent.as_ref().is_none_or(|parent| codes.contains(parent))));
    }
}

#[test]
fn without_the_outline_the_district_is_the_union() {
    let Some(folder) = shared_data("beijing_subdistricts") else { return };
    let outline = load(&folder, &["haidian-outline.geojson"]);
    let outline = read_areas(&pairs(&outline), &AreaOptions::default()).unwrap().areas.remove(0);
    let files = load(&folder, &["haidian-all.geojson"]);
    let reading = read_areas(&pairs(&files), &AreaOptions::default()).unwrap();
    let served = serve_as_grids(reading, GridCodeFormat::default());
    let district = &served.areas[0];
    assert_eq!(district.code, outline.code);
    assert!(validate(&district.boundary).is_ok());
    let both = district.boundary.intersection(&outline.boundary).unsigned_area();
    let share = both / outline.boundary.unsigned_area();
    assert!(share > 0.99, "the union covers {share} of the outline");
    assert!(served.report.to_string().contains("is the union of its parts"));
}

#[test]
fn lujiazui() {
    let Some(folder) = shared_data("shanghai_osm") else { return };
    let files = load(
        &folder,
        &["buildings.geojson", "roads.geojson", "pois.geojson", "water.geojson", "landuse.geojson", "transit.geojson"],
    );
    let reading = read_places(&pairs(&files), Datum::Wgs84).unwrap();
    println!("Lujiazui: {}", reading.report);
    // 1,450 ids have an outline; 129 of them are parts of others.
    assert_eq!(reading.buildings.len() + refused_in(&reading, "buildings"), 1321);
    assert!(refused_in(&reading, "buildings") < 10);
    let ids: BTreeSet<_> = reading.buildings.iter().map(|building| &building.external_id).collect();
    assert_eq!(ids.len(), reading.buildings.len());
    for building in &reading.buildings {
        assert!(validate(&building.footprint).is_ok(), "{}", building.external_id);
        assert!(building.height > 0.0 && building.floors > 0);
    }
    let hall = reading.buildings.iter().find(|b| b.name == "上海国际会议中心").unwrap();
    assert_eq!((hall.address.as_str(), hall.height), ("滨江大道2727号", 20.0));
    let tower = reading.buildings.iter().map(|b| b.height).fold(0.0, f64::max);
    assert_eq!(tower, 632.0, "the highest is the Shanghai Tower");

    let of = |layer| reading.base.iter().filter(move |feature| feature.layer == layer);
    assert_eq!(of(BaseLayer::Poi).count(), 323, "324 points of interest have a name, one of them is given twice");
    assert!(of(BaseLayer::Water).any(|water| water.name == "苏州河" && water.class == "river"));
    assert!(of(BaseLayer::Road).count() > 900 && of(BaseLayer::Green).count() > 60);
}

fn refused_in(reading: &PlaceReading, word: &str) -> usize {
    reading.report.refused.iter().filter(|row| row.file.contains(word)).count()
}

#[test]
fn optics_valley_of_wuhan() {
    let Some(folder) = shared_data("wuhan_osm") else { return };
    let files = load(&folder, &["buildings.geojson", "roads.geojson", "water.geojson"]);
    let reading = read_places(&pairs(&files), Datum::Wgs84).unwrap();
    println!("光谷: {}", reading.report);
    assert_eq!(reading.buildings.len() + refused_in(&reading, "buildings"), 234);
    assert!(reading.buildings.iter().any(|building| building.name == "光谷国际广场"));
    assert!(reading.base.iter().any(|feature| feature.name == "鲁磨路" && feature.class == "collector"));
}

#[test]
fn land_and_water_of_hangzhou() {
    let Some(folder) = shared_data("hangzhou_osm") else { return };
    let files = load(&folder, &["hangzhou_landuse.geojson", "hangzhou_water.geojson"]);
    let reading = read_places(&pairs(&files), Datum::Wgs84).unwrap();
    println!("Hangzhou: {}", reading.report);
    assert!(reading.base.iter().filter(|f| f.class == "residential" && !f.name.is_empty()).count() > 1300);
    assert!(reading.report.refused.len() < 100);
    let read = reading.base.len() + reading.report.refused.len();
    assert!(read > 11_000, "{read}");
}
