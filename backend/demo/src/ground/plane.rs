//! The one planar subdivision of the district: a table of corners and faces that are rings of corners.
//!
//! Invariants: every face is a simple counter-clockwise ring; two neighbours share their border corner by corner, also at
//! T-junctions, because a corner set on an edge goes into both faces; corners lie on whole steps of the frame. So any
//! union of faces has exact borders without clipping.

use std::collections::HashMap;

use super::frame::Frame;
use super::geom::{P, cross, len, signed_area};

/// What runs along an edge, from the widest down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    Arterial,
    Collector,
    Street,
    Lane,
    Canal,
    /// A border without a road.
    Bare,
}

impl Rank {
    /// Half the width of what no building may stand on, in metres.
    pub fn half_width(self) -> f64 {
        match self {
            Rank::Arterial => 20.0,
            Rank::Collector => 13.0,
            Rank::Street => 8.0,
            Rank::Lane => 4.0,
            Rank::Canal => 31.0,
            Rank::Bare => 0.0,
        }
    }

    pub fn class(self) -> &'static str {
        match self {
            Rank::Arterial => "arterial",
            Rank::Collector => "collector",
            Rank::Street => "street",
            _ => "lane",
        }
    }
}

/// What an edge carries: its rank and the cut that made it.
#[derive(Debug, Clone, Copy)]
pub struct Way {
    pub rank: Rank,
    pub cut: usize,
}

/// A place on a face's ring: on the edge after `index`, or on its corner when `at` is `None`.
#[derive(Debug, Clone, Copy)]
pub struct Spot {
    pub index: usize,
    pub at: Option<P>,
}

#[derive(Debug)]
pub struct Plane {
    pub corners: Vec<P>,
    pub steps: Vec<(i64, i64)>,
    pub faces: Vec<Vec<u32>>,
    on_left: HashMap<(u32, u32), u32>,
    ways: HashMap<(u32, u32), Way>,
    pub degree: Vec<u16>,
    /// The rank of every cut.
    pub cuts: Vec<Rank>,
}

fn key(a: u32, b: u32) -> (u32, u32) {
    (a.min(b), a.max(b))
}

impl Plane {
    /// One face, whose border carries no road.
    pub fn new(outline: &[P]) -> Plane {
        let mut plane = Plane {
            corners: vec![],
            steps: vec![],
            faces: vec![],
            on_left: HashMap::new(),
            ways: HashMap::new(),
            degree: vec![],
            cuts: vec![Rank::Bare],
        };
        let ring: Vec<u32> = outline.iter().map(|&p| plane.corner(p)).collect();
        for i in 0..ring.len() {
            let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
            plane.on_left.insert((a, b), 0);
            plane.way(a, b, Way { rank: Rank::Bare, cut: 0 });
        }
        plane.faces.push(ring);
        plane
    }

    fn corner(&mut self, p: P) -> u32 {
        self.corners.push(Frame::snapped(p));
        self.steps.push(Frame::steps(p));
        self.degree.push(0);
        (self.corners.len() - 1) as u32
    }

    fn way(&mut self, a: u32, b: u32, way: Way) {
        self.ways.insert(key(a, b), way);
        self.degree[a as usize] += 1;
        self.degree[b as usize] += 1;
    }

    pub fn way_of(&self, a: u32, b: u32) -> Way {
        self.ways[&key(a, b)]
    }

    /// Changes what runs along an edge.
    pub fn set_rank(&mut self, a: u32, b: u32, rank: Rank) {
        if let Some(way) = self.ways.get_mut(&key(a, b)) {
            way.rank = rank;
        }
    }

    /// The face to the left of the edge from `a` to `b`; `None` outside.
    pub fn left_of(&self, a: u32, b: u32) -> Option<usize> {
        self.on_left.get(&(a, b)).map(|&f| f as usize)
    }

    pub fn ring(&self, face: usize) -> Vec<P> {
        self.faces[face].iter().map(|&v| self.corners[v as usize]).collect()
    }

