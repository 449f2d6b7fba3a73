//! Where reports come from: buildings by kind, points along roads, banks and parks, each with its grid and address.
//!
//! An address names a building or a street, never a dwelling. A report at a building is decided by the building; all
//! others by the same rule that the server applies to a point.

use super::kinds::{Kind, Spot};
use crate::life::dice::{Dice, Weights};
use crate::model::{Building, City};
use geo::{Area, BoundingRect, Centroid, Contains, Euclidean, InterpolateLine, Intersects, Length};
use geo_types::{Geometry, LineString, Point, Polygon};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use shared::area::{AreaCode, AreaLevel};
use shared::assign::{Candidate, DecidedBy, Relation, decide};
use shared::place::{BaseLayer, BuildingKind};
use std::collections::BTreeMap;

/// A place of a report.
#[derive(Clone, Debug)]
pub struct Place {
    pub at: Point<f64>,
    /// Standard address of the building, or the street.
    pub address: String,
    /// As people say it: `星辰花园29栋`, `学士街`.
    pub short: String,
    pub building: Option<i64>,
    pub grid: AreaCode,
    pub decided_by: DecidedBy,
}

/// The frame of a grid, with its index and its size.
type Frame = GeomWithData<Rectangle<[f64; 2]>, (usize, f64)>;

/// The district's places, indexed.
#[derive(Debug)]
pub struct Places<'a> {
    city: &'a City,
    spots: BTreeMap<Spot, (Vec<usize>, Weights)>,
    roads: (Vec<(&'a str, &'a LineString<f64>)>, Weights),
    water: (Vec<(&'a str, &'a Polygon<f64>)>, Weights),
    parks: (Vec<(&'a str, &'a Polygon<f64>)>, Weights),
    grids: RTree<Frame>,
    buildings: RTree<GeomWithData<[f64; 2], usize>>,
    doors: BTreeMap<i64, Vec<Point<f64>>>,
    names: BTreeMap<&'a AreaCode, &'a str>,
}

impl<'a> Places<'a> {
    pub fn of(city: &'a City) -> Places<'a> {
        let mut dwellings = vec![0_u32; city.buildings.len() + 1];
        for dwelling in &city.dwellings {
            dwellings[dwelling.building as usize] += 1;
        }
        let mut spots: BTreeMap<Spot, (Vec<usize>, Vec<f64>)> = BTreeMap::new();
        for (at, building) in city.buildings.iter().enumerate() {
            let lives = f64::from(dwellings[building.id as usize]).max(1.0);
            for &(spot, weight) in roles(building.kind) {
                let (of, weights) = spots.entry(spot).or_default();
                of.push(at);
                // A tower of 200 dwellings reports more than a house of 4, but not fifty times as much.
                weights.push(weight * lives.powf(0.7));
            }
        }
        let mut doors: BTreeMap<i64, Vec<Point<f64>>> = BTreeMap::new();
        for entrance in &city.entrances {
            doors.entry(entrance.building).or_default().push(entrance.at);
        }
        let grids = city.areas.iter().enumerate().filter(|(_, area)| area.grid_kind.is_some());
        let grids = grids.filter_map(|(at, area)| {
            let bounds = area.boundary.bounding_rect()?;
            let (low, high) = (bounds.min(), bounds.max());
            let frame = Rectangle::from_corners([low.x, low.y], [high.x, high.y]);
            Some(GeomWithData::new(frame, (at, area.boundary.unsigned_area())))
        });
        let buildings = city.buildings.iter().enumerate().filter_map(|(at, building)| {
            let middle = building.footprint.centroid()?;
            (building.kind != BuildingKind::Shed).then(|| GeomWithData::new([middle.x(), middle.y()], at))
        });
        Places {
            city,
            spots: spots.into_iter().map(|(spot, (of, weights))| (spot, (of, Weights::new(weights)))).collect(),
            roads: roads(city),
            water: polygons(city, BaseLayer::Water, &["lake", "canal", "pond", "river"]),
            parks: polygons(city, BaseLayer::Green, &["park"]),
            grids: RTree::bulk_load(grids.collect()),
            buildings: RTree::bulk_load(buildings.collect()),
            doors,
            names: city.areas.iter().map(|area| (&area.code, area.name.as_str())).collect(),
        }
    }

    /// A place for a report of this kind; `None` in a city without buildings.
    pub fn draw(&self, dice: &mut Dice, kind: &Kind) -> Option<Place> {
        let weights = Weights::new(kind.spots.iter().map(|(_, weight)| *weight));
        let spot = dice.weighted(&weights).map_or(Spot::Home, |at| kind.spots[at].0);
        let drawn = match spot {
            Spot::Street => self.on_road(dice),
            Spot::Water => self.on_bank(dice),
            Spot::Park => self.in_park(dice),
            // Schools, hospitals and markets are places of their own as often as they are buildings.
            Spot::School | Spot::Hospital | Spot::Market | Spot::Site if spot == Spot::Site || dice.chance(0.5) => {
                self.building_of(dice, spot).and_then(|near| self.beside(dice, near))
            }
            _ => None,
        };
        drawn.or_else(|| {
            let home = self.building_of(dice, spot).or_else(|| self.building_of(dice, Spot::Home))?;
            Some(self.at_building(dice, home))
        })
    }

    /// At one of the building's entrances.
    pub fn at_building(&self, dice: &mut Dice, building: &Building) -> Place {
        let middle = || building.footprint.centroid().unwrap_or_default();
        let at = self.doors.get(&building.id).map_or_else(middle, |doors| *dice.pick(doors));
        Place {
            at,
            address: building.address.clone(),
            short: self.short(building),
            building: Some(building.id),
            grid: building.grid.clone(),
            decided_by: DecidedBy::Building,
        }
    }

    /// As people say it: the complex and the building, or the street and number of a building with a common name.
    pub fn short(&self, building: &Building) -> String {
        let complex = building.complex.and_then(|id| self.city.complexes.get(id as usize - 1));
        match complex {
            Some(complex) if !building.name.contains(&complex.name) => format!("{}{}", complex.name, building.name),
            None if building.name == "沿街商铺" => {
                building.address.split_once("街道").map_or(building.name.as_str(), |(_, rest)| rest).to_owned()
            }
            _ => building.name.clone(),
        }
    }

    fn building_of(&self, dice: &mut Dice, spot: Spot) -> Option<&'a Building> {
        let (of, weights) = self.spots.get(&spot)?;
        dice.weighted(weights).map(|at| &self.city.buildings[of[at]])
    }

