//! The frame of the city: where its waters, hill and quarters are, as functions of the place, and the way from local
//! metres to WGS-84.
//!
//! Lengths are given for scale 1 and grow with the root of the scale (`k`), so that the area grows with the scale.

use std::f64::consts::TAU;

use super::geom::{Dice, P, distance, edges, heading, inside, len, lerp, pt, unit};

const LON: f64 = 118.37;
const LAT: f64 = 31.33;
const METRES_PER_LON: f64 = 95_190.0;
const METRES_PER_LAT: f64 = 110_870.0;
/// Corners lie on whole ten-millionths of a degree (about a centimetre).
pub const STEPS: f64 = 1e7;

/// What a quarter is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quarter {
    OldTown,
    Urban,
    Suburb,
    Industry,
    Farm,
}

#[derive(Debug)]
pub struct Frame {
    pub k: f64,
    wobble: [f64; 12],
    pub lake: Vec<P>,
    pub island: Vec<P>,
    pub hill: Vec<P>,
}

impl Frame {
    pub fn new(seed: u64, scale: f64) -> Frame {
        let mut dice = Dice::new(seed, "frame");
        let mut frame = Frame { k: scale.sqrt(), wobble: [0.0; 12], lake: vec![], island: vec![], hill: vec![] };
        for phase in &mut frame.wobble {
            *phase = dice.between(-0.5, 0.5);
        }
        frame.lake = (0..120).map(|i| frame.around_lake(i as f64 / 120.0 * TAU, 0.0)).collect();
        let w = frame.wobble;
        let island = frame.lake_middle() + pt(130.0, 60.0) * frame.k;
        frame.island = (0..24)
            .map(|i| i as f64 / 24.0 * TAU)
            .map(|a| island + heading(a) * (frame.k * 62.0 * (1.0 + 0.3 * (2.0 * a + w[9]).cos())))
            .collect();
        frame.hill = frame.hill_contour(1.0);
        frame
    }

    /// The nearest whole step of a point.
    pub fn steps(p: P) -> (i64, i64) {
        (((LON + p.x / METRES_PER_LON) * STEPS).round() as i64, ((LAT + p.y / METRES_PER_LAT) * STEPS).round() as i64)
    }

    /// WGS-84 of whole steps: the same division for the same corner, so that shared corners are equal to the bit.
    pub fn degrees((lon, lat): (i64, i64)) -> P {
        pt(lon as f64 / STEPS, lat as f64 / STEPS)
    }

    pub fn wgs84(p: P) -> P {
        Frame::degrees(Frame::steps(p))
    }

    pub fn snapped(p: P) -> P {
        let d = Frame::wgs84(p);
        pt((d.x - LON) * METRES_PER_LON, (d.y - LAT) * METRES_PER_LAT)
    }

    pub fn lake_middle(&self) -> P {
        pt(150.0, 250.0) * self.k
    }

    fn around_lake(&self, angle: f64, more: f64) -> P {
        let w = &self.wobble;
        let r = 600.0
            * (1.0
                + 0.26 * (2.0 * angle + 0.7 + w[0]).cos()
                + 0.13 * (3.0 * angle + 1.9 + w[1]).cos()
                + 0.05 * (5.0 * angle + w[2]).cos()
                + 0.025 * (9.0 * angle + w[3]).cos());
        self.lake_middle() + heading(angle) * (r * self.k + more)
    }

    /// The road around the lake park, smoother than the shore and outside of it.
    pub fn lake_road(&self, angle: f64) -> P {
        let w = &self.wobble;
        let r = 600.0 * (1.14 + 0.25 * (2.0 * angle + 0.7 + w[0]).cos() + 0.10 * (3.0 * angle + 1.9 + w[1]).cos());
        self.lake_middle() + heading(angle) * (r * self.k + 35.0)
    }

    fn hill_middle(&self) -> P {
        pt(-1050.0, 1480.0) * self.k
    }

    /// The foot of the hill at 1, a contour nearer to the top below that.
    pub fn hill_contour(&self, height: f64) -> Vec<P> {
        let w = &self.wobble;
        (0..60)
            .map(|i| i as f64 / 60.0 * TAU)
            .map(|a| {
                let r = 430.0
                    * (1.0
                        + 0.24 * (2.0 * a - 0.9 + w[4]).cos()
                        + 0.10 * (3.0 * a + w[5] * 3.0).cos()
                        + 0.05 * (7.0 * a + height * 2.0).cos());
                self.hill_middle() + heading(a) * (r * self.k * height)
            })
            .collect()
    }

    /// East bank of the river, where the riverside road runs.
    pub fn bank(&self, y: f64) -> f64 {
        let (v, w) = (y / self.k, &self.wobble);
        self.k
            * (-2560.0 + 430.0 * (v / 1750.0 + 0.5 + w[6]).sin() + 110.0 * (v / 700.0 + 2.0 + w[7] * 4.0).sin()
                - 40.0 * (v / 330.0 + w[8] * 6.0).cos())
    }

