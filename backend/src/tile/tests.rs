//! Tiles read back with another crate, against clipping done in floating point by geo.

use super::*;
use crate::spatial::made as partition;
use geo::{Area, BooleanOps, BoundingRect, MapCoords};
use geo_types::{Coord, LineString, MultiPolygon, Point, Polygon, Rect, polygon};
use mvt_reader::Reader;
use mvt_reader::feature::Feature;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

const CENTRE: Coord<f64> = Coord { x: 118.36, y: 31.35 };

/// The projection as the textbook has it, in units of the tile.
fn flat(z: u8, x: u32, y: u32) -> impl Fn(Coord<f64>) -> Coord<f64> + Copy {
    move |c| {
        let n = f64::from(1 << z);
        let lat = c.y.to_radians();
        let north = (1.0 - (lat.tan() + 1.0 / lat.cos()).ln() / std::f64::consts::PI) / 2.0;
        Coord { x: ((c.x + 180.0) / 360.0 * n - f64::from(x)) * 4096.0, y: (north * n - f64::from(y)) * 4096.0 }
    }
}

fn tile_of(z: u8, c: Coord<f64>) -> (u32, u32) {
    let p = flat(z, 0, 0)(c);
    ((p.x / 4096.0) as u32, (p.y / 4096.0) as u32)
}

/// The buffered tile.
fn frame() -> Polygon<f64> {
    Rect::new(Coord { x: -64.0, y: -64.0 }, Coord { x: 4160.0, y: 4160.0 }).to_polygon()
}

fn feature(id: u64, geometry: impl Into<Geometry<f64>>) -> TileFeature {
    TileFeature { id, geometry: geometry.into(), properties: vec![("kind", "residential".into())], min_zoom: 0 }
}

fn one(features: Vec<TileFeature>) -> TileSet {
    TileSet::new(vec![TileLayer::build("test", features)])
}

fn read(bytes: Vec<u8>) -> Vec<Feature<f64>> {
    let reader = Reader::new(bytes).unwrap();
    let layers = reader.get_layer_names().unwrap().len();
    (0..layers).flat_map(|layer| reader.get_features_as::<f64>(layer).unwrap()).collect()
}

fn areas(bytes: Vec<u8>) -> BTreeMap<u64, f64> {
    let area = |f: &Feature<f64>| (f.id.unwrap(), f.geometry.unsigned_area());
    read(bytes).iter().map(area).collect()
}

fn star(centre: Coord<f64>, radii: &[f64]) -> Polygon<f64> {
    let turn = std::f64::consts::TAU / radii.len() as f64;
    let tip = |(i, r): (usize, &f64)| {
        let (sin, cos) = (turn * i as f64).sin_cos();
        centre + Coord { x: r * cos, y: r * sin }
    };
    Polygon::new(LineString(radii.iter().enumerate().map(tip).collect()), vec![])
}

fn box_at(centre: Coord<f64>, half: f64) -> Polygon<f64> {
    let corner = Coord { x: half, y: half };
    Rect::new(centre - corner, centre + corner).to_polygon()
}

