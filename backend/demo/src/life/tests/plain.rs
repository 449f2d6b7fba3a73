//! A plain city of rectangles to populate: as many grids as asked, the places of the stories, no curves.

use crate::model::{Area, BaseFeature, Building, City, Complex, Dwelling, Entrance};
use geo_types::{Coord, Geometry, LineString, MultiPolygon, Point, Polygon, Rect};
use shared::area::{AreaCode, GridCodeFormat, GridKind};
use shared::place::{BaseLayer, BuildingKind, DwellingUse};

/// Grids of a community stand in a row of this many cells; a cell is about 190 m wide.
const CELL: f64 = 0.002;

fn cell(x: f64, y: f64, width: f64, height: f64) -> Polygon<f64> {
    Rect::new(Coord { x, y }, Coord { x: x + width, y: y + height }).to_polygon()
}

struct Builder {
    city: City,
}

impl Builder {
    fn area(&mut self, code: &AreaCode, name: String, kind: Option<GridKind>, boundary: Polygon<f64>) {
        let label = Point::from(boundary.exterior().0[0]);
        let boundary = MultiPolygon(vec![boundary]);
        self.city.areas.push(Area { code: code.clone(), name, grid_kind: kind, boundary, label, households: 300 });
    }

    fn building(
        &mut self,
        complex: Option<i64>,
        grid: &AreaCode,
        name: &str,
        kind: BuildingKind,
        at: Point<f64>,
    ) -> i64 {
        let id = self.city.buildings.len() as i64 + 1;
        let of = complex.map_or("", |id| &self.city.complexes[id as usize - 1].name);
        let address = format!("镜湖区星辰街道星辰路8号{of}{name}");
        self.city.buildings.push(Building {
            id,
            complex,
            grid: grid.clone(),
            name: name.to_owned(),
            address,
            aliases: Vec::new(),
            kind,
            floors: 11,
            height: 33.0,
            footprint: cell(at.x(), at.y(), 0.0001, 0.0001),
        });
        id
    }

    /// Entrances with two dwellings a floor; every sixteenth stands empty.
    fn homes(&mut self, building: i64, entrances: u16, floors: u16) {
        let at = Point::from(self.city.buildings[building as usize - 1].footprint.exterior().0[0]);
        for number in 1..=entrances {
            let entrance = self.city.entrances.len() as i64 + 1;
            self.city.entrances.push(Entrance { id: entrance, building, number, at });
            for floor in 1..=floors {
                for door in 1..=2 {
                    let id = self.city.dwellings.len() as i64 + 1;
                    let usage = if id % 16 == 0 { DwellingUse::Vacant } else { DwellingUse::OwnerOccupied };
                    let number = format!("{floor}{door:02}");
                    self.city.dwellings.push(Dwelling {
                        id,
                        building,
                        entrance,
                        floor,
                        number,
                        usage,
                        owner_name: String::new(),
                        owner_phone: String::new(),
                    });
                }
            }
        }
    }
}

