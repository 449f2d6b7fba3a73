//! Estates of slabs and towers: rows that face south, as many floors as the households need.

use shared::place::BuildingKind;

use super::blocks::{Site, Use};
use super::frame::{Frame, Quarter};
use super::geom::{Dice, P, heading, left, len, perimeter, rectangle};
use super::housing::{Draft, Estate, Housing};
use super::names;
use super::order::{Order, Story};

pub const UNIT: f64 = 15.4;

/// A place for one building of an estate.
#[derive(Debug, Clone, Copy)]
struct Slot {
    site: usize,
    middle: P,
    along: P,
    length: f64,
    tower: bool,
}

impl Slot {
    fn units(&self) -> usize {
        if self.tower { 1 } else { (self.length / UNIT) as usize }
    }

    fn per_floor(&self) -> usize {
        if self.tower { 4 } else { 2 * self.units() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Six,
    Eleven,
    Tower,
}

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

pub fn doors(middle: P, along: P, length: f64, depth: f64, count: usize) -> Vec<P> {
    let north = middle + left(along) * (depth / 2.0);
    (0..count).map(|i| north + along * (length * ((i as f64 + 0.5) / count as f64 - 0.5))).collect()
}

fn slots(
    frame: &Frame,
    sites: &[Site],
    site: usize,
    style: Style,
    (tight, short): (bool, bool),
    dice: &mut Dice,
) -> Vec<Slot> {
    let along = sites[site].rows(dice);
    let roomy = if tight { 0.0 } else { (sites[site].area / 9_000.0 - 1.5).clamp(0.0, 1.0) };
    let (length, depth, beside, behind) = match style {
        Style::Six => (
            *dice.pick(if short { &[2.0, 2.0, 2.0, 3.0] } else { &[3.0, 3.0, 4.0, 2.0] }) * UNIT + 2.0,
            12.5,
            9.0,
            16.0 + dice.between(0.0, 8.0) * roomy,
        ),
        Style::Eleven => (if short { 2.0 } else { 3.0 } * UNIT + 4.0, 13.5, 12.0, 24.0 + dice.between(0.0, 4.0)),
        Style::Tower => (31.0, 24.0, 24.0, 32.0),
    };
    let length = if tight { 3.0 * UNIT + 2.0 } else { length };
    let setback = if tight { 5.0 } else { 7.0 };
    let mut found = sites[site].places(frame, along, (length, depth), (beside, behind), setback);
    if found.is_empty() {
        found = sites[site].places(frame, along, (2.0 * UNIT + 2.0, 12.0), (8.0, 14.0), 4.0);
        return found
            .into_iter()
            .map(|middle| Slot { site, middle, along, length: 2.0 * UNIT + 2.0, tower: false })
            .collect();
    }
    let tower = style == Style::Tower;
    found.into_iter().map(|middle| Slot { site, middle, along, length, tower }).collect()
}

impl Housing {
    /// Builds on a slot; the building may be shorter than the slot.
    fn build(&mut self, sites: &mut [Site], slot: Slot, floors: u16, units: usize, dice: &mut Dice) {
        let towers = slot.tower;
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
}

/// Which of up to three blocks together hold what is needed with the least to spare, the largest first; all of them when
/// that is not enough.
fn fewest_spare(rooms: &[f64], need: f64) -> Vec<usize> {
    let n = rooms.len();
    let mut best: Option<(f64, Vec<usize>)> = None;
    for a in 0..n {
        for b in a..n {
            for c in b..n {
                let mut set = vec![a, b, c];
                set.dedup();
                let spare = set.iter().map(|&i| rooms[i]).sum::<f64>() - need;
                // A further block must save more than a slab.
                let cost = spare + 30.0 * set.len() as f64;
                if spare >= 0.0 && best.as_ref().is_none_or(|b| cost < b.0) {
                    best = Some((cost, set));
                }
            }
        }
    }
    let mut set = best.map_or_else(|| (0..n).collect(), |b| b.1);
    set.sort_by(|&a, &b| rooms[b].total_cmp(&rooms[a]));
    set
}

/// Middling blocks make the best estates.
pub fn fitness(site: &Site) -> f64 {
    let thin = perimeter(&site.ring) / site.area.sqrt();
    (site.area / 20_000.0).min(1.0) - thin * 0.15
}

pub fn estates(
    frame: &Frame,
    sites: &mut [Site],
    open: &[usize],
    (style, short): (Style, bool),
    (need, cell, story): (f64, usize, Option<Story>),
    housing: &mut Housing,
    dice: &mut Dice,
) {
    let floors = match style {
        Style::Six => 6,
        Style::Eleven => 11,
        Style::Tower => dice.whole(18, 30) as u16,
    };
    let ground = match open.first().map(|&s| sites[s].quarter) {
        Some(Quarter::Farm) => Use::Farmland,
        Some(Quarter::Industry) => Use::Industrial,
        Some(_) => Use::Residential,
        None => return,
    };
    let rural = ground != Use::Residential;
    let mut lists: Vec<(f64, usize, Vec<Slot>)> = vec![];
    for &at in open {
        let list = slots(frame, sites, at, style, (story.is_some(), short), dice);
        let room = list.iter().map(|s| s.per_floor() * usize::from(floors)).sum::<usize>() as f64;
        if room > 0.0 {
            lists.push((room, at, list));
        }
    }
    let chosen = fewest_spare(&lists.iter().map(|l| l.0).collect::<Vec<_>>(), need);
    let capacity: f64 = chosen.iter().map(|&n| lists[n].0).sum();
    let mut found: Vec<(usize, Vec<Slot>)> = vec![];
    for n in chosen {
        let (_, at, list) = &mut lists[n];
        if sites[*at].usage != Some(Use::Hill) {
            sites[*at].usage = Some(ground);
        }
        found.push((*at, std::mem::take(list)));
    }
    let lift = (need / capacity.max(1.0)).max(1.0);
    let floors = ((f64::from(floors) * lift).ceil() as u16).min(34);
    let mut need = need;
    let last = found.len().saturating_sub(1);
    for (n, (at, mut list)) in found.into_iter().enumerate() {
        if n == last {
            // What is not needed stays open around the middle: the garden of the estate.
            let middle = sites[at].middle;
            let far = |s: &Slot| if rural { -len(s.middle - sites[at].ring[0]) } else { len(s.middle - middle) };
            list.sort_by(|a, b| far(b).total_cmp(&far(a)));
        }
        let first = housing.drafts.len();
        let total = list.len();
        for slot in list {
            let one = slot.per_floor() as f64;
            if need < one * 2.0 {
                break;
            }
            let high = f64::from(floors).min((need / one).round()).max(3.0) as u16;
            housing.build(sites, slot, high, slot.units(), dice);
            need -= one * f64::from(high);
        }
        let built = housing.drafts.len() - first;
        if rural && built > 0 {
            let corners: Vec<P> = housing.drafts[first..].iter().flat_map(|d| d.ring.clone()).collect();
            housing.hamlets.push(("residential", super::geom::hull(&corners, 7.0)));
        } else if built > 0 && total > built + 1 {
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
pub fn qingyun(
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
            let list = slots(frame, sites, at, Style::Six, (true, false), dice);
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
                housing.build(sites, slot, 6, units, dice);
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
        housing.build(sites, slot, 6, units, dice);
        let cell = sites[slot.site].cell;
        let estate = housing.estates.iter().position(|e| e.cell == cell);
        if let Some(draft) = housing.drafts.last_mut() {
            draft.estate = estate;
        }
    }
}
