//! Dwellings on the ground: estates of slabs and towers, old houses, village houses.
//!
//! Every grid gets as many dwellings as its households need; a building always fits its block (`Site::free`).

use geo_types::Point;
use shared::place::BuildingKind;

use super::blocks::{Site, Use};
use super::frame::{Frame, Quarter};
use super::geom::{Dice, P, distance, edges, left, len, lerp, pt, rectangle, unit};
use super::names;
use super::order::{Order, Story};
use super::plane::{Plane, Rank};
use super::slabs::{Style, UNIT, doors, estates, fitness, qingyun};

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
    /// Settlements amid fields: the class of their ground and its outline.
    pub hamlets: Vec<(&'static str, Vec<P>)>,
}

/// What the whole district should have, and how far it has come.
#[derive(Debug, Clone, Copy)]
pub struct Goal {
    pub households: f64,
    pub buildings: f64,
    pub entrances: f64,
}

impl Goal {
    /// How many buildings and entrances there are too many for the dwellings so far, in shares of a grid's.
    fn surplus(&self, drafts: &[Draft]) -> (f64, f64) {
        let lived: usize = drafts.iter().map(Draft::dwellings).sum();
        let done = lived as f64 * (1.0 - VACANT) / self.households;
        let doors: usize = drafts.iter().map(|d| d.doors.len()).sum();
        let buildings = (drafts.len() as f64 - self.buildings * done) / 11.0;
        let entrances = (doors as f64 - self.entrances * done) / 22.0;
        (buildings, entrances)
    }
}

/// The building that a grid border cuts: it stands astride the cut without a road, away from every road.
fn astride(plane: &Plane, order: &Order, frame: &Frame, sites: &mut [Site], housing: &mut Housing) {
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
                best = Some((room, middle, left(unit(q - p)), i));
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
    }
}

/// Houses the whole district.
pub fn house(plane: &Plane, frame: &Frame, order: &Order, sites: &mut [Site], goal: Goal, dice: &mut Dice) -> Housing {
    let mut housing = Housing::default();
    astride(plane, order, frame, sites, &mut housing);
    let mut by_cell: Vec<Vec<usize>> = vec![vec![]; order.cells.len()];
    for (i, site) in sites.iter().enumerate() {
        by_cell[site.cell].push(i);
    }
    qingyun(frame, order, sites, &by_cell, &mut housing, dice);
    let plain = order.cells.iter().filter(|c| c.story != Some(Story::Qingyun)).count() as f64;
    let low = order.cells.iter().filter(|c| c.story.is_none() && matches!(c.quarter, Quarter::OldTown | Quarter::Farm));
    // Small houses are about a third of all residential buildings, whatever part of the district they fill.
    let fair_cottages = goal.buildings * 0.31 / (low.count() as f64).max(1.0);
    let (mut villages, mut owed) = (0, 0.0);
    // The places of the stories first: the rest makes up for what they have too much or too little of.
    let mut turn: Vec<usize> = (0..by_cell.len()).collect();
    dice.shuffle(&mut turn);
    turn.sort_by_key(|&c| order.cells[c].story.is_none());
    for cell in turn {
        let own = &by_cell[cell];
        let story = order.cells[cell].story;
        if story == Some(Story::Qingyun) {
            continue;
        }
        let fair = (goal.households - 2_158.0) / plain * dice.between(0.9, 1.1) / (1.0 - VACANT);
        let wanted = fair + f64::clamp(owed, -14.0, 14.0);
        let first = housing.drafts.len();
        let before: usize = housing.drafts.iter().filter(|d| sites[d.site].cell == cell).map(Draft::dwellings).sum();
        let mut need = wanted - before as f64;
        let mut open: Vec<usize> = own.iter().copied().filter(|&s| sites[s].usage.is_none()).collect();
        open.extend(own.iter().copied().filter(|&s| sites[s].usage == Some(Use::Residential)));
        if open.len() < 2 {
            open.extend(own.iter().copied().filter(|&s| sites[s].usage == Some(Use::Hill)));
        }
        dice.shuffle(&mut open);
        open.sort_by(|&a, &b| fitness(&sites[b]).total_cmp(&fitness(&sites[a])));
        let quarter = if story.is_some() { Quarter::Urban } else { order.cells[cell].quarter };
        let cottages = (fair_cottages - 5.0 * goal.surplus(&housing.drafts).0).clamp(6.0, 46.0) as usize;
        if quarter == Quarter::OldTown || quarter == Quarter::Farm {
            let (kind, usage, mut left) = if quarter == Quarter::Farm {
                (BuildingKind::Village, Use::Farmland, 44)
            } else {
                (BuildingKind::OldHouse, Use::OldTown, cottages)
            };
            while left > 6 && open.len() > 1 {
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
                    housing.hamlets.push(("village", super::geom::hull(&rings, 7.0)));
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
        let (many, many_doors) = goal.surplus(&housing.drafts);
        let style = match (quarter, dice.share()) {
            _ if story.is_some() => Style::Six,
            (Quarter::Suburb, s) if s < 0.2 + 0.1 * many => Style::Tower,
            (Quarter::Urban, s) if s < 0.1 + 0.1 * many => Style::Tower,
            (Quarter::OldTown | Quarter::Farm, _) => Style::Six,
            (_, s) if s < 0.42 + 0.3 * many_doors => Style::Eleven,
            _ => Style::Six,
        };
        estates(frame, sites, &open, (style, many < 0.0), (need, cell, story), &mut housing, dice);
        let got: usize = housing.drafts[first..].iter().map(Draft::dwellings).sum::<usize>() + before;
        owed += fair - got as f64;
    }
    housing
}

pub fn point(p: P) -> Point<f64> {
    Frame::wgs84(p).into()
}
