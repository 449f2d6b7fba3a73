//! Writes the demo city as an SVG picture, coloured by class, to look at the ground without a server.
//!
//! `cargo run --release -p mirrorlake-demo --example picture -- SEED SCALE FILE [LON LAT WIDTH_METRES]`

use std::fmt::Write as _;

use geo_types::{Geometry, LineString, Polygon};
use shared::area::GridKind;
use shared::place::{BaseLayer, BuildingKind};

struct View {
    west: f64,
    north: f64,
    per_lon: f64,
    per_lat: f64,
    height: f64,
}

impl View {
    fn path(&self, line: &LineString<f64>, close: bool) -> String {
        let mut out = String::new();
        for (i, c) in line.0.iter().enumerate() {
            let (x, y) = ((c.x - self.west) * self.per_lon, (self.north - c.y) * self.per_lat);
            let _ = write!(out, "{}{x:.1} {y:.1}", if i == 0 { 'M' } else { 'L' });
        }
        if close {
            out.push('Z');
        }
        out
    }

    fn polygon(&self, polygon: &Polygon<f64>) -> String {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        rings.map(|r| self.path(r, true)).collect()
    }
}

fn fill(class: &str) -> &'static str {
    match class {
        "river" | "lake" | "canal" | "pond" => "#a6cbe3",
        "park" => "#c5e3b6",
        "wood" => "#8fc184",
        "hill" => "#abd39d",
        "farmland" => "#e6edc6",
        "pitch" => "#d98a66",
        "residential" => "#f3efe6",
        "old_town" => "#efe0cf",
        "commercial" => "#f8dcd6",
        "office" => "#e3dff0",
        "school" => "#fdf3c4",
        "hospital" => "#fbd9e4",
        "market" => "#ffe3b8",
        "industrial" => "#dcd6dc",
        "village" => "#e9dcc0",
        "station" => "#cfd3dc",
        _ => "#ff00ff",
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, seed, scale, file, rest @ ..] = args.as_slice() else { return Err("SEED SCALE FILE".into()) };
    let start = std::time::Instant::now();
    let city = demo::ground::lay_out(seed.parse()?, scale.parse()?);
    eprintln!(
        "{:?}: {} buildings, {} entrances, {} dwellings",
        start.elapsed(),
        city.buildings.len(),
        city.entrances.len(),
        city.dwellings.len()
    );
    let k = scale.parse::<f64>()?.sqrt();
    let (lon, lat, width) = match rest {
        [lon, lat, width] => (lon.parse()?, lat.parse()?, width.parse()?),
        _ => (118.37, 31.33, 8600.0 * k),
    };
    let pixels = 1600.0;
    let metre = pixels / width;
    let height = pixels * 0.88;
    let (per_lon, per_lat) = (95_190.0 * metre, 110_870.0 * metre);
    let view =
        View { west: lon - pixels / 2.0 / per_lon, north: lat + height / 2.0 / per_lat, per_lon, per_lat, height };
    let mut svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='{pixels}' height='{}'><rect width='100%' height='100%' fill='#fafafa'/>",
        view.height
    );
    let mut draw = |style: &str, path: &str| {
        let _ = writeln!(svg, "<path d='{path}' {style}/>");
    };
    for layer in [BaseLayer::Landuse, BaseLayer::Green, BaseLayer::Water] {
        let mut features: Vec<_> = city.base.iter().filter(|f| f.layer == layer).collect();
        features.sort_by_key(|f| match f.class.as_str() {
            "farmland" => 0,
            "village" => 3,
            "hill" => 2,
            "wood" | "pitch" => 4,
            _ => 1,
        });
        for feature in features {
            if let Geometry::Polygon(p) = &feature.geometry {
                draw(&format!("fill='{}' fill-rule='evenodd'", fill(&feature.class)), &view.polygon(p));
            }
        }
    }
    for case in [true, false] {
        for (class, half, color) in [
            ("lane", 3.0, "#ffffff"),
            ("street", 6.0, "#ffffff"),
            ("collector", 10.0, "#fff3c8"),
            ("arterial", 17.0, "#f9d98c"),
        ] {
            for feature in city.base.iter().filter(|f| f.layer == BaseLayer::Road && f.class == class) {
                if let Geometry::LineString(l) = &feature.geometry {
                    let wide = half * 2.0 * metre;
                    let (color, wide) = if case { ("#b9b2a6", wide + 0.8) } else { (color, wide.max(0.5)) };
                    draw(
                        &format!(
                            "fill='none' stroke='{color}' stroke-width='{wide:.2}' stroke-linejoin='round' stroke-linecap='round'"
                        ),
                        &view.path(l, false),
                    );
                }
            }
        }
    }
    for building in &city.buildings {
        let color = match building.kind {
            BuildingKind::Residential if building.floors > 16 => "#a9826a",
            BuildingKind::Residential if building.floors > 7 => "#c49a78",
            BuildingKind::Residential => "#d8b48c",
            BuildingKind::OldHouse => "#b58f6c",
            BuildingKind::Village => "#c2a06d",
            BuildingKind::Factory | BuildingKind::Shed => "#9a93a0",
            _ => "#b5a2b8",
        };
        draw(
            &format!("fill='{color}' stroke='#7d6a58' stroke-width='{:.2}'", 0.25_f64.max(metre * 0.4)),
            &view.polygon(&building.footprint),
        );
    }
    for area in &city.areas {
        let (color, wide) = match area.grid_kind {
            Some(GridKind::General) => ("#d03030", 0.5),
            Some(_) => ("#3050d0", 1.2),
            None if area.code.as_str().ends_with("000") => ("#a01010", 1.6),
            None => ("#d03030", 1.0),
        };
        for polygon in &area.boundary {
            draw(
                &format!("fill='none' stroke='{color}' stroke-opacity='0.6' stroke-width='{wide}'"),
                &view.polygon(polygon),
            );
        }
    }
    svg.push_str("</svg>");
    std::fs::write(file, svg)?;
    Ok(())
}
