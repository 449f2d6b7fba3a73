//! The order of the district: subdistricts, communities and grids, found by cutting the land into parts that carry as
//! many households as their grids should.
//!
//! The plan (how many of each, which ones the stories need) comes first; the cuts follow it, so the numbers are exact
//! whatever the seed. Cuts between subdistricts become arterials, between communities collectors, between grids streets.

use std::f64::consts::{PI, TAU};

use super::curves::carve;
use super::cuts::{Wish, divide, weight};
use super::frame::{Frame, Quarter};
use super::geom::{Dice, P, centroid, lerp, pt, signed_area};
use super::plane::{Plane, Rank, Spot};

/// Communities and grids that tests know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Story {
    /// 青云林海社区: 10 grids, 75 residential buildings, 2,158 households.
    Qingyun,
    /// 星辰社区 with 星辰花园.
    Xingchen,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    Group,
    Subdistrict,
    Community(Option<Story>),
    Grid,
}

#[derive(Debug)]
struct Unit {
    tag: Tag,
    weight: f64,
    children: Vec<Unit>,
}

impl Unit {
    fn of(tag: Tag, children: Vec<Unit>) -> Unit {
        Unit { tag, weight: children.iter().map(|c| c.weight).sum(), children }
    }
}

/// A general grid: the faces that it is made of.
#[derive(Debug)]
pub struct Cell {
    pub subdistrict: usize,
    pub community: usize,
    pub story: Option<Story>,
    pub faces: Vec<usize>,
    pub quarter: Quarter,
}

/// The cut district before codes and names.
#[derive(Debug)]
pub struct Order {
    pub cells: Vec<Cell>,
    /// Per community the subdistrict it belongs to.
    pub communities: Vec<usize>,
    pub subdistricts: usize,
    /// Faces of the lake park, and of the river.
    pub lake: usize,
    pub river: Vec<usize>,
    /// The cut between two grids that carries no road, for the building on the border.
    pub bare_cut: Option<usize>,
}

/// How many of each level a scale has.
#[derive(Debug, Clone, Copy)]
pub struct Counts {
    pub subdistricts: usize,
    pub communities: usize,
    pub grids: usize,
    pub exclusive: usize,
}

impl Counts {
    pub fn of(scale: f64) -> Counts {
        let times = |n: f64, least: usize| ((n * scale).round() as usize).max(least);
        Counts {
            subdistricts: times(9.0, 2).min(99),
            communities: times(63.0, 6),
            grids: times(239.0, 24),
            exclusive: times(14.0, 5),
        }
    }
}

/// Divides `total` in the proportions of `weights`, each at least `least`; the sum is exact.
fn shares(total: usize, weights: &[f64], least: usize) -> Vec<usize> {
    let sum: f64 = weights.iter().sum();
    let exact: Vec<f64> = weights.iter().map(|w| w / sum * total as f64).collect();
    let mut out: Vec<usize> = exact.iter().map(|e| (e.floor() as usize).max(least)).collect();
    while out.iter().sum::<usize>() != total {
        let more = out.iter().sum::<usize>() < total;
        let gap = |i: usize| if more { exact[i] - out[i] as f64 } else { out[i] as f64 - exact[i] };
        let candidates = (0..out.len()).filter(|&i| more || out[i] > least);
        let Some(best) = candidates.max_by(|&a, &b| gap(a).total_cmp(&gap(b))) else { break };
        out[best] = if more { out[best] + 1 } else { out[best] - 1 };
    }
    out
}

fn even(total: usize, parts: usize) -> Vec<usize> {
    (0..parts).map(|i| (i + 1) * total / parts - i * total / parts).collect()
}

fn community(grids: usize, story: Option<Story>) -> Unit {
    let weight = if story == Some(Story::Qingyun) { 0.86 } else { 1.0 };
    let grid = || Unit { tag: Tag::Grid, weight, children: vec![] };
    Unit::of(Tag::Community(story), (0..grids).map(|_| grid()).collect())
}

