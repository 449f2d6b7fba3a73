//! SQL of categories and criteria.

use super::book::CategoryBook;
use super::plan::changes;
use super::service::By;
use crate::db::{Code, Db, JsonText, StoreError, Tx, next};
use crate::{in_tx, insert_many};
use chrono::{DateTime, Utc};
use shared::case::category::{Category, Criterion, Priority, parse_categories, parse_criteria};
use shared::case::deadline::{Limit, LimitUnit};
use shared::evidence::EvidenceKind;
use shared::worker::Department;

/// What a new installation starts with.
const CATEGORIES: &str = include_str!("../../../assets/categories.csv");
const CRITERIA: &str = include_str!("../../../assets/criteria.csv");
/// Whose value is the number of changes.
const COUNTER: &str = "category_change";

pub const REVISION: &str = "SELECT value FROM counter WHERE name = 'category_change'";
pub const ALL_CATEGORIES: &str = "SELECT code, zh, en, major_zh, major_en, department, private, urgent, retired \
    FROM category ORDER BY position";
pub const ALL_CRITERIA: &str = "SELECT code, category, zh, en, limit_amount, limit_unit, department, priority, evidence, \
    retired FROM criterion ORDER BY position";
pub const CLEAR_CRITERIA: &str = "DELETE FROM criterion";
pub const CLEAR_CATEGORIES: &str = "DELETE FROM category";
pub const INSERT_CATEGORY: &str =
    "INSERT INTO category (code, position, zh, en, major_zh, major_en, department, private, urgent, retired) ";
pub const INSERT_CRITERION: &str = "INSERT INTO criterion (code, category, position, zh, en, limit_amount, limit_unit, \
    department, priority, evidence, retired) ";
pub const INSERT_CHANGE: &str =
    "INSERT INTO category_change (id, at, login, actor, changes) VALUES ($1, $2, $3, $4, $5)";

#[derive(Debug, sqlx::FromRow)]
struct CategoryRow {
    code: String,
    zh: String,
    en: String,
    major_zh: String,
    major_en: String,
    department: Code<Department>,
    private: bool,
    urgent: bool,
    retired: bool,
}

#[derive(Debug, sqlx::FromRow)]
struct CriterionRow {
    code: String,
    category: String,
    zh: String,
    en: String,
    limit_amount: i64,
    limit_unit: Code<LimitUnit>,
    department: Option<Code<Department>>,
    priority: Code<Priority>,
    evidence: JsonText<Vec<EvidenceKind>>,
    retired: bool,
}

/// The book as it is stored.
pub async fn load(db: &Db) -> Result<CategoryBook, StoreError> {
    load_in(&mut db.snapshot().await?).await
}

pub async fn load_in(tx: &mut Tx) -> Result<CategoryBook, StoreError> {
    let revision = in_tx!(&mut *tx, conn => sqlx::query_scalar(REVISION).fetch_one(conn).await)?;
    let categories: Vec<CategoryRow> = in_tx!(&mut *tx, conn => sqlx::query_as(ALL_CATEGORIES).fetch_all(conn).await)?;
    let criteria: Vec<CriterionRow> = in_tx!(&mut *tx, conn => sqlx::query_as(ALL_CRITERIA).fetch_all(conn).await)?;
    let categories = categories.into_iter().map(Category::from).collect();
    Ok(CategoryBook::new(categories, criteria.into_iter().map(Criterion::from).collect(), revision))
}

/// The number of changes so far.
pub async fn revision(db: &Db) -> Result<i64, StoreError> {
    Ok(crate::on!(db, pool => sqlx::query_scalar(REVISION).fetch_one(pool).await)?)
}

/// The tables that a new installation starts with.
pub fn shipped() -> CategoryBook {
    let categories = parse_categories(CATEGORIES).expect("a test reads the shipped table");
    CategoryBook::new(categories, parse_criteria(CRITERIA).expect("a test reads the shipped table"), 0)
}

/// Stores the shipped tables if there are none yet.
pub async fn seed(db: &Db, now: DateTime<Utc>) -> Result<(), StoreError> {
    if revision(db).await? > 0 {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    let change = lock(&mut tx).await?;
    // Another process may have been faster.
    if change == 1 {
        let by = By { login: None, name: "系统".to_owned() };
        replace(&mut tx, change, &CategoryBook::default(), &shipped(), &by, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The number of the next change; whoever has it is alone with the tables until the transaction ends.
pub async fn lock(tx: &mut Tx) -> Result<i64, StoreError> {
    next(tx, COUNTER, 1).await
}

/// Puts a book in the place of another, and on record who did so.
pub async fn replace(
    tx: &mut Tx,
    change: i64,
    before: &CategoryBook,
    after: &CategoryBook,
    by: &By,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for clear in [CLEAR_CRITERIA, CLEAR_CATEGORIES] {
        in_tx!(&mut *tx, conn => sqlx::query(clear).execute(conn).await.map(drop))?;
    }
    let categories: Vec<(usize, &Category)> = after.categories.iter().enumerate().collect();
    insert_many!(tx, INSERT_CATEGORY, 10, categories, |row, entry| {
        let (position, category) = *entry;
        row.push_bind(&category.code)
            .push_bind(position as i64)
            .push_bind(&category.zh)
            .push_bind(&category.en)
            .push_bind(&category.major_zh)
            .push_bind(&category.major_en)
            .push_bind(Code(category.department))
            .push_bind(category.private)
            .push_bind(category.urgent)
            .push_bind(category.retired)
    });
    let criteria: Vec<(usize, &Criterion)> = after.criteria.iter().enumerate().collect();
    insert_many!(tx, INSERT_CRITERION, 11, criteria, |row, entry| {
        let (position, criterion) = *entry;
        row.push_bind(&criterion.code)
            .push_bind(&criterion.category)
            .push_bind(position as i64)
            .push_bind(&criterion.zh)
            .push_bind(&criterion.en)
            .push_bind(i64::from(criterion.limit.amount))
            .push_bind(Code(criterion.limit.unit))
            .push_bind(criterion.department.map(Code))
            .push_bind(Code(criterion.priority))
            .push_bind(JsonText(&criterion.evidence))
            .push_bind(criterion.retired)
    });
    let record = JsonText(changes(before, after));
    in_tx!(tx, conn => sqlx::query(INSERT_CHANGE)
        .bind(change).bind(now).bind(&by.login).bind(&by.name).bind(record)
        .execute(conn).await.map(drop))?;
    Ok(())
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
            // The book takes it from the first criterion.
            limit: Limit { amount: 0, unit: LimitUnit::NaturalDay },
            private: row.private,
            urgent: row.urgent,
            retired: row.retired,
        }
    }
}

impl From<CriterionRow> for Criterion {
    fn from(row: CriterionRow) -> Criterion {
        Criterion {
            code: row.code,
            category: row.category,
            zh: row.zh,
            en: row.en,
            limit: Limit { amount: u32::try_from(row.limit_amount).unwrap_or(u32::MAX), unit: row.limit_unit.0 },
            department: row.department.map(|department| department.0),
            priority: row.priority.0,
            evidence: row.evidence.0,
            retired: row.retired,
        }
    }
}