    fn on_road(&self, dice: &mut Dice) -> Option<Place> {
        let (of, weights) = &self.roads;
        (0..4).find_map(|_| {
            let (name, line) = of[dice.weighted(weights)?];
            let at = Euclidean.point_at_ratio_from_start(line, dice.unit())?;
            let near = self.buildings.nearest_neighbor(&[at.x(), at.y()]);
            let near = near.map(|found| format!("（{}附近）", self.short(&self.city.buildings[found.data])));
            let short = format!("{name}{}", near.as_deref().unwrap_or_default());
            self.settle(at, &short, short.clone())
        })
    }

    fn on_bank(&self, dice: &mut Dice) -> Option<Place> {
        let (of, weights) = &self.water;
        (0..6).find_map(|_| {
            let (name, water) = of[dice.weighted(weights)?];
            let at = Euclidean.point_at_ratio_from_start(water.exterior(), dice.unit())?;
            let name = if name.is_empty() { "河道" } else { name };
            self.settle(at, &format!("{name}岸边"), format!("{name}岸边"))
        })
    }

    fn in_park(&self, dice: &mut Dice) -> Option<Place> {
        let (of, weights) = &self.parks;
        (0..6).find_map(|_| {
            let (name, park) = of[dice.weighted(weights)?];
            let bounds = park.bounding_rect()?;
            let (low, high) = (bounds.min(), bounds.max());
            let at = Point::new(dice.real(low.x, high.x), dice.real(low.y, high.y));
            let name = if name.is_empty() { "街头绿地" } else { name };
            park.contains(&at).then(|| self.settle(at, name, name.to_owned())).flatten()
        })
    }

    /// Some metres from a building, on its ground.
    fn beside(&self, dice: &mut Dice, building: &Building) -> Option<Place> {
        let middle = building.footprint.centroid()?;
        let metre = 1.0 / 111_000.0;
        (0..4).find_map(|_| {
            let at = Point::new(
                middle.x() + dice.around(0.0, 12.0) * metre / middle.y().to_radians().cos(),
                middle.y() + dice.around(0.0, 12.0) * metre,
            );
            let short = self.short(building);
            self.settle(at, &format!("{short}附近"), short)
        })
    }

