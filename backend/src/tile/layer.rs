//! One source layer: packed coordinates, an R-tree over the features, and the encoder.

use super::clip::{HIGH, LOW, clip_line, clip_ring, holds, tidy};
use super::mercator::{Frame, Step, Unit, step};
use super::{TileFeature, Value};
use fast_mvt::{MvtCoord, MvtFeatureBuilder, MvtGeomType, MvtLayerBuilder, MvtResult, MvtValueRef};
use geo_types::{Coord, Geometry, LineString, Polygon};
use rstar::{AABB, RTree, RTreeObject};

/// Areas below this many square units are too small to see.
const MIN_AREA: i64 = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Points,
    Line,
    Exterior,
    Hole,
}

/// A run of the layer's coordinates; rings are stored open.
#[derive(Debug)]
struct Part {
    role: Role,
    first: usize,
    end: usize,
    low: Step,
    high: Step,
}

#[derive(Debug)]
struct Packed {
    id: u64,
    min_zoom: u8,
    kind: MvtGeomType,
    parts: std::ops::Range<usize>,
    properties: Vec<(&'static str, Value)>,
}

#[derive(Debug)]
struct Leaf {
    envelope: AABB<[f64; 2]>,
    index: usize,
}

impl RTreeObject for Leaf {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> AABB<[f64; 2]> {
        self.envelope
    }
}

#[derive(Debug)]
pub struct TileLayer {
    name: &'static str,
    keep_tiny: bool,
    features: Vec<Packed>,
    parts: Vec<Part>,
    steps: Vec<Step>,
    tree: RTree<Leaf>,
}

/// Buffers that live as long as one tile's encoding.
#[derive(Default)]
struct Scratch {
    ring: Vec<Unit>,
    spare: Vec<Unit>,
    coords: Vec<MvtCoord>,
    runs: Vec<(Role, usize)>,
}

impl TileLayer {
    /// Features are drawn in the order given. A geometry collection becomes one feature a member, of the same id.
    pub fn build(name: &'static str, features: Vec<TileFeature>) -> TileLayer {
        assert!(!name.is_empty(), "a tile layer has a name");
        let tree = RTree::new();
        let mut layer =
            TileLayer { name, keep_tiny: false, features: Vec::new(), parts: Vec::new(), steps: Vec::new(), tree };
        for feature in features {
            layer.pack(&feature, &feature.geometry);
        }
        let leaves = layer.features.iter().enumerate().filter_map(|(index, feature)| {
            let corners = layer.parts[feature.parts.clone()].iter().flat_map(|part| [part.low, part.high]);
            let corners: Vec<[f64; 2]> = corners.map(|step| step.map(f64::from)).collect();
            (!corners.is_empty()).then(|| Leaf { envelope: AABB::from_points(&corners), index })
        });
        layer.tree = RTree::bulk_load(leaves.collect());
        layer
    }

    /// Areas too small to see are drawn as a small square instead of left out.
    pub fn keep_tiny(mut self) -> TileLayer {
        self.keep_tiny = true;
        self
    }

    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Number of features.
    pub fn len(&self) -> usize {
        self.features.len()
    }

    pub fn is_empty(&self) -> bool {
        self.features.is_empty()
    }

    fn pack(&mut self, feature: &TileFeature, geometry: &Geometry<f64>) {
        let first = self.parts.len();
        let kind = match geometry {
            Geometry::Point(point) => self.add(Role::Points, &[point.0]),
            Geometry::MultiPoint(points) => {
                let all: Vec<_> = points.iter().map(|point| point.0).collect();
                self.add(Role::Points, &all)
            }
            Geometry::Line(line) => self.add(Role::Line, &[line.start, line.end]),
            Geometry::LineString(line) => self.add(Role::Line, &line.0),
            Geometry::MultiLineString(lines) => {
                lines.iter().for_each(|line| {
                    self.add(Role::Line, &line.0);
                });
                MvtGeomType::LineString
            }
            Geometry::Polygon(polygon) => self.add_polygon(polygon),
            Geometry::MultiPolygon(polygons) => {
                polygons.iter().for_each(|polygon| {
                    self.add_polygon(polygon);
                });
                MvtGeomType::Polygon
            }
            Geometry::Rect(rect) => self.add_polygon(&rect.to_polygon()),
            Geometry::Triangle(triangle) => self.add_polygon(&triangle.to_polygon()),
            Geometry::GeometryCollection(members) => {
                members.iter().for_each(|member| self.pack(feature, member));
                return;
            }
        };
        let (id, min_zoom, properties) = (feature.id, feature.min_zoom, feature.properties.clone());
        self.features.push(Packed { id, min_zoom, kind, parts: first..self.parts.len(), properties });
    }

    fn add_polygon(&mut self, polygon: &Polygon<f64>) -> MvtGeomType {
        let open = |ring: &LineString<f64>| ring.0[..ring.0.len().saturating_sub(1)].to_vec();
        self.add(Role::Exterior, &open(polygon.exterior()));
        for hole in polygon.interiors() {
            self.add(Role::Hole, &open(hole));
        }
        MvtGeomType::Polygon
    }

