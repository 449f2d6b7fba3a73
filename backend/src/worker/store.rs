//! SQL of workers.

use crate::db::{Code, Db, StoreError, Tx};
use crate::{insert_many, on};
use chrono::{DateTime, Utc};
use shared::worker::{Department, Post};

pub const WORKERS: &str = "SELECT id, name, phone FROM worker ORDER BY id";
pub const POSTS: &str =
    "SELECT worker_id, post, area_code, building_id FROM post_held ORDER BY area_code, post, worker_id";
pub const LEAVES: &str = "SELECT worker_id, starts_at, ends_at FROM worker_leave ORDER BY worker_id, starts_at";
pub const INSERT_WORKER: &str = "INSERT INTO worker (id, name, phone) ";
pub const INSERT_POST: &str = "INSERT INTO post_held (worker_id, post, area_code, building_id) ";
pub const INSERT_LEAVE: &str = "INSERT INTO worker_leave (worker_id, starts_at, ends_at) ";
pub const INSERT_LIAISON: &str = "INSERT INTO liaison (department, worker_id, area_code) ";

#[derive(Debug, sqlx::FromRow)]
pub struct WorkerRow {
    pub id: i64,
    pub name: String,
    pub phone: String,
}

#[derive(Debug, sqlx::FromRow)]
pub struct PostRow {
    pub worker_id: i64,
    pub post: Code<Post>,
    pub area_code: String,
    pub building_id: Option<i64>,
}

#[derive(Debug, sqlx::FromRow)]
pub struct LeaveRow {
    pub worker_id: i64,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
}

#[derive(Debug)]
pub struct LiaisonRow {
    pub department: Department,
    pub worker_id: i64,
    pub area_code: String,
}

pub async fn all(db: &Db) -> Result<(Vec<WorkerRow>, Vec<PostRow>, Vec<LeaveRow>), StoreError> {
    Ok(on!(db, pool => (
        sqlx::query_as(WORKERS).fetch_all(pool).await?,
        sqlx::query_as(POSTS).fetch_all(pool).await?,
        sqlx::query_as(LEAVES).fetch_all(pool).await?,
    )))
}

pub async fn insert(
    tx: &mut Tx,
    workers: &[WorkerRow],
    posts: &[PostRow],
    leaves: &[LeaveRow],
    liaisons: &[LiaisonRow],
) -> Result<(), StoreError> {
    insert_many!(tx, INSERT_WORKER, 3, workers, |push, row| {
        push.push_bind(row.id).push_bind(&row.name).push_bind(&row.phone)
    });
    insert_many!(tx, INSERT_POST, 4, posts, |push, row| {
        push.push_bind(row.worker_id).push_bind(row.post).push_bind(&row.area_code).push_bind(row.building_id)
    });
    insert_many!(tx, INSERT_LEAVE, 3, leaves, |push, row| {
        push.push_bind(row.worker_id).push_bind(row.starts_at).push_bind(row.ends_at)
    });
    insert_many!(tx, INSERT_LIAISON, 3, liaisons, |push, row| {
        push.push_bind(Code(row.department)).push_bind(row.worker_id).push_bind(&row.area_code)
    });
    Ok(())
}
