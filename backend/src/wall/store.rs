//! SQL of the wall's numbers.

use crate::db::{Code, Db, StoreError};
use crate::on;
use chrono::{DateTime, Utc};
use shared::case::Source;

pub const SINCE: &str =
    "SELECT count(*) AS accepted, count(closed_at) AS handled FROM case_record WHERE reported_at >= $1";
pub const CLOSED_SINCE: &str = "SELECT count(*) FROM case_record WHERE closed_at >= $1";
pub const OPEN: &str = "SELECT count(*) AS count, count(*) - count(planned_at) AS without_plan, \
    count(*) - count(fed_back_at) AS without_feedback, \
    coalesce(sum(CASE WHEN due_at < coalesce(paused_at, $1) THEN 1 ELSE 0 END), 0) AS overdue \
    FROM case_record WHERE closed_at IS NULL";
pub const BY_SOURCE: &str = "SELECT source, count(*) AS count FROM case_record WHERE reported_at >= $1 GROUP BY source ORDER BY count(*) DESC, source";
pub const BY_CATEGORY: &str = "SELECT category, count(*) AS count FROM case_record WHERE reported_at >= $1 \
    GROUP BY category ORDER BY count(*) DESC, category";
pub const BY_SUBDISTRICT: &str = "SELECT substr(area_code, 1, 9) AS prefix, count(*) AS accepted, count(closed_at) AS handled, \
    sum(CASE WHEN closed_at IS NULL AND due_at < coalesce(paused_at, $2) THEN 1 ELSE 0 END) AS overdue \
    FROM case_record WHERE reported_at >= $1 GROUP BY substr(area_code, 1, 9)";

#[derive(Debug, sqlx::FromRow)]
pub struct SinceRow {
    pub accepted: i64,
    pub handled: i64,
}

/// Open cases, and how they stand with 督考130.
#[derive(Debug, sqlx::FromRow)]
pub struct OpenRow {
    pub count: i64,
    pub without_plan: i64,
    pub without_feedback: i64,
    pub overdue: i64,
}

#[derive(Debug, sqlx::FromRow)]
pub struct SourceRow {
    pub source: Code<Source>,
    pub count: i64,
}

#[derive(Debug, sqlx::FromRow)]
pub struct CategoryRow {
    pub category: Option<String>,
    pub count: i64,
}

#[derive(Debug, sqlx::FromRow)]
pub struct SubdistrictRow {
    pub prefix: String,
    pub accepted: i64,
    pub handled: i64,
    pub overdue: i64,
}

/// The numbers of a moment.
#[derive(Debug)]
pub struct Numbers {
    pub today: SinceRow,
    pub year: SinceRow,
    pub closed_today: i64,
    pub open: OpenRow,
    pub sources: Vec<SourceRow>,
    pub categories: Vec<CategoryRow>,
    pub subdistricts: Vec<SubdistrictRow>,
}

pub async fn numbers(
    db: &Db,
    now: DateTime<Utc>,
    midnight: DateTime<Utc>,
    new_year: DateTime<Utc>,
) -> Result<Numbers, StoreError> {
    Ok(on!(db, pool => Numbers {
        today: sqlx::query_as(SINCE).bind(midnight).fetch_one(pool).await?,
        year: sqlx::query_as(SINCE).bind(new_year).fetch_one(pool).await?,
        closed_today: sqlx::query_scalar(CLOSED_SINCE).bind(midnight).fetch_one(pool).await?,
        open: sqlx::query_as(OPEN).bind(now).fetch_one(pool).await?,
        sources: sqlx::query_as(BY_SOURCE).bind(midnight).fetch_all(pool).await?,
        categories: sqlx::query_as(BY_CATEGORY).bind(midnight).fetch_all(pool).await?,
        subdistricts: sqlx::query_as(BY_SUBDISTRICT).bind(new_year).bind(now).fetch_all(pool).await?,
    }))
}