/// A city of so many general grids, the first two communities being 星辰社区 and 青云林海社区.
pub fn city(grids: usize) -> City {
    let mut make = Builder { city: City::default() };
    let (x0, y0) = (118.33, 31.30);
    let format = GridCodeFormat::default();
    let district = AreaCode::trusted("340202000000");
    make.area(&district, "镜湖区".into(), None, cell(x0, y0, 0.1, 0.2));
    let names = ["星辰", "青云", "赭山", "弋江", "北门", "花津", "滨江", "张家山", "大砻坊"];
    for (at, name) in names.iter().enumerate() {
        let code = AreaCode::trusted(format!("340202{:03}000", at + 1));
        make.area(&code, format!("{name}街道"), None, cell(x0, y0 + at as f64 * 0.02, 0.1, 0.02));
    }
    for at in 0..grids {
        let community = at / 10;
        let code = AreaCode::trusted(format!("340202{:03}{:03}", community % 9 + 1, community / 9 + 1));
        if at % 10 == 0 {
            let name = match community {
                0 => "星辰社区".to_owned(),
                1 => "青云林海社区".to_owned(),
                other => format!("第{other}社区"),
            };
            let width = CELL * 10.0;
            make.area(&code, name, None, cell(x0, y0 + community as f64 * CELL, width, CELL));
        }
        let corner = (x0 + (at % 10) as f64 * CELL, y0 + community as f64 * CELL);
        let grid = AreaCode::grid(&code, at as u32 % 10 + 1, format);
        make.area(
            &grid,
            format!("第{}网格", at % 10 + 1),
            Some(GridKind::General),
            cell(corner.0, corner.1, CELL, CELL),
        );
        fill(&mut make, at, &code, &grid, corner);
    }
    for (at, name) in ["学士街", "花津路", "赭山东路"].iter().enumerate() {
        let y = y0 + 0.0005 + at as f64 * CELL;
        let line = LineString::from(vec![(x0, y), (x0 + 9.0 * CELL, y)]);
        let (layer, class) = (BaseLayer::Road, "street".to_owned());
        make.city.base.push(BaseFeature {
            layer,
            class,
            name: (*name).to_owned(),
            geometry: Geometry::LineString(line),
        });
    }
    for (layer, class, name, shift) in
        [(BaseLayer::Water, "lake", "镜湖", 0.004), (BaseLayer::Green, "park", "滨江公园", 0.008)]
    {
        let geometry = Geometry::Polygon(cell(x0 + shift, y0 + 0.0005, 0.001, 0.001));
        make.city.base.push(BaseFeature { layer, class: class.into(), name: name.into(), geometry });
    }
    make.city
}

fn fill(make: &mut Builder, at: usize, community: &AreaCode, grid: &AreaCode, corner: (f64, f64)) {
    let spot = |number: usize| {
        let (column, row) = (number % 6, number / 6);
        Point::new(corner.0 + 0.0002 + column as f64 * 0.0003, corner.1 + 0.0002 + row as f64 * 0.0003)
    };
    let complex = (at.is_multiple_of(5) || at == 2).then(|| {
        let id = make.city.complexes.len() as i64 + 1;
        let name = match at {
            0 => "星辰花园".to_owned(),
            2 => "金地花园".to_owned(),
            5 => "文峰苑".to_owned(),
            other => format!("和苑{other}"),
        };
        let center = spot(8);
        make.city.complexes.push(Complex { id, name, community: community.clone(), center });
        id
    });
    let complex = complex.unwrap_or(make.city.complexes.len() as i64);
    for number in 0..8 {
        let name = match (at, number) {
            (0, 0) => "29栋".to_owned(),
            (0, 1) => "16栋".to_owned(),
            (0, 2) => "12栋".to_owned(),
            (_, other) => format!("{}栋", at * 10 + other + 100),
        };
        let building = make.building(Some(complex), grid, &name, BuildingKind::Residential, spot(number));
        make.homes(building, 3, if number < 3 { 11 } else { 5 });
    }
    let old = if at == 3 { "学士街33号楼".to_owned() } else { format!("学士街{}号", at * 2 + 100) };
    let house = make.building(None, grid, &old, BuildingKind::OldHouse, spot(9));
    make.homes(house, 1, 2);
    make.building(None, grid, &format!("花津路{at}号商铺"), BuildingKind::Commercial, spot(10));
    if at % 40 == 7 {
        make.building(None, grid, "第一小学教学楼", BuildingKind::School, spot(14));
        let code = AreaCode::grid(community, 901, GridCodeFormat::default());
        let ground = cell(spot(14).x() - 0.0001, spot(14).y() - 0.0001, 0.0004, 0.0004);
        make.area(&code, "第一小学专属网格".into(), Some(GridKind::Exclusive), ground);
        make.building(None, grid, "花津菜市场", BuildingKind::Market, spot(16));
        make.building(None, grid, "区人民医院门诊楼", BuildingKind::Hospital, spot(17));
    }
}