fn subdistrict(communities: usize, grids: usize, stories: bool) -> Unit {
    let mut units = vec![];
    let (mut left, mut over) = (communities, grids);
    if stories {
        units
            .push(Unit::of(Tag::Group, vec![community(10, Some(Story::Qingyun)), community(4, Some(Story::Xingchen))]));
        left -= 2;
        over -= 14;
    }
    units.extend(even(over, left).into_iter().map(|n| community(n, None)));
    Unit::of(Tag::Subdistrict, units)
}

/// The great lines, in the order in which each cuts what the ones before left: bank, canal and lake road, ring road.
fn great_cuts(plane: &mut Plane, frame: &Frame, rich: bool) -> (Vec<usize>, usize, usize) {
    let k = frame.k;
    let bank: Vec<P> = (0..=130).map(|i| 3900.0 * k - i as f64 * 60.0 * k).map(|y| pt(frame.bank(y), y)).collect();
    let river = carve(plane, 0, &bank, Rank::Arterial);
    let (west, east) = (frame.lake_road(PI), frame.lake_road(0.0));
    let mouth = pt(frame.bank(west.y - 260.0 * k) - 60.0, west.y - 260.0 * k);
    let mut line: Vec<P> = (0..40)
        .map(|i| i as f64 / 40.0)
        .map(|t| {
            lerp(mouth, west, t) + pt(0.0, (t * TAU).sin() * 110.0 * k + (t * 11.0).sin() * 22.0 * k * (t * PI).sin())
        })
        .collect();
    line.extend((0..=48).map(|i| frame.lake_road(PI - i as f64 / 48.0 * PI)));
    line.extend((1..=60).map(|i| i as f64 / 60.0).map(|t| {
        let end = pt(4300.0 * k, east.y + 330.0 * k);
        lerp(east, end, t) + pt(0.0, (t * 5.3).sin() * 120.0 * k)
    }));
    let south = carve(plane, 0, &line, Rank::Arterial);
    for face in [0, south] {
        let canal: Vec<_> = plane
            .edges(face)
            .filter(|&(a, b)| {
                let way = plane.way_of(a, b);
                let (p, q) = (plane.corners[a as usize], plane.corners[b as usize]);
                let off = |p: P| {
                    let from = p - frame.lake_middle();
                    super::geom::len(from)
                        - super::geom::len(frame.lake_road(from.y.atan2(from.x)) - frame.lake_middle())
                };
                way.cut == 2 && p.x.min(q.x) < west.x && off(p).max(off(q)) > 4.0
            })
            .collect();
        for (a, b) in canal {
            plane.set_rank(a, b, Rank::Canal);
        }
    }
    let nearest = |plane: &Plane, face: usize, p: P| {
        let ring = plane.ring(face);
        let far = |i: &usize| super::geom::len(ring[*i] - p);
        let index = (0..ring.len()).min_by(|a, b| far(a).total_cmp(&far(b))).unwrap_or(0);
        Spot { index, at: None }
    };
    let shore: Vec<P> = (1..48).map(|i| frame.lake_road(PI + i as f64 / 48.0 * PI)).collect();
    let (from, to) = (nearest(plane, south, west), nearest(plane, south, east));
    let land = plane.cut(south, from, &shore, to, Rank::Arterial);
    let lake = south;
    if !rich {
        return (vec![0, land], lake, river);
    }
    let mut ring: Vec<P> = (0..=170).map(|i| frame.ring_road(i as f64 / 170.0)).collect();
    // Both ends run on to the river.
    ring.insert(0, ring[0] + pt(-1200.0, -330.0) * k);
    ring.push(ring[171] + pt(-1200.0, 330.0) * k);
    let inner_north = carve(plane, 0, &ring, Rank::Arterial);
    let inner_south = carve(plane, land, &ring, Rank::Arterial);
    let top = frame.lake_road(PI * 1.46);
    let top = top + (frame.lake_middle() - top) * 0.05;
    let bottom = pt(top.x + 240.0 * k, -3400.0 * k);
    let canal: Vec<P> = (0..=70)
        .map(|i| i as f64 / 70.0)
        .map(|t| lerp(top, bottom, t) + pt((t * 7.5).sin() * 130.0 * k, 0.0))
        .collect();
    let west_part = carve(plane, inner_south, &canal, Rank::Canal);
    (vec![inner_north, inner_south, west_part, 0, land], lake, river)
}

