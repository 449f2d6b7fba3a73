//! The known answers, for several seeds and sizes and days.

use super::{SEED, categories, china_time, now, open, populated};
use crate::ground::lay_out;
use crate::life::staff::Roster;
use crate::life::stories::people::resembles;
use crate::life::stories::seventy::seventieth;
use crate::life::stories::{community, dwelling, general_grids};
use crate::model::{Case, City, Resident};
use chrono::{DateTime, Datelike, Duration, Utc};
use shared::area::AreaLevel;
use shared::assign::DecidedBy;
use shared::case::Source;
use shared::case::workflow::{Action, State};
use shared::person::{Relation, Sex};
use shared::place::DwellingUse;
use shared::time::{age, china_day};
use shared::worker::{Department, Post};
use std::sync::OnceLock;

/// Other seeds, sizes and days, on plain ground and on the real one.
fn cities() -> &'static [(City, DateTime<Utc>)] {
    static CITIES: OnceLock<Vec<(City, DateTime<Utc>)>> = OnceLock::new();
    CITIES.get_or_init(|| {
        let moments =
            [now(), china_time(2026, 1, 12, 9, 5), china_time(2028, 2, 26, 23, 58), china_time(2027, 7, 1, 0, 5)];
        let plain = moments
            .into_iter()
            .zip(0..)
            .map(|(moment, at)| (populated(20 + 20 * at as usize, SEED + at, moment), moment));
        let real = [(1, 1.0), (2, 0.1), (3, 0.3)].map(|(seed, scale)| {
            let mut city = lay_out(seed, scale);
            crate::life::populate(&mut city, seed, now(), &categories());
            (city, now())
        });
        plain.chain(real).collect()
    })
}

/// Each story must hold in all of these.
fn everywhere(check: impl Fn(&City, DateTime<Utc>)) {
    cities().iter().for_each(|(city, moment)| check(city, *moment));
}

/// The story's other half: what the district as a whole has.
#[test]
fn the_real_district_has_its_figures() {
    let (city, now) = &cities()[4];
    assert!((71_000..73_000).contains(&city.households.len()), "{}", city.households.len());
    let present = city.residents.iter().filter(|resident| resident.moved_out.is_none()).count();
    assert!((187_000..194_000).contains(&present), "{present}");
    assert_eq!((city.cases.len(), open(city).len()), (13_870, 485));
    assert!(city.cases.iter().flat_map(|case| &case.events).all(|event| event.at < *now));
    let exclusive = city.cases.iter().filter(|case| case.decided_by == DecidedBy::Exclusive).count();
    assert!(exclusive > 20, "{exclusive}");
}

fn dwelling_of(city: &City, resident: &Resident) -> i64 {
    city.households[resident.household as usize - 1].dwelling
}

fn community_of(city: &City, resident: &Resident) -> String {
    let building = city.dwellings[dwelling_of(city, resident) as usize - 1].building;
    let code = city.buildings[building as usize - 1].grid.parent().unwrap();
    city.areas.iter().find(|area| area.code == code).unwrap().name.clone()
}

fn actions(case: &Case) -> Vec<Action> {
    case.events.iter().map(|event| event.action).collect()
}

#[test]
fn exactly_two_of_this_name_live_in_the_community() {
    everywhere(|city, now| {
        let today = china_day(now);
        let found: Vec<&Resident> =
            city.residents.iter().filter(|r| resembles(&r.name) && community_of(city, r) == "星辰社区").collect();
        let ages: Vec<i32> = found.iter().map(|r| age(r.birth, today)).collect();
        assert_eq!(found.iter().map(|r| r.name.as_str()).collect::<Vec<_>>(), ["陈静", "陈静"]);
        let homes: Vec<Option<i64>> = found.iter().map(|r| Some(dwelling_of(city, r))).collect();
        let (family, elder) =
            (dwelling(city, "星辰花园", "29栋", 2, "301"), dwelling(city, "星辰花园", "12栋", 1, "502"));
        assert!(homes.contains(&family) && homes.contains(&elder));
        assert_eq!(ages.iter().min(), Some(&33));
        assert_eq!(ages.iter().max(), Some(&71));
        let household: Vec<(Sex, Relation, i32)> = city
            .residents
            .iter()
            .filter(|r| Some(dwelling_of(city, r)) == family)
            .map(|r| (r.sex, r.relation, age(r.birth, today)))
            .collect();
        assert_eq!(
            household,
            [(Sex::Male, Relation::Head, 35), (Sex::Female, Relation::Spouse, 33), (Sex::Male, Relation::Child, 6)]
        );
    });
}

#[test]
fn the_let_dwelling_has_an_owner_two_tenants_and_one_of_before() {
    everywhere(|city, _| {
        let id = dwelling(city, "星辰花园", "16栋", 3, "1102").unwrap();
        let let_out = &city.dwellings[id as usize - 1];
        assert_eq!((let_out.usage, let_out.owner_name.as_str()), (DwellingUse::Rented, "孙国平"));
        let tenancies: Vec<bool> =
            city.tenancies.iter().filter(|t| t.dwelling == id).map(|t| t.until.is_none()).collect();
        assert_eq!(tenancies, [true, true, false]);
    });
}

