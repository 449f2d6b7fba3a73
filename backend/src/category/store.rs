//! SQL of categories.

use crate::db::{Code, Db, StoreError};
use crate::{in_tx, on};
use shared::case::category::{Category, parse_categories};
use shared::case::deadline::{Limit, LimitUnit};
use shared::worker::Department;

/// What a new installation starts with.
const SHIPPED: &str = include_str!("../../../assets/categories.csv");

pub const ALL: &str = "SELECT code, zh, en, major_zh, major_en, department, limit_amount, limit_unit, private, urgent \
    FROM category ORDER BY position";
pub const INSERT: &str = "INSERT INTO category \
    (code, position, zh, en, major_zh, major_en, department, limit_amount, limit_unit, private, urgent) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (code) DO NOTHING";

#[derive(Debug, sqlx::FromRow)]
struct CategoryRow {
    code: String,
    zh: String,
    en: String,
    major_zh: String,
    major_en: String,
    department: Code<Department>,
    limit_amount: i64,
    limit_unit: Code<LimitUnit>,
    private: bool,
    urgent: bool,
}

/// All categories in the order of the table.
pub async fn all(db: &Db) -> Result<Vec<Category>, StoreError> {
    let rows: Vec<CategoryRow> = on!(db, pool => sqlx::query_as(ALL).fetch_all(pool).await)?;
    Ok(rows.into_iter().map(Category::from).collect())
}

/// The table that a new installation starts with.
pub fn shipped() -> Vec<Category> {
    parse_categories(SHIPPED).expect("a test reads the shipped table")
}

/// Stores the shipped table if there is none yet.
pub async fn seed(db: &Db) -> Result<(), StoreError> {
    if !all(db).await?.is_empty() {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    for (position, category) in shipped().iter().enumerate() {
        in_tx!(&mut tx, conn => sqlx::query(INSERT)
            .bind(&category.code)
            .bind(position as i64)
            .bind(&category.zh)
            .bind(&category.en)
            .bind(&category.major_zh)
            .bind(&category.major_en)
            .bind(Code(category.department))
            .bind(i64::from(category.limit.amount))
            .bind(Code(category.limit.unit))
            .bind(category.private)
            .bind(category.urgent)
            .execute(conn).await.map(drop))?;
    }
    tx.commit().await
}

impl From<CategoryRow> for Category {
    fn from(row: CategoryRow) -> Category {
        Category {
            code: row.code,
            zh: row.zh,
            en: row.en,
            major_zh: row.major_zh,
            major_en: row.major_en,
            department: row.department.0,
            limit: Limit { amount: u32::try_from(row.limit_amount).unwrap_or(u32::MAX), unit: row.limit_unit.0 },
            private: row.private,
            urgent: row.urgent,
        }
    }
}
