//! SQL of residents.

use crate::db::{Code, Db, JsonText, StoreError, Tx, next};
use crate::vault::{Secret, Vault};
use crate::{insert_many, on};
use chrono::NaiveDate;
use futures_util::TryStreamExt;
use shared::origin::Origins;
use shared::person::{CareGroup, Identity, Phone, Registration, Relation, Sex};

pub const LIVING_HERE: &str = "SELECT r.id, r.name, r.birth, r.sex, r.relation, r.household_id, r.dwelling_id, r.area_code, \
    r.phone_tail, r.moved_out, d.building_id, b.complex_id, d.floor, e.number AS entrance FROM resident r \
    JOIN dwelling d ON d.id = r.dwelling_id JOIN building b ON b.id = d.building_id \
    JOIN entrance e ON e.id = d.entrance_id WHERE r.moved_out IS NULL";
/// Those who moved out as well.
pub const CHANGED: &str = "SELECT r.id, r.name, r.birth, r.sex, r.relation, r.household_id, r.dwelling_id, r.area_code, \
    r.phone_tail, r.moved_out, d.building_id, b.complex_id, d.floor, e.number AS entrance FROM resident r \
    JOIN dwelling d ON d.id = r.dwelling_id JOIN building b ON b.id = d.building_id \
    JOIN entrance e ON e.id = d.entrance_id WHERE r.revision > $1 ORDER BY r.revision, r.id LIMIT $2";
pub const BY_IDENTITY: &str = "SELECT r.id, r.name, r.birth, r.sex, r.relation, r.household_id, r.dwelling_id, r.area_code, \
    r.phone_tail, r.moved_out, d.building_id, b.complex_id, d.floor, e.number AS entrance FROM resident r \
    JOIN dwelling d ON d.id = r.dwelling_id JOIN building b ON b.id = d.building_id \
    JOIN entrance e ON e.id = d.entrance_id WHERE r.identity_hash = $1 AND r.moved_out IS NULL ORDER BY r.id";
pub const BY_PHONE: &str = "SELECT r.id, r.name, r.birth, r.sex, r.relation, r.household_id, r.dwelling_id, r.area_code, \
    r.phone_tail, r.moved_out, d.building_id, b.complex_id, d.floor, e.number AS entrance FROM resident r \
    JOIN dwelling d ON d.id = r.dwelling_id JOIN building b ON b.id = d.building_id \
    JOIN entrance e ON e.id = d.entrance_id WHERE r.phone_hash = $1 AND r.moved_out IS NULL ORDER BY r.id";
pub const REVISION: &str = "SELECT value FROM counter WHERE name = 'person'";
/// Completed with a list of numbers.
const HOMES: &str = "SELECT d.id, d.number, d.building_id, b.name AS building_name, b.complex_id, \
    c.name AS complex_name, b.lon, b.lat FROM dwelling d JOIN building b ON b.id = d.building_id \
    LEFT JOIN complex c ON c.id = b.complex_id WHERE d.id IN (";
pub const INSERT_HOUSEHOLD: &str = "INSERT INTO household (id, area_code, dwelling_id) ";
pub const INSERT_RESIDENT: &str = "INSERT INTO resident (id, area_code, household_id, dwelling_id, name, sex, birth, \
    relation, registration, care, phone, phone_hash, phone_tail, identity, identity_hash, registered_address, moved_in, \
    moved_out, origin, revision) ";
pub const INSERT_TENANCY: &str = "INSERT INTO tenancy (dwelling_id, resident_id, starts, ends) ";

/// How many homes most questions ask for.
const PAGE: usize = 20;

/// A resident as search needs them.
#[derive(Debug, sqlx::FromRow)]
pub struct PersonRow {
    pub id: i64,
    pub name: String,
    pub birth: NaiveDate,
    pub sex: Code<Sex>,
    pub relation: Code<Relation>,
    pub household_id: i64,
    pub dwelling_id: i64,
    pub area_code: String,
    pub building_id: i64,
    pub complex_id: Option<i64>,
    pub floor: i64,
    pub entrance: i64,
    pub phone_tail: Option<String>,
    pub moved_out: Option<NaiveDate>,
}

/// Where somebody lives, in words.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct HomeRow {
    pub id: i64,
    pub number: String,
    pub building_id: i64,
    pub building_name: String,
    pub complex_id: Option<i64>,
    pub complex_name: Option<String>,
    /// Of the building.
    pub lon: f64,
    pub lat: f64,
}

#[derive(Debug)]
pub struct HouseholdRow {
    pub id: i64,
    pub area_code: String,
    pub dwelling_id: i64,
}

