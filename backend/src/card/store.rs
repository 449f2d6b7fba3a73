//! SQL of contact cards.

use crate::db::{Code, Db, StoreError, Tx};
use crate::{insert_many, on};
use shared::worker::{Department, Post};

pub const HOUSEHOLDS: &str = "SELECT d.entrance_id, b.id AS building_id, b.name AS building_name, c.name AS complex_name, \
    b.address, e.number AS entrance, e.lon, e.lat, d.id AS dwelling_id, d.number \
    FROM household h JOIN dwelling d ON d.id = h.dwelling_id JOIN entrance e ON e.id = d.entrance_id \
    JOIN building b ON b.id = d.building_id LEFT JOIN complex c ON c.id = b.complex_id \
    WHERE d.area_code = $1 AND EXISTS \
    (SELECT 1 FROM resident r WHERE r.household_id = h.id AND r.dwelling_id = d.id AND r.moved_out IS NULL) \
    ORDER BY b.complex_id, b.id, e.number, d.floor, d.number, h.id";
pub const PLATES: &str = "SELECT p.entrance_id, p.code FROM doorplate p JOIN entrance e ON e.id = p.entrance_id \
    JOIN building b ON b.id = e.building_id WHERE b.area_code = $1";
pub const DOOR: &str = "SELECT b.id AS building_id, b.name AS building_name, c.name AS complex_name, b.address, \
    e.number AS entrance, e.lon, e.lat FROM doorplate p JOIN entrance e ON e.id = p.entrance_id \
    JOIN building b ON b.id = e.building_id LEFT JOIN complex c ON c.id = b.complex_id WHERE p.code = $1";
pub const STAFF: &str = "SELECT p.post, w.name, w.phone FROM post_held p JOIN worker w ON w.id = p.worker_id \
    WHERE p.area_code IN ($1, $2) ORDER BY w.id";
pub const LIAISONS: &str = "SELECT l.department, w.phone FROM liaison l JOIN worker w ON w.id = l.worker_id \
    WHERE l.area_code IN ($1, $2) ORDER BY l.area_code DESC, w.id";
pub const INSERT_PLATE: &str = "INSERT INTO doorplate (entrance_id, code) ";

/// A household behind its door.
#[derive(Debug, sqlx::FromRow)]
pub struct HouseholdRow {
    pub entrance_id: i64,
    pub dwelling_id: i64,
    pub number: String,
    #[sqlx(flatten)]
    pub door: DoorRow,
}

#[derive(Debug, sqlx::FromRow)]
pub struct DoorRow {
    pub building_id: i64,
    pub building_name: String,
    pub complex_name: Option<String>,
    pub address: String,
    pub entrance: i64,
    pub lon: f64,
    pub lat: f64,
}

impl DoorRow {
    /// `星辰花园29栋`
    pub fn full_name(&self) -> String {
        match &self.complex_name {
            Some(complex) if !self.building_name.contains(complex.as_str()) => {
                format!("{complex}{}", self.building_name)
            }
            _ => self.building_name.clone(),
        }
    }
}

#[derive(Debug, sqlx::FromRow)]
pub struct PlateRow {
    pub entrance_id: i64,
    pub code: String,
}

#[derive(Debug, sqlx::FromRow)]
pub struct StaffRow {
    pub post: Code<Post>,
    pub name: String,
    pub phone: String,
}

#[derive(Debug, sqlx::FromRow)]
pub struct LiaisonRow {
    pub department: Code<Department>,
    pub phone: String,
}

/// The households of a grid in the order of a walk through it, and the codes of its doors.
pub async fn households(db: &Db, grid: &str) -> Result<(Vec<HouseholdRow>, Vec<PlateRow>), StoreError> {
    Ok(on!(db, pool => (
        sqlx::query_as(HOUSEHOLDS).bind(grid).fetch_all(pool).await?,
        sqlx::query_as(PLATES).bind(grid).fetch_all(pool).await?,
    )))
}

/// Posts at a grid and its community, liaisons of its subdistrict and district.
pub async fn contacts(
    db: &Db,
    grid: &str,
    community: &str,
    subdistrict: &str,
    district: &str,
) -> Result<(Vec<StaffRow>, Vec<LiaisonRow>), StoreError> {
    Ok(on!(db, pool => (
        sqlx::query_as(STAFF).bind(grid).bind(community).fetch_all(pool).await?,
        sqlx::query_as(LIAISONS).bind(subdistrict).bind(district).fetch_all(pool).await?,
    )))
}

pub async fn door(db: &Db, code: &str) -> Result<Option<DoorRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(DOOR).bind(code).fetch_optional(pool).await)?)
}

pub async fn insert_plates(tx: &mut Tx, rows: &[PlateRow]) -> Result<(), StoreError> {
    insert_many!(tx, INSERT_PLATE, 2, rows, |push, row| push.push_bind(row.entrance_id).push_bind(&row.code));
    Ok(())
}
