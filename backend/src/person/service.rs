//! Use cases of residents: the index over everybody who lives here.

use super::store;
use crate::app::App;
use crate::db::{Db, StoreError};
use crate::place;
use crate::search::people::{PeopleIndex, PeoplePage, PersonEntry};
use chrono::NaiveDate;
use shared::api::person::{Match, ResidentHit};
use shared::api::place::PlaceRef;
use shared::area::AreaCode;
use shared::geo::{Datum, Position};

/// Reads everybody who lives here into an index.
pub async fn load_people(db: &Db) -> Result<PeopleIndex, StoreError> {
    let rows = store::living_here(db).await?;
    let entries = rows.into_iter().map(|row| PersonEntry {
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
    });
    Ok(PeopleIndex::build(entries))
}

/// Completes the answers of the index with the names of building and dwelling.
pub async fn hits(
    app: &App,
    people: &PeopleIndex,
    page: &PeoplePage,
    today: NaiveDate,
) -> Result<Vec<ResidentHit>, StoreError> {
    let book = app.areas.book();
    let mut hits = Vec::with_capacity(page.items.len());
    for found in &page.items {
        let person = people.entry(found.entry);
        let Some(home) = place::store::dwelling(&app.db, person.dwelling).await? else { continue };
        hits.push(ResidentHit {
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
            matched: Match { kind: found.kind, reasons: found.reasons.clone() },
        });
    }
    Ok(hits)
}

fn small(number: i64) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