#[derive(Debug)]
pub struct ResidentRow {
    pub id: i64,
    pub area_code: String,
    pub household_id: i64,
    pub dwelling_id: i64,
    pub name: String,
    pub sex: Sex,
    pub birth: NaiveDate,
    pub relation: Relation,
    pub registration: Registration,
    pub care: Option<CareGroup>,
    pub phone: Option<Phone>,
    pub identity: Option<Identity>,
    /// Where the person is registered, when that is not the dwelling.
    pub registered_address: Option<String>,
    pub moved_in: NaiveDate,
    pub moved_out: Option<NaiveDate>,
    pub origin: Origins,
}

#[derive(Debug)]
pub struct TenancyRow {
    pub dwelling_id: i64,
    pub resident_id: i64,
    pub starts: NaiveDate,
    pub ends: Option<NaiveDate>,
}

/// Reads everybody who lives here, one by one: a city does not fit into memory as rows.
pub async fn living_here(db: &Db, mut each: impl FnMut(PersonRow)) -> Result<(), StoreError> {
    on!(db, pool => {
        let mut rows = sqlx::query_as::<_, PersonRow>(LIVING_HERE).fetch(pool);
        while let Some(row) = rows.try_next().await? {
            each(row);
        }
    });
    Ok(())
}

/// The last revision that was committed.
pub async fn revision(db: &Db) -> Result<i64, StoreError> {
    Ok(on!(db, pool => sqlx::query_scalar(REVISION).fetch_one(pool).await)?)
}

/// Who changed after a revision, also those who moved out.
pub async fn changed(db: &Db, after: i64, most: i64) -> Result<Vec<PersonRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(CHANGED).bind(after).bind(most).fetch_all(pool).await)?)
}

/// Who has a number, by its hash.
pub async fn by_number(db: &Db, secret: Secret, hash: &str) -> Result<Vec<PersonRow>, StoreError> {
    let sql = if secret == Secret::ResidentIdentity { BY_IDENTITY } else { BY_PHONE };
    Ok(on!(db, pool => sqlx::query_as(sql).bind(hash).fetch_all(pool).await)?)
}

/// The dwellings with these numbers, in one question.
pub async fn homes(db: &Db, dwellings: &[i64]) -> Result<Vec<HomeRow>, StoreError> {
    let Some(last) = dwellings.last() else { return Ok(Vec::new()) };
    // Lists of few lengths, so that statements are prepared once.
    let count = dwellings.len().next_multiple_of(PAGE);
    let padded = dwellings.iter().chain(std::iter::repeat(last)).take(count);
    Ok(on!(db, pool => {
        let mut query = sqlx::QueryBuilder::new(HOMES);
        let mut list = query.separated(", ");
        for id in padded {
            list.push_bind(*id);
        }
        query.push(")");
        query.build_query_as().fetch_all(pool).await
    })?)
}

/// Everything written here gets one new revision.
pub async fn insert(
    tx: &mut Tx,
    vault: &Vault,
    households: &[HouseholdRow],
    residents: &[ResidentRow],
    tenancies: &[TenancyRow],
) -> Result<(), StoreError> {
    insert_many!(tx, INSERT_HOUSEHOLD, 3, households, |push, row| {
        push.push_bind(row.id).push_bind(&row.area_code).push_bind(row.dwelling_id)
    });
    let revision = next(tx, "person", 1).await?;
    insert_many!(tx, INSERT_RESIDENT, 20, residents, |push, row| {
        let (phone, identity) = (row.phone.as_ref(), row.identity.as_ref());
        push.push_bind(row.id)
            .push_bind(&row.area_code)
            .push_bind(row.household_id)
            .push_bind(row.dwelling_id)
            .push_bind(&row.name)
            .push_bind(Code(row.sex))
            .push_bind(row.birth)
            .push_bind(Code(row.relation))
            .push_bind(Code(row.registration))
            .push_bind(row.care.map(Code))
            .push_bind(phone.map(|phone| vault.seal(Secret::ResidentPhone, row.id, phone.reveal())))
            .push_bind(phone.map(|phone| vault.hash(Secret::ResidentPhone, &phone.digits())))
            .push_bind(phone.map(Phone::tail))
            .push_bind(identity.map(|identity| vault.seal(Secret::ResidentIdentity, row.id, identity.reveal())))
            .push_bind(identity.map(|identity| vault.hash(Secret::ResidentIdentity, identity.reveal())))
            .push_bind(&row.registered_address)
            .push_bind(row.moved_in)
            .push_bind(row.moved_out)
            .push_bind(JsonText(&row.origin))
            .push_bind(revision)
    });
    insert_many!(tx, INSERT_TENANCY, 4, tenancies, |push, row| {
        push.push_bind(row.dwelling_id).push_bind(row.resident_id).push_bind(row.starts).push_bind(row.ends)
    });
    Ok(())
}
