//! Everything that is not housing: what the other blocks are used for and what stands on them, to a fixed number.

use std::collections::{BTreeMap, BTreeSet};

use shared::place::BuildingKind;

use super::blocks::{Site, Use};
use super::frame::{Frame, Quarter};
use super::geom::{Dice, P, edges, heading, left, len, lerp, pt, rectangle, unit};
use super::housing::Draft;
use super::institutions::{Exclusive, institution};
use super::plane::Rank;

#[derive(Debug, Default)]
pub struct Works {
    pub drafts: Vec<Draft>,
    pub exclusives: Vec<Exclusive>,
    pub pitches: Vec<Vec<P>>,
    pub ponds: Vec<Vec<P>>,
    /// Name of the institution on a block, for the map.
    pub named: Vec<(usize, Use, String)>,
    /// How many institutions of each kind have a name.
    pub given: BTreeMap<u8, usize>,
}

/// A block that is being built on.
struct Yard<'a> {
    frame: &'a Frame,
    site: &'a mut Site,
    index: usize,
}

impl Works {
    fn put(&mut self, yard: &mut Yard<'_>, ring: Vec<P>, what: (BuildingKind, u16, String)) -> bool {
        if !yard.site.free(yard.frame, &ring, 4.0, 6.0) {
            return false;
        }
        yard.site.taken.push(ring.clone());
        let (kind, floors, name) = what;
        let site = yard.index;
        self.drafts.push(Draft { site, kind, floors, ring, doors: vec![], per_floor: 0, lived: 0, estate: None, name });
        true
    }

    /// Up to `most` buildings in rows on a block, spread over all the places that it has.
    fn rows(
        &mut self,
        yard: &mut Yard<'_>,
        size: (f64, f64),
        gaps: (f64, f64),
        most: usize,
        what: &dyn Fn(usize) -> (BuildingKind, u16, String),
        dice: &mut Dice,
    ) {
        let along = yard.site.rows(dice);
        let places = yard.site.places(yard.frame, along, size, gaps, 8.0);
        let stride = (places.len() as f64 / most as f64).max(1.0);
        for n in 0..most.min(places.len()) {
            let middle = places[(n as f64 * stride) as usize];
            let (length, depth) = (size.0 * dice.between(0.78, 1.0), size.1 * dice.between(0.85, 1.0));
            self.put(yard, shaped(middle, along, length, depth, dice), what(n));
        }
    }

    /// A building along a road of the block, its front to the road; the widest road first.
    fn front(&mut self, yard: &mut Yard<'_>, size: (f64, f64), what: (BuildingKind, u16, String), dice: &mut Dice) {
        let site = &yard.site;
        let mut fronts: Vec<(P, P, f64)> = edges(&site.ring)
            .zip(&site.ways)
            .filter(|((a, b), way)| way.0 <= Rank::Lane && len(*b - *a) > 12.0)
            .map(|((a, b), way)| (a, b, way.1))
            .collect();
        dice.shuffle(&mut fronts);
        fronts.sort_by(|a, b| b.2.total_cmp(&a.2));
        for (a, b, half) in fronts {
            let along = unit(b - a);
            for _ in 0..2 {
                let foot = lerp(a, b, dice.share());
                let middle = foot + left(along) * (half + 5.0 + size.1 / 2.0 + dice.between(0.0, 2.0));
                if self.put(yard, rectangle(middle, along, size.0, size.1), what.clone()) {
                    return;
                }
            }
        }
    }

    fn track(&mut self, yard: &mut Yard<'_>, dice: &mut Dice) {
        for (length, depth) in [(172.0, 92.0), (128.0, 70.0), (92.0, 52.0)] {
            for along in [yard.site.rows(dice), left(yard.site.rows(dice))] {
                let places = yard.site.places(yard.frame, along, (length, depth), (4.0, 4.0), 5.0);
                if let Some(&middle) = places.last() {
                    let r = depth / 2.0;
                    let straight = length / 2.0 - r;
                    let arc = |side: f64| {
                        (0..=12)
                            .map(move |i| i as f64 / 12.0 * std::f64::consts::PI - std::f64::consts::FRAC_PI_2)
                            .map(move |a| (side * (straight + r * a.cos()), side * r * a.sin()))
                    };
                    let ring: Vec<P> =
                        arc(1.0).chain(arc(-1.0)).map(|(x, y)| middle + along * x + left(along) * y).collect();
                    yard.site.taken.push(ring.clone());
                    self.pitches.push(ring);
                    return;
                }
            }
        }
    }

    fn pond(&mut self, yard: &mut Yard<'_>, size: f64, dice: &mut Dice) {
        let middle = yard.site.middle + pt(dice.between(-20.0, 20.0), dice.between(-20.0, 20.0));
        let (p, q) = (dice.between(0.0, 6.0), dice.between(0.0, 6.0));
        let ring: Vec<P> = (0..28)
            .map(|i| i as f64 / 28.0 * std::f64::consts::TAU)
            .map(|a| middle + heading(a) * (size * (1.0 + 0.3 * (2.0 * a + p).cos() + 0.12 * (3.0 * a + q).cos())))
            .collect();
        if yard.site.free(yard.frame, &ring, 10.0, 5.0) {
            yard.site.taken.push(ring.clone());
            self.ponds.push(ring);
        }
    }

