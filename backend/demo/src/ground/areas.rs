//! Codes, names and boundaries of the areas.
//!
//! Serials run from west to east in bands from north to south. The boundary of an area is the union of its grids'
//! faces, corner by corner, so areas of every level fit exactly.

use std::collections::BTreeMap;

use geo::{Centroid, Contains, InteriorPoint};
use geo_types::{Coord, LineString, MultiPoint, MultiPolygon, Point, Polygon};
use shared::area::{AreaCode, AreaLevel, GridCodeFormat, GridKind};

use super::frame::Frame;
use super::geom::{P, bounds, centroid};
use super::names;
use super::order::{Order, Story};
use super::plane::Plane;
use super::register::Places;
use super::works::Works;
use crate::model::{Area, City};

const DISTRICT: &str = "340202000000";

/// The codes and names that the order's areas get.
#[derive(Debug)]
pub struct Codes {
    pub subdistricts: Vec<(AreaCode, String)>,
    pub communities: Vec<(AreaCode, String)>,
    pub cells: Vec<(AreaCode, String)>,
    /// Faces per cell's community and so on, for the unions.
    pub serial: Vec<usize>,
}

/// Numbers areas in bands from north to south, each from west to east.
fn ranks(middles: &[P]) -> Vec<usize> {
    let (low, high) = bounds(middles);
    let band = ((high.y - low.y) / (middles.len() as f64).sqrt()).max(1.0);
    let mut turn: Vec<usize> = (0..middles.len()).collect();
    turn.sort_by(|&a, &b| {
        let row = |i: usize| ((high.y - middles[i].y) / band) as i64;
        row(a).cmp(&row(b)).then(middles[a].x.total_cmp(&middles[b].x))
    });
    let mut rank = vec![0; middles.len()];
    turn.iter().enumerate().for_each(|(n, &i)| rank[i] = n);
    rank
}

pub fn codes(plane: &Plane, order: &Order) -> Codes {
    // The water that a grid holds would pull its middle away from the houses: blocks only.
    let wet = |f: &usize| *f == order.lake || order.river.contains(f);
    let middle = |cells: &[usize]| {
        let faces: Vec<usize> =
            cells.iter().flat_map(|&c| order.cells[c].faces.iter().copied()).filter(|f| !wet(f)).collect();
        let sum = faces.iter().fold(P::default(), |s, &f| s + centroid(&plane.ring(f)));
        sum * (1.0 / faces.len() as f64)
    };
    let format = GridCodeFormat::default();
    let trusted = |s: usize, c: usize| AreaCode::trusted(format!("340202{s:03}{c:03}"));
    let mut codes = Codes {
        subdistricts: vec![(AreaCode::trusted(DISTRICT), String::new()); order.subdistricts],
        communities: vec![(AreaCode::trusted(DISTRICT), String::new()); order.communities.len()],
        cells: vec![(AreaCode::trusted(DISTRICT), String::new()); order.cells.len()],
        serial: vec![0; order.cells.len()],
    };
    let of = |test: &dyn Fn(usize) -> bool| (0..order.cells.len()).filter(|&c| test(c)).collect::<Vec<_>>();
    let subs: Vec<P> = (0..order.subdistricts).map(|s| middle(&of(&|c| order.cells[c].subdistrict == s))).collect();
    let (mut named, mut called) = (0, 0);
    for (s, rank) in ranks(&subs).into_iter().enumerate() {
        let story = order.cells.iter().any(|c| c.subdistrict == s && c.story.is_some());
        let name = if story { "星辰街道".to_owned() } else { names::subdistrict(named) };
        named += usize::from(!story);
        codes.subdistricts[s] = (trusted(rank + 1, 0), name);
        let own: Vec<usize> = (0..order.communities.len()).filter(|&c| order.communities[c] == s).collect();
        let middles: Vec<P> = own.iter().map(|&m| middle(&of(&|c| order.cells[c].community == m))).collect();
        for (&community, place) in own.iter().zip(ranks(&middles)) {
            let cells = of(&|c| order.cells[c].community == community);
            let name = match order.cells[cells[0]].story {
                Some(Story::Qingyun) => "青云林海社区".to_owned(),
                Some(Story::Xingchen) => "星辰社区".to_owned(),
                None => names::community(called),
            };
            called += 1;
            let code = trusted(rank + 1, place + 1);
            let middles: Vec<P> = cells.iter().map(|&c| middle(&[c])).collect();
            for (&cell, n) in cells.iter().zip(ranks(&middles)) {
                codes.serial[cell] = n + 1;
                let name = format!("第{}网格", names::ordinal(n + 1));
                codes.cells[cell] = (AreaCode::grid(&code, n as u32 + 1, format), name);
            }
            codes.communities[community] = (code, name);
        }
    }
    codes
}

