//! The register of places: complexes, buildings with addresses, entrances, dwellings, and the places that tests know.

use std::collections::{BTreeMap, BTreeSet};

use geo_types::{LineString, Polygon};
use shared::place::{BuildingKind, DwellingUse};

use super::areas::Codes;
use super::blocks::Site;
use super::frame::Frame;
use super::geom::{Dice, P, centroid, distance, len};
use super::housing::{Draft, Housing, VACANT, point};
use super::order::{Order, Story};
use super::plane::{Plane, Rank};
use super::roads::Roads;
use super::works::Works;
use crate::model::{Building, City, Complex, Dwelling, Entrance};

const QINGYUN_HOUSEHOLDS: usize = 2_158;

/// What the register looks things up in.
#[derive(Debug)]
pub struct Places<'a> {
    pub plane: &'a Plane,
    pub order: &'a Order,
    pub sites: &'a [Site],
    pub codes: &'a Codes,
}

/// House numbers, each once per road.
#[derive(Debug, Default)]
struct Numbers(BTreeSet<(usize, usize)>);

impl Numbers {
    fn take(&mut self, road: usize, metres: f64, left: bool) -> usize {
        let mut number = (metres / 11.0) as usize * 2 + if left { 2 } else { 1 };
        while !self.0.insert((road, number)) {
            number += 2;
        }
        number
    }
}

/// The road that a place on a block is numbered after, how far along it, and on which side.
fn road_at(places: &Places<'_>, roads: &Roads, site: usize, p: P) -> Option<(usize, f64, bool)> {
    let plane = places.plane;
    let face = places.sites[site].face;
    let mut best: Option<(f64, (usize, f64, bool))> = None;
    for (a, b) in plane.edges(face) {
        let way = plane.way_of(a, b);
        let Some(&(road, start)) = roads.along.get(&(a.min(b), a.max(b))) else { continue };
        if way.rank == Rank::Canal {
            continue;
        }
        let (from, to) = (plane.corners[a as usize], plane.corners[b as usize]);
        let far = distance(p, from, to) + if way.rank == Rank::Lane { 30.0 } else { 0.0 };
        if best.is_none_or(|b| far < b.0) {
            best = Some((far, (road, start + len(p - from).min(len(to - from)), a < b)));
        }
    }
    best.map(|b| b.1)
}

struct Entry<'a> {
    draft: &'a Draft,
    cell: usize,
    middle: P,
    estate: Option<usize>,
    name: String,
    floors: u16,
}

fn named(roads: &mut Roads, road: usize, name: &str) {
    let old = std::mem::replace(&mut roads.list[road].name, name.to_owned());
    for (i, other) in roads.list.iter_mut().enumerate() {
        if i != road && other.name == name {
            other.name.clone_from(&old);
        }
    }
}

