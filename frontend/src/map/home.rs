//! A floor and an entrance marked on the building that was found: a band around the house at the height of the floor,
//! and a named point at the door.

use serde::Serialize;

/// Metres that the band stands out from the wall, so that the wall does not swallow it.
const OUT: f64 = 0.7;
const METRES_PER_DEGREE: f64 = 111_320.0;

/// What is marked.
#[derive(Clone, Debug, PartialEq)]
pub struct Home {
    pub building: String,
    /// The closed outline, longitude and latitude.
    pub footprint: Vec<[f64; 2]>,
    pub floor: Option<Floor>,
    pub door: Option<Door>,
}

/// A floor with its lower and upper edge in metres above the ground.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Floor {
    pub number: u16,
    pub base: f64,
    pub top: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Door {
    pub number: u16,
    pub at: [f64; 2],
    /// `2单元`
    pub name: String,
}

impl Floor {
    /// Floors are as high as the building divides.
    pub fn of(number: u16, floors: u16, height: f64) -> Floor {
        let each = height / f64::from(floors.max(number).max(1));
        let base = each * f64::from(number.saturating_sub(1));
        Floor { number, base, top: base + each }
    }
}

impl Home {
    /// For tests and support: `17 entrance 2 floor 3`.
    pub fn words(&self) -> String {
        let door = self.door.as_ref().map(|door| format!(" entrance {}", door.number)).unwrap_or_default();
        let floor = self.floor.map(|floor| format!(" floor {}", floor.number)).unwrap_or_default();
        format!("{}{door}{floor}", self.building)
    }
}

#[derive(Serialize)]
pub struct Marks {
    #[serde(rename = "type")]
    kind: &'static str,
    features: Vec<Mark>,
}

#[derive(Serialize)]
struct Mark {
    #[serde(rename = "type")]
    kind: &'static str,
    geometry: Shape,
    properties: Facts,
}

#[derive(Serialize)]
#[serde(tag = "type", content = "coordinates")]
enum Shape {
    Polygon([Vec<[f64; 2]>; 1]),
    Point([f64; 2]),
}

#[derive(Serialize)]
#[serde(tag = "part", rename_all = "lowercase")]
enum Facts {
    Floor { base: f64, top: f64 },
    Door { name: String },
}

pub fn collection(home: Option<&Home>) -> Marks {
    let mark = |geometry, properties| Mark { kind: "Feature", geometry, properties };
    let floor = home.and_then(|home| {
        let floor = home.floor.filter(|_| home.footprint.len() > 3)?;
        let ring = widened(&home.footprint, OUT);
        Some(mark(Shape::Polygon([ring]), Facts::Floor { base: floor.base, top: floor.top + 0.1 }))
    });
    let door = home.and_then(|home| home.door.clone());
    let door = door.map(|door| mark(Shape::Point(door.at), Facts::Door { name: door.name }));
    Marks { kind: "FeatureCollection", features: floor.into_iter().chain(door).collect() }
}

/// A closed ring with every side moved outwards.
fn widened(ring: &[[f64; 2]], metres: f64) -> Vec<[f64; 2]> {
    let [_, latitude] = ring[0];
    let scale = [METRES_PER_DEGREE * latitude.to_radians().cos(), METRES_PER_DEGREE];
    let origin = ring[0];
    let flat: Vec<[f64; 2]> =
        ring[1..].iter().map(|at| [(at[0] - origin[0]) * scale[0], (at[1] - origin[1]) * scale[1]]).collect();
    let count = flat.len();
    let twice_area: f64 =
        (0..count).map(|i| flat[i][0] * flat[(i + 1) % count][1] - flat[(i + 1) % count][0] * flat[i][1]).sum();
    let out = metres * twice_area.signum();
    // The normal of the side that begins at a corner, to the right of a ring that runs against the clock.
    let normal = |i: usize| {
        let (from, to) = (flat[i % count], flat[(i + 1) % count]);
        let (x, y) = (to[0] - from[0], to[1] - from[1]);
        let length = x.hypot(y).max(1e-9);
        [y / length, -x / length]
    };
    let mut wide: Vec<[f64; 2]> = (0..count)
        .map(|i| {
            let (before, after) = (normal(i + count - 1), normal(i));
            // The corner lies where both moved sides meet; a needle is not followed to its end.
            let stretch = (1.0 + before[0] * after[0] + before[1] * after[1]).max(0.2);
            let [x, y] = flat[i];
            let moved = [x + out * (before[0] + after[0]) / stretch, y + out * (before[1] + after[1]) / stretch];
            [moved[0] / scale[0] + origin[0], moved[1] / scale[1] + origin[1]]
        })
        .collect();
    wide.push(wide[0]);
    wide
}

#[cfg(test)]
mod tests {
    use super::*;

    const METRE: f64 = 1.0 / METRES_PER_DEGREE;

    #[test]
    fn a_band_stands_out_on_every_side_whichever_way_the_ring_runs() {
        let mut square =
            vec![[0.0, 0.0], [10.0 * METRE, 0.0], [10.0 * METRE, 10.0 * METRE], [0.0, 10.0 * METRE], [0.0, 0.0]];
        for _ in 0..2 {
            let wide = widened(&square, 1.0);
            let side =
                |axis: usize, pick: fn(f64, f64) -> f64| wide.iter().map(|at| at[axis]).reduce(pick).unwrap() / METRE;
            for axis in [0, 1] {
                assert!(
                    (side(axis, f64::min) + 1.0).abs() < 1e-6 && (side(axis, f64::max) - 11.0).abs() < 1e-6,
                    "{wide:?}"
                );
            }
            assert_eq!((wide.len(), wide[0]), (5, wide[4]));
            square.reverse();
        }
    }

    #[test]
    fn a_floor_is_as_high_as_the_house_divides() {
        assert_eq!(Floor::of(3, 6, 18.0), Floor { number: 3, base: 6.0, top: 9.0 });
        assert_eq!(Floor::of(1, 0, 3.0), Floor { number: 1, base: 0.0, top: 3.0 });
        // A record with fewer floors than its dwellings say does not put one above the roof.
        assert_eq!(Floor::of(7, 6, 21.0).top, 21.0);
    }
}
