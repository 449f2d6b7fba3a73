//! Plane geometry in local metres and the dice: the small tools that every part of the ground uses.
//!
//! The dice are SplitMix64, written out here, because the demo city must stay the same when a library changes its
//! generator. Rings are open (the last point is not the first again).

use geo_types::Coord;

/// A point or vector in metres, x to the east and y to the north of the city's middle.
pub type P = Coord<f64>;

pub fn pt(x: f64, y: f64) -> P {
    P { x, y }
}

pub fn dot(a: P, b: P) -> f64 {
    a.x * b.x + a.y * b.y
}

pub fn cross(a: P, b: P) -> f64 {
    a.x * b.y - a.y * b.x
}

pub fn len(a: P) -> f64 {
    a.x.hypot(a.y)
}

pub fn unit(a: P) -> P {
    let l = len(a).max(1e-9);
    pt(a.x / l, a.y / l)
}

/// A quarter turn to the left.
pub fn left(a: P) -> P {
    pt(-a.y, a.x)
}

pub fn lerp(a: P, b: P, t: f64) -> P {
    a + (b - a) * t
}

pub fn heading(angle: f64) -> P {
    pt(angle.cos(), angle.sin())
}

/// The neighbours on a ring: every edge as a pair.
pub fn edges(ring: &[P]) -> impl Iterator<Item = (P, P)> + '_ {
    (0..ring.len()).map(|i| (ring[i], ring[(i + 1) % ring.len()]))
}

/// Positive when the ring runs counter-clockwise.
pub fn signed_area(ring: &[P]) -> f64 {
    let o = ring[0];
    edges(ring).map(|(a, b)| cross(a - o, b - o)).sum::<f64>() / 2.0
}

pub fn perimeter(ring: &[P]) -> f64 {
    edges(ring).map(|(a, b)| len(b - a)).sum()
}

pub fn bounds(ring: &[P]) -> (P, P) {
    let mut low = ring[0];
    let mut high = ring[0];
    for p in ring {
        low = pt(low.x.min(p.x), low.y.min(p.y));
        high = pt(high.x.max(p.x), high.y.max(p.y));
    }
    (low, high)
}

pub fn centroid(ring: &[P]) -> P {
    let o = ring[0];
    let mut sum = pt(0.0, 0.0);
    let mut twice = 0.0;
    for (a, b) in edges(ring) {
        let c = cross(a - o, b - o);
        sum = sum + (a - o + b - o) * c;
        twice += c;
    }
    o + sum * (1.0 / (3.0 * twice))
}

pub fn inside(ring: &[P], p: P) -> bool {
    let mut odd = false;
    for (a, b) in edges(ring) {
        if (a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x) {
            odd = !odd;
        }
    }
    odd
}

/// Distance of a point from a segment.
pub fn distance(p: P, a: P, b: P) -> f64 {
    let d = b - a;
    let t = (dot(p - a, d) / dot(d, d).max(1e-12)).clamp(0.0, 1.0);
    len(p - a - d * t)
}

/// True when two segments cross in their inner parts.
pub fn crossing(a: P, b: P, c: P, d: P) -> bool {
    cross(b - a, c - a) * cross(b - a, d - a) < 0.0 && cross(d - c, a - c) * cross(d - c, b - c) < 0.0
}

/// Distance between two segments.
pub fn gap(a: P, b: P, c: P, d: P) -> f64 {
    if crossing(a, b, c, d) {
        return 0.0;
    }
    distance(a, c, d).min(distance(b, c, d)).min(distance(c, a, b)).min(distance(d, a, b))
}

/// True when two rings share ground or come nearer than `clear` to each other.
pub fn too_near(one: &[P], two: &[P], clear: f64) -> bool {
    let ((l1, h1), (l2, h2)) = (bounds(one), bounds(two));
    if l1.x > h2.x + clear || l2.x > h1.x + clear || l1.y > h2.y + clear || l2.y > h1.y + clear {
        return false;
    }
    inside(one, two[0])
        || inside(two, one[0])
        || edges(one).any(|(a, b)| edges(two).any(|(c, d)| gap(a, b, c, d) < clear.max(1e-6)))
}

/// A rectangle around `middle`, counter-clockwise from its back left corner when looking along `across`.
pub fn rectangle(middle: P, along: P, length: f64, depth: f64) -> Vec<P> {
    let (u, v) = (along * (length / 2.0), left(along) * (depth / 2.0));
    vec![middle - u - v, middle + u - v, middle + u + v, middle - u + v]
}

/// A stream of numbers that a seed and a purpose fix.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64, purpose: &str) -> Dice {
        let mix =
            purpose.bytes().fold(0xcbf2_9ce4_8422_2325, |h: u64, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ mix);
        dice.next();
        dice
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }

    /// One of `low..=high`.
    pub fn whole(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    pub fn chance(&mut self, share: f64) -> bool {
        self.share() < share
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.next() as usize % from.len()]
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.next() as usize % (i + 1));
        }
    }
}

/// The convex hull of points, pushed outward by `more`.
pub fn hull(points: &[P], more: f64) -> Vec<P> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    let half = |list: &mut dyn Iterator<Item = P>| {
        let mut out: Vec<P> = vec![];
        for p in list {
            while out.len() > 1 && cross(out[out.len() - 1] - out[out.len() - 2], p - out[out.len() - 1]) <= 0.0 {
                out.pop();
            }
            out.push(p);
        }
        out.pop();
        out
    };
    let mut ring = half(&mut sorted.iter().copied());
    ring.extend(half(&mut sorted.iter().rev().copied()));
    let middle = centroid(&ring);
    ring.iter().map(|&p| p + unit(p - middle) * more).collect()
}