fn boundary(plane: &Plane, faces: &[usize]) -> MultiPolygon<f64> {
    let mut polygons: Vec<Polygon<f64>> = vec![];
    for ring in plane.union(faces) {
        let line: LineString<f64> =
            ring.iter().map(|&v| Frame::degrees(plane.steps[v as usize])).collect::<Vec<Coord<f64>>>().into();
        if plane.ring_area(&ring) > 0.0 {
            polygons.push(Polygon::new(line, vec![]));
        } else if let Some(outer) = polygons.iter_mut().find(|p| {
            let ring: Vec<P> = p.exterior().0[1..].to_vec();
            super::geom::inside(&ring, line.0[0]) || ring.contains(&line.0[0])
        }) {
            outer.interiors_push(line);
        }
    }
    MultiPolygon(polygons)
}

fn area(
    code: AreaCode,
    name: String,
    grid_kind: Option<GridKind>,
    boundary: MultiPolygon<f64>,
    households: u32,
) -> Area {
    let label = boundary.interior_point().unwrap_or(Point::new(0.0, 0.0));
    Area { code, name, grid_kind, boundary, label, households }
}

pub fn fill(city: &mut City, places: &Places<'_>, works: &Works, households: &[u32]) {
    let (plane, order, codes) = (places.plane, places.order, places.codes);
    let union = |test: &dyn Fn(usize) -> bool| {
        let cells = (0..order.cells.len()).filter(|&c| test(c));
        let (mut faces, mut sum) = (vec![], 0);
        for cell in cells {
            faces.extend_from_slice(&order.cells[cell].faces);
            sum += households[cell];
        }
        (boundary(plane, &faces), sum)
    };
    let mut list = vec![];
    let (whole, sum) = union(&|_| true);
    list.push(area(AreaCode::trusted(DISTRICT), "镜湖区".to_owned(), None, whole, sum));
    for (s, (code, name)) in codes.subdistricts.iter().enumerate() {
        let (shape, sum) = union(&|c| order.cells[c].subdistrict == s);
        list.push(area(code.clone(), name.clone(), None, shape, sum));
    }
    for (m, (code, name)) in codes.communities.iter().enumerate() {
        let (shape, sum) = union(&|c| order.cells[c].community == m);
        list.push(area(code.clone(), name.clone(), None, shape, sum));
    }
    let mut last = vec![0; order.communities.len()];
    for (c, (code, name)) in codes.cells.iter().enumerate() {
        last[order.cells[c].community] += 1;
        list.push(area(
            code.clone(),
            name.clone(),
            Some(GridKind::General),
            boundary(plane, &order.cells[c].faces),
            households[c],
        ));
    }
    for exclusive in &works.exclusives {
        let (face, cell) = match exclusive.site {
            Some(site) => (places.sites[site].face, places.sites[site].cell),
            None => {
                let cell = order.cells.iter().position(|c| c.faces.contains(&order.lake)).unwrap_or(0);
                (order.lake, cell)
            }
        };
        let community = order.cells[cell].community;
        last[community] += 1;
        let code = AreaCode::grid(&codes.communities[community].0, last[community], GridCodeFormat::default());
        let name = format!("{}专属网格", exclusive.name);
        list.push(area(code, name, Some(GridKind::Exclusive), boundary(plane, &[face]), 0));
    }
    list.sort_by_key(|a| (a.code.level() != AreaLevel::District, level(&a.code), a.code.clone()));
    city.areas = list;
}

fn level(code: &AreaCode) -> u8 {
    match code.level() {
        AreaLevel::District => 0,
        AreaLevel::Subdistrict => 1,
        AreaLevel::Community => 2,
        AreaLevel::Grid => 3,
    }
}

/// Moves labels among the houses: the middle of a riverside grid is water, but its name belongs to its streets.
pub fn label_among_buildings(city: &mut City) {
    let mut houses: BTreeMap<&str, Vec<Point<f64>>> = BTreeMap::new();
    for building in &city.buildings {
        houses.entry(building.grid.as_str()).or_default().extend(building.footprint.centroid());
    }
    for area in &mut city.areas {
        let prefix = area.code.prefix();
        let inside = houses.range(prefix..).take_while(|(grid, _)| grid.starts_with(prefix));
        let points: Vec<Point<f64>> = inside.flat_map(|(_, points)| points.iter().copied()).collect();
        let Some(middle) = MultiPoint(points.clone()).centroid() else { continue };
        let away = |point: &Point<f64>| (*point - middle).dot(*point - middle);
        let nearest = points.into_iter().min_by(|a, b| away(a).total_cmp(&away(b)));
        if let Some(label) = nearest.filter(|point| area.boundary.contains(point)) {
            area.label = label;
        }
    }
}
