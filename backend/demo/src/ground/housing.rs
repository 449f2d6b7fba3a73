//! Dwellings on the ground: estates of slabs and towers, old houses, village houses.
//!
//! Every grid gets as many dwellings as its households need; a building always fits its block (`Site::free`).

use geo_types::Point;
use shared::place::BuildingKind;

use super::blocks::{Site, Use};
use super::frame::{Frame, Quarter};
use super::geom::{Dice, P, distance, edges, heading, left, len, lerp, pt, rectangle};
use super::names;
use super::order::{Order, Story};
use super::plane::{Plane, Rank};

/// Share of the dwellings that stand empty.
pub const VACANT: f64 = 0.06;

/// A building before it has an id, a grid code and an address.
#[derive(Debug, Clone)]
pub struct Draft {
    pub site: usize,
    pub kind: BuildingKind,
    pub floors: u16,
    pub ring: Vec<P>,
    pub doors: Vec<P>,
    /// Dwellings per floor and entrance; 0 where nobody lives.
    pub per_floor: u16,
    /// Floors that have dwellings.
    pub lived: u16,
    pub estate: Option<usize>,
    pub name: String,
}

impl Draft {
    pub fn dwellings(&self) -> usize {
        self.doors.len() * usize::from(self.per_floor) * usize::from(self.lived)
    }
}

#[derive(Debug)]
pub struct Estate {
    pub name: String,
    pub cell: usize,
    pub site: usize,
}

#[derive(Debug, Default)]
pub struct Housing {
    pub drafts: Vec<Draft>,
    pub estates: Vec<Estate>,
    /// Gardens in the middle of estates.
    pub gardens: Vec<Vec<P>>,
    pub villages: Vec<Vec<P>>,
}

/// A place for one building of an estate.
#[derive(Debug, Clone, Copy)]
struct Slot {
    site: usize,
    middle: P,
    along: P,
    length: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Six,
    Eleven,
    Tower,
}

const UNIT: f64 = 15.4;

/// The footprint of a slab: plain, with a set-back end unit, or with a projecting one.
fn slab(middle: P, along: P, length: f64, depth: f64, dice: &mut Dice) -> Vec<P> {
    let full = rectangle(middle, along, length, depth);
    let up = left(along);
    let step = dice.between(1.5, 3.5);
    let end = UNIT * if length > 40.0 { 1.0 } else { 0.6 };
    match dice.whole(0, 5) {
        0 => vec![
            full[0] + up * step,
            full[0] + up * step + along * end,
            full[0] + along * end,
            full[1],
            full[2],
            full[3],
        ],
        1 => vec![
            full[0],
            full[1] - along * end,
            full[1] - along * end + up * step,
            full[1] + up * step,
            full[2],
            full[3],
        ],
        _ => full,
    }
}

fn tower(middle: P, along: P, length: f64, depth: f64) -> Vec<P> {
    let (u, v) = (along, left(along));
    let (x, y, c) = (length / 2.0, depth / 2.0, 4.5);
    let corners =
        [(-x + c, -y), (x - c, -y), (x - c, -y + c), (x, -y + c), (x, y), (-x, y), (-x, -y + c), (-x + c, -y + c)];
    corners.iter().map(|&(a, b)| middle + u * a + v * b).collect()
}

fn doors(middle: P, along: P, length: f64, depth: f64, count: usize) -> Vec<P> {
    let north = middle + left(along) * (depth / 2.0);
    (0..count).map(|i| north + along * (length * ((i as f64 + 0.5) / count as f64 - 0.5))).collect()
}