#[test]
fn sewage_was_reported_by_web_and_solved_by_drainage() {
    everywhere(|city, _| {
        let found: Vec<&Case> = city.cases.iter().filter(|c| c.description.contains("学士街33号楼污水外溢")).collect();
        let [case] = found[..] else { panic!("{found:?}") };
        assert_eq!((case.source, case.category.as_str()), (Source::MinxinWeb, "E0130"));
        assert_eq!(case.course.departments(), [Department::Drainage]);
        assert_eq!((case.course.state, case.course.satisfied), (State::Evaluated, Some(true)));
        assert_eq!(city.buildings[case.building.unwrap() as usize - 1].name, "学士街33号楼");
        assert_eq!(case.events.iter().find(|e| e.action == Action::FeedBack).unwrap().actor, "排水");
    });
}

#[test]
fn the_illegal_sign_went_to_urban_management() {
    everywhere(|city, _| {
        let case = city.cases.iter().find(|c| c.description.contains("金地花园第三网格")).unwrap();
        assert_eq!(case.course.departments(), [Department::UrbanManagement]);
        assert_eq!((case.course.state, case.course.satisfied), (State::Evaluated, Some(true)));
        assert!(case.grid.as_str().ends_with("003"), "{}", case.grid);
        let transfer = case.events.iter().find(|e| e.action == Action::Transfer).unwrap();
        assert!(transfer.note.contains("拒绝") && transfer.actor == "街道办", "{transfer:?}");
        assert!(actions(case).ends_with(&[Action::FeedBack, Action::Verify, Action::Close, Action::Evaluate]));
    });
}

#[test]
fn seepage_is_one_alert_and_five_more_under_one_parent() {
    everywhere(|city, _| {
        let parent = city.cases.iter().find(|c| c.category == "S0703" && c.description.contains("文峰苑")).unwrap();
        let children: Vec<&Case> =
            city.cases.iter().filter(|c| c.course.parent.as_ref() == Some(&parent.number)).collect();
        assert_eq!(children.len(), 6);
        assert!(children.iter().all(|child| child.course.closed_at < parent.course.closed_at));
        assert_eq!(children.iter().filter(|c| c.source == Source::Police110).count(), 1);
        assert_eq!(children[0].source, Source::Police110);
        let complex = city.complexes.iter().find(|c| c.name == "文峰苑").unwrap().id;
        for child in &children {
            assert!(child.description.contains("外墙渗水") && child.category == "S0302");
            assert_eq!(city.buildings[child.building.unwrap() as usize - 1].complex, Some(complex));
        }
        assert!(children[5].reported_at - children[0].reported_at <= Duration::days(10));
        assert!(children[2].reported_at < parent.reported_at && parent.id < children[0].id);
    });
}

#[test]
fn the_list_of_those_who_turn_seventy_is_known() {
    everywhere(|city, now| {
        let today = china_day(now);
        let week = today..=today + Duration::days(7);
        let soon: Vec<&Resident> = city.residents.iter().filter(|r| week.contains(&seventieth(r.birth))).collect();
        let (moved, present): (Vec<&Resident>, Vec<&Resident>) = soon.into_iter().partition(|r| r.moved_out.is_some());
        let subdistricts: Vec<_> =
            city.areas.iter().filter(|a| a.code.level() == AreaLevel::Subdistrict).map(|a| &a.code).collect();
        let with_people = subdistricts
            .iter()
            .filter(|code| city.buildings.iter().any(|building| code.contains(&building.grid)))
            .count();
        let leap = present.iter().filter(|r| (r.birth.month(), r.birth.day()) == (2, 29)).count();
        assert_eq!(moved.len(), 1);
        // One of each subdistrict, one with the card; the one of 29 February when the day is that near.
        assert!((with_people + 1..=with_people + 2).contains(&present.len()), "{present:?}");
        if present.len() == with_people + 2 {
            assert!(leap >= 1);
        }
        assert!(city.residents.iter().any(|r| {
            let nearest = (seventieth(r.birth) - today).num_days().abs() <= 2 * 366;
            nearest && (r.birth.month(), r.birth.day()) == (2, 29)
        }));
        let card = city.cases.iter().find(|c| c.description.contains("老年证已提前主动办结")).unwrap();
        assert!(card.category == "S0401" && card.course.state == State::Evaluated);
        assert!(
            city.residents.iter().filter(|r| r.name.chars().count() > 2).all(|r| !card.description.contains(&r.name))
        );
    });
}

#[test]
fn grid_seven_has_its_backup_and_grid_eight_its_leader() {
    everywhere(|city, now| {
        let grids = general_grids(city, community(city, "青云林海社区").unwrap());
        let roster = Roster::of(city);
        assert_eq!(roster.on_duty(&grids[6], now).unwrap().1, Post::BackupWorker);
        assert_eq!(roster.on_duty(&grids[7], now).unwrap().1, Post::GridLeader);
    });
}