    /// The next name of a kind, with its number.
    pub fn next_name(&mut self, usage: Use) -> (usize, String) {
        let n = self.given.entry(usage as u8).or_default();
        *n += 1;
        (*n - 1, institution(usage, *n - 1))
    }

    /// Takes the last buildings of the fullest blocks away until `most` are left.
    fn thin(&mut self, most: usize) {
        let mut nth: BTreeMap<usize, usize> = BTreeMap::new();
        let order: Vec<usize> = self
            .drafts
            .iter()
            .map(|d| {
                let n = nth.entry(d.site).or_default();
                *n += 1;
                *n
            })
            .collect();
        let mut sorted = order.clone();
        sorted.sort_unstable();
        let Some(&limit) = sorted.get(most) else { return };
        let mut room = most - sorted.iter().filter(|&&n| n < limit).count();
        let mut seen = order.into_iter();
        self.drafts.retain(|_| {
            let n = seen.next().unwrap_or(0);
            let keep = n < limit || n == limit && room > 0;
            room -= usize::from(keep && n == limit);
            keep
        });
    }

    fn furnish(&mut self, yard: &mut Yard<'_>, dice: &mut Dice) {
        let Some(usage) = yard.site.usage else { return };
        let known = self.named.iter().find(|w| w.0 == yard.index).map(|w| w.2.clone());
        let (n, name) = match &known {
            Some(name) => (yard.index, name.clone()),
            None => self.next_name(usage),
        };
        let room = (yard.site.area / 12_000.0).clamp(1.0, 4.0);
        if known.is_none() && matches!(usage, Use::School | Use::Hospital | Use::Market | Use::Station | Use::Park) {
            self.named.push((yard.index, usage, name.clone()));
        }
        let many = |most: f64| (most * room / 2.0).ceil() as usize;
        match usage {
            Use::Commercial => {
                let floors = dice.whole(3, 6) as u16;
                self.front(yard, (62.0, 38.0), (BuildingKind::Commercial, floors, name.clone()), dice);
                let tower = |i: usize| {
                    (
                        BuildingKind::Office,
                        16 + (i * 5 % 14) as u16,
                        format!("{name}{}座", ["A", "B", "C", "D", "E", "F", "G", "H"][i % 8]),
                    )
                };
                self.rows(yard, (32.0, 27.0), (26.0, 26.0), many(2.0), &tower, dice);
                for i in 0..many(3.0) {
                    self.front(
                        yard,
                        (34.0, 18.0),
                        (BuildingKind::Commercial, 2 + (i % 3) as u16, format!("{name}{}号楼", i + 2)),
                        dice,
                    );
                }
            }
            Use::Office => {
                let block = |i: usize| {
                    (BuildingKind::Office, [8, 12, 22, 15, 6, 26][(i + n) % 6], format!("{name}{}号楼", i + 1))
                };
                self.rows(yard, (46.0, 19.0), (24.0, 30.0), many(4.0), &block, dice);
            }
            Use::School => {
                self.track(yard, dice);
                let parts = ["教学楼", "实验楼", "综合楼", "图书馆", "食堂", "宿舍楼", "体育馆"];
                let block =
                    |i: usize| (BuildingKind::School, [5, 4, 5, 3, 2, 6, 2][i % 7], format!("{name}{}", parts[i % 7]));
                self.rows(yard, (56.0, 15.0), (14.0, 22.0), 6, &block, dice);
            }
            Use::Hospital => {
                let parts = ["门诊楼", "住院部", "急诊楼", "医技楼", "行政楼"];
                let block =
                    |i: usize| (BuildingKind::Hospital, [6, 16, 5, 8, 4][i % 5], format!("{name}{}", parts[i % 5]));
                self.rows(yard, (66.0, 24.0), (18.0, 26.0), 5, &block, dice);
            }
            Use::Market => {
                let hall = |i: usize| (BuildingKind::Market, 1 + (i % 2) as u16, format!("{name}{}号棚", i + 1));
                self.rows(yard, (62.0, 34.0), (14.0, 14.0), 4, &hall, dice);
            }
            Use::Industrial => {
                let hall =
                    |i: usize| (BuildingKind::Factory, 1 + ((i + n) % 3) as u16, format!("{name}{}号厂房", i + 1));
                let size = *dice.pick(&[(110.0, 46.0), (84.0, 38.0), (72.0, 30.0)]);
                self.rows(yard, size, (16.0, 17.0), (yard.site.area / 7_500.0) as usize + 1, &hall, dice);
            }
            Use::Station => {
                self.front(yard, (118.0, 34.0), (BuildingKind::Public, 3, format!("{name}候车楼")), dice);
                let other = |i: usize| (BuildingKind::Public, 2, format!("{name}附属楼{}", i + 1));
                self.rows(yard, (40.0, 16.0), (20.0, 20.0), 3, &other, dice);
            }
            Use::Park => {
                self.pond(yard, (yard.site.area.sqrt() * 0.16).min(60.0), dice);
                self.front(yard, (16.0, 10.0), (BuildingKind::Public, 1, format!("{name}管理处")), dice);
            }
            Use::Farmland => {
                if dice.chance(0.5) {
                    let size = dice.between(20.0, 42.0);
                    self.pond(yard, size, dice);
                }
                self.front(yard, (18.0, 9.0), (BuildingKind::Shed, 1, "农机棚".to_owned()), dice);
            }
            _ => {}
        }
    }
}