fn slots(frame: &Frame, sites: &[Site], site: usize, style: Style, tight: bool, dice: &mut Dice) -> Vec<Slot> {
    let along = sites[site].rows(dice);
    let roomy = if tight { 0.0 } else { (sites[site].area / 9_000.0 - 1.5).clamp(0.0, 1.0) };
    let (length, depth, beside, behind) = match style {
        Style::Six => {
            (*dice.pick(&[2.0, 3.0, 3.0, 4.0]) * UNIT + 2.0, 12.5, 9.0, 16.0 + dice.between(0.0, 8.0) * roomy)
        }
        Style::Eleven => (3.0 * UNIT + 4.0, 13.5, 12.0, 24.0 + dice.between(0.0, 4.0)),
        Style::Tower => (31.0, 24.0, 24.0, 32.0),
    };
    let length = if tight { 3.0 * UNIT + 2.0 } else { length };
    let setback = if tight { 5.0 } else { 7.0 };
    let mut found = sites[site].places(frame, along, (length, depth), (beside, behind), setback);
    if found.is_empty() {
        found = sites[site].places(frame, along, (2.0 * UNIT + 2.0, 12.0), (8.0, 14.0), 4.0);
        return found.into_iter().map(|middle| Slot { site, middle, along, length: 2.0 * UNIT + 2.0 }).collect();
    }
    found.into_iter().map(|middle| Slot { site, middle, along, length }).collect()
}

impl Housing {
    /// Builds on a slot; the building may be shorter than the slot.
    fn build(&mut self, sites: &mut [Site], slot: Slot, floors: u16, units: usize, towers: bool, dice: &mut Dice) {
        let site = &mut sites[slot.site];
        let (length, depth) = match (towers, floors) {
            (true, _) => (slot.length.min(31.0), 24.0),
            (false, 0..=8) => (units as f64 * UNIT + dice.between(0.0, 1.8), 11.6 + dice.between(0.0, 0.8)),
            _ => (units as f64 * UNIT + dice.between(1.0, 1.8), 12.4),
        };
        let ring = if towers {
            tower(slot.middle, slot.along, length, depth)
        } else {
            slab(slot.middle, slot.along, length, depth, dice)
        };
        site.taken.push(rectangle(slot.middle, slot.along, length, depth));
        self.drafts.push(Draft {
            site: slot.site,
            kind: BuildingKind::Residential,
            floors,
            ring,
            doors: doors(slot.middle, slot.along, length, depth, if towers { 1 } else { units }),
            per_floor: if towers { 4 } else { 2 },
            lived: floors,
            estate: None,
            name: String::new(),
        });
    }

    /// Small houses in short crooked rows; returns how many dwellings they have.
    fn houses(
        &mut self,
        frame: &Frame,
        sites: &mut [Site],
        at: usize,
        kind: BuildingKind,
        most: usize,
        dice: &mut Dice,
    ) -> usize {
        let old = kind == BuildingKind::OldHouse;
        let site = &mut sites[at];
        let start = if old { site.middle } else { lerp(site.middle, *dice.pick(&site.ring), 0.35) };
        let along = heading(dice.between(-0.25, 0.25));
        let pitch = if old { (17.0, 15.5) } else { (24.0, 23.0) };
        let reach = (site.area.sqrt() / pitch.1) as i64 + 2;
        let mut cells: Vec<(i64, i64)> = (-reach..=reach).flat_map(|r| (-reach..=reach).map(move |c| (r, c))).collect();
        cells.sort_by_key(|&(r, c)| (r * r + c * c, r, c));
        let (mut placed, mut sum) = (0, 0);
        for (r, c) in cells {
            if placed == most {
                break;
            }
            if dice.chance(0.08) {
                continue;
            }
            let lane = if r.rem_euclid(2) == 0 { 0.0 } else { 6.0 };
            let middle = start
                + along * (c as f64 * pitch.0 + lane + dice.between(-1.2, 1.2))
                + left(along) * (r as f64 * pitch.1 + dice.between(-1.0, 1.0));
            let turned = unit_turn(along, dice.between(-0.07, 0.07));
            let (length, depth) = (dice.between(10.0, 13.6), dice.between(8.0, 10.6));
            let full = rectangle(middle, turned, length, depth);
            if !site.free(frame, &full, 2.5, 1.6) {
                continue;
            }
            let ring = if dice.chance(0.3) {
                let (u, v) = (turned * (length * 0.4), left(turned) * (depth * 0.35));
                vec![full[0], full[1] - u, full[1] - u + v, full[1] + v, full[2], full[3]]
            } else {
                full.clone()
            };
            site.taken.push(full);
            let floors = dice.whole(2, 3) as u16;
            let draft = Draft {
                site: at,
                kind,
                floors,
                ring,
                doors: doors(middle, turned, length, depth, 1),
                per_floor: 2,
                lived: if old { floors } else { 1 },
                estate: None,
                name: String::new(),
            };
            sum += draft.dwellings();
            self.drafts.push(draft);
            placed += 1;
        }
        sum
    }
}