/// Cuts the whole district down to general grids.
pub fn arrange(plane: &mut Plane, frame: &Frame, counts: Counts, dice: &mut Dice) -> Order {
    let (parts, lake, river) = great_cuts(plane, frame, counts.subdistricts >= 6);
    let weights: Vec<f64> = parts.iter().map(|&f| weight(frame, &plane.ring(f))).collect();
    let subs = shares(counts.subdistricts, &weights, 1);
    let by_subs: Vec<f64> = subs.iter().map(|&n| n as f64).collect();
    let communities = shares(counts.communities, &by_subs, 3);
    let chosen = 1;
    let mut grids = shares(counts.grids, &weights, 1);
    let needed = 14 + 2 * (communities[chosen] - 2);
    if grids[chosen] < needed {
        let rest: Vec<f64> = weights.iter().enumerate().filter(|(i, _)| *i != chosen).map(|(_, w)| *w).collect();
        let mut others = shares(counts.grids - needed, &rest, 1).into_iter();
        for (i, n) in grids.iter_mut().enumerate() {
            *n = if i == chosen { needed } else { others.next().unwrap_or(1) };
        }
    }
    let mut order = Order { cells: vec![], communities: vec![], subdistricts: 0, lake, river: vec![], bare_cut: None };
    for (i, &face) in parts.iter().enumerate() {
        let (cs, gs) = (even(communities[i], subs[i]), even(grids[i], subs[i]));
        let units: Vec<Unit> = (0..subs[i]).map(|s| subdistrict(cs[s], gs[s], i == chosen && s == 0)).collect();
        settle(plane, frame, face, units, (None, &mut order), dice);
    }
    river_parts(plane, frame, &mut order, river);
    let mut owner = vec![usize::MAX; plane.faces.len()];
    for (i, cell) in order.cells.iter().enumerate() {
        owner[cell.faces[0]] = i;
    }
    for face in order.river.iter().copied().chain([lake]).collect::<Vec<_>>() {
        let mut border = vec![0.0; order.cells.len()];
        for (a, b) in plane.edges(face) {
            if let Some(other) = plane.left_of(b, a).map(|f| owner[f]).filter(|&o| o != usize::MAX) {
                border[other] += plane.length(a, b);
            }
        }
        let best = (0..border.len()).max_by(|&a, &b| border[a].total_cmp(&border[b])).unwrap_or(0);
        order.cells[best].faces.push(face);
    }
    order
}

