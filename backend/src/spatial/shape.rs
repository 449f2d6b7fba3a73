//! One area prepared for exact tests: its edges, listed by horizontal band.
//!
//! A test looks only at the edges of the point's band. Invariants: the band of a height is a monotone function, so an
//! edge is listed in every band that it touches; sides are decided by the robust predicate, so there is no tolerance.

use geo::kernels::{Kernel, Orientation, RobustKernel};
use geo::{BoundingRect, MultiPolygon};
use geo_types::{Coord, LineString};
use shared::assign::Relation;

/// Edges per band that make the band list about as long as the edge list.
const EDGES_PER_BAND: usize = 3;
const METRES_PER_DEGREE: f64 = 6_371_008.8 * std::f64::consts::PI / 180.0;

#[derive(Debug)]
pub(super) struct Shape {
    pub min: Coord<f64>,
    pub max: Coord<f64>,
    bands_per_degree: f64,
    last_band: usize,
    /// Where each band's list starts in `edges`; one entry more than bands.
    starts: Vec<u32>,
    /// Edge `i` runs from vertex `i` to vertex `i + 1`.
    edges: Vec<u32>,
    vertices: Vec<Coord<f64>>,
}

impl Shape {
    /// `None` when there is nothing that a point could lie in.
    pub fn new(area: &MultiPolygon<f64>) -> Option<Shape> {
        let bounds = area.bounding_rect()?;
        let (min, max) = (bounds.min(), bounds.max());
        let rings = || area.iter().flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()));
        let mut vertices = Vec::with_capacity(rings().map(|ring| ring.0.len()).sum());
        let mut spans = Vec::with_capacity(vertices.capacity());
        let count: usize = rings().map(edge_count).sum();
        let bands = (count / EDGES_PER_BAND).max(1);
        let height = max.y - min.y;
        let mut shape = Shape {
            min,
            max,
            bands_per_degree: if height > 0.0 { bands as f64 / height } else { 0.0 },
            last_band: bands - 1,
            starts: vec![0; bands + 1],
            edges: Vec::new(),
            vertices: Vec::new(),
        };
        for ring in rings() {
            let first = vertices.len() as u32;
            vertices.extend_from_slice(&ring.0);
            for (edge, line) in (first..).zip(ring.lines()) {
                let (a, b) = (shape.band(line.start.y), shape.band(line.end.y));
                spans.push((edge, a.min(b), a.max(b)));
            }
        }
        for &(_, low, high) in &spans {
            (low..=high).for_each(|band| shape.starts[band + 1] += 1);
        }
        (1..=bands).for_each(|band| shape.starts[band] += shape.starts[band - 1]);
        let mut next = shape.starts.clone();
        shape.edges = vec![0; shape.starts[bands] as usize];
        for &(edge, low, high) in &spans {
            for slot in &mut next[low..=high] {
                shape.edges[*slot as usize] = edge;
                *slot += 1;
            }
        }
        shape.vertices = vertices;
        Some(shape)
    }

    #[inline]
    fn band(&self, y: f64) -> usize {
        (((y - self.min.y) * self.bands_per_degree) as usize).min(self.last_band)
    }

    /// True when the envelope holds the point.
    #[inline]
    pub fn spans(&self, p: Coord<f64>) -> bool {
        p.x >= self.min.x && p.x <= self.max.x && p.y >= self.min.y && p.y <= self.max.y
    }

    /// `Inside`, `Boundary`, or `None` when the point lies outside.
    #[inline]
    pub fn relation(&self, p: Coord<f64>) -> Option<Relation> {
        if !self.spans(p) {
            return None;
        }
        let band = self.band(p.y);
        let mut inside = false;
        for &edge in &self.edges[self.starts[band] as usize..self.starts[band + 1] as usize] {
            let (a, b) = (self.vertices[edge as usize], self.vertices[edge as usize + 1]);
            let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
            if p.y < low.y || p.y > high.y || p.x > a.x.max(b.x) {
                continue;
            }
            // Half-open in height, so that a vertex on the ray counts once.
            let crosses = low.y <= p.y && p.y < high.y;
            if p.x < a.x.min(b.x) {
                inside ^= crosses;
                continue;
            }
            match RobustKernel::orient2d(low, high, p) {
                Orientation::Collinear => return Some(Relation::Boundary),
                Orientation::CounterClockwise => inside ^= crosses,
                Orientation::Clockwise => {}
            }
        }
        inside.then_some(Relation::Inside)
    }

    /// Metres from the point to the nearest edge, in the plane that touches the Earth at the point.
    pub fn metres_to_border(&self, p: Coord<f64>) -> f64 {
        let squeeze = p.y.to_radians().cos();
        let plane = |v: Coord<f64>| ((v.x - p.x) * squeeze * METRES_PER_DEGREE, (v.y - p.y) * METRES_PER_DEGREE);
        let squared = self.edges().map(|(a, b)| {
            let ((ax, ay), (bx, by)) = (plane(a), plane(b));
            let (dx, dy) = (bx - ax, by - ay);
            let length = dx * dx + dy * dy;
            let along = if length > 0.0 { (-(ax * dx + ay * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
            let (x, y) = (ax + along * dx, ay + along * dy);
            x * x + y * y
        });
        squared.fold(f64::INFINITY, f64::min).sqrt()
    }

    /// Never more than the metres to any point of the envelope.
    pub fn metres_to_box(&self, p: Coord<f64>) -> f64 {
        let dx = (self.min.x - p.x).max(p.x - self.max.x).max(0.0) * p.y.to_radians().cos();
        let dy = (self.min.y - p.y).max(p.y - self.max.y).max(0.0);
        dx.hypot(dy) * METRES_PER_DEGREE
    }

    /// Both ends of every edge.
    pub fn edges(&self) -> impl Iterator<Item = (Coord<f64>, Coord<f64>)> {
        self.unique_edges().map(|edge| (self.vertices[edge], self.vertices[edge + 1]))
    }

    fn unique_edges(&self) -> impl Iterator<Item = usize> {
        (0..=self.last_band).flat_map(move |band| {
            let list = &self.edges[self.starts[band] as usize..self.starts[band + 1] as usize];
            list.iter()
                .map(|&edge| edge as usize)
                .filter(move |&edge| self.band(self.vertices[edge].y).min(self.band(self.vertices[edge + 1].y)) == band)
        })
    }
}

fn edge_count(ring: &LineString<f64>) -> usize {
    ring.0.len().saturating_sub(1)
}
