//! SQL of accounts and sessions.

use crate::db::{Code, Db, StoreError, Tx};
use crate::{in_tx, on};
use chrono::{DateTime, Utc};
use shared::api::session::Role;

pub const INSERT_ACCOUNT: &str = "INSERT INTO account (login, name, role, password_hash) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (login) DO UPDATE SET name = excluded.name, role = excluded.role, password_hash = excluded.password_hash";
pub const PASSWORD_HASH: &str = "SELECT password_hash FROM account WHERE login = $1";
pub const INSERT_SESSION: &str =
    "INSERT INTO account_session (token_hash, login, created_at, seen_at) VALUES ($1, $2, $3, $3)";
pub const SESSION: &str = "SELECT a.login, a.name, a.role, s.created_at, s.seen_at \
    FROM account_session s JOIN account a ON a.login = s.login WHERE s.token_hash = $1";
pub const TOUCH_SESSION: &str = "UPDATE account_session SET seen_at = $2 WHERE token_hash = $1";
pub const DELETE_SESSION: &str = "DELETE FROM account_session WHERE token_hash = $1";
pub const DELETE_OLD_SESSIONS: &str = "DELETE FROM account_session WHERE seen_at < $1 OR created_at < $2";
pub const DELETE_SESSIONS_OF: &str = "DELETE FROM account_session WHERE login = $1";

#[derive(Debug, sqlx::FromRow)]
pub struct SessionRow {
    pub login: String,
    pub name: String,
    pub role: Code<Role>,
    pub created_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
}

/// Creates or replaces an account; its sessions end.
pub async fn put_account(tx: &mut Tx, login: &str, name: &str, role: Role, hash: &str) -> Result<(), StoreError> {
    in_tx!(tx, conn => {
        sqlx::query(DELETE_SESSIONS_OF).bind(login).execute(&mut *conn).await?;
        sqlx::query(INSERT_ACCOUNT).bind(login).bind(name).bind(Code(role)).bind(hash).execute(conn).await?;
    });
    Ok(())
}

pub async fn password_hash(db: &Db, login: &str) -> Result<Option<String>, StoreError> {
    Ok(on!(db, pool => sqlx::query_scalar(PASSWORD_HASH).bind(login).fetch_optional(pool).await)?)
}

/// Stores a session and forgets those that ended by themselves.
pub async fn insert_session(
    db: &Db,
    token_hash: &str,
    login: &str,
    now: DateTime<Utc>,
    (idle, oldest): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), StoreError> {
    on!(db, pool => {
        sqlx::query(DELETE_OLD_SESSIONS).bind(idle).bind(oldest).execute(pool).await?;
        sqlx::query(INSERT_SESSION).bind(token_hash).bind(login).bind(now).execute(pool).await?;
    });
    Ok(())
}

pub async fn session(db: &Db, token_hash: &str) -> Result<Option<SessionRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(SESSION).bind(token_hash).fetch_optional(pool).await)?)
}

pub async fn touch_session(db: &Db, token_hash: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    on!(db, pool => sqlx::query(TOUCH_SESSION).bind(token_hash).bind(now).execute(pool).await.map(drop))?;
    Ok(())
}

pub async fn delete_session(db: &Db, token_hash: &str) -> Result<(), StoreError> {
    on!(db, pool => sqlx::query(DELETE_SESSION).bind(token_hash).execute(pool).await.map(drop))?;
    Ok(())
}
