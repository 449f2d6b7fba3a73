//! Households, residents, tenancies and owners of the dwellings.
//!
//! One household for every dwelling that is not vacant. A dwelling's people depend on the seed and its id only. Story
//! dwellings are claimed beforehand and get the people that their story names.

use super::dice::Dice;
use super::household::{Composer, Person};
use super::names::{home_town, identity, owner_phone, phone};
use crate::model::{City, Household, Resident, Tenancy};
use chrono::{Duration, NaiveDate};
use shared::person::{CareGroup, Registration, Relation};
use shared::place::DwellingUse;
use shared::time::age;
use std::collections::BTreeMap;

/// Share of the occupied dwellings that are let.
const RENTED: f64 = 0.22;

/// A member of a household with the dates of the stay.
#[derive(Debug)]
pub struct Member {
    pub person: Person,
    pub registration: Registration,
    pub moved_in: NaiveDate,
    pub moved_out: Option<NaiveDate>,
    pub tenant: bool,
}

/// The people that a dwelling gets, whatever the dice say.
#[derive(Debug)]
pub struct Claim {
    pub usage: DwellingUse,
    pub owner: String,
    pub members: Vec<Member>,
}

/// Fills households, residents, tenancies, the dwellings' usage and owners.
pub fn fill(city: &mut City, seed: u64, today: NaiveDate, mut claims: BTreeMap<i64, Claim>) {
    let composer = Composer::new(today);
    for at in 0..city.dwellings.len() {
        let dwelling = &mut city.dwellings[at];
        let mut dice = Dice::of(seed, "household", dwelling.id);
        let claim = claims.remove(&dwelling.id).unwrap_or_else(|| draw(&composer, &mut dice, dwelling.usage, today));
        dwelling.usage = claim.usage;
        dwelling.owner_name = claim.owner;
        dwelling.owner_phone = owner_phone(dwelling.id);
        if claim.members.is_empty() {
            continue;
        }
        let household = city.households.len() as i64 + 1;
        city.households.push(Household { id: household, dwelling: dwelling.id });
        for member in claim.members {
            let id = city.residents.len() as i64 + 1;
            if member.tenant {
                let (from, until) = (member.moved_in, member.moved_out);
                city.tenancies.push(Tenancy { dwelling: dwelling.id, resident: id, from, until });
            }
            let years = age(member.person.birth, today);
            city.residents.push(Resident {
                id,
                household,
                phone: has_phone(&mut dice, years).then(|| phone(id)),
                identity: String::new(),
                registered_address: (member.registration == Registration::Migrant).then(|| home_town(household)),
                care: care(&mut dice, &member.person, years),
                name: member.person.name,
                sex: member.person.sex,
                birth: member.person.birth,
                relation: member.person.relation,
                registration: member.registration,
                moved_in: member.moved_in,
                moved_out: member.moved_out,
            });
        }
    }
}

fn has_phone(dice: &mut Dice, years: i32) -> bool {
    dice.chance(match years {
        ..10 => 0.0,
        10..16 => 0.35,
        16..76 => 0.985,
        _ => 0.82,
    })
}

fn care(dice: &mut Dice, person: &Person, years: i32) -> Option<CareGroup> {
    let disabled = dice.chance(0.008 + f64::from(years.max(0)) * 0.000_25);
    match person.left_behind {
        true => Some(CareGroup::LeftBehindChild),
        false => disabled.then_some(CareGroup::Disabled),
    }
}

/// Gives everybody the identity number that fits their birth and sex, after the stories have had their say.
pub fn number(city: &mut City) {
    for resident in &mut city.residents {
        resident.identity = identity(resident.id, resident.sex, resident.birth);
    }
}

/// Marks who is 70 or older and lives alone, after the stories have had their say.
pub fn mark_lone_elders(city: &mut City, today: NaiveDate) {
    let mut present = vec![0_u32; city.households.len() + 1];
    for resident in city.residents.iter().filter(|r| r.moved_out.is_none()) {
        present[resident.household as usize] += 1;
    }
    for resident in &mut city.residents {
        let alone = resident.moved_out.is_none() && present[resident.household as usize] == 1;
        if alone && age(resident.birth, today) >= 70 {
            resident.care = Some(CareGroup::LoneElder);
        }
    }
}

fn draw(composer: &Composer, dice: &mut Dice, usage: DwellingUse, today: NaiveDate) -> Claim {
    if usage == DwellingUse::Vacant {
        return Claim { usage, owner: composer.owner(dice), members: Vec::new() };
    }
    if dice.chance(RENTED) { let_out(composer, dice, today) } else { owned(composer, dice, today) }
}

fn owned(composer: &Composer, dice: &mut Dice, today: NaiveDate) -> Claim {
    let people = composer.household(dice, false);
    let head = people[0].clone();
    let spouse = people.iter().find(|p| p.relation == Relation::Spouse);
    let owner = match spouse.filter(|_| dice.chance(0.2)) {
        Some(spouse) => spouse.name.clone(),
        None => head.name.clone(),
    };
    let registration = if dice.chance(0.93) { Registration::Registered } else { Registration::Migrant };
    // Most moved in long ago; nobody bought before the age of 22.
    let most = f64::from((age(head.birth, today) - 22).clamp(1, 30));
    let years = most * dice.unit().powf(0.8);
    let arrival = today - Duration::days((years * 365.0) as i64 + 1);
    let gone = dice.chance(0.05).then(|| composer.grown_up(dice, &head)).flatten();
    let mut members: Vec<Member> = people
        .into_iter()
        .map(|person| {
            // A parent often joins when the child is there already.
            let late = person.relation == Relation::Parent && dice.chance(0.5);
            let joined = if late { arrival + (today - arrival) / 2 } else { arrival };
            let moved_in = joined.max(person.birth);
            Member { person, registration, moved_in, moved_out: None, tenant: false }
        })
        .collect();
    members.extend(gone.map(|person| {
        let moved_in = arrival.max(person.birth);
        let stay = (today - moved_in).num_days();
        let moved_out = today - Duration::days(dice.between(1, stay.clamp(1, 1_200)));
        Member { person, registration, moved_in, moved_out: Some(moved_out), tenant: false }
    }));
    Claim { usage: DwellingUse::OwnerOccupied, owner, members }
}

fn let_out(composer: &Composer, dice: &mut Dice, today: NaiveDate) -> Claim {
    let owner = composer.owner(dice);
    let registration = if dice.chance(0.84) { Registration::Migrant } else { Registration::Registered };
    // Leases are young: half of them began within the last fourteen months.
    let since = (dice.unit().powi(2) * 1_700.0) as i64 + 1;
    let arrival = today - Duration::days(since);
    let mut members: Vec<Member> = composer
        .household(dice, true)
        .into_iter()
        .map(|person| {
            let signs = matches!(person.relation, Relation::Head | Relation::Spouse | Relation::Other);
            let moved_in = arrival.max(person.birth);
            Member { person, registration, moved_in, moved_out: None, tenant: signs }
        })
        .collect();
    if dice.chance(0.25) {
        let moved_out = arrival - Duration::days(dice.between(1, 40));
        let moved_in = moved_out - Duration::days(dice.between(180, 900));
        let person = composer.former_tenant(dice);
        members.push(Member {
            person,
            registration: Registration::Migrant,
            moved_in,
            moved_out: Some(moved_out),
            tenant: true,
        });
    }
    Claim { usage: DwellingUse::Rented, owner, members }
}