    /// The place with the grid that the rule gives it; `None` outside the grids.
    fn settle(&self, at: Point<f64>, name: &str, short: String) -> Option<Place> {
        let decision = decide(&self.candidates(at), true);
        let grid = decision.grid?;
        let subdistrict = grid.parent()?.parent()?;
        let district = subdistrict.parent()?;
        let name_of = |code: &AreaCode| self.names.get(code).copied().unwrap_or_default();
        let address = format!("{}{}{name}", name_of(&district), name_of(&subdistrict));
        Some(Place { at, address, short, building: None, grid, decided_by: decision.decided_by })
    }

    fn candidates(&self, at: Point<f64>) -> Vec<Candidate> {
        let here = AABB::from_point([at.x(), at.y()]);
        self.grids
            .locate_in_envelope_intersecting(&here)
            .filter_map(|found| {
                let (at_index, size) = found.data;
                let area = &self.city.areas[at_index];
                let relation = if area.boundary.contains(&at) {
                    Relation::Inside
                } else if area.boundary.intersects(&at) {
                    Relation::Boundary
                } else {
                    return None;
                };
                let (grid, kind) = (area.code.clone(), area.grid_kind?);
                Some(Candidate { grid, kind, relation, size, distance_m: 0.0 })
            })
            .collect()
    }

    /// The name of an area, empty when there is none.
    pub fn name_of(&self, code: &AreaCode, level: AreaLevel) -> &'a str {
        let found = std::iter::successors(Some(code.clone()), AreaCode::parent).find(|code| code.level() == level);
        found.and_then(|code| self.names.get(&code).copied()).unwrap_or_default()
    }

    pub fn city(&self) -> &'a City {
        self.city
    }
}

/// For which spots a building stands, and how much.
fn roles(kind: BuildingKind) -> &'static [(Spot, f64)] {
    match kind {
        BuildingKind::Residential => &[(Spot::Home, 1.0), (Spot::Site, 0.1)],
        BuildingKind::OldHouse => &[(Spot::OldHome, 1.0), (Spot::Home, 0.4)],
        BuildingKind::Village => &[(Spot::Village, 1.0), (Spot::OldHome, 0.3)],
        BuildingKind::Commercial => &[(Spot::Shop, 1.0), (Spot::Site, 1.0)],
        BuildingKind::Office => &[(Spot::Shop, 0.2), (Spot::Site, 1.0)],
        BuildingKind::School => &[(Spot::School, 1.0)],
        BuildingKind::Hospital => &[(Spot::Hospital, 1.0)],
        BuildingKind::Market => &[(Spot::Market, 1.0), (Spot::Shop, 2.0)],
        BuildingKind::Factory => &[(Spot::Factory, 1.0), (Spot::Site, 1.0)],
        BuildingKind::Public | BuildingKind::Shed | BuildingKind::Other => &[],
    }
}

fn roads(city: &City) -> (Vec<(&str, &LineString<f64>)>, Weights) {
    let named = city.base.iter().filter(|feature| feature.layer == BaseLayer::Road && !feature.name.is_empty());
    let of: Vec<(&str, &LineString<f64>)> = named
        .flat_map(|feature| {
            let lines: Vec<&LineString<f64>> = match &feature.geometry {
                Geometry::LineString(line) => vec![line],
                Geometry::MultiLineString(lines) => lines.iter().collect(),
                _ => Vec::new(),
            };
            lines.into_iter().map(|line| (feature.name.as_str(), line))
        })
        .collect();
    let weights = Weights::new(of.iter().map(|(_, line)| Euclidean.length(*line)));
    (of, weights)
}

fn polygons<'a>(city: &'a City, layer: BaseLayer, classes: &[&str]) -> (Vec<(&'a str, &'a Polygon<f64>)>, Weights) {
    let wanted = city.base.iter().filter(|f| f.layer == layer && classes.contains(&f.class.as_str()));
    let of: Vec<(&str, &Polygon<f64>)> = wanted
        .flat_map(|feature| {
            let all: Vec<&Polygon<f64>> = match &feature.geometry {
                Geometry::Polygon(polygon) => vec![polygon],
                Geometry::MultiPolygon(polygons) => polygons.iter().collect(),
                _ => Vec::new(),
            };
            all.into_iter().map(|polygon| (feature.name.as_str(), polygon))
        })
        .collect();
    let weights = Weights::new(of.iter().map(|(_, polygon)| Euclidean.length(polygon.exterior())));
    (of, weights)
}
