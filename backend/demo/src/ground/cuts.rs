//! Choosing where a face is cut: a curve that divides its weight as wanted, short, meeting other roads squarely, keeping
//! off the lake and the hill, and following the water where water is near.

use std::f64::consts::{FRAC_PI_2, PI};

use super::frame::Frame;
use super::geom::{
    Dice, P, bounds, centroid, cross, crossing, distance, dot, edges, heading, inside, left, len, lerp, perimeter, pt,
    signed_area, unit,
};
use super::plane::{Plane, Rank, Spot};

/// What a cut should be like.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// The share of the weight that the smaller part should get.
    pub share: f64,
    pub rank: Rank,
    /// How much the share may be missed by.
    pub slack: f64,
    /// How strongly the road bends, 0 for straight.
    pub bend: f64,
    /// Weigh by households; otherwise by area.
    pub by_density: bool,
    /// The least sine of the angle at which the cut may meet another road.
    pub square: f64,
}

#[derive(Debug)]
struct Choice {
    score: f64,
    from: Spot,
    to: Spot,
    /// The part to the left of the cut is the first (the one with `share`).
    first_is_left: bool,
}

/// Points spread over a face with what each stands for.
fn samples(frame: &Frame, ring: &[P], by_density: bool) -> Vec<(P, f64)> {
    let (low, high) = bounds(ring);
    let wanted = if by_density { 700.0 } else { 160.0 };
    let step = (signed_area(ring) / wanted).sqrt();
    let mut out = vec![];
    let mut y = low.y + step / 2.0;
    let mut odd = false;
    while y < high.y {
        let mut x = low.x + if odd { step * 0.75 } else { step * 0.25 };
        while x < high.x {
            let p = pt(x, y);
            if inside(ring, p) {
                out.push((p, if by_density { frame.density(p) } else { 1.0 }));
            }
            x += step;
        }
        y += step;
        odd = !odd;
    }
    out
}

/// The weight of a face: households relative to the city's density times square metres.
pub fn weight(frame: &Frame, ring: &[P]) -> f64 {
    let points = samples(frame, ring, true);
    points.iter().map(|s| s.1).sum::<f64>() * signed_area(ring) / points.len().max(1) as f64
}