    fn add(&mut self, role: Role, coords: &[Coord<f64>]) -> MvtGeomType {
        let first = self.steps.len();
        self.steps.extend(coords.iter().map(|&c| step(c)));
        let steps = &self.steps[first..];
        if !steps.is_empty() {
            let fold = |pick: fn(u32, u32) -> u32, start| {
                steps.iter().fold([start; 2], |a: Step, b| [pick(a[0], b[0]), pick(a[1], b[1])])
            };
            let (low, high) = (fold(u32::min, u32::MAX), fold(u32::max, 0));
            self.parts.push(Part { role, first, end: self.steps.len(), low, high });
        }
        match role {
            Role::Points => MvtGeomType::Point,
            Role::Line => MvtGeomType::LineString,
            Role::Exterior | Role::Hole => MvtGeomType::Polygon,
        }
    }

    /// Appends this layer to the tile's bytes; nothing when it has nothing there.
    pub(super) fn encode(&self, frame: &Frame, bytes: &mut Vec<u8>) {
        let [low, high] = frame.reach();
        let reach = AABB::from_corners(low, high);
        let mut hits: Vec<usize> = self.tree.locate_in_envelope_intersecting(&reach).map(|leaf| leaf.index).collect();
        hits.retain(|&hit| self.features[hit].min_zoom <= frame.z);
        if hits.is_empty() {
            return;
        }
        hits.sort_unstable();
        let mut layer = MvtLayerBuilder::new(self.name).expect("the name is not empty, see build");
        let mut scratch = Scratch::default();
        for hit in hits {
            let feature = &self.features[hit];
            self.cut(feature, frame, &mut scratch);
            if !scratch.runs.is_empty() {
                let mut builder = layer.feature_of(feature.kind);
                write(feature, &scratch, &mut builder).expect("every run fits its kind and has points, see cut");
                layer = builder.end();
            }
        }
        if layer.num_features() > 0 {
            bytes.extend_from_slice(&layer.encode());
        }
    }

    /// Fills the scratch with what the tile shows of the feature.
    fn cut(&self, feature: &Packed, frame: &Frame, scratch: &mut Scratch) {
        scratch.coords.clear();
        scratch.runs.clear();
        let mut exterior_shown = false;
        for part in &self.parts[feature.parts.clone()] {
            let (low, high) = (frame.unit(part.low), frame.unit(part.high));
            let outside = (0..2).any(|axis| high[axis] < LOW || low[axis] > HIGH);
            if part.role == Role::Exterior {
                exterior_shown = false;
            }
            if outside || (part.role == Role::Hole && !exterior_shown) {
                continue;
            }
            scratch.ring.clear();
            for &step in &self.steps[part.first..part.end] {
                let unit = frame.unit(step);
                if scratch.ring.last() != Some(&unit) {
                    scratch.ring.push(unit);
                }
            }
            let whole = holds(low) && holds(high);
            match part.role {
                Role::Points => {
                    scratch.ring.retain(|&unit| holds(unit));
                    let Scratch { ring, coords, runs, .. } = scratch;
                    push(coords, runs, part.role, ring);
                }
                Role::Line => {
                    let Scratch { ring, coords, runs, .. } = scratch;
                    clip_line(ring, |run| push(coords, runs, part.role, run));
                }
                Role::Exterior | Role::Hole => {
                    if !whole {
                        clip_ring(&mut scratch.ring, &mut scratch.spare);
                    }
                    let doubled = tidy(&mut scratch.ring).abs();
                    let visible = doubled >= 2 * MIN_AREA;
                    if !visible && whole && self.keep_tiny && part.role == Role::Exterior {
                        scratch.ring.clear();
                        scratch.ring.extend(square(low));
                    } else if !visible {
                        continue;
                    }
                    exterior_shown |= visible;
                    let Scratch { ring, coords, runs, .. } = scratch;
                    push(coords, runs, part.role, ring);
                }
            }
        }
    }
}

fn square([x, y]: Unit) -> [Unit; 4] {
    [[x, y], [x + 2, y], [x + 2, y + 2], [x, y + 2]]
}

fn push(coords: &mut Vec<MvtCoord>, runs: &mut Vec<(Role, usize)>, role: Role, units: &[Unit]) {
    if units.is_empty() {
        return;
    }
    // Fits: what is pushed lies in the buffered tile.
    coords.extend(units.iter().map(|&[x, y]| MvtCoord { x: x as i32, y: y as i32 }));
    runs.push((role, coords.len()));
}

fn write(feature: &Packed, scratch: &Scratch, builder: &mut MvtFeatureBuilder) -> MvtResult<()> {
    builder.id(Some(feature.id));
    let mut first = 0;
    for &(role, end) in &scratch.runs {
        let coords = scratch.coords[first..end].iter().copied();
        match role {
            Role::Points => builder.points(coords)?,
            Role::Line => builder.line(coords)?,
            Role::Exterior => builder.ring(coords, true)?,
            Role::Hole => builder.ring(coords, false)?,
        };
        first = end;
    }
    for (key, value) in &feature.properties {
        let value = match value {
            Value::Text(text) => MvtValueRef::String(text),
            Value::Int(number) => MvtValueRef::Int(*number),
            Value::Float(number) => MvtValueRef::Double(*number),
            Value::Bool(flag) => MvtValueRef::Bool(*flag),
        };
        builder.tag_ref(key, value)?;
    }
    Ok(())
}
