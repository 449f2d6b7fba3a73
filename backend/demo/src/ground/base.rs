//! The base map: waters, greens, land use, roads and the points that people look for.

use geo_types::{Geometry, LineString, Polygon};
use shared::place::BaseLayer;

use super::blocks::Use;
use super::frame::Frame;
use super::geom::{P, centroid, edges, gap, inside, left, pt, unit};
use super::housing::{Housing, point};
use super::plane::Rank;
use super::register::{Places, footprint};
use super::roads::Roads;
use super::works::Works;
use crate::model::{BaseFeature, City};

/// Metres from the middle of a canal to its water's edge, to the edge of its green, and to the road beside it.
const CANAL: (f64, f64, f64) = (11.0, 19.0, 24.0);

fn line(points: &[P]) -> LineString<f64> {
    points.iter().map(|&p| Frame::wgs84(p)).collect::<Vec<_>>().into()
}

/// A line moved to its left by `by` metres.
fn beside(points: &[P], by: f64) -> Vec<P> {
    let n = points.len();
    (0..n)
        .map(|i| {
            let d = unit(points[(i + 1).min(n - 1)] - points[i.saturating_sub(1)]);
            points[i] + left(d) * by
        })
        .collect()
}

/// The band between two offsets of a line.
fn band(points: &[P], from: f64, to: f64) -> Vec<P> {
    let mut ring = beside(points, from);
    ring.extend(beside(points, to).into_iter().rev());
    ring
}

pub fn fill(city: &mut City, frame: &Frame, places: &Places<'_>, roads: &Roads, housing: &Housing, works: &Works) {
    let mut add = |layer: BaseLayer, class: &str, name: &str, geometry: Geometry<f64>| {
        city.base.push(BaseFeature { layer, class: class.to_owned(), name: name.to_owned(), geometry });
    };
    let area = |ring: &[P]| Geometry::Polygon(footprint(ring));
    let plane = places.plane;

    add(BaseLayer::Water, "river", "长江", area(&frame.river()));
    let lake = Polygon::new(line(&frame.lake), vec![line(&frame.island)]);
    add(BaseLayer::Water, "lake", "镜湖", Geometry::Polygon(lake));
    for pond in &works.ponds {
        add(BaseLayer::Water, "pond", "", area(pond));
    }

    let park = plane.ring(places.order.lake);
    add(BaseLayer::Green, "park", "镜湖公园", Geometry::Polygon(Polygon::new(line(&park), vec![line(&frame.lake)])));
    add(BaseLayer::Green, "park", "烟雨墩", area(&frame.island));
    // The bank of the district, without what lies beyond its border.
    let banks = places.order.river.iter().flat_map(|&f| plane.edges(f)).filter(|&(a, b)| plane.way_of(a, b).cut == 1);
    let ys: Vec<f64> = banks.map(|(a, _)| plane.corners[a as usize].y).collect();
    let (south, north) = ys.iter().fold((f64::MAX, f64::MIN), |(s, n), &y| (s.min(y), n.max(y)));
    let shore: Vec<f64> = (0..=120).map(|i| north - (north - south) * f64::from(i) / 120.0).collect();
    let mut strip: Vec<P> = shore.iter().map(|&y| pt(frame.waterline(y), y)).collect();
    strip.extend(shore.iter().rev().map(|&y| pt(frame.bank(y) - 18.0, y)));
    add(BaseLayer::Green, "park", "滨江公园", area(&strip));
    add(BaseLayer::Green, "hill", "赭山", area(&frame.hill));
    for height in [0.8, 0.58, 0.36, 0.16] {
        add(BaseLayer::Green, "wood", "", area(&frame.hill_contour(height)));
    }
    for garden in &housing.gardens {
        add(BaseLayer::Green, "park", "", area(garden));
    }
    for pitch in &works.pitches {
        add(BaseLayer::Green, "pitch", "", area(pitch));
    }
    for (i, site) in places.sites.iter().enumerate() {
        let name = works.named.iter().find(|w| w.0 == i).map_or("", |w| w.2.as_str());
        let (layer, class) = match site.usage {
            Some(Use::Park | Use::Hill) | None => (BaseLayer::Green, "park"),
            Some(Use::Farmland) => (BaseLayer::Green, "farmland"),
            Some(Use::Residential) => (BaseLayer::Landuse, "residential"),
            Some(Use::OldTown) => (BaseLayer::Landuse, "old_town"),
            Some(Use::Commercial) => (BaseLayer::Landuse, "commercial"),
            Some(Use::Office) => (BaseLayer::Landuse, "office"),
            Some(Use::School) => (BaseLayer::Landuse, "school"),
            Some(Use::Hospital) => (BaseLayer::Landuse, "hospital"),
            Some(Use::Market) => (BaseLayer::Landuse, "market"),
            Some(Use::Industrial) => (BaseLayer::Landuse, "industrial"),
            Some(Use::Station) => (BaseLayer::Landuse, "station"),
        };
        // Settlements amid fields are holes of the fields, so that no order of layers hides them.
        let within = |hull: &&(&str, Vec<P>)| {
            class == "farmland"
                && inside(&site.ring, hull.1[0])
                && !edges(&hull.1).any(|(a, b)| edges(&site.ring).any(|(c, d)| gap(a, b, c, d) < 0.5))
        };
        let holes = housing.hamlets.iter().filter(within).map(|(_, hull)| line(hull)).collect();
        add(layer, class, name, Geometry::Polygon(Polygon::new(line(&site.ring), holes)));
    }
    for (class, village) in &housing.hamlets {
        add(BaseLayer::Landuse, class, "", area(village));
    }

    for road in &roads.list {
        let points = roads.line(plane, road);
        if road.rank != Rank::Canal {
            add(BaseLayer::Road, road.rank.class(), &road.name, Geometry::LineString(line(&points)));
            continue;
        }
        let (water, green, way) = CANAL;
        add(BaseLayer::Water, "canal", &road.name, area(&band(&points, -water, water)));
        let reach = points[points.len() - 1] - points[0];
        let left_is = match (reach.x.abs() > reach.y.abs(), reach.x > 0.0, reach.y > 0.0) {
            (true, true, _) => ["北", "南"],
            (true, false, _) => ["南", "北"],
            (false, _, true) => ["西", "东"],
            (false, _, false) => ["东", "西"],
        };
        for (side, word) in [(1.0, left_is[0]), (-1.0, left_is[1])] {
            add(BaseLayer::Green, "park", "", area(&band(&points, side * green, side * water)));
            let name = format!("{}{word}路", road.name);
            add(BaseLayer::Road, "street", &name, Geometry::LineString(line(&beside(&points, side * way))));
        }
    }
    for (site, usage, name) in &works.named {
        let class = match usage {
            Use::School => "school",
            Use::Hospital => "hospital",
            Use::Market => "market",
            Use::Station => "station",
            _ => "park",
        };
        let at = centroid(&places.sites[*site].ring);
        add(BaseLayer::Poi, class, name, Geometry::Point(point(at)));
    }
}