fn settle(
    plane: &mut Plane,
    frame: &Frame,
    face: usize,
    mut units: Vec<Unit>,
    (story, order): (Option<Story>, &mut Order),
    dice: &mut Dice,
) {
    if units.len() == 1 {
        let unit = units.remove(0);
        let mut story = story;
        match unit.tag {
            Tag::Grid => {
                let quarter = frame.quarter(centroid(&plane.ring(face)));
                let community = order.communities.len() - 1;
                order.cells.push(Cell {
                    subdistrict: order.subdistricts - 1,
                    community,
                    story,
                    faces: vec![face],
                    quarter,
                });
                return;
            }
            Tag::Subdistrict => order.subdistricts += 1,
            Tag::Community(of) => {
                story = of;
                order.communities.push(order.subdistricts - 1);
            }
            Tag::Group => {}
        }
        return settle(plane, frame, face, unit.children, (story, order), dice);
    }
    let total: f64 = units.iter().map(|u| u.weight).sum();
    let mut sum = 0.0;
    let mut at = (f64::MAX, 1);
    for (i, unit) in units.iter().enumerate().take(units.len() - 1) {
        sum += unit.weight;
        let off = (sum / total - 0.5).abs();
        if off < at.0 {
            at = (off, i + 1);
        }
    }
    let rest = units.split_off(at.1);
    let share = units.iter().map(|u| u.weight).sum::<f64>() / total;
    let last_pair = units.len() == 1 && rest.len() == 1;
    let rank = match rest[0].tag {
        Tag::Subdistrict => Rank::Arterial,
        Tag::Community(_) | Tag::Group => Rank::Collector,
        Tag::Grid if last_pair && story.is_none() && order.bare_cut.is_none() && bare_place(plane, frame, face) => {
            order.bare_cut = Some(plane.cuts.len());
            Rank::Bare
        }
        Tag::Grid => Rank::Street,
    };
    let bend = if rank == Rank::Bare { 0.0 } else { 1.0 };
    let tries = [
        (0.025, 0.55, false),
        (0.06, 0.5, false),
        (0.12, 0.4, false),
        (0.25, 0.3, false),
        (0.25, 0.3, true),
        (0.45, 0.2, true),
        (1.0, 0.05, true),
    ];
    let parts = tries.into_iter().find_map(|(slack, square, through_wild)| {
        divide(plane, frame, face, Wish { share, rank, slack, bend, by_density: true, square, through_wild }, dice)
    });
    let (first, second) = parts.expect("every face has a straight cut");
    settle(plane, frame, first, units, (story, order), dice);
    settle(plane, frame, second, rest, (story, order), dice);
}

fn bare_place(plane: &Plane, frame: &Frame, face: usize) -> bool {
    let ring = plane.ring(face);
    let quarter = frame.quarter(centroid(&ring));
    matches!(quarter, Quarter::Urban | Quarter::Suburb) && signed_area(&ring) > 60_000.0
}

/// Cuts the river where communities meet on its bank, so that each stretch has its riverside grid.
fn river_parts(plane: &mut Plane, frame: &Frame, order: &mut Order, river: usize) {
    let mut owner = vec![usize::MAX; plane.faces.len()];
    for cell in &order.cells {
        owner[cell.faces[0]] = cell.community;
    }
    let community = |plane: &Plane, a: u32, b: u32| plane.left_of(b, a).map_or(usize::MAX, |f| owner[f]);
    let ring = plane.faces[river].clone();
    let n = ring.len();
    let mut meetings: Vec<u32> = (0..n)
        .filter(|&i| {
            let before = community(plane, ring[(i + n - 1) % n], ring[i]);
            let after = community(plane, ring[i], ring[(i + 1) % n]);
            before != usize::MAX && after != usize::MAX && before != after
        })
        .map(|i| ring[i])
        .collect();
    meetings.sort_by(|&a, &b| plane.corners[b as usize].y.total_cmp(&plane.corners[a as usize].y));
    let mut face = river;
    order.river = vec![river];
    for corner in meetings {
        let from = plane.corners[corner as usize];
        let line = [from + pt(-25.0, 0.0), pt(-4700.0 * frame.k, from.y - 60.0 * frame.k)];
        let ring = plane.ring(face);
        let hit = super::geom::edges(&ring).enumerate().find_map(|(i, (a, b))| {
            super::geom::crossing(line[0], line[1], a, b).then(|| {
                let t = super::geom::cross(a - line[0], b - a) / super::geom::cross(line[1] - line[0], b - a);
                Spot { index: i, at: Some(lerp(line[0], line[1], t)) }
            })
        });
        let start = plane.faces[face].iter().position(|&v| v == corner);
        if let (Some(to), Some(index)) = (hit, start) {
            let part = plane.cut(face, Spot { index, at: None }, &[], to, Rank::Bare);
            // Going west the left of the cut is its south, where the next meetings are.
            order.river.push(part);
            face = order.river[0];
        }
    }
}

impl Order {
    /// The same order with every grid made of its blocks instead of the face that they were cut from.
    pub fn with_blocks(mut self, sites: &[super::blocks::Site]) -> Order {
        for cell in &mut self.cells {
            cell.faces.remove(0);
        }
        for site in sites {
            self.cells[site.cell].faces.push(site.face);
        }
        self
    }
}