    /// The edge of the water below the riverside road.
    pub fn waterline(&self, y: f64) -> f64 {
        let v = y / self.k;
        self.bank(y) - 58.0 - 30.0 * self.k.min(1.0) * (1.0 + (v / 410.0 + self.wobble[9] * 5.0).sin())
    }

    /// The border of the district: down the middle of the river, ragged inland.
    pub fn outline(&self) -> Vec<P> {
        let count = (360.0 * self.k.max(0.6)) as usize;
        let w = &self.wobble;
        (0..count)
            .map(|i| {
                let a = i as f64 / count as f64 * TAU;
                let (c, s) = (a.cos(), a.sin());
                let r = (c.abs().powi(4) + s.abs().powi(4)).powf(-0.25);
                let dry = ((c + 0.75) * 4.0).clamp(0.0, 1.0);
                let ragged = 0.045 * (a * 5.0 + w[10] * 6.0).sin()
                    + 0.03 * (a * 11.0 + w[11] * 6.0).sin()
                    + 0.014 * (a * 23.0).sin();
                pt(c * r * 4020.0, s * r * 3480.0) * self.k * (0.965 + ragged * dry)
            })
            .collect()
    }

    /// The ring road from the riverside in the north round the east to the riverside in the south; 0 to 1.
    pub fn ring_road(&self, t: f64) -> P {
        let a = lerp(pt(2.45, 0.0), pt(-2.42, 0.0), t).x;
        let wave = 1.0 + 0.03 * (a * 4.0 + self.wobble[11] * 6.0).sin();
        pt(-350.0 + 2680.0 * a.cos() * wave, 120.0 + 2330.0 * a.sin() * wave) * self.k
    }

    /// Signed distance from the nearest large water and the way to it (negative inside).
    pub fn water(&self, p: P) -> (f64, P) {
        let river = p.x - self.bank(p.y);
        let slope = (self.bank(p.y + 20.0) - self.bank(p.y - 20.0)) / 40.0;
        let from = p - self.lake_middle();
        let lake = len(from) - len(self.lake_road(from.y.atan2(from.x)) - self.lake_middle());
        if river < lake {
            let away = unit(pt(1.0, -slope));
            (river * away.x, away)
        } else {
            (lake, unit(from))
        }
    }

    /// True where no road may pass and no house may stand.
    pub fn wild(&self, p: P) -> bool {
        inside(&self.hill, p) || len(p - self.lake_middle()) < 1200.0 * self.k && inside(&self.lake, p)
    }

    pub fn quarter(&self, p: P) -> Quarter {
        let q = p * (1.0 / self.k);
        let wave = 140.0 * (q.x / 500.0).sin() + 120.0 * (q.y / 430.0 + self.wobble[3] * 5.0).sin();
        let l = q - self.lake_middle() * (1.0 / self.k);
        let outer = len(pt((q.x + 350.0) / 2680.0, (q.y - 120.0) / 2330.0));
        if l.y > 0.0 && len(pt(l.x, l.y * 1.1)) < 1320.0 + wave {
            Quarter::OldTown
        } else if q.x - q.y > 2350.0 + wave * 1.5 && outer > 0.99 {
            Quarter::Farm
        } else if q.x + q.y > 3050.0 + wave && outer > 0.99 {
            Quarter::Industry
        } else if outer > 1.0 {
            Quarter::Suburb
        } else {
            Quarter::Urban
        }
    }

    /// How many households a square metre carries, relative to the city.
    pub fn density(&self, p: P) -> f64 {
        if inside(&self.hill, p) {
            return 0.02;
        }
        let near_foot = edges(&self.hill).map(|(a, b)| distance(p, a, b)).fold(f64::MAX, f64::min) < 60.0;
        let base = match self.quarter(p) {
            Quarter::OldTown => 1.15,
            Quarter::Urban => 1.0,
            Quarter::Suburb => 0.85,
            Quarter::Industry => 0.12,
            Quarter::Farm => 0.06,
        };
        if near_foot { base * 0.6 } else { base }
    }

    /// The river as seen on the map: wider than the district, which ends in its middle.
    pub fn river(&self) -> Vec<P> {
        let n = 90;
        let y = |i: usize| self.k * (4050.0 - 8100.0 * i as f64 / n as f64);
        let far = |y: f64| self.bank(y) * 0.35 - self.k * (3560.0 - 130.0 * (y / self.k / 900.0).sin());
        let east = (0..=n).rev().map(|i| pt(self.waterline(y(i)), y(i)));
        east.chain((0..=n).map(|i| pt(far(y(i)), y(i)))).collect()
    }
}
