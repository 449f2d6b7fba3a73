//! SQL of who lives in a dwelling, who rents it, and who called there.

use crate::db::{Code, Db, JsonText, StoreError, Tx, next};
use crate::{in_tx, on};
use chrono::{DateTime, NaiveDate, Utc};
use shared::origin::Origins;
use shared::person::{CareGroup, Registration, Relation, Sex};

pub const MEMBERS: &str = "SELECT r.id, r.household_id, r.name, r.birth, r.sex, r.relation, r.registration, r.care, \
    r.phone, r.identity, r.registered_address, r.moved_in, r.origin, \
    (SELECT count(*) FROM tenancy t WHERE t.resident_id = r.id AND t.dwelling_id = r.dwelling_id \
        AND t.starts <= $2 AND (t.ends IS NULL OR t.ends >= $2)) AS leases \
    FROM resident r WHERE r.dwelling_id = $1 AND r.moved_out IS NULL ORDER BY r.household_id, r.id";
pub const LEASES: &str = "SELECT t.resident_id, r.name, r.birth, r.sex, r.phone, t.starts, t.ends \
    FROM tenancy t JOIN resident r ON r.id = t.resident_id WHERE t.dwelling_id = $1 \
    ORDER BY t.starts DESC, t.resident_id";
pub const VISITS: &str = "SELECT id, day, note, by_name, recorded_at FROM visit WHERE dwelling_id = $1 \
    ORDER BY day DESC, id DESC LIMIT 50";
pub const INSERT_VISIT: &str = "INSERT INTO visit (id, dwelling_id, day, note, login, by_name, recorded_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

#[derive(Debug, sqlx::FromRow)]
pub struct MemberRow {
    pub id: i64,
    pub household_id: i64,
    pub name: String,
    pub birth: NaiveDate,
    pub sex: Code<Sex>,
    pub relation: Code<Relation>,
    pub registration: Code<Registration>,
    pub care: Option<Code<CareGroup>>,
    /// Sealed, as is the identity number.
    pub phone: Option<String>,
    pub identity: Option<String>,
    pub registered_address: Option<String>,
    pub moved_in: NaiveDate,
    pub origin: JsonText<Origins>,
    pub leases: i64,
}

#[derive(Debug, sqlx::FromRow)]
pub struct LeaseRow {
    pub resident_id: i64,
    pub name: String,
    pub birth: NaiveDate,
    pub sex: Code<Sex>,
    /// Sealed.
    pub phone: Option<String>,
    pub starts: NaiveDate,
    pub ends: Option<NaiveDate>,
}

#[derive(Debug, sqlx::FromRow)]
pub struct VisitRow {
    pub id: i64,
    pub day: NaiveDate,
    pub note: String,
    pub by_name: String,
    pub recorded_at: DateTime<Utc>,
}

/// Everybody who lives in a dwelling, all its leases, and the latest visits.
pub async fn household(
    db: &Db,
    dwelling: i64,
    today: NaiveDate,
) -> Result<(Vec<MemberRow>, Vec<LeaseRow>, Vec<VisitRow>), StoreError> {
    Ok(on!(db, pool => (
        sqlx::query_as(MEMBERS).bind(dwelling).bind(today).fetch_all(pool).await?,
        sqlx::query_as(LEASES).bind(dwelling).fetch_all(pool).await?,
        sqlx::query_as(VISITS).bind(dwelling).fetch_all(pool).await?,
    )))
}

/// Stores a visit and returns its id.
pub async fn insert_visit(tx: &mut Tx, dwelling: i64, login: &str, visit: &VisitRow) -> Result<i64, StoreError> {
    let id = next(tx, "visit", 1).await?;
    in_tx!(tx, conn => sqlx::query(INSERT_VISIT).bind(id).bind(dwelling).bind(visit.day).bind(&visit.note)
        .bind(login).bind(&visit.by_name).bind(visit.recorded_at).execute(conn).await.map(drop))?;
    Ok(id)
}