fn shaped(middle: P, along: P, length: f64, depth: f64, dice: &mut Dice) -> Vec<P> {
    let full = rectangle(middle, along, length, depth);
    if dice.chance(0.35) {
        let (u, v) = (along * (length * dice.between(0.3, 0.6)), left(along) * (depth * dice.between(0.3, 0.5)));
        return vec![full[0], full[1] - u, full[1] - u + v, full[1] + v, full[2], full[3]];
    }
    full
}

/// What a block is for: business where a wide road passes, schools and parks behind it.
fn usage_for(site: &Site, dice: &mut Dice) -> Use {
    let busy = site.ways.iter().any(|way| way.0 <= Rank::Collector);
    let table: &[(Use, f64)] = match (site.quarter, busy) {
        (Quarter::OldTown, _) => {
            &[(Use::Commercial, 0.55), (Use::Park, 0.15), (Use::Market, 0.1), (Use::Office, 0.1), (Use::School, 0.1)]
        }
        (Quarter::Urban | Quarter::Suburb, true) => &[
            (Use::Commercial, 0.44),
            (Use::Office, 0.32),
            (Use::Park, 0.1),
            (Use::School, 0.06),
            (Use::Market, 0.05),
            (Use::Hospital, 0.03),
        ],
        (Quarter::Urban | Quarter::Suburb, false) => &[
            (Use::Commercial, 0.23),
            (Use::Office, 0.27),
            (Use::Park, 0.27),
            (Use::School, 0.14),
            (Use::Market, 0.07),
            (Use::Hospital, 0.02),
        ],
        (Quarter::Industry, _) => &[(Use::Industrial, 0.92), (Use::Office, 0.05), (Use::Park, 0.03)],
        (Quarter::Farm, _) => &[(Use::Farmland, 1.0)],
    };
    let mut at = dice.share();
    for (usage, share) in table {
        if at < *share {
            return if *usage == Use::School && site.area < 14_000.0 { Use::Commercial } else { *usage };
        }
        at -= share;
    }
    Use::Park
}

/// Uses every block that housing left and fills the district up to `total` other buildings.
pub fn build(frame: &Frame, sites: &mut [Site], mut works: Works, total: usize, dice: &mut Dice) -> Works {
    for site in sites.iter_mut().filter(|s| s.usage.is_none()) {
        site.usage = Some(usage_for(site, dice));
    }
    for (index, site) in sites.iter_mut().enumerate() {
        works.furnish(&mut Yard { frame, site, index }, dice);
    }
    works.thin(total * 4 / 5);
    let mut turn: Vec<usize> = (0..sites.len())
        .filter(|&s| {
            matches!(
                sites[s].usage,
                Some(Use::Residential | Use::OldTown | Use::Commercial | Use::Office | Use::Industrial)
            )
        })
        .collect();
    dice.shuffle(&mut turn);
    let mut round = 0;
    while works.drafts.len() < total && round < 14 {
        for &at in &turn {
            if works.drafts.len() >= total {
                break;
            }
            let industrial = sites[at].usage == Some(Use::Industrial);
            let length = dice.between(16.0, 44.0);
            let (what, depth) = match dice.whole(0, 9) {
                _ if industrial => ((BuildingKind::Shed, 1, "仓库".to_owned()), 14.0),
                0 => ((BuildingKind::Public, 2, "社区服务站".to_owned()), 11.0),
                1 => ((BuildingKind::Shed, 1, "车棚".to_owned()), 6.0),
                2 => ((BuildingKind::Other, 1, "配电房".to_owned()), 8.0),
                _ => (
                    (BuildingKind::Commercial, dice.whole(1, 3) as u16, "沿街商铺".to_owned()),
                    dice.between(10.0, 13.0),
                ),
            };
            let length = if depth < 9.0 { length * 0.5 } else { length };
            works.front(&mut Yard { frame, site: &mut sites[at], index: at }, (length, depth), what, dice);
        }
        round += 1;
    }
    works.drafts.truncate(total);
    let built: BTreeSet<usize> = works.drafts.iter().map(|d| d.site).collect();
    for (at, site) in sites.iter_mut().enumerate() {
        let meant =
            !matches!(site.usage, Some(Use::Residential | Use::OldTown | Use::Industrial | Use::Farmland | Use::Hill));
        if meant && !built.contains(&at) && !works.exclusives.iter().any(|e| e.site == Some(at)) {
            site.usage = Some(Use::Park);
        }
    }
    let park = |at: usize| sites[at].usage == Some(Use::Park);
    works.named.retain(|(at, usage, _)| *usage == Use::Park || !park(*at));
    works
}