fn unit_turn(along: P, by: f64) -> P {
    heading(along.y.atan2(along.x) + by)
}

/// The building that a grid border cuts: it stands astride the cut without a road, away from every road.
fn astride(plane: &Plane, order: &Order, frame: &Frame, sites: &mut [Site], housing: &mut Housing, dice: &mut Dice) {
    let Some(cut) = order.bare_cut else { return };
    let mut best: Option<(f64, P, P, usize)> = None;
    for (i, site) in sites.iter().enumerate() {
        for (a, b) in plane.edges(site.face) {
            if plane.way_of(a, b).cut != cut {
                continue;
            }
            let (p, q) = (plane.corners[a as usize], plane.corners[b as usize]);
            let roads = sites.iter().filter(|s| len(s.middle - p) < 700.0).flat_map(|s| {
                edges(&s.ring).zip(&s.ways).filter(|(_, way)| way.0 != Rank::Bare).map(|(e, way)| (e, way.1))
            });
            let middle = lerp(p, q, 0.5);
            let room = roads.map(|((a, b), half)| distance(middle, a, b) - half).fold(f64::MAX, f64::min);
            if best.is_none_or(|b| room > b.0 + 0.01) && !frame.wild(middle) {
                best = Some((room, middle, left(super::geom::unit(q - p)), i));
            }
        }
    }
    if let Some((_, middle, inward, at)) = best {
        let middle = middle + inward * 1.8;
        let along = pt(1.0, 0.0);
        let (length, depth) = (2.0 * UNIT, 12.0);
        let ring = rectangle(middle, along, length, depth);
        for site in sites.iter_mut().filter(|s| len(s.middle - middle) < 900.0) {
            site.taken.push(ring.clone());
        }
        housing.drafts.push(Draft {
            site: at,
            kind: BuildingKind::Residential,
            floors: 6,
            ring,
            doors: doors(middle, along, length, depth, 2),
            per_floor: 2,
            lived: 6,
            estate: None,
            name: String::new(),
        });
        sites[at].usage = Some(Use::Residential);
        let _ = dice.next();
    }
}