pub fn fill(
    city: &mut City,
    places: &Places<'_>,
    roads: &mut Roads,
    housing: &Housing,
    works: &Works,
    dice: &mut Dice,
) -> Vec<u32> {
    let (order, sites, codes) = (places.order, places.sites, places.codes);
    let mut entries: Vec<Entry<'_>> = housing
        .drafts
        .iter()
        .chain(&works.drafts)
        .map(|draft| Entry {
            cell: sites[draft.site].cell,
            middle: centroid(&draft.ring),
            estate: draft.estate,
            name: draft.name.clone(),
            floors: draft.floors,
            draft,
        })
        .collect();
    let row = |e: &Entry<'_>| -(e.middle.y / 26.0).floor() as i64;
    entries.sort_by(|a, b| {
        codes.cells[a.cell]
            .0
            .cmp(&codes.cells[b.cell].0)
            .then(row(a).cmp(&row(b)))
            .then(a.middle.x.total_cmp(&b.middle.x))
    });
    let mut estate_names: Vec<String> = housing.estates.iter().map(|e| e.name.clone()).collect();

    // 星辰花园: every estate of 星辰社区 is one.
    let star =
        (0..housing.estates.len()).find(|&e| order.cells[housing.estates[e].cell].story == Some(Story::Xingchen));
    let mut sizes = vec![0usize; housing.estates.len()];
    for entry in &mut entries {
        if order.cells[entry.cell].story == Some(Story::Xingchen) && entry.draft.kind == BuildingKind::Residential {
            entry.estate = star;
        }
        if let Some(e) = entry.estate {
            sizes[e] += 1;
        }
    }
    if let Some(star) = star {
        estate_names[star] = "星辰花园".to_owned();
    }
    let plain = |e: usize| {
        order.cells[housing.estates[e].cell].story.is_none()
            && !housing.estates[e].name.contains(['村', '圩', '墩', '坝', '埂'])
    };
    let largest = |test: &dyn Fn(usize) -> bool| {
        (0..sizes.len()).filter(|&e| plain(e) && test(e)).max_by_key(|&e| (sizes[e], usize::MAX - e))
    };
    let gold = largest(&|e| codes.serial[housing.estates[e].cell] == 3);
    if let Some(gold) = gold {
        estate_names[gold] = "金地花园".to_owned();
    }
    if let Some(peak) = largest(&|e| Some(e) != gold) {
        estate_names[peak] = "文峰苑".to_owned();
    }

    // Numbers within an estate, then the swaps that the stories of 星辰花园 need.
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (i, entry) in entries.iter().enumerate() {
        if let Some(e) = entry.estate {
            members.entry(e).or_default().push(i);
        }
    }
    if let Some(list) = star.and_then(|s| members.get_mut(&s)) {
        for (number, least) in [(16, 3), (29, 2)] {
            let fits = |i: &usize| entries[*i].draft.doors.len() >= least;
            let other = (0..list.len()).filter(|n| ![15, 28].contains(n)).find(|&n| fits(&list[n]));
            if let Some(other) = other.filter(|_| list.len() >= number && !fits(&list[number - 1])) {
                list.swap(number - 1, other);
            }
        }
        if let Some(&high) = list.get(15) {
            entries[high].floors = 11;
        }
    }
    for list in members.values() {
        for (n, &i) in list.iter().enumerate() {
            let village = entries[i].draft.kind == BuildingKind::Village;
            entries[i].name = format!("{}{}", n + 1, if village { "号" } else { "栋" });
        }
    }

    let mut numbers = Numbers::default();
    let mut estate_roads: Vec<Option<(usize, usize)>> = vec![None; housing.estates.len()];
    if let Some(star) = star {
        let list = &members[&star];
        let site = entries[list[0]].draft.site;
        if let Some((road, _, _)) = road_at(places, roads, site, entries[list[0]].middle) {
            named(roads, road, "星辰路");
            numbers.0.insert((road, 8));
            estate_roads[star] = Some((road, 8));
        }
    }
    let scholar = entries
        .iter()
        .position(|e| {
            e.draft.kind == BuildingKind::OldHouse
                && road_at(places, roads, e.draft.site, e.middle)
                    .is_some_and(|(r, ..)| roads.list[r].rank == Rank::Street && roads.list[r].name != "星辰路")
        })
        .or_else(|| entries.iter().position(|e| e.draft.kind == BuildingKind::OldHouse))
        .or_else(|| entries.iter().position(|e| e.estate.is_none() && e.draft.per_floor > 0));
    let mut scholar_road = None;
    if let Some((road, ..)) = scholar.and_then(|i| road_at(places, roads, entries[i].draft.site, entries[i].middle)) {
        named(roads, road, "学士街");
        numbers.0.insert((road, 33));
        scholar_road = Some(road);
    }

    let mut complexes: Vec<Option<i64>> = vec![None; housing.estates.len()];
    for (&e, list) in &members {
        let sum = list.iter().fold(P::default(), |s, &i| s + entries[i].middle);
        let center = sum * (1.0 / list.len() as f64);
        let id = city.complexes.len() as i64 + 1;
        let community = codes.communities[order.cells[housing.estates[e].cell].community].0.clone();
        city.complexes.push(Complex { id, name: estate_names[e].clone(), community, center: point(center) });
        complexes[e] = Some(id);
        if estate_roads[e].is_none() {
            let site = housing.estates[e].site;
            estate_roads[e] = road_at(places, roads, site, entries[list[0]].middle)
                .map(|(road, far, left)| (road, numbers.take(road, far, left)));
        }
    }

    for (i, entry) in entries.iter().enumerate() {
        let id = city.buildings.len() as i64 + 1;
        let street = &codes.subdistricts[order.cells[entry.cell].subdistrict].1;
        let draft = entry.draft;
        let (name, address) = match entry.estate {
            Some(e) => {
                let at = estate_roads[e].map_or(String::new(), |(r, n)| format!("{}{n}号", roads.list[r].name));
                (entry.name.clone(), format!("镜湖区{street}{at}{}{}", estate_names[e], entry.name))
            }
            None => {
                let here = if scholar == Some(i) {
                    scholar_road.map(|r| (r, 33))
                } else {
                    road_at(places, roads, draft.site, entry.middle)
                        .map(|(r, far, left)| (r, numbers.take(r, far, left)))
                };
                let at = here.map_or(String::new(), |(r, n)| format!("{}{n}号", roads.list[r].name));
                let name = if entry.name.is_empty() { format!("{at}楼") } else { entry.name.clone() };
                let tail = if entry.name.is_empty() { "楼" } else { &entry.name };
                (name, format!("镜湖区{street}{at}{tail}"))
            }
        };
        city.buildings.push(Building {
            id,
            complex: entry.estate.and_then(|e| complexes[e]),
            grid: codes.cells[entry.cell].0.clone(),
            name,
            address,
            // The one house whose old name is still in use.
            aliases: if scholar == Some(i) { vec!["老纺织厂宿舍".to_owned()] } else { vec![] },
            kind: draft.kind,
            floors: entry.floors,
            height: f64::from(entry.floors) * 3.0,
            footprint: footprint(&draft.ring),
        });
        for (n, door) in draft.doors.iter().enumerate() {
            let entrance = city.entrances.len() as i64 + 1;
            city.entrances.push(Entrance { id: entrance, building: id, number: n as u16 + 1, at: point(*door) });
            let lived = if draft.lived == draft.floors { entry.floors } else { draft.lived };
            for floor in 1..=lived {
                for flat in 1..=draft.per_floor {
                    city.dwellings.push(Dwelling {
                        id: city.dwellings.len() as i64 + 1,
                        building: id,
                        entrance,
                        floor,
                        number: format!("{}", floor * 100 + flat),
                        usage: DwellingUse::OwnerOccupied,
                        owner_name: String::new(),
                        owner_phone: String::new(),
                    });
                }
            }
        }
    }
    vacate(city, &entries, order, star.and_then(|s| complexes[s]), dice)
}

