//! Filters that somebody keeps under a name; each account has its own.

use crate::both;
use crate::db::{Db, StoreError, next};
use crate::http::extract::text;
use crate::http::{ApiError, ApiResult};
use crate::{in_tx, on};
use shared::api::queue::SavedFilter;

/// Of one account.
const MOST: i64 = 50;
const LONGEST_NAME: usize = 40;
const LONGEST_QUERY: usize = 500;

pub const ALL: &str = "SELECT name, query FROM saved_filter WHERE login = $1 ORDER BY name";
pub const OTHERS: &str = "SELECT count(*) FROM saved_filter WHERE login = $1 AND name <> $2";
pub const KEEP: &str = "INSERT INTO saved_filter (login, name, query) VALUES ($1, $2, $3) \
    ON CONFLICT (login, name) DO UPDATE SET query = excluded.query";
pub const FORGET: &str = "DELETE FROM saved_filter WHERE login = $1 AND name = $2";

pub async fn all(db: &Db, login: &str) -> Result<Vec<SavedFilter>, StoreError> {
    let rows: Vec<(String, String)> = on!(db, pool => sqlx::query_as(ALL).bind(login).fetch_all(pool).await)?;
    Ok(rows.into_iter().map(|(name, query)| SavedFilter { name, query }).collect())
}

pub async fn keep(db: &Db, login: &str, filter: SavedFilter) -> ApiResult<SavedFilter> {
    let name = text("/name", &filter.name, LONGEST_NAME).map_err(|fault| ApiError::invalid(vec![fault]))?;
    let query = match filter.query.trim() {
        "" => String::new(),
        query => text("/query", query, LONGEST_QUERY).map_err(|fault| ApiError::invalid(vec![fault]))?,
    };
    let mut tx = db.begin().await?;
    // Held to the end, so that two requests at once do not both find the last place free.
    next(&mut tx, "filter", 0).await?;
    let others: i64 = in_tx!(&mut tx, conn => sqlx::query_scalar(OTHERS).bind(login).bind(&name).fetch_one(conn).await)
        .map_err(StoreError::from)?;
    if others >= MOST {
        return Err(ApiError::conflict(both!(
            "最多保存 {MOST} 个筛选，请先删除不用的",
            "at most {MOST} filters are kept; drop one that is not needed"
        )));
    }
    in_tx!(&mut tx, conn => sqlx::query(KEEP).bind(login).bind(&name).bind(&query).execute(conn).await.map(drop))
        .map_err(StoreError::from)?;
    tx.commit().await?;
    Ok(SavedFilter { name, query })
}

pub async fn forget(db: &Db, login: &str, name: &str) -> ApiResult<()> {
    let dropped = on!(db, pool => sqlx::query(FORGET).bind(login).bind(name).execute(pool).await
        .map(|done| done.rows_affected()))
    .map_err(StoreError::from)?;
    if dropped == 0 {
        return Err(ApiError::not_found(both!("没有这个名称的筛选", "there is no filter of this name")));
    }
    Ok(())
}