/// Houses the whole district; `households` is what it should have outside 青云林海.
pub fn house(
    plane: &Plane,
    frame: &Frame,
    order: &Order,
    sites: &mut [Site],
    households: f64,
    dice: &mut Dice,
) -> Housing {
    let mut housing = Housing::default();
    astride(plane, order, frame, sites, &mut housing, dice);
    let mut by_cell: Vec<Vec<usize>> = vec![vec![]; order.cells.len()];
    for (i, site) in sites.iter().enumerate() {
        by_cell[site.cell].push(i);
    }
    qingyun(frame, order, sites, &by_cell, &mut housing, dice);
    let plain = order.cells.iter().filter(|c| c.story != Some(Story::Qingyun)).count() as f64;
    let (mut villages, mut owed) = (0, 0.0);
    for (cell, own) in by_cell.iter().enumerate() {
        let story = order.cells[cell].story;
        if story == Some(Story::Qingyun) {
            continue;
        }
        let wanted = households / plain * dice.between(0.9, 1.1) / (1.0 - VACANT) + f64::clamp(owed, -14.0, 14.0);
        let first = housing.drafts.len();
        let before: usize = housing.drafts.iter().filter(|d| sites[d.site].cell == cell).map(Draft::dwellings).sum();
        let mut need = wanted - before as f64;
        let mut open: Vec<usize> = own.iter().copied().filter(|&s| sites[s].usage.is_none()).collect();
        open.extend(own.iter().copied().filter(|&s| sites[s].usage == Some(Use::Residential)));
        dice.shuffle(&mut open);
        open.sort_by(|&a, &b| fitness(&sites[b]).total_cmp(&fitness(&sites[a])));
        let quarter = if story.is_some() { Quarter::Urban } else { order.cells[cell].quarter };
        if quarter == Quarter::OldTown || quarter == Quarter::Farm {
            let (kind, usage, mut left) = if quarter == Quarter::Farm {
                (BuildingKind::Village, Use::Farmland, 44)
            } else {
                (BuildingKind::OldHouse, Use::OldTown, dice.whole(26, 44) as usize)
            };
            while left > 0 && open.len() > 1 {
                let at = open.remove(if quarter == Quarter::Farm { 0 } else { open.len() - 1 });
                sites[at].usage = Some(usage);
                let count = housing.drafts.len();
                let most = if quarter == Quarter::Farm { left.min(22) } else { left };
                need -= housing.houses(frame, sites, at, kind, most, dice) as f64;
                let built = housing.drafts.len() - count;
                if quarter == Quarter::Farm && built > 0 {
                    let name = names::village(villages);
                    villages += 1;
                    let rings: Vec<P> = housing.drafts[count..].iter().flat_map(|d| d.ring.clone()).collect();
                    housing.villages.push(super::geom::hull(&rings, 14.0));
                    housing.estates.push(Estate { name, cell, site: at });
                    let estate = housing.estates.len() - 1;
                    housing.drafts[count..].iter_mut().for_each(|d| d.estate = Some(estate));
                }
                left -= built.min(left);
                if built == 0 {
                    break;
                }
            }
        }
        let style = match (quarter, dice.share()) {
            _ if story.is_some() => Style::Six,
            (Quarter::Suburb, s) if s < 0.34 => Style::Tower,
            (Quarter::Urban, s) if s < 0.12 => Style::Tower,
            (Quarter::Suburb | Quarter::Urban, s) if s < 0.42 => Style::Eleven,
            _ => Style::Six,
        };
        estates(frame, sites, &open, style, (need, cell, story), &mut housing, dice);
        let got: usize = housing.drafts[first..].iter().map(Draft::dwellings).sum::<usize>() + before;
        owed += wanted - got as f64;
    }
    housing
}

/// Middling blocks make the best estates.
fn fitness(site: &Site) -> f64 {
    let thin = super::geom::perimeter(&site.ring) / site.area.sqrt();
    (site.area / 20_000.0).min(1.0) - thin * 0.15
}