/// Marks the empty dwellings, never one of a story, and counts the households of every cell.
fn vacate(city: &mut City, entries: &[Entry<'_>], order: &Order, star: Option<i64>, dice: &mut Dice) -> Vec<u32> {
    let mut qingyun = vec![];
    for (i, dwelling) in city.dwellings.iter_mut().enumerate() {
        let building = &city.buildings[dwelling.building as usize - 1];
        let number = city.entrances[dwelling.entrance as usize - 1].number;
        let known = building.complex.is_some() && building.complex == star && {
            let at = (building.name.as_str(), number, dwelling.number.as_str());
            [("29栋", 2, "301"), ("12栋", 1, "502"), ("16栋", 3, "1102")].contains(&at)
        };
        if order.cells[entries[dwelling.building as usize - 1].cell].story == Some(Story::Qingyun) {
            qingyun.push(i);
        } else if !known && dice.chance(VACANT) && !building.name.starts_with("学士街") {
            dwelling.usage = DwellingUse::Vacant;
        }
    }
    dice.shuffle(&mut qingyun);
    for &i in qingyun.iter().skip(QINGYUN_HOUSEHOLDS) {
        city.dwellings[i].usage = DwellingUse::Vacant;
    }
    let mut households = vec![0; order.cells.len()];
    for dwelling in city.dwellings.iter().filter(|d| d.usage != DwellingUse::Vacant) {
        households[entries[dwelling.building as usize - 1].cell] += 1;
    }
    households
}

pub fn footprint(ring: &[P]) -> Polygon<f64> {
    let line: LineString<f64> = ring.iter().map(|&p| Frame::wgs84(p)).collect::<Vec<_>>().into();
    Polygon::new(line, vec![])
}
