//! The ground and the order of the demo city: waters, roads, blocks, buildings, and the grids over them.
//!
//! Everything is cut from one planar subdivision in local metres (`plane`), so that areas share their borders exactly,
//! and turned into WGS-84 at the end. The same seed and scale give the same city to the bit.

mod areas;
mod base;
mod blocks;
mod cottages;
mod curves;
mod cuts;
mod frame;
mod geom;
mod housing;
mod institutions;
mod names;
mod order;
mod plane;
mod register;
mod roads;
mod slabs;
mod works;

use std::collections::BTreeMap;

use geo_types::Point;
use shared::area::{AreaCode, GridKind};

use crate::model::City;
use frame::Frame;
use geom::Dice;
use housing::Goal;
use order::Counts;
use plane::Plane;

/// The district without its people: areas, base map, complexes, buildings, entrances and dwellings.
pub fn lay_out(seed: u64, scale: f64) -> City {
    let frame = Frame::new(seed, scale);
    let counts = Counts::of(scale);
    let mut plane = Plane::new(&frame.outline());
    let order = order::arrange(&mut plane, &frame, counts, &mut Dice::new(seed, "order"));
    let mut sites = blocks::blocks(&mut plane, &frame, &order, &mut Dice::new(seed, "blocks"));
    let order = order.with_blocks(&sites);
    let reserved = institutions::reserve(&order, &mut sites, counts.exclusive, &mut Dice::new(seed, "reserve"));
    let goal = Goal { households: 72_000.0 * scale, buildings: 2_600.0 * scale, entrances: 5_200.0 * scale };
    let housing = housing::house(&plane, &frame, &order, &mut sites, goal, &mut Dice::new(seed, "housing"));
    let others = (1_800.0 * scale).round() as usize;
    let works = works::build(&frame, &mut sites, reserved, others, &mut Dice::new(seed, "works"));
    let mut roads = roads::Roads::of(&plane);
    let mut city = City::default();
    let codes = areas::codes(&plane, &order);
    let places = register::Places { plane: &plane, order: &order, sites: &sites, codes: &codes };
    let households = register::fill(&mut city, &places, &mut roads, &housing, &works, &mut Dice::new(seed, "register"));
    areas::fill(&mut city, &places, &works, &households);
    base::fill(&mut city, &frame, &places, &roads, &housing, &works);
    areas::label_among_buildings(&mut city);
    city
}

/// A corner where at least three general grids meet.
pub fn triple_point(city: &City) -> Point<f64> {
    let mut meeting: BTreeMap<(u64, u64), Vec<&AreaCode>> = BTreeMap::new();
    for area in city.areas.iter().filter(|a| a.grid_kind == Some(GridKind::General)) {
        for polygon in &area.boundary {
            for corner in &polygon.exterior().0[1..] {
                let grids = meeting.entry((corner.x.to_bits(), corner.y.to_bits())).or_default();
                if !grids.contains(&&area.code) {
                    grids.push(&area.code);
                }
            }
        }
    }
    let found = meeting.iter().find(|(_, grids)| grids.len() >= 3);
    found.map_or(Point::new(0.0, 0.0), |((x, y), _)| Point::new(f64::from_bits(*x), f64::from_bits(*y)))
}
