//! Turning seventy: one resident of each subdistrict within the next seven days, and the three whom a careless rule gets
//! wrong: born on 29 February, moved out, already served.
//!
//! Nobody else of the city turns seventy in those days, so the list of tasks is known.

use crate::model::{City, Resident};
use chrono::{Datelike, Duration, NaiveDate};
use shared::area::{AreaCode, AreaLevel};
use shared::time::age;
use std::collections::BTreeSet;

/// The resident whose senior card was made before the birthday.
#[derive(Clone, Debug)]
pub struct Card {
    pub resident: i64,
    pub building: i64,
    pub birthday: NaiveDate,
}

/// Sets the birthdays. Returns who has the card already; `None` in a city without a fitting resident.
pub fn settle(city: &mut City, today: NaiveDate, claimed: &BTreeSet<i64>) -> Option<Card> {
    clear_the_days(city, today);
    let subdistricts: Vec<AreaCode> = city
        .areas
        .iter()
        .filter(|area| area.code.level() == AreaLevel::Subdistrict)
        .map(|area| area.code.clone())
        .collect();
    let mut elders: Vec<Vec<usize>> = vec![Vec::new(); subdistricts.len()];
    for (at, resident) in city.residents.iter().enumerate() {
        let household = &city.households[resident.household as usize - 1];
        let fits = resident.moved_out.is_none()
            && (66..74).contains(&age(resident.birth, today))
            && !claimed.contains(&household.dwelling);
        if fits {
            let grid = &city.buildings[building_of(city, resident) as usize - 1].grid;
            let of = subdistricts.iter().position(|code| code.contains(grid));
            elders[of?].push(at);
        }
    }
    for (number, of) in elders.iter().enumerate() {
        if let Some(&at) = of.first() {
            // From tomorrow on, so that the list is still there when the demonstration passes midnight.
            city.residents[at].birth = seventy_on(today + Duration::days(1 + number as i64 % 6));
        }
    }
    let mut others = elders.iter().flat_map(|of| of.iter().skip(1).copied());
    let (leap, moved, card) = (others.next()?, others.next()?, others.next()?);
    city.residents[leap].birth = leap_birthday(today);
    let birth = seventy_on(today + Duration::days(3));
    city.residents[moved].birth = birth;
    city.residents[moved].moved_out = Some((today - Duration::days(200)).max(city.residents[moved].moved_in));
    let birthday = today + Duration::days(4);
    city.residents[card].birth = seventy_on(birthday);
    let resident = &city.residents[card];
    Some(Card { resident: resident.id, building: building_of(city, resident), birthday })
}

fn building_of(city: &City, resident: &Resident) -> i64 {
    let household = &city.households[resident.household as usize - 1];
    city.dwellings[household.dwelling as usize - 1].building
}

/// Makes those older by forty days who would turn seventy from yesterday to the day after next week.
fn clear_the_days(city: &mut City, today: NaiveDate) {
    let (first, last) = (today - Duration::days(1), today + Duration::days(8));
    for resident in &mut city.residents {
        if (first..=last).contains(&seventieth(resident.birth)) {
            resident.birth -= Duration::days(40);
        }
    }
}

/// The day on which somebody turns seventy; 1 March for those of 29 February in a common year.
pub fn seventieth(birth: NaiveDate) -> NaiveDate {
    let year = birth.year() + 70;
    birth.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 3, 1)).unwrap_or(birth)
}

/// A birth whose seventieth birthday is that day.
fn seventy_on(day: NaiveDate) -> NaiveDate {
    let year = day.year() - 70;
    day.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 2, 28)).unwrap_or(day)
}

/// The 29 February whose seventieth birthday is nearest to today.
fn leap_birthday(today: NaiveDate) -> NaiveDate {
    let years = today.year() - 74..=today.year() - 66;
    let leaps = years.filter_map(|year| NaiveDate::from_ymd_opt(year, 2, 29));
    leaps.min_by_key(|birth| (seventieth(*birth) - today).num_days().abs()).unwrap_or(today)
}