    pub fn edges(&self, face: usize) -> impl Iterator<Item = (u32, u32)> + '_ {
        let ring = &self.faces[face];
        (0..ring.len()).map(move |i| (ring[i], ring[(i + 1) % ring.len()]))
    }

    fn split_edge(&mut self, a: u32, b: u32, p: P) -> u32 {
        let v = self.corner(p);
        let way = self.way_of(a, b);
        self.ways.remove(&key(a, b));
        self.degree[a as usize] -= 1;
        self.degree[b as usize] -= 1;
        self.way(a, v, way);
        self.way(v, b, way);
        for (from, to) in [(a, b), (b, a)] {
            if let Some(face) = self.on_left.remove(&(from, to)) {
                let ring = &mut self.faces[face as usize];
                let at = ring.iter().position(|&c| c == from).map_or(0, |i| i + 1);
                ring.insert(at, v);
                self.on_left.insert((from, v), face);
                self.on_left.insert((v, to), face);
            }
        }
        v
    }

    fn take(&mut self, face: usize, spot: Spot) -> u32 {
        let ring = &self.faces[face];
        let (a, b) = (ring[spot.index], ring[(spot.index + 1) % ring.len()]);
        match spot.at {
            None => a,
            Some(p) => self.split_edge(a, b, p),
        }
    }

    /// Cuts a face along a path between two spots of its ring. The part to the left of the path keeps the number, the
    /// part to the right gets the returned one.
    pub fn cut(&mut self, face: usize, from: Spot, path: &[P], to: Spot, rank: Rank) -> usize {
        // The later spot first, so that its corner does not move the index of the other.
        let (start, end) = if from.index < to.index {
            let end = self.take(face, to);
            (self.take(face, from), end)
        } else {
            let start = self.take(face, from);
            (start, self.take(face, to))
        };
        let cut = self.cuts.len();
        self.cuts.push(rank);
        let mut chain = vec![start];
        for &p in path {
            let v = self.corner(p);
            chain.push(v);
        }
        chain.push(end);
        for pair in chain.windows(2) {
            self.way(pair[0], pair[1], Way { rank, cut });
        }
        let mut ring = self.faces[face].clone();
        let first = ring.iter().position(|&v| v == start).unwrap_or(0);
        ring.rotate_left(first);
        let middle = ring.iter().position(|&v| v == end).unwrap_or(0);
        // Counter-clockwise ring: start … end lies right of the path, end … start left of it.
        let mut right: Vec<u32> = ring[..=middle].to_vec();
        right.extend(chain[1..chain.len() - 1].iter().rev());
        let mut left: Vec<u32> = ring[middle..].to_vec();
        left.extend(&chain[..chain.len() - 1]);
        let number = self.faces.len();
        self.faces[face] = left;
        self.faces.push(right);
        for f in [face, number] {
            let pairs: Vec<_> = self.edges(f).collect();
            for pair in pairs {
                self.on_left.insert(pair, f as u32);
            }
        }
        number
    }

    /// The union of faces as rings of corners: outer ones counter-clockwise, holes clockwise.
    pub fn union(&self, faces: &[usize]) -> Vec<Vec<u32>> {
        let within: std::collections::HashSet<usize> = faces.iter().copied().collect();
        let mut starts = vec![];
        let mut next: HashMap<u32, Vec<u32>> = HashMap::new();
        for &face in faces {
            for (a, b) in self.edges(face) {
                if self.left_of(b, a).is_none_or(|other| !within.contains(&other)) {
                    starts.push((a, b));
                    next.entry(a).or_default().push(b);
                }
            }
        }
        let mut rings = vec![];
        for (a, b) in starts {
            if !next.get(&a).is_some_and(|ends| ends.contains(&b)) {
                continue;
            }
            let (mut ring, mut here, mut to) = (vec![a], a, b);
            loop {
                if let Some(ends) = next.get_mut(&here) {
                    ends.retain(|&e| e != to);
                }
                if to == a {
                    break;
                }
                ring.push(to);
                let ends = &next[&to];
                let back = self.corners[here as usize] - self.corners[to as usize];
                // At a corner where the union touches itself the sharpest left turn stays on the same part.
                let best = ends.iter().copied().min_by(|&x, &y| {
                    let turn = |v: u32| {
                        let d = self.corners[v as usize] - self.corners[to as usize];
                        (-cross(back, d)).atan2(-(back.x * d.x + back.y * d.y))
                    };
                    turn(y).total_cmp(&turn(x))
                });
                here = to;
                to = best.unwrap_or(a);
            }
            rings.push(ring);
        }
        rings.sort_by(|x, y| self.ring_area(y).total_cmp(&self.ring_area(x)));
        rings
    }

    pub fn ring_area(&self, ring: &[u32]) -> f64 {
        let points: Vec<P> = ring.iter().map(|&v| self.corners[v as usize]).collect();
        signed_area(&points)
    }

    pub fn length(&self, a: u32, b: u32) -> f64 {
        len(self.corners[a as usize] - self.corners[b as usize])
    }
}