fn place(ring: &[P], spot: Spot) -> P {
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
fn squareness(ring: &[P], spot: Spot, way: P) -> f64 {
    arms(ring, spot)
        .iter()
        .map(|&arm| if dot(arm, way) > 0.0 { cross(arm, way).abs() } else { 1.0 })
        .fold(1.0, f64::min)
}

/// Moves a spot on an edge to a crossing or a corner that is near.
fn attract(plane: &Plane, face: usize, ring: &[P], spot: Spot, reach: f64) -> Spot {
    let p = place(ring, spot);
    let mut best = (f64::MAX, spot);
    for (index, &corner) in ring.iter().enumerate() {
        let far = len(corner - p);
        let junction = plane.degree[plane.faces[face][index] as usize] > 2;
        if far < if junction { reach } else { 9.0 } && far < best.0 {
            best = (far, Spot { index, at: None });
        }
    }
    best.1
}

fn next_to(ring: &[P], a: Spot, b: Spot) -> bool {
    let n = ring.len();
    let near = |i: usize, j: usize| (i + n - j) % n <= 1 || (j + n - i) % n <= 1;
    near(a.index, b.index)
}

fn part(ring: &[P], from: Spot, to: Spot) -> Vec<P> {
    let n = ring.len();
    let mut out = vec![place(ring, from)];
    let mut i = (from.index + 1) % n;
    loop {
        if i == (to.index + 1) % n {
            break;
        }
        out.push(ring[i]);
        i = (i + 1) % n;
    }
    if to.at.is_some() {
        out.push(place(ring, to));
    }
    out
}

fn roundness(ring: &[P]) -> f64 {
    4.0 * PI * signed_area(ring) / perimeter(ring).powi(2)
}

fn choose(plane: &Plane, frame: &Frame, face: usize, ring: &[P], wish: Wish, dice: &mut Dice) -> Option<Choice> {
    let points = samples(frame, ring, wish.by_density);
    let total: f64 = points.iter().map(|s| s.1).sum();
    let area = signed_area(ring);
    let middle = centroid(ring);
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for (p, _) in &points {
        let d = *p - middle;
        xx += d.x * d.x;
        xy += d.x * d.y;
        yy += d.y * d.y;
    }
    let across = 0.5 * (2.0 * xy).atan2(xx - yy) + FRAC_PI_2;
    let (_, away) = frame.water(middle);
    let shore = away.y.atan2(away.x);
    let near_water = (1.0 - frame.water(middle).0 / (1100.0 * frame.k)).clamp(0.0, 1.0);
    let jitter = dice.between(-0.06, 0.06);
    let mut angles: Vec<(f64, f64)> = [0.0, -0.2, 0.2, -0.42, 0.42, -0.75, 0.75, 1.57]
        .iter()
        .map(|&o: &f64| (across + o + jitter, o.abs() * 0.15))
        .collect();
    angles.push((shore, 0.02 - 0.12 * near_water));
    angles.push((shore + FRAC_PI_2, 0.02 - 0.12 * near_water));
    let reach = if wish.by_density { 42.0 } else { 30.0 };
    let mut best: Option<Choice> = None;
    for (angle, malus) in angles {
        let along = heading(angle);
        let normal = left(along);
        let mut order: Vec<(f64, f64)> = points.iter().map(|&(p, w)| (dot(p, normal), w)).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        for first_is_left in [false, true] {
            let wanted = total * if first_is_left { 1.0 - wish.share } else { wish.share };
            let mut sum = 0.0;
            let at = order.iter().find(|(_, w)| {
                sum += w;
                sum >= wanted
            });
            let Some(&(offset, _)) = at else { continue };
            let mut hits: Vec<(f64, Spot)> = vec![];
            for (i, (a, b)) in edges(ring).enumerate() {
                let (da, db) = (dot(a, normal) - offset, dot(b, normal) - offset);
                if (da > 0.0) != (db > 0.0) {
                    let p = lerp(a, b, da / (da - db));
                    hits.push((dot(p, along), Spot { index: i, at: Some(p) }));
                }
            }
            hits.sort_by(|a, b| a.0.total_cmp(&b.0));
            for pair in hits.chunks_exact(2) {
                let from = attract(plane, face, ring, pair[0].1, reach);
                let to = attract(plane, face, ring, pair[1].1, reach);
                let (p, q) = (place(ring, from), place(ring, to));
                let l = len(q - p);
                if next_to(ring, from, to) || l < 30.0 {
                    continue;
                }
                let way = unit(q - p);
                let square = squareness(ring, from, way).min(squareness(ring, to, way * -1.0));
                if square < wish.square {
                    continue;
                }
                let straight_ok = !edges(ring).any(|(a, b)| crossing(p, q, a, b))
                    && (1..8).all(|i| inside(ring, lerp(p, q, i as f64 / 8.0)));
                if !straight_ok {
                    continue;
                }
                let wild = (1..24).filter(|&i| frame.wild(lerp(p, q, i as f64 / 24.0))).count();
                if wild > 0 && !wish.by_density {
                    continue;
                }
                let (right, rest) = (part(ring, from, to), part(ring, to, from));
                if right.len() < 3 || rest.len() < 3 {
                    continue;
                }
                let on_right: f64 = points.iter().filter(|s| inside(&right, s.0)).map(|s| s.1).sum();
                let got = if first_is_left { 1.0 - on_right / total } else { on_right / total };
                let miss = (got - wish.share).abs();
                if miss > wish.slack {
                    continue;
                }
                let thin = 1.0 - roundness(&right).min(roundness(&rest));
                let crowd = [from, to]
                    .iter()
                    .filter(|s| {
                        s.at.is_some()
                            && ring.iter().enumerate().any(|(i, &c)| {
                                plane.degree[plane.faces[face][i] as usize] > 2 && len(c - place(ring, **s)) < 60.0
                            })
                    })
                    .count();
                let score = 0.55 * l / area.sqrt()
                    + 5.0 * miss
                    + 0.9 * (1.0 - square)
                    + 1.6 * thin
                    + 0.35 * crowd as f64
                    + 0.5 * wild as f64
                    + malus;
                if best.as_ref().is_none_or(|b| score < b.score) {
                    best = Some(Choice { score, from, to, first_is_left });
                }
            }
        }
    }
    best
}

/// A bent line from `from` to `to` that keeps inside the ring.
fn bend(frame: &Frame, ring: &[P], from: Spot, to: Spot, strength: f64, dice: &mut Dice) -> Vec<P> {
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
                here = here + left(way) * ((phase + t * 3.14 * waves).sin() * l * 0.022 * strength * swell);
                let (d, away) = frame.water(here);
                let follow = (1.0 - d / (1300.0 * frame.k)).clamp(0.0, 1.0) * strength.min(1.0) * swell;
                if dot(away, way).abs() < 0.75 {
                    here + away * ((w0 + (w1 - w0) * t - d) * follow * 0.85)
                } else {
                    here
                }
            })
            .collect();
        if fits(ring, from, to, p, q, &path) {
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

/// Cuts a face in two. The first number has the wished share, the second the rest; `None` when no cut is good.
pub fn divide(plane: &mut Plane, frame: &Frame, face: usize, wish: Wish, dice: &mut Dice) -> Option<(usize, usize)> {
    let ring = plane.ring(face);
    let choice = choose(plane, frame, face, &ring, wish, dice)?;
    let path = bend(frame, &ring, choice.from, choice.to, wish.bend, dice);
    let right = plane.cut(face, choice.from, &path, choice.to, wish.rank);
    Some(if choice.first_is_left { (face, right) } else { (right, face) })
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
