//! The lines of cuts: bent roads that keep inside a face, and given lines carved into it.

use std::f64::consts::PI;

use super::frame::Frame;
use super::geom::{Dice, P, cross, crossing, distance, dot, edges, inside, left, len, lerp, unit};
use super::plane::{Plane, Rank, Spot};

/// Where a spot is.
pub fn place(ring: &[P], spot: Spot) -> P {
    spot.at.unwrap_or(ring[spot.index])
}

/// The direction along the ring just around a spot, both ways.
fn arms(ring: &[P], spot: Spot) -> [P; 2] {
    let n = ring.len();
    let here = place(ring, spot);
    let before = if spot.at.is_some() { ring[spot.index] } else { ring[(spot.index + n - 1) % n] };
    [unit(before - here), unit(ring[(spot.index + 1) % n] - here)]
}

/// Sine of the sharpest angle that a road in direction `way` makes with the ring, never of an edge it runs against.
pub fn squareness(ring: &[P], spot: Spot, way: P) -> f64 {
    arms(ring, spot)
        .iter()
        .map(|&arm| if dot(arm, way) > 0.0 { cross(arm, way).abs() } else { 1.0 })
        .fold(1.0, f64::min)
}

/// A bent line from `from` to `to` that keeps inside the ring.
pub fn bend(frame: &Frame, ring: &[P], from: Spot, to: Spot, strength: f64, dice: &mut Dice) -> Vec<P> {
    let (p, q) = (place(ring, from), place(ring, to));
    let l = len(q - p);
    let way = unit(q - p);
    let square_to = |spot: Spot, way: P| {
        let [a, b] = arms(ring, spot);
        let tangent = unit(b - a);
        let inward = left(tangent);
        let toward = if dot(inward, way) < 0.0 { inward * -1.0 } else { inward };
        unit(lerp(way, toward, 0.55))
    };
    let (start, end) = (square_to(from, way), square_to(to, way * -1.0));
    let count = ((l / 38.0) as usize).clamp(2, 200);
    let (w0, w1) = (frame.water(p).0, frame.water(q).0);
    let phase = dice.between(0.0, 6.3);
    let waves = (l / 520.0).max(1.0);
    for strength in [strength, strength * 0.5, strength * 0.2] {
        let (c1, c2) = (p + start * (l * 0.33), q + end * (l * 0.33));
        let path: Vec<P> = (1..count)
            .map(|i| {
                let t = i as f64 / count as f64;
                let s = 1.0 - t;
                let curve = p * (s * s * s) + c1 * (3.0 * s * s * t) + c2 * (3.0 * s * t * t) + q * (t * t * t);
                let mut here = lerp(lerp(p, q, t), curve, strength.min(1.0));
                let swell = (t * s * 4.0).powf(0.8);
                here = here + left(way) * ((phase + t * PI * waves).sin() * l * 0.022 * strength * swell);
                let (d, away) = frame.water(here);
                let follow = (1.0 - d / (1300.0 * frame.k)).clamp(0.0, 1.0) * strength.min(1.0) * swell;
                if dot(away, way).abs() < 0.75 {
                    here + away * ((w0 + (w1 - w0) * t - d) * follow * 0.85)
                } else {
                    here
                }
            })
            .collect();
        if fits(ring, from, to, p, q, &path) && !path.iter().any(|&p| frame.wild(p)) {
            return path;
        }
    }
    (1..count).map(|i| lerp(p, q, i as f64 / count as f64)).collect()
}

fn fits(ring: &[P], from: Spot, to: Spot, p: P, q: P, path: &[P]) -> bool {
    let mut chain = vec![p];
    chain.extend(path);
    chain.push(q);
    let n = chain.len();
    let inner = path.iter().all(|&x| {
        let clear = (0.3 * len(x - p).min(len(x - q))).min(28.0);
        inside(ring, x) && edges(ring).all(|(a, b)| distance(x, a, b) > clear)
    });
    inner
        && !chain.windows(2).any(|s| edges(ring).any(|(a, b)| crossing(s[0], s[1], a, b)))
        && chain.windows(3).all(|s| dot(unit(s[1] - s[0]), unit(s[2] - s[1])) > 0.5)
        && squareness(ring, from, unit(chain[1] - p)) > 0.4
        && squareness(ring, to, unit(chain[n - 2] - q)) > 0.4
}

/// Cuts a face along a given line whose ends are drawn to the ring.
pub fn carve(plane: &mut Plane, face: usize, line: &[P], rank: Rank) -> usize {
    let ring = plane.ring(face);
    // Keep the stretch of the line that lies inside, from its first entry to its last exit.
    let mut hits = vec![];
    for (s, pair) in line.windows(2).enumerate() {
        for (i, (a, b)) in edges(&ring).enumerate() {
            if crossing(pair[0], pair[1], a, b) {
                let t = cross(a - pair[0], b - a) / cross(pair[1] - pair[0], b - a);
                hits.push((s as f64 + t, i, lerp(pair[0], pair[1], t)));
            }
        }
    }
    hits.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (first, last) = (hits[0], hits[hits.len() - 1]);
    let spot = |hit: (f64, usize, P)| {
        let near = ring.iter().enumerate().find(|(_, c)| len(**c - hit.2) < 6.0);
        near.map_or(Spot { index: hit.1, at: Some(hit.2) }, |(index, _)| Spot { index, at: None })
    };
    let path: Vec<P> = line
        .iter()
        .enumerate()
        .filter(|(i, p)| {
            let at = *i as f64;
            at > first.0 && at < last.0 && len(**p - first.2) > 8.0 && len(**p - last.2) > 8.0
        })
        .map(|(_, p)| *p)
        .collect();
    plane.cut(face, spot(first), &path, spot(last), rank)
}
