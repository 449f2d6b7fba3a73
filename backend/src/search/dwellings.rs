//! Dwellings and entrances by written address.
//!
//! The index over places knows buildings only; what is behind their doors is asked of the database, by the index over
//! building and number, so that it is never older than the data. Invariants: nothing outside the area of the office is
//! answered; the reading of the address that exists wins.

use super::address::Reading;
use super::places::Candidate;
use crate::app::App;
use crate::db::{Db, StoreError};
use crate::on;
use shared::api::place::PlaceRef;
use shared::api::search::DwellingHit;
use shared::area::AreaCode;
use shared::geo::{Datum, Position};
use sqlx::{Database, QueryBuilder};
use std::collections::HashMap;

const DWELLINGS: &str = "SELECT d.id AS dwelling, d.number, d.floor, d.area_code, d.building_id, e.number AS entrance, e.lon, e.lat, \
    b.name AS building, b.complex_id, c.name AS complex FROM dwelling d JOIN entrance e ON e.id = d.entrance_id \
    JOIN building b ON b.id = d.building_id LEFT JOIN complex c ON c.id = b.complex_id WHERE d.building_id IN (";
const ENTRANCES: &str = "SELECT CAST(0 AS BIGINT) AS dwelling, CAST('' AS TEXT) AS number, CAST(0 AS BIGINT) AS floor, b.area_code, e.building_id, e.number AS entrance, e.lon, e.lat, \
    b.name AS building, b.complex_id, c.name AS complex FROM entrance e JOIN building b ON b.id = e.building_id \
    LEFT JOIN complex c ON c.id = b.complex_id WHERE e.building_id IN (";

#[derive(Debug, sqlx::FromRow)]
struct DoorRow {
    /// 0 is an entrance.
    dwelling: i64,
    number: String,
    floor: i64,
    area_code: String,
    building_id: i64,
    entrance: i64,
    lon: f64,
    lat: f64,
    building: String,
    complex_id: Option<i64>,
    complex: Option<String>,
}

/// What a written address names inside `area`: the best `limit`, and how many there are.
pub async fn find(
    app: &App,
    query: &str,
    area: &AreaCode,
    limit: usize,
) -> Result<(Vec<DwellingHit>, usize), StoreError> {
    let places = app.places.load();
    let ways = places.addresses(query, area);
    for (reading, buildings) in &ways {
        let ids: Vec<i64> = buildings.iter().map(|found| places.entry(found.entry).id).collect();
        let rows = doors(&app.db, &ids, reading.entrance, reading.dwelling.as_deref()).await?;
        if !rows.is_empty() {
            return Ok(answer(app, rows, (&ids, buildings), None, limit));
        }
    }
    // The number is not there; the entrance that was named may still be the way.
    for (reading, buildings) in ways.iter().filter(|(reading, _)| reading.said && reading.entrance.is_some()) {
        let ids: Vec<i64> = buildings.iter().map(|found| places.entry(found.entry).id).collect();
        let rows = doors(&app.db, &ids, reading.entrance, None).await?;
        if !rows.is_empty() {
            return Ok(answer(app, rows, (&ids, buildings), Some(reading), limit));
        }
    }
    Ok(Default::default())
}

fn answer(
    app: &App,
    mut rows: Vec<DoorRow>,
    (ids, buildings): (&[i64], &[Candidate]),
    missed: Option<&Reading>,
    limit: usize,
) -> (Vec<DwellingHit>, usize) {
    let place: HashMap<i64, usize> = ids.iter().copied().zip(0..).collect();
    let at = |row: &DoorRow| place.get(&row.building_id).copied().unwrap_or(usize::MAX);
    rows.sort_by_key(|row| (at(row), row.entrance, row.dwelling));
    let total = rows.len();
    let book = app.areas.book();
    let hits = rows.into_iter().take(limit).filter_map(|row| {
        let matched = buildings.get(at(&row))?.matched.clone();
        let is_dwelling = row.dwelling != 0;
        Some(DwellingHit {
            building: PlaceRef { id: row.building_id.to_string(), name: row.building },
            complex: row.complex_id.zip(row.complex).map(|(id, name)| PlaceRef { id: id.to_string(), name }),
            entrance: small(row.entrance),
            dwelling: is_dwelling.then(|| PlaceRef { id: row.dwelling.to_string(), name: row.number }),
            floor: is_dwelling.then(|| small(row.floor)),
            area: book.chain(&AreaCode::trusted(row.area_code)),
            location: Position { lon: row.lon, lat: row.lat }.to_datum(Datum::Wgs84),
            matched,
            missing: missed.and_then(|reading| reading.dwelling.clone()),
        })
    });
    (hits.collect(), total)
}

async fn doors(
    db: &Db,
    buildings: &[i64],
    entrance: Option<u16>,
    dwelling: Option<&str>,
) -> Result<Vec<DoorRow>, StoreError> {
    Ok(on!(db, pool => query(buildings, entrance, dwelling).build_query_as().persistent(false).fetch_all(pool).await)?)
}

fn query<D: Database>(buildings: &[i64], entrance: Option<u16>, dwelling: Option<&str>) -> QueryBuilder<D>
where
    i64: for<'q> sqlx::Encode<'q, D> + sqlx::Type<D>,
    String: for<'q> sqlx::Encode<'q, D> + sqlx::Type<D>,
{
    let mut query = QueryBuilder::new(if dwelling.is_some() { DWELLINGS } else { ENTRANCES });
    let mut list = query.separated(", ");
    for &building in buildings {
        list.push_bind(building);
    }
    query.push(")");
    if let Some(number) = dwelling {
        query.push(" AND d.number IN (");
        let mut list = query.separated(", ");
        for spelling in spellings(number) {
            list.push_bind(spelling);
        }
        query.push(")");
    }
    if let Some(number) = entrance {
        query.push(" AND e.number = ").push_bind(i64::from(number));
    }
    query
}

/// How a register may write the number of a dwelling.
fn spellings(number: &str) -> Vec<String> {
    let plain = number.trim_start_matches('0');
    let mut all =
        vec![number.to_owned(), number.to_uppercase(), plain.to_owned(), format!("0{plain}"), format!("{plain}室")];
    all.sort_unstable();
    all.dedup();
    all
}

fn small(number: i64) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
