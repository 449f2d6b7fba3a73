//! Use cases of residents: who is found by a name or a number.

use super::store::{self, HomeRow, PersonRow};
use crate::app::App;
use crate::db::StoreError;
use crate::search::people::{Cursor, PeopleIndex, PeoplePage, PeopleQuery, PersonEntry};
use crate::vault::Secret;
use chrono::NaiveDate;
use shared::api::person::{Match, MatchKind, ResidentHit};
use shared::api::place::PlaceRef;
use shared::area::AreaCode;
use shared::geo::{Datum, Position};
use shared::person::{Identity, Phone};
use shared::text::Lang;
use std::collections::HashMap;

/// Digits of the shortest telephone number that is looked for as a whole.
const SHORTEST_PHONE: usize = 7;

/// People by name, or by the whole of an identity or telephone number: a page of them, and where the next one starts.
pub async fn find(
    app: &App,
    query: &PeopleQuery,
    today: NaiveDate,
    lang: Lang,
) -> Result<(Vec<ResidentHit>, Option<Cursor>), StoreError> {
    if let Some((secret, hash)) = number(app, &query.q) {
        let kind = if secret == Secret::ResidentIdentity { MatchKind::Identity } else { MatchKind::Phone };
        let rows = store::by_number(&app.db, secret, &hash).await?;
        let own = rows.into_iter().map(entry).filter(|one| fits(one, query, today));
        let found = own.map(|one| (one, Match { kind, reasons: Vec::new() })).collect();
        return Ok((described(app, found, today).await?, None));
    }
    let people = app.people.load();
    let page = page(&people, query, today, lang);
    Ok((hits(app, &people, &page, today).await?, page.next))
}

/// Names that only resemble the query are told when nobody is called so: they must not stand in the way of namesakes.
pub fn page(people: &PeopleIndex, query: &PeopleQuery, today: NaiveDate, lang: Lang) -> PeoplePage {
    let guessing = query.after.as_ref().is_some_and(Cursor::is_guess);
    let page = people.search(&PeopleQuery { exact: !guessing, ..query.clone() }, today, lang);
    match page.items.is_empty() && query.after.is_none() {
        true => people.search(query, today, lang),
        false => page,
    }
}

/// Whether a text is a whole number of a person, and what such a number is stored as.
fn number(app: &App, text: &str) -> Option<(Secret, String)> {
    if let Ok(identity) = Identity::parse(text) {
        return Some((Secret::ResidentIdentity, app.vault.hash(Secret::ResidentIdentity, identity.reveal())));
    }
    let phone = Phone::parse(text.trim()).ok().filter(|phone| phone.digits().len() >= SHORTEST_PHONE)?;
    Some((Secret::ResidentPhone, app.vault.hash(Secret::ResidentPhone, &phone.digits())))
}

/// What narrows besides the name; numbers need no telling apart, so kin and children do not count.
fn fits(one: &PersonEntry, query: &PeopleQuery, today: NaiveDate) -> bool {
    query.area.as_ref().is_none_or(|area| area.contains(&one.area))
        && query.sex.is_none_or(|sex| sex == one.sex)
        && query.age_from.is_none_or(|from| one.age(today) >= from)
        && query.age_to.is_none_or(|to| one.age(today) <= to)
        && query.phone_tail.is_none_or(|tail| Some(tail) == one.phone_tail)
}

/// Completes the answers of the index with the names of building and dwelling, in one question to the store.
pub async fn hits(
    app: &App,
    people: &PeopleIndex,
    page: &PeoplePage,
    today: NaiveDate,
) -> Result<Vec<ResidentHit>, StoreError> {
    let matched = page.items.iter().map(|found| Match { kind: found.kind, reasons: found.reasons.clone() });
    let found = page.items.iter().map(|found| people.entry(found.entry)).zip(matched).collect();
    described(app, found, today).await
}

async fn described(
    app: &App,
    found: Vec<(PersonEntry, Match)>,
    today: NaiveDate,
) -> Result<Vec<ResidentHit>, StoreError> {
    let dwellings: Vec<i64> = found.iter().map(|(person, _)| person.dwelling).collect();
    let homes = store::homes(&app.db, &dwellings).await?;
    let homes: HashMap<i64, HomeRow> = homes.into_iter().map(|home| (home.id, home)).collect();
    let book = app.areas.book();
    let hit = |(person, matched): (PersonEntry, Match)| {
        let home = homes.get(&person.dwelling)?.clone();
        Some(ResidentHit {
            id: person.id.to_string(),
            age: person.age(today),
            name: person.name,
            sex: person.sex,
            relation: person.relation,
            building: PlaceRef { id: home.building_id.to_string(), name: home.building_name },
            complex: home.complex_id.zip(home.complex_name).map(|(id, name)| PlaceRef { id: id.to_string(), name }),
            entrance: person.entrance,
            dwelling: PlaceRef { id: home.id.to_string(), name: home.number },
            floor: person.floor,
            area: book.chain(&person.area),
            location: Position { lon: home.lon, lat: home.lat }.to_datum(Datum::Wgs84),
            matched,
        })
    };
    Ok(found.into_iter().filter_map(hit).collect())
}

/// A row as the index takes it.
pub fn entry(row: PersonRow) -> PersonEntry {
    PersonEntry {
        id: row.id,
        name: row.name,
        birth: row.birth,
        sex: row.sex.0,
        relation: row.relation.0,
        household: row.household_id,
        complex: row.complex_id,
        building: row.building_id,
        entrance: small(row.entrance),
        dwelling: row.dwelling_id,
        floor: small(row.floor),
        area: AreaCode::trusted(row.area_code),
        phone_tail: row.phone_tail.and_then(|tail| tail.parse().ok()),
    }
}

fn small(number: i64) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