fn estates(
    frame: &Frame,
    sites: &mut [Site],
    open: &[usize],
    style: Style,
    (need, cell, story): (f64, usize, Option<Story>),
    housing: &mut Housing,
    dice: &mut Dice,
) {
    let floors = match style {
        Style::Six => 6,
        Style::Eleven => 11,
        Style::Tower => dice.whole(18, 30) as u16,
    };
    let per_slot = |slot: &Slot| if style == Style::Tower { 4 } else { 2 * (slot.length / UNIT) as usize };
    let mut found: Vec<(usize, Vec<Slot>)> = vec![];
    let mut capacity = 0.0;
    for &at in open {
        if capacity >= need {
            break;
        }
        let list = slots(frame, sites, at, style, story.is_some(), dice);
        if list.len() > 1 || found.is_empty() && !list.is_empty() {
            capacity += list.iter().map(|s| per_slot(s) * usize::from(floors)).sum::<usize>() as f64;
            sites[at].usage = Some(Use::Residential);
            found.push((at, list));
        }
    }
    let lift = (need / capacity.max(1.0)).max(1.0);
    let floors = ((f64::from(floors) * lift).ceil() as u16).min(34);
    let mut need = need;
    let last = found.len().saturating_sub(1);
    for (n, (at, mut list)) in found.into_iter().enumerate() {
        if n == last {
            // What is not needed stays open around the middle: the garden of the estate.
            let middle = sites[at].middle;
            list.sort_by(|a, b| len(b.middle - middle).total_cmp(&len(a.middle - middle)));
        }
        let first = housing.drafts.len();
        let total = list.len();
        for slot in list {
            let one = per_slot(&slot) as f64;
            if need < one * 2.5 {
                break;
            }
            let high = f64::from(floors).min((need / one).round()).max(3.0) as u16;
            housing.build(sites, slot, high, (slot.length / UNIT) as usize, style == Style::Tower, dice);
            need -= one * f64::from(high);
        }
        let built = housing.drafts.len() - first;
        if built > 0 && total > built + 1 {
            let middle = sites[at].middle;
            let r = dice.between(17.0, 26.0);
            let ring: Vec<P> = (0..20)
                .map(|i| i as f64 * 0.314159)
                .map(|a| middle + heading(a) * (r * (1.0 + 0.2 * (a * 2.0).sin())))
                .collect();
            if sites[at].free(frame, &ring, 3.0, 3.0) {
                sites[at].taken.push(ring.clone());
                housing.gardens.push(ring);
            }
        }
        if built > 0 {
            let name = names::estate(housing.estates.len());
            housing.estates.push(Estate { name, cell, site: at });
            let estate = housing.estates.len() - 1;
            housing.drafts[first..].iter_mut().for_each(|d| d.estate = Some(estate));
        }
    }
}

/// 青云林海社区: 33 slabs of two entrances and 42 of three, six floors, whatever the blocks look like.
fn qingyun(
    frame: &Frame,
    order: &Order,
    sites: &mut [Site],
    by_cell: &[Vec<usize>],
    housing: &mut Housing,
    dice: &mut Dice,
) {
    let cells: Vec<usize> = (0..order.cells.len()).filter(|&c| order.cells[c].story == Some(Story::Qingyun)).collect();
    let mut left = 75;
    let mut slabs: Vec<usize> = (0..75).map(|i| if i % 25 < 11 { 2 } else { 3 }).collect();
    let mut spare: Vec<Slot> = vec![];
    for (n, &cell) in cells.iter().enumerate() {
        let quota = left / (cells.len() - n);
        let mut open = by_cell[cell].clone();
        open.sort_by(|&a, &b| fitness(&sites[b]).total_cmp(&fitness(&sites[a])));
        let name = format!("青云林海{}区", names::ordinal(n + 1));
        let mut built = 0;
        for at in open {
            let list = slots(frame, sites, at, Style::Six, true, dice);
            for slot in list {
                if slot.length < 3.0 * UNIT {
                    continue;
                }
                if built == quota {
                    spare.push(slot);
                    continue;
                }
                sites[at].usage = Some(Use::Residential);
                let units = slabs.pop().unwrap_or(2);
                housing.build(sites, slot, 6, units, false, dice);
                if built == 0 {
                    housing.estates.push(Estate { name: name.clone(), cell, site: at });
                }
                let estate = housing.estates.len() - 1;
                if let Some(draft) = housing.drafts.last_mut() {
                    draft.estate = Some(estate);
                }
                built += 1;
            }
            if built == quota {
                break;
            }
        }
        left -= built;
    }
    for slot in spare.into_iter().take(left) {
        let units = slabs.pop().unwrap_or(2);
        sites[slot.site].usage = Some(Use::Residential);
        housing.build(sites, slot, 6, units, false, dice);
        let cell = sites[slot.site].cell;
        let estate = housing.estates.iter().position(|e| e.cell == cell);
        if let Some(draft) = housing.drafts.last_mut() {
            draft.estate = estate;
        }
    }
}

pub fn point(p: P) -> Point<f64> {
    Frame::wgs84(p).into()
}
