//! Choosing where a face is cut: a curve that divides its weight as wanted, short, meeting other roads squarely, keeping
//! off the lake and the hill, and following the water where water is near.

use std::f64::consts::{FRAC_PI_2, PI};

use super::curves::{bend, place, squareness};
use super::frame::Frame;
use super::geom::{
    Dice, P, bounds, centroid, crossing, dot, edges, heading, inside, left, len, lerp, perimeter, pt, signed_area, unit,
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
    /// As a last resort a border goes over the hill.
    pub through_wild: bool,
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

/// A face that is to be cut, with what its cuts are judged by.
struct Candidate<'a> {
    plane: &'a Plane,
    frame: &'a Frame,
    face: usize,
    ring: &'a [P],
    points: Vec<(P, f64)>,
    total: f64,
    area: f64,
    wish: Wish,
}

impl Candidate<'_> {
    /// Directions worth trying, each with what is held against it: across the face, and along or off the shore.
    fn directions(&self, dice: &mut Dice) -> Vec<(f64, f64)> {
        let middle = centroid(self.ring);
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        for (p, _) in &self.points {
            let d = *p - middle;
            xx += d.x * d.x;
            xy += d.x * d.y;
            yy += d.y * d.y;
        }
        let across = 0.5 * (2.0 * xy).atan2(xx - yy) + FRAC_PI_2 + dice.between(-0.06, 0.06);
        let (far, away) = self.frame.water(middle);
        let shore = away.y.atan2(away.x);
        let malus = 0.02 - 0.12 * (1.0 - far / (1100.0 * self.frame.k)).clamp(0.0, 1.0);
        let turns: [f64; 8] = [0.0, -0.2, 0.2, -0.42, 0.42, -0.75, 0.75, FRAC_PI_2];
        let mut out: Vec<(f64, f64)> = turns.iter().map(|o| (across + o, o.abs() * 0.15)).collect();
        out.extend([(shore, malus), (shore + FRAC_PI_2, malus)]);
        out
    }

    /// The stretches of a straight line that lie inside, as pairs of spots.
    fn chords(&self, along: P, offset: f64) -> Vec<(Spot, Spot)> {
        let normal = left(along);
        let mut hits: Vec<(f64, Spot)> = vec![];
        for (i, (a, b)) in edges(self.ring).enumerate() {
            let (da, db) = (dot(a, normal) - offset, dot(b, normal) - offset);
            if (da > 0.0) != (db > 0.0) {
                let p = lerp(a, b, da / (da - db));
                hits.push((dot(p, along), Spot { index: i, at: Some(p) }));
            }
        }
        hits.sort_by(|a, b| a.0.total_cmp(&b.0));
        hits.chunks_exact(2).map(|pair| (pair[0].1, pair[1].1)).collect()
    }

    /// How bad a straight cut would be; `None` when it must not be.
    fn judge(&self, from: Spot, to: Spot, first_is_left: bool) -> Option<f64> {
        let (ring, wish) = (self.ring, self.wish);
        let (p, q) = (place(ring, from), place(ring, to));
        let l = len(q - p);
        if next_to(ring, from, to) || l < 30.0 {
            return None;
        }
        let way = unit(q - p);
        let square = squareness(ring, from, way).min(squareness(ring, to, way * -1.0));
        let clear = || {
            !edges(ring).any(|(a, b)| crossing(p, q, a, b))
                && (1..8).all(|i| inside(ring, lerp(p, q, f64::from(i) / 8.0)))
        };
        if square < wish.square || !clear() {
            return None;
        }
        let wild = (1..24).filter(|&i| self.frame.wild(lerp(p, q, f64::from(i) / 24.0))).count();
        if wild > 0 && !wish.through_wild {
            return None;
        }
        let (right, rest) = (part(ring, from, to), part(ring, to, from));
        if right.len() < 3 || rest.len() < 3 {
            return None;
        }
        let on_right: f64 = self.points.iter().filter(|s| inside(&right, s.0)).map(|s| s.1).sum();
        let got = if first_is_left { 1.0 - on_right / self.total } else { on_right / self.total };
        let miss = (got - wish.share).abs();
        if miss > wish.slack {
            return None;
        }
        let thin = 1.0 - roundness(&right).min(roundness(&rest));
        let junction = |i: usize| self.plane.degree[self.plane.faces[self.face][i] as usize] > 2;
        let crowded =
            |s: &&Spot| s.at.is_some_and(|at| ring.iter().enumerate().any(|(i, &c)| junction(i) && len(c - at) < 60.0));
        let crowd = [from, to].iter().filter(crowded).count();
        Some(
            0.55 * l / self.area.sqrt()
                + 5.0 * miss
                + 0.9 * (1.0 - square)
                + 1.6 * thin
                + 0.35 * crowd as f64
                + 0.5 * wild as f64,
        )
    }
}

fn choose(plane: &Plane, frame: &Frame, face: usize, ring: &[P], wish: Wish, dice: &mut Dice) -> Option<Choice> {
    let points = samples(frame, ring, wish.by_density);
    let total: f64 = points.iter().map(|s| s.1).sum();
    let candidate = Candidate { plane, frame, face, ring, points, total, area: signed_area(ring), wish };
    let reach = if wish.by_density { 42.0 } else { 30.0 };
    // With some slack a line beside the exact one may be better, above all beside the hill.
    let shifts: &[f64] = if wish.slack > 0.05 && wish.by_density { &[0.0, 0.8, -0.8, 0.4, -0.4] } else { &[0.0] };
    let mut best: Option<Choice> = None;
    for (angle, malus) in candidate.directions(dice) {
        let along = heading(angle);
        let normal = left(along);
        let mut order: Vec<(f64, f64)> = candidate.points.iter().map(|&(p, w)| (dot(p, normal), w)).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (first_is_left, shift) in [false, true].into_iter().flat_map(|f| shifts.iter().map(move |s| (f, *s))) {
            let share = (wish.share + shift * wish.slack).clamp(0.04, 0.96);
            let wanted = total * if first_is_left { 1.0 - share } else { share };
            let mut sum = 0.0;
            let at = order.iter().find(|(_, w)| {
                sum += w;
                sum >= wanted
            });
            let Some(&(offset, _)) = at else { continue };
            for (from, to) in candidate.chords(along, offset) {
                let from = attract(plane, face, ring, from, reach);
                let to = attract(plane, face, ring, to, reach);
                let Some(score) = candidate.judge(from, to, first_is_left) else { continue };
                if best.as_ref().is_none_or(|b| score + malus < b.score) {
                    best = Some(Choice { score: score + malus, from, to, first_is_left });
                }
            }
        }
    }
    best
}

/// Cuts a face in two. The first number has the wished share, the second the rest; `None` when no cut is good.
pub fn divide(plane: &mut Plane, frame: &Frame, face: usize, wish: Wish, dice: &mut Dice) -> Option<(usize, usize)> {
    let ring = plane.ring(face);
    let choice = choose(plane, frame, face, &ring, wish, dice)?;
    let path = bend(frame, &ring, choice.from, choice.to, wish.bend, dice);
    let right = plane.cut(face, choice.from, &path, choice.to, wish.rank);
    Some(if choice.first_is_left { (face, right) } else { (right, face) })
}
