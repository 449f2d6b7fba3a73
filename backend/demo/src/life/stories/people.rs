//! The people of the stories: the lost child's mother and her namesake, and the tenants whom a neighbour asks about.
//!
//! 陈静 within 星辰社区 must find exactly two, also for a search by sound: whoever got such a name there by chance gets
//! another one.

use crate::life::household::Person;
use crate::life::people::{Claim, Member};
use crate::model::City;
use chrono::{Datelike, Duration, NaiveDate};
use shared::person::{Registration, Relation, Sex};
use shared::place::DwellingUse;
use std::collections::{BTreeMap, BTreeSet};

pub const MOTHER: &str = "陈静";
pub const COMMUNITY: &str = "星辰社区";

/// Who lives in the dwellings of the stories.
pub fn claims(city: &City, today: NaiveDate) -> BTreeMap<i64, Claim> {
    let stories = [
        (super::dwelling(city, "星辰花园", "29栋", 2, "301"), family(today)),
        (super::dwelling(city, "星辰花园", "12栋", 1, "502"), elder(today)),
        (super::dwelling(city, "星辰花园", "16栋", 3, "1102"), let_to_relatives(today)),
    ];
    stories.into_iter().filter_map(|(dwelling, claim)| dwelling.map(|id| (id, claim))).collect()
}

fn family(today: NaiveDate) -> Claim {
    let since = years_ago(today, 7, 40);
    let members = vec![
        member("周志鹏", Sex::Male, years_ago(today, 35, 100), Relation::Head, since),
        member(MOTHER, Sex::Female, years_ago(today, 33, 120), Relation::Spouse, since),
        member("周子轩", Sex::Male, years_ago(today, 6, 80), Relation::Child, years_ago(today, 6, 80)),
    ];
    Claim { usage: DwellingUse::OwnerOccupied, owner: "周志鹏".to_owned(), members }
}

fn elder(today: NaiveDate) -> Claim {
    let member = member(MOTHER, Sex::Female, years_ago(today, 71, 150), Relation::Head, years_ago(today, 18, 60));
    Claim { usage: DwellingUse::OwnerOccupied, owner: MOTHER.to_owned(), members: vec![member] }
}

fn let_to_relatives(today: NaiveDate) -> Claim {
    let tenant = |name: &str, sex, age, relation, from: NaiveDate, until: Option<NaiveDate>| {
        let mut member = member(name, sex, years_ago(today, age, 90), relation, from);
        member.registration = Registration::Migrant;
        member.moved_out = until;
        member.tenant = true;
        member
    };
    let since = years_ago(today, 1, 20);
    let members = vec![
        tenant("何勇", Sex::Male, 38, Relation::Head, since, None),
        tenant("唐丽", Sex::Female, 36, Relation::Spouse, since, None),
        tenant("罗斌", Sex::Male, 29, Relation::Head, years_ago(today, 3, 0), Some(since - Duration::days(15))),
    ];
    Claim { usage: DwellingUse::Rented, owner: "孙国平".to_owned(), members }
}

fn member(name: &str, sex: Sex, birth: NaiveDate, relation: Relation, moved_in: NaiveDate) -> Member {
    let person = Person { name: name.to_owned(), sex, birth, relation, left_behind: false };
    Member { person, registration: Registration::Registered, moved_in, moved_out: None, tenant: false }
}

/// A day so many full years and some days before today: the age stays the same for the rest of a year of demonstrations.
fn years_ago(today: NaiveDate, years: i32, days: i64) -> NaiveDate {
    let day = today.with_year(today.year() - years).unwrap_or(today - Duration::days(i64::from(years) * 365 + 60));
    day - Duration::days(days)
}

/// Gives another name to those whose name looks or sounds like 陈静 in 星辰社区.
pub fn rename_namesakes(city: &mut City, claimed: &BTreeSet<i64>) {
    let Some(community) = super::community(city, COMMUNITY).cloned() else { return };
    let inside: Vec<bool> = city.buildings.iter().map(|building| community.contains(&building.grid)).collect();
    let dwellings = &mut city.dwellings;
    for resident in &mut city.residents {
        let dwelling = &mut dwellings[city.households[resident.household as usize - 1].dwelling as usize - 1];
        let kept = claimed.contains(&dwelling.id) || !inside[dwelling.building as usize - 1];
        if !kept && resembles(&resident.name) {
            let other = resident.name.replace(is_jing, "晓");
            if dwelling.owner_name == resident.name {
                dwelling.owner_name.clone_from(&other);
            }
            resident.name = other;
        }
    }
    for dwelling in dwellings.iter_mut().filter(|d| inside[d.building as usize - 1]) {
        if !claimed.contains(&dwelling.id) && resembles(&dwelling.owner_name) {
            dwelling.owner_name = dwelling.owner_name.replace(is_jing, "晓");
        }
    }
}

/// True for names that a search for 陈静 by character or by sound would find: Chén or Chéng, then Jing.
pub fn resembles(name: &str) -> bool {
    let mut chars = name.chars();
    let surname = chars.next().is_some_and(|c| "陈程谌成".contains(c));
    surname && chars.any(is_jing)
}

fn is_jing(c: char) -> bool {
    "静婧靖敬晶菁竞景京".contains(c)
}
