//! One source layer: packed coordinates, an R-tree over the features, and the encoder.
//!
//! Everything a tile reads lies together in memory: features are stored along the Z-order curve and remember their
//! place in the drawing order.

use super::clip::{HIGH, LOW, clip_line, clip_ring, holds, tidy};
use super::mercator::{Frame, Step, Unit, curve, step};
use super::{TileFeature, Value};
use fast_mvt::{MvtCoord, MvtFeatureBuilder, MvtGeomType, MvtLayerBuilder, MvtResult, MvtValueRef};
use geo::BoundingRect;
use geo_types::{Coord, Geometry, LineString, Polygon};
use rstar::{AABB, RTree, RTreeObject};
use std::collections::HashMap;
use std::ops::Range;

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
    kind: MvtGeomType,
    parts: Range<u32>,
    properties: Range<u32>,
}

/// A property's value; texts are stored once a layer.
#[derive(Clone, Copy, Debug)]
enum PackedValue {
    Text(u32),
    Int(i64),
    Float(f64),
    Bool(bool),
}

#[derive(Debug)]
struct Leaf {
    envelope: AABB<[f64; 2]>,
    /// Place in the drawing order.
    order: u32,
    index: u32,
    min_zoom: u8,
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
    properties: Vec<(&'static str, PackedValue)>,
    texts: Vec<String>,
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
        let mut layer = TileLayer {
            name,
            keep_tiny: false,
            features: Vec::new(),
            parts: Vec::new(),
            steps: Vec::new(),
            properties: Vec::new(),
            texts: Vec::new(),
            tree: RTree::new(),
        };
        let mut ordered: Vec<(TileFeature, u32)> = features.into_iter().zip(0..).collect();
        ordered.sort_by_cached_key(|(feature, _)| {
            feature.geometry.bounding_rect().map(|bounds| curve(step(bounds.center())))
        });
        let mut known = HashMap::new();
        let mut leaves = Vec::new();
        for (feature, order) in ordered {
            let properties = layer.add_properties(feature.properties, &mut known);
            layer.pack(feature.id, &feature.geometry, &properties);
            for index in leaves.len()..layer.features.len() {
                leaves.push((index, order, feature.min_zoom));
            }
        }
        let leaf = |(index, order, min_zoom): (usize, u32, u8)| {
            let corners = layer.parts_of(&layer.features[index]).iter().flat_map(|part| [part.low, part.high]);
            let corners: Vec<[f64; 2]> = corners.map(|step| step.map(f64::from)).collect();
            let envelope = || AABB::from_points(&corners);
            (!corners.is_empty()).then(|| Leaf { envelope: envelope(), order, index: index as u32, min_zoom })
        };
        layer.tree = RTree::bulk_load(leaves.into_iter().filter_map(leaf).collect());
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

    fn parts_of(&self, feature: &Packed) -> &[Part] {
        &self.parts[feature.parts.start as usize..feature.parts.end as usize]
    }

    fn add_properties(
        &mut self,
        properties: Vec<(&'static str, Value)>,
        known: &mut HashMap<String, u32>,
    ) -> Range<u32> {
        let first = self.properties.len() as u32;
        for (key, value) in properties {
            let value = match value {
                Value::Text(text) => PackedValue::Text(*known.entry(text).or_insert_with_key(|text| {
                    self.texts.push(text.clone());
                    self.texts.len() as u32 - 1
                })),
                Value::Int(number) => PackedValue::Int(number),
                Value::Float(number) => PackedValue::Float(number),
                Value::Bool(flag) => PackedValue::Bool(flag),
            };
            self.properties.push((key, value));
        }
        first..self.properties.len() as u32
    }

    fn pack(&mut self, id: u64, geometry: &Geometry<f64>, properties: &Range<u32>) {
        let first = self.parts.len() as u32;
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
                members.iter().for_each(|member| self.pack(id, member, properties));
                return;
            }
        };
        let parts = first..self.parts.len() as u32;
        self.features.push(Packed { id, kind, parts, properties: properties.clone() });
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
        let near = self.tree.locate_in_envelope_intersecting(&reach);
        let mut hits: Vec<(u32, u32)> =
            near.filter(|leaf| leaf.min_zoom <= frame.z).map(|leaf| (leaf.order, leaf.index)).collect();
        if hits.is_empty() {
            return;
        }
        hits.sort_unstable();
        let mut layer = MvtLayerBuilder::new(self.name).expect("the name is not empty, see build");
        let mut scratch = Scratch::default();
        for (_, index) in hits {
            let feature = &self.features[index as usize];
            self.cut(feature, frame, &mut scratch);
            if !scratch.runs.is_empty() {
                let mut builder = layer.feature_of(feature.kind);
                self.write(feature, &scratch, &mut builder).expect("every run fits its kind and has points, see cut");
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
        for part in self.parts_of(feature) {
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

    fn write(&self, feature: &Packed, scratch: &Scratch, builder: &mut MvtFeatureBuilder) -> MvtResult<()> {
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
        for &(key, value) in &self.properties[feature.properties.start as usize..feature.properties.end as usize] {
            let value = match value {
                PackedValue::Text(text) => MvtValueRef::String(&self.texts[text as usize]),
                PackedValue::Int(number) => MvtValueRef::Int(number),
                PackedValue::Float(number) => MvtValueRef::Double(number),
                PackedValue::Bool(flag) => MvtValueRef::Bool(flag),
            };
            builder.tag_ref(key, value)?;
        }
        Ok(())
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