fn shapes() -> impl Strategy<Value = Vec<Polygon<f64>>> {
    let radii = prop::collection::vec(0.0003..0.012_f64, 3..20);
    prop::collection::vec(((-0.03..0.03_f64, -0.03..0.03_f64), radii), 1..25)
        .prop_map(|all| all.iter().map(|((x, y), radii)| star(CENTRE + Coord { x: *x, y: *y }, radii)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn ids_and_areas_equal_clipping_by_geo(shapes in shapes(), z in 12_u8..17) {
        let set = one(shapes.iter().zip(1..).map(|(shape, id)| feature(id, shape.clone())).collect());
        let (x, y) = tile_of(z, CENTRE);
        let found = areas(set.tile(z, x, y).unwrap());
        for (shape, id) in shapes.iter().zip(1..) {
            let ideal = shape.map_coords(flat(z, x, y)).intersection(&frame());
            let border: f64 = ideal.iter().flat_map(|p| p.exterior().lines()).map(|e| e.dx().hypot(e.dy())).sum();
            // Rounding moves a border by at most half a diagonal of a unit.
            let slack = 0.75 * border + 8.0;
            let area = found.get(&id).copied();
            prop_assert!(
                (area.unwrap_or(0.0) - ideal.unsigned_area()).abs() <= slack,
                "{id}: {area:?} against {} ± {slack}", ideal.unsigned_area()
            );
        }
        prop_assert!(found.keys().all(|id| (1..=shapes.len() as u64).contains(id)));
    }

    #[test]
    fn all_geometry_lies_in_the_buffered_tile_and_turns_as_the_format_says(shapes in shapes(), z in 10_u8..18) {
        let set = one(shapes.iter().zip(1..).map(|(shape, id)| feature(id, shape.clone())).collect());
        let (x, y) = tile_of(z, CENTRE);
        for feature in read(set.tile(z, x, y).unwrap()) {
            let bounds = feature.geometry.bounding_rect().unwrap();
            prop_assert!(bounds.min().x >= -64.0 && bounds.min().y >= -64.0);
            prop_assert!(bounds.max().x <= 4160.0 && bounds.max().y <= 4160.0);
            let parts: MultiPolygon<f64> = match feature.geometry {
                Geometry::MultiPolygon(parts) => parts,
                other => MultiPolygon(vec![Polygon::try_from(other).unwrap()]),
            };
            prop_assert!(parts.iter().all(|part| Polygon::new(part.exterior().clone(), vec![]).signed_area() > 0.0));
        }
    }
}

#[test]
fn small_squares_are_found_exactly_where_they_are() {
    let place = |i: u64| CENTRE + Coord { x: (i % 40) as f64 * 0.002 - 0.04, y: (i / 40) as f64 * 0.002 - 0.04 };
    let set = one((0..1600).map(|i| feature(i, box_at(place(i), 0.0001))).collect());
    let z = 14;
    let (x, y) = tile_of(z, CENTRE);
    for (x, y) in [(x, y), (x + 1, y), (x, y - 1), (x - 1, y + 1)] {
        let truth: Vec<u64> = (0..1600)
            .filter(|&i| {
                let bounds = box_at(place(i), 0.0001).map_coords(flat(z, x, y)).bounding_rect().unwrap();
                bounds.max().x > -64.0 && bounds.max().y > -64.0 && bounds.min().x < 4160.0 && bounds.min().y < 4160.0
            })
            .collect();
        assert!(truth.len() > 50);
        assert_eq!(areas(set.tile(z, x, y).unwrap()).into_keys().collect::<Vec<_>>(), truth);
    }
}

#[test]
fn shared_borders_stay_shared_at_every_zoom() {
    let made = partition::partition(30);
    let cells = made.cells.iter().zip(1..).map(|(cell, id)| feature(id, cell.clone())).collect();
    let grids = one(cells);
    let outline = one(vec![feature(1, made.outline.clone())]);
    // Where nothing overlaps and nothing is missing, the cells' areas add up to the outline's, to the last unit.
    let mut checked = 0;
    for z in 8..=12 {
        let (x, y) = tile_of(z, made.outline.bounding_rect().unwrap().center());
        let (parts, whole) = (areas(grids.tile(z, x, y).unwrap()), areas(outline.tile(z, x, y).unwrap()));
        if parts.len() == 30 {
            assert_eq!(parts.values().sum::<f64>(), whole[&1], "zoom {z}");
            checked += 1;
        }
    }
    assert!(checked >= 3, "{checked} zooms show the whole district");
    let made = partition::partition(900);
    let grids = one(made.cells.iter().zip(1..).map(|(cell, id)| feature(id, cell.clone())).collect());
    for z in 13..=16 {
        let (x, y) = tile_of(z, made.outline.bounding_rect().unwrap().center());
        let sum: f64 = areas(grids.tile(z, x, y).unwrap()).values().sum();
        assert_eq!(sum, 4224.0 * 4224.0, "cells cover the tile in the middle without gap or overlap, zoom {z}");
    }
}

#[test]
fn holes_stay_open() {
    let ring = |half| box_at(CENTRE, half).into_inner().0;
    let holed = Polygon::new(ring(0.01), vec![ring(0.005)]);
    let (x, y) = tile_of(10, CENTRE);
    let found = areas(one(vec![feature(1, holed.clone())]).tile(10, x, y).unwrap());
    let ideal = holed.map_coords(flat(10, x, y)).intersection(&frame()).unsigned_area();
    assert!((found[&1] / ideal - 1.0).abs() < 0.01, "{} against {ideal}", found[&1]);
}

#[test]
fn a_line_that_leaves_and_returns_is_split() {
    let z = 14;
    let (x, y) = tile_of(z, CENTRE);
    let middle = CENTRE + Coord { x: 0.03, y: 0.0005 };
    let line = LineString(vec![CENTRE, middle, CENTRE + Coord { x: 0.0, y: 0.001 }]);
    let found = read(one(vec![feature(1, line)]).tile(z, x, y).unwrap());
    let Geometry::MultiLineString(runs) = &found[0].geometry else { panic!("{:?}", found[0].geometry) };
    assert_eq!(runs.0.len(), 2);
    assert_eq!((runs.0[0].0.last().unwrap().x, runs.0[1].0[0].x), (4160.0, 4160.0));
}

#[test]
fn points_and_labels_keep_id_and_properties() {
    let mut label = feature(7, Point(CENTRE));
    label.properties = vec![
        ("name", "镜湖区".into()),
        ("open", Value::Int(-3)),
        ("share", Value::Float(0.25)),
        ("late", Value::Bool(true)),
    ];
    label.min_zoom = 12;
    let set = one(vec![label]);
    let (x, y) = tile_of(12, CENTRE);
    let found = read(set.tile(12, x, y).unwrap());
    let ideal = flat(12, x, y)(CENTRE);
    let at = found[0].geometry.bounding_rect().unwrap().center();
    assert!((at.x - ideal.x).abs() <= 0.5 && (at.y - ideal.y).abs() <= 0.5);
    let properties = found[0].properties.as_ref().unwrap();
    use mvt_reader::feature::Value as Read;
    let expected = [
        ("name", Read::String("镜湖区".into())),
        ("open", Read::Int(-3)),
        ("share", Read::Double(0.25)),
        ("late", Read::Bool(true)),
    ];
    assert_eq!(properties.len(), 4);
    assert!(expected.iter().all(|(key, value)| properties[*key] == *value), "{properties:?}");
    let (x, y) = tile_of(11, CENTRE);
    assert_eq!(set.tile(11, x, y), Some(vec![]), "not before its first zoom");
}

#[test]
fn what_is_too_small_to_see_goes_or_becomes_a_small_square() {
    let (x, y) = tile_of(12, CENTRE);
    let tiny = || vec![feature(1, box_at(CENTRE, 0.000_005))];
    assert_eq!(one(tiny()).tile(12, x, y), Some(vec![]));
    let kept = TileSet::new(vec![TileLayer::build("buildings", tiny()).keep_tiny()]);
    assert_eq!(areas(kept.tile(12, x, y).unwrap())[&1], 4.0);
}

#[test]
fn values_are_written_once() {
    let set = one((0..9).map(|i| feature(i, box_at(CENTRE, 0.001 + 0.0001 * i as f64))).collect());
    let (x, y) = tile_of(14, CENTRE);
    let bytes = set.tile(14, x, y).unwrap();
    let written = |text: &[u8]| bytes.windows(text.len()).filter(|window| *window == text).count();
    assert_eq!((read(bytes.clone()).len(), written(b"residential"), written(b"kind")), (9, 1, 1));
}

#[test]
fn the_same_place_gives_the_same_bytes_and_layers_keep_their_order() {
    let make = || {
        let square: Polygon<f64> = box_at(CENTRE, 0.003);
        let dot = polygon![CENTRE, CENTRE + Coord { x: 0.001, y: 0.0 }, CENTRE + Coord { x: 0.0, y: 0.001 }];
        TileSet::new(vec![
            TileLayer::build("water", vec![feature(1, square.clone()), feature(2, dot)]),
            TileLayer::build("green", vec![]),
            TileLayer::build("road", vec![feature(3, square.exterior().clone())]),
        ])
    };
    let (x, y) = tile_of(15, CENTRE);
    let bytes = make().tile(15, x, y).unwrap();
    assert_eq!(Some(&bytes), make().tile(15, x, y).as_ref());
    assert_eq!(Reader::new(bytes).unwrap().get_layer_names().unwrap(), ["water", "road"]);
}

#[test]
fn an_empty_place_is_empty_and_a_wrong_one_is_none() {
    let set = one(vec![feature(1, box_at(CENTRE, 0.001))]);
    assert_eq!(set.tile(14, 0, 0), Some(vec![]));
    assert_eq!([set.tile(21, 0, 0), set.tile(14, 1 << 14, 0), set.tile(0, 0, 1)], [None, None, None]);
    assert!(set.tile(0, 0, 0).is_some());
    let (x, y) = tile_of(MAX_ZOOM, CENTRE);
    assert_eq!(areas(set.tile(MAX_ZOOM, x, y).unwrap())[&1], 4224.0 * 4224.0);
}

#[test]
fn the_cache_encodes_once_a_revision_and_keeps_its_bound() {
    let cache = TileCache::new(100_000);
    let calls = AtomicUsize::new(0);
    let key = |x, revision| TileKey { set: "buildings", z: 14, x, y: 1, revision };
    let ask = |x, revision, text: &str| {
        cache.get(key(x, revision), || {
            calls.fetch_add(1, Ordering::Relaxed);
            Some(text.as_bytes().to_vec())
        })
    };
    let first = ask(1, 1, "old").unwrap();
    assert_eq!(ask(1, 1, "never encoded"), Some(first.clone()));
    let second = ask(1, 2, "new").unwrap();
    assert_eq!(calls.load(Ordering::Relaxed), 2);
    assert_ne!(first.etag, second.etag);
    assert_eq!(CachedTile::new(b"old"), first, "the tag depends on the content only");
    let mut plain = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&second.gzip[..]), &mut plain).unwrap();
    assert_eq!(plain, "new");
    assert_eq!((cache.get(key(9, 9), || None), CachedTile::new(b"").gzip.len()), (None, 0));
    for x in 0..2_000 {
        ask(x, 3, "filling");
    }
    assert!(cache.bytes() <= 100_000 && cache.bytes() > 50_000, "{}", cache.bytes());
}
