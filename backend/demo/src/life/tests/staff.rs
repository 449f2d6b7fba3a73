//! Posts, leaves and liaisons.

use super::{district, now};
use crate::life::staff::Roster;
use shared::area::{AreaCode, AreaLevel, GridKind};
use shared::place::BuildingKind;
use shared::worker::{Department, Post};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn every_grid_has_one_two_and_n() {
    let city = district();
    let mut posts: BTreeMap<(&AreaCode, Post), usize> = BTreeMap::new();
    city.posts.iter().for_each(|held| *posts.entry((&held.area, held.post)).or_default() += 1);
    let count = |area, post| posts.get(&(area, post)).copied().unwrap_or(0);
    for area in &city.areas {
        let code = &area.code;
        match area.grid_kind {
            Some(GridKind::General) => {
                for (post, expected) in
                    [(Post::GridWorker, 1), (Post::BackupWorker, 1), (Post::GridLeader, 1), (Post::AuxiliaryPolice, 2)]
                {
                    assert_eq!(count(code, post), expected, "{code} {post}");
                }
                assert!((2..=9).contains(&count(code, Post::Volunteer)));
            }
            Some(_) => {
                assert_eq!((count(code, Post::GridWorker), count(code, Post::BackupWorker)), (1, 1), "{code}");
            }
            None => {
                let heads = usize::from(code.level() == AreaLevel::Community);
                assert_eq!(count(code, Post::CommunityHead), heads, "{code}");
            }
        }
    }
    assert!(city.workers.iter().zip(1..).all(|(worker, id)| worker.id == id && !worker.name.is_empty()));
}

#[test]
fn every_lived_in_building_has_a_leader_of_its_own() {
    let city = district();
    let led: BTreeMap<i64, i64> = city.posts.iter().filter_map(|p| p.building.map(|b| (b, p.worker))).collect();
    let lived_in = city
        .buildings
        .iter()
        .filter(|b| matches!(b.kind, BuildingKind::Residential | BuildingKind::OldHouse | BuildingKind::Village));
    let ids: BTreeSet<i64> = lived_in.map(|building| building.id).collect();
    assert_eq!(led.keys().copied().collect::<BTreeSet<_>>(), ids);
    let distinct: BTreeSet<i64> = led.values().copied().collect();
    assert_eq!(distinct.len(), led.len());
}

#[test]
fn about_three_percent_are_away_and_only_the_storys_grid_lacks_both() {
    let city = district();
    let roster = Roster::of(city);
    let staff: BTreeSet<i64> = city
        .posts
        .iter()
        .filter(|held| !matches!(held.post, Post::Volunteer | Post::BuildingLeader))
        .map(|held| held.worker)
        .collect();
    let away = staff.iter().filter(|worker| roster.away(**worker, now())).count();
    let share = away as f64 / staff.len() as f64;
    assert!((0.015..0.05).contains(&share), "{share}");
    let bare: Vec<&str> = city
        .areas
        .iter()
        .filter(|area| area.grid_kind.is_some())
        .filter(|area| {
            [Post::GridWorker, Post::BackupWorker]
                .iter()
                .all(|post| roster.holder(&area.code, *post).is_some_and(|worker| roster.away(worker, now())))
        })
        .map(|area| area.code.as_str())
        .collect();
    assert_eq!(bare, ["340202002001008"]);
    assert!(city.leaves.iter().all(|leave| leave.from < leave.until));
    assert!(city.leaves.iter().any(|leave| leave.until < now()) && city.leaves.iter().any(|l| l.from > now()));
}

#[test]
fn every_department_answers_everywhere() {
    let city = district();
    for area in city.areas.iter().filter(|area| area.code.level() == AreaLevel::Subdistrict) {
        for &department in Department::ALL {
            let found = city.liaisons.iter().any(|l| l.department == department && l.area.contains(&area.code));
            assert!(found, "{department} in {}", area.name);
        }
    }
}
