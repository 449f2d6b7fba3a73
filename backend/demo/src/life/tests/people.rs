//! Proportions of the population and the records' own rules.

use super::{SEED, district, now, populated};
use crate::life::names::{SURNAMES, surname_of};
use crate::model::{City, Resident};
use shared::person::{CareGroup, Registration, Relation};
use shared::place::DwellingUse;
use shared::time::{age, china_day};
use std::collections::{BTreeMap, BTreeSet};

fn present(city: &City) -> impl Iterator<Item = &Resident> {
    city.residents.iter().filter(|resident| resident.moved_out.is_none())
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[test]
fn every_dwelling_that_is_not_vacant_has_one_household() {
    let city = district();
    let mut households = vec![0; city.dwellings.len() + 1];
    city.households.iter().for_each(|household| households[household.dwelling as usize] += 1);
    for dwelling in &city.dwellings {
        let expected = i32::from(dwelling.usage != DwellingUse::Vacant);
        assert_eq!(households[dwelling.id as usize], expected, "{dwelling:?}");
        assert!(!dwelling.owner_name.is_empty());
    }
    assert!(city.residents.iter().zip(1..).all(|(resident, id)| resident.id == id));
    assert!(city.households.iter().zip(1..).all(|(household, id)| household.id == id));
}

#[test]
fn households_have_the_size_of_life() {
    let city = district();
    let mean = share(present(city).count(), city.households.len());
    assert!((mean - 2.64).abs() < 0.04, "{mean}");
    let occupied = city.dwellings.iter().filter(|d| d.usage != DwellingUse::Vacant).count();
    let rented = city.dwellings.iter().filter(|d| d.usage == DwellingUse::Rented).count();
    assert!((share(rented, occupied) - 0.22).abs() < 0.01);
    let former = city.residents.len() - present(city).count();
    assert!((0.01..0.06).contains(&share(former, city.residents.len())));
}

#[test]
fn ages_are_those_of_a_city() {
    let city = district();
    let today = china_day(now());
    let all = present(city).count();
    let of = |from, to| share(present(city).filter(|r| (from..to).contains(&age(r.birth, today))).count(), all);
    for (from, to, low, high) in
        [(0, 15, 0.11, 0.21), (15, 60, 0.55, 0.68), (60, 120, 0.17, 0.28), (80, 120, 0.01, 0.05)]
    {
        let found = of(from, to);
        assert!((low..high).contains(&found), "{from} to {to}: {found}");
    }
    assert!(city.residents.iter().all(|r| r.birth <= today && age(r.birth, today) < 105));
}

#[test]
fn surnames_are_as_frequent_as_in_life() {
    let city = district();
    // Heads only: members of a family share their surname, so they are no independent draws.
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let heads: Vec<_> = present(city).filter(|r| r.relation == Relation::Head).collect();
    heads.iter().for_each(|head| *counts.entry(surname_of(&head.name)).or_default() += 1);
    let total: f64 = SURNAMES.iter().map(|(_, weight)| weight).sum();
    let mut chi_square = 0.0;
    for (surname, weight) in SURNAMES {
        let expected = heads.len() as f64 * weight / total;
        let seen = counts.remove(surname).unwrap_or(0) as f64;
        chi_square += (seen - expected).powi(2) / expected;
    }
    assert!(chi_square < 190.0, "{chi_square}");
    assert!(counts.is_empty(), "{counts:?}");
}

#[test]
fn namesakes_are_common_but_no_name_is_everywhere() {
    let city = district();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    present(city).for_each(|resident| *counts.entry(&resident.name).or_default() += 1);
    let all: usize = counts.values().sum();
    let shared: usize = counts.values().filter(|count| **count > 1).sum();
    assert!((0.6..0.95).contains(&share(shared, all)), "{}", share(shared, all));
    let most = counts.values().max().copied().unwrap_or(0);
    assert!(share(most, all) < 0.004, "{most}");
}

#[test]
fn children_carry_a_parents_surname_and_are_younger() {
    let city = district();
    let mut members: Vec<Vec<&Resident>> = vec![Vec::new(); city.households.len() + 1];
    city.residents.iter().for_each(|resident| members[resident.household as usize].push(resident));
    let mut children = 0;
    for household in &members {
        let parents: Vec<_> = household
            .iter()
            .filter(|r| matches!(r.relation, Relation::Head | Relation::Spouse) && r.moved_out.is_none())
            .collect();
        for child in household.iter().filter(|r| r.relation == Relation::Child && r.moved_out.is_none()) {
            let single = parents.len() == 1;
            let named = parents.iter().any(|p| surname_of(&p.name) == surname_of(&child.name));
            children += 1;
            assert!(named || single, "{child:?} {parents:?}");
            assert!(parents.iter().any(|p| age(p.birth, child.birth) >= 17), "{child:?} {parents:?}");
        }
    }
    assert!(children > 10_000);
}

#[test]
fn everybody_moved_in_after_birth_and_out_after_that() {
    let city = district();
    let today = china_day(now());
    for resident in &city.residents {
        assert!(resident.birth <= resident.moved_in && resident.moved_in <= today, "{resident:?}");
        assert!(resident.moved_out.is_none_or(|out| resident.moved_in <= out && out <= today), "{resident:?}");
    }
}

#[test]
fn tenancies_belong_to_let_dwellings_and_tenants_are_mostly_migrants() {
    let city = district();
    let mut migrants = 0;
    for tenancy in &city.tenancies {
        let resident = &city.residents[tenancy.resident as usize - 1];
        assert_eq!(city.dwellings[tenancy.dwelling as usize - 1].usage, DwellingUse::Rented);
        assert_eq!(city.households[resident.household as usize - 1].dwelling, tenancy.dwelling);
        assert_eq!((tenancy.from, tenancy.until), (resident.moved_in, resident.moved_out));
        migrants += usize::from(resident.registration == Registration::Migrant);
    }
    assert!(share(migrants, city.tenancies.len()) > 0.75);
    let let_out = city.dwellings.iter().filter(|d| d.usage == DwellingUse::Rented).count();
    let with_tenant: BTreeSet<i64> = city.tenancies.iter().filter(|t| t.until.is_none()).map(|t| t.dwelling).collect();
    assert_eq!(with_tenant.len(), let_out);
}

#[test]
fn lone_elders_are_exactly_those_of_seventy_who_live_alone() {
    let city = district();
    let today = china_day(now());
    let mut sizes = vec![0; city.households.len() + 1];
    present(city).for_each(|resident| sizes[resident.household as usize] += 1);
    let mut found = 0;
    for resident in &city.residents {
        let alone = resident.moved_out.is_none() && sizes[resident.household as usize] == 1;
        let lone = alone && age(resident.birth, today) >= 70;
        assert_eq!(resident.care == Some(CareGroup::LoneElder), lone, "{resident:?}");
        found += usize::from(lone);
    }
    assert!((0.02..0.06).contains(&share(found, city.households.len())));
    for care in CareGroup::ALL {
        assert!(present(city).any(|resident| resident.care == Some(*care)), "{care}");
    }
}

#[test]
fn a_dwellings_people_do_not_depend_on_the_rest() {
    let (small, large) = (populated(20, SEED, now()), populated(30, SEED, now()));
    let names = |city: &City| -> Vec<String> {
        let of = |r: &&Resident| city.households[r.household as usize - 1].dwelling <= 3_000;
        city.residents.iter().filter(of).map(|r| r.name.clone()).collect()
    };
    let (small, large) = (names(&small), names(&large));
    assert!(small.len() > 1_000 && small == large);
    let other: Vec<String> = names(&populated(20, SEED + 1, now()));
    assert_ne!(small, other);
}
