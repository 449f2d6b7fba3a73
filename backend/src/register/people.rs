//! SQL of residents, households and tenancies as a batch reads and writes them: whole rows, by lists of keys.

use crate::db::{Code, JsonText, StoreError, Tx, rows_per_statement};
use crate::person::store::INSERT_HOUSEHOLD;
use crate::{in_tx, insert_many};
use chrono::NaiveDate;
use shared::origin::Origins;
use shared::person::{CareGroup, Registration, Relation, Sex};
use sqlx::QueryBuilder;

const COLUMNS: &str = "id, area_code, household_id, dwelling_id, name, sex, birth, relation, registration, care, phone, \
    phone_hash, phone_tail, identity, identity_hash, registered_address, moved_in, moved_out, origin";
const PUT: &str = "INSERT INTO resident (id, area_code, household_id, dwelling_id, name, sex, birth, relation, \
    registration, care, phone, phone_hash, phone_tail, identity, identity_hash, registered_address, moved_in, moved_out, \
    origin, revision) ";
const OVER: &str = " ON CONFLICT (id) DO UPDATE SET area_code = excluded.area_code, \
    household_id = excluded.household_id, dwelling_id = excluded.dwelling_id, name = excluded.name, sex = excluded.sex, \
    birth = excluded.birth, relation = excluded.relation, registration = excluded.registration, care = excluded.care, \
    phone = excluded.phone, phone_hash = excluded.phone_hash, phone_tail = excluded.phone_tail, \
    identity = excluded.identity, identity_hash = excluded.identity_hash, \
    registered_address = excluded.registered_address, moved_in = excluded.moved_in, moved_out = excluded.moved_out, \
    origin = excluded.origin, revision = excluded.revision";
const PUT_TENANCY: &str = "INSERT INTO tenancy (dwelling_id, resident_id, starts, ends) ";
const OVER_TENANCY: &str = " ON CONFLICT (dwelling_id, resident_id, starts) DO UPDATE SET ends = excluded.ends";
pub const LAST_RESIDENT: &str = "SELECT COALESCE(max(id), 0) FROM resident";
pub const LAST_HOUSEHOLD: &str = "SELECT COALESCE(max(id), 0) FROM household";

/// A resident as stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Stored {
    pub id: i64,
    pub area_code: String,
    pub household_id: i64,
    pub dwelling_id: i64,
    pub name: String,
    pub sex: Code<Sex>,
    pub birth: NaiveDate,
    pub relation: Code<Relation>,
    pub registration: Code<Registration>,
    pub care: Option<Code<CareGroup>>,
    /// Sealed.
    pub phone: Option<String>,
    pub phone_hash: Option<String>,
    pub phone_tail: Option<String>,
    /// Sealed.
    pub identity: Option<String>,
    pub identity_hash: Option<String>,
    pub registered_address: Option<String>,
    pub moved_in: NaiveDate,
    pub moved_out: Option<NaiveDate>,
    pub origin: JsonText<Origins>,
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Household {
    pub id: i64,
    pub area_code: String,
    pub dwelling_id: i64,
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Tenancy {
    pub dwelling_id: i64,
    pub resident_id: i64,
    pub starts: NaiveDate,
    pub ends: Option<NaiveDate>,
}

/// Rows whose column is one of some keys, in the order of the last clause.
macro_rules! among {
    ($tx:expr, $select:expr, $keys:expr, $order:literal) => {{
        let mut rows = Vec::new();
        for keys in $keys.chunks(10_000) {
            in_tx!(&mut *$tx, conn => {
                let mut query = QueryBuilder::new($select);
                let mut list = query.separated(", ");
                for key in keys {
                    list.push_bind(key);
                }
                query.push(concat!(") ORDER BY ", $order));
                rows.extend(query.build_query_as().persistent(false).fetch_all(conn).await?);
            });
        }
        rows
    }};
}

pub async fn of_dwellings(tx: &mut Tx, dwellings: &[i64]) -> Result<Vec<Stored>, StoreError> {
    Ok(among!(tx, format!("SELECT {COLUMNS} FROM resident WHERE dwelling_id IN ("), dwellings, "id"))
}

pub async fn of_identities(tx: &mut Tx, hashes: &[String]) -> Result<Vec<Stored>, StoreError> {
    Ok(among!(tx, format!("SELECT {COLUMNS} FROM resident WHERE identity_hash IN ("), hashes, "id"))
}

pub async fn households(tx: &mut Tx, dwellings: &[i64]) -> Result<Vec<Household>, StoreError> {
    Ok(among!(tx, "SELECT id, area_code, dwelling_id FROM household WHERE dwelling_id IN (", dwellings, "id"))
}

pub async fn tenancies(tx: &mut Tx, residents: &[i64]) -> Result<Vec<Tenancy>, StoreError> {
    const SELECT: &str = "SELECT dwelling_id, resident_id, starts, ends FROM tenancy WHERE resident_id IN (";
    Ok(among!(tx, SELECT, residents, "starts"))
}

pub async fn last_resident(tx: &mut Tx) -> Result<i64, StoreError> {
    super::store::last_id(tx, LAST_RESIDENT).await
}

pub async fn last_household(tx: &mut Tx) -> Result<i64, StoreError> {
    super::store::last_id(tx, LAST_HOUSEHOLD).await
}

pub async fn insert_households(tx: &mut Tx, rows: &[Household]) -> Result<(), StoreError> {
    insert_many!(tx, INSERT_HOUSEHOLD, 3, rows, |push, row| {
        push.push_bind(row.id).push_bind(&row.area_code).push_bind(row.dwelling_id)
    });
    Ok(())
}

/// Writes new residents and changed ones.
pub async fn put(tx: &mut Tx, rows: &[&Stored], revision: i64) -> Result<(), StoreError> {
    for chunk in rows.chunks(rows_per_statement(20)) {
        in_tx!(&mut *tx, conn => {
            let mut query = QueryBuilder::new(PUT);
            query.push_values(chunk, |mut push, row| {
                push.push_bind(row.id)
                    .push_bind(&row.area_code)
                    .push_bind(row.household_id)
                    .push_bind(row.dwelling_id)
                    .push_bind(&row.name)
                    .push_bind(row.sex)
                    .push_bind(row.birth)
                    .push_bind(row.relation)
                    .push_bind(row.registration)
                    .push_bind(row.care)
                    .push_bind(&row.phone)
                    .push_bind(&row.phone_hash)
                    .push_bind(&row.phone_tail)
                    .push_bind(&row.identity)
                    .push_bind(&row.identity_hash)
                    .push_bind(&row.registered_address)
                    .push_bind(row.moved_in)
                    .push_bind(row.moved_out)
                    .push_bind(&row.origin)
                    .push_bind(revision);
            });
            query.push(OVER).build().persistent(false).execute(conn).await?;
        });
    }
    Ok(())
}

pub async fn put_tenancies(tx: &mut Tx, rows: &[Tenancy]) -> Result<(), StoreError> {
    for chunk in rows.chunks(rows_per_statement(4)) {
        in_tx!(&mut *tx, conn => {
            let mut query = QueryBuilder::new(PUT_TENANCY);
            query.push_values(chunk, |mut push, row| {
                push.push_bind(row.dwelling_id).push_bind(row.resident_id).push_bind(row.starts).push_bind(row.ends);
            });
            query.push(OVER_TENANCY).build().persistent(false).execute(conn).await?;
        });
    }
    Ok(())
}
