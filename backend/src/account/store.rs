//! SQL of accounts, offices and sessions.

use crate::db::{Code, Db, StoreError, Tx};
use crate::{in_tx, insert_many, on};
use chrono::{DateTime, Utc};
use shared::access::{Office, Role};
use shared::api::session::Client;
use shared::area::{AreaCode, AreaLevel};
use shared::worker::{Department, Post};

pub const PUT_ACCOUNT: &str = "INSERT INTO account (login, name, worker_id, password_hash, password_set_at, disabled) \
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (login) DO UPDATE SET name = excluded.name, worker_id = excluded.worker_id, \
    password_hash = excluded.password_hash, password_set_at = excluded.password_set_at, disabled = excluded.disabled";
pub const DELETE_OFFICES: &str = "DELETE FROM account_office WHERE login = $1";
pub const INSERT_OFFICE: &str = "INSERT INTO account_office (login, position, role, area_code, department) ";
pub const ENABLED_HOLDERS: &str = "SELECT count(DISTINCT a.login) FROM account a \
    JOIN account_office o ON o.login = a.login WHERE o.role = $1 AND NOT a.disabled";
pub const CREDENTIALS: &str = "SELECT password_hash, disabled FROM account WHERE login = $1";
pub const SET_PASSWORD: &str =
    "UPDATE account SET password_hash = $3, password_set_at = $4 WHERE login = $1 AND password_hash = $2";
pub const STORED: &str = "SELECT a.password_hash, a.password_set_at, o.role, o.area_code, o.department \
    FROM account a JOIN account_office o ON o.login = a.login WHERE a.login = $1 ORDER BY o.position";
pub const ACCOUNT: &str = "SELECT a.login, a.name, a.worker_id, a.disabled, a.password_set_at, (SELECT count(*) \
    FROM account_session s WHERE s.login = a.login AND s.seen_at >= $2 AND s.created_at >= $3) AS sessions, \
    o.role, o.area_code, o.department FROM account a JOIN account_office o ON o.login = a.login \
    WHERE a.login = $1 ORDER BY o.position";
pub const ACCOUNTS: &str = "SELECT a.login, a.name, a.worker_id, a.disabled, a.password_set_at, (SELECT count(*) \
    FROM account_session s WHERE s.login = a.login AND s.seen_at >= $2 AND s.created_at >= $3) AS sessions, \
    o.role, o.area_code, o.department FROM (SELECT login, name, worker_id, disabled, password_set_at FROM account b \
        WHERE login > $1 AND EXISTS (SELECT 1 FROM account_office c WHERE c.login = b.login AND c.area_code LIKE $4) \
        ORDER BY login LIMIT $5) a \
    JOIN account_office o ON o.login = a.login ORDER BY a.login, o.position";
pub const INSERT_SESSION: &str = "INSERT INTO account_session (token_hash, id, login, position, client, created_at, seen_at) \
    VALUES ($1, $2, $3, 0, $4, $5, $5)";
pub const SESSION: &str = "SELECT s.id, s.position AS acting, s.created_at, s.seen_at, a.login, a.name, a.worker_id, \
    o.position, o.role, o.area_code, o.department FROM account_session s JOIN account a ON a.login = s.login \
    JOIN account_office o ON o.login = a.login WHERE s.token_hash = $1 AND NOT a.disabled ORDER BY o.position";
pub const STILL: &str = "SELECT s.id FROM account_session s JOIN account a ON a.login = s.login \
    WHERE s.id = $1 AND s.position = $2 AND s.seen_at >= $3 AND s.created_at >= $4 AND NOT a.disabled";
pub const SESSIONS_OF: &str = "SELECT id, client, created_at, seen_at FROM account_session \
    WHERE login = $1 AND seen_at >= $2 AND created_at >= $3 ORDER BY seen_at DESC, id";
pub const TOUCH_SESSION: &str = "UPDATE account_session SET seen_at = $2 WHERE token_hash = $1";
pub const ACT_IN: &str = "UPDATE account_session SET position = $2 WHERE id = $1";
pub const DELETE_SESSION: &str = "DELETE FROM account_session WHERE token_hash = $1";
pub const DELETE_OLD_SESSIONS: &str = "DELETE FROM account_session WHERE seen_at < $1 OR created_at < $2";
pub const DELETE_SESSION_OF: &str = "DELETE FROM account_session WHERE login = $1 AND id = $2";
pub const DELETE_SESSIONS_OF: &str = "DELETE FROM account_session WHERE login = $1 AND id <> $2";
pub const WORKER: &str = "SELECT name FROM worker WHERE id = $1";
pub const GRID_OF_BUILDING: &str = "SELECT b.area_code FROM building b JOIN complex c ON c.id = b.complex_id \
    WHERE c.name = $1 AND b.name = $2 ORDER BY b.id LIMIT 1";
pub const FIRST_OF_LEVEL: &str = "SELECT code FROM area WHERE level = $1 \
    ORDER BY CASE WHEN grid_kind = 'general' THEN 0 ELSE 1 END, code LIMIT 1";
pub const KNOWN_AREA: &str = "SELECT code FROM area WHERE code = $1";
pub const HOLDER: &str = "SELECT w.id, w.name FROM post_held p JOIN worker w ON w.id = p.worker_id \
    WHERE p.area_code = $1 AND p.post = $2 ORDER BY w.id LIMIT 1";

/// What a password is compared with.
#[derive(Debug, sqlx::FromRow)]
pub struct CredentialsRow {
    pub password_hash: String,
    pub disabled: bool,
}

/// An account before it is changed, once for each of its offices.
#[derive(Debug, sqlx::FromRow)]
pub struct StoredRow {
    pub password_hash: String,
    pub password_set_at: DateTime<Utc>,
    pub role: Code<Role>,
    pub area_code: String,
    pub department: Option<Code<Department>>,
}

/// An account, once for each of its offices, in their order.
#[derive(Debug, sqlx::FromRow)]
pub struct AccountRow {
    pub login: String,
    pub name: String,
    pub worker_id: Option<i64>,
    pub disabled: bool,
    pub password_set_at: DateTime<Utc>,
    pub sessions: i64,
    pub role: Code<Role>,
    pub area_code: String,
    pub department: Option<Code<Department>>,
}

/// A session with its account, once for each office.
#[derive(Debug, sqlx::FromRow)]
pub struct SessionRow {
    pub id: String,
    /// Position of the office that it acts in.
    pub acting: i32,
    pub created_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
    pub login: String,
    pub name: String,
    pub worker_id: Option<i64>,
    pub position: i32,
    pub role: Code<Role>,
    pub area_code: String,
    pub department: Option<Code<Department>>,
}

#[derive(Debug, sqlx::FromRow)]
pub struct OpenSessionRow {
    pub id: String,
    pub client: Code<Client>,
    pub created_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
}

/// Sessions not used since the first moment, or begun before the second, are over.
#[derive(Clone, Copy, Debug)]
pub struct Living {
    pub seen_after: DateTime<Utc>,
    pub begun_after: DateTime<Utc>,
}

/// An account as it is stored, without its offices.
#[derive(Debug)]
pub struct NewAccount<'a> {
    pub login: &'a str,
    pub name: &'a str,
    pub worker_id: Option<i64>,
    pub password_hash: &'a str,
    pub password_set_at: DateTime<Utc>,
    pub disabled: bool,
}

/// A new session.
#[derive(Debug)]
pub struct NewSession<'a> {
    pub token_hash: &'a str,
    pub id: &'a str,
    pub login: &'a str,
    pub client: Client,
}

/// The office that three columns tell.
pub fn office(role: Code<Role>, area_code: &str, department: Option<Code<Department>>) -> Office {
    Office { role: role.0, area: AreaCode::trusted(area_code), department: department.map(|department| department.0) }
}

/// Creates or replaces an account with its offices.
pub async fn put(tx: &mut Tx, account: &NewAccount<'_>, offices: &[Office]) -> Result<(), StoreError> {
    in_tx!(tx, conn => {
        sqlx::query(PUT_ACCOUNT)
            .bind(account.login)
            .bind(account.name)
            .bind(account.worker_id)
            .bind(account.password_hash)
            .bind(account.password_set_at)
            .bind(account.disabled)
            .execute(&mut *conn)
            .await?;
        sqlx::query(DELETE_OFFICES).bind(account.login).execute(conn).await?;
    });
    let rows: Vec<(i32, &Office)> = (0..).zip(offices).collect();
    insert_many!(tx, INSERT_OFFICE, 5, rows, |push, row| {
        push.push_bind(account.login)
            .push_bind(row.0)
            .push_bind(Code(row.1.role))
            .push_bind(row.1.area.as_str())
            .push_bind(row.1.department.map(Code))
    });
    Ok(())
}

/// How many enabled accounts hold an office of this role.
pub async fn holders(tx: &mut Tx, role: Role) -> Result<i64, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_scalar(ENABLED_HOLDERS).bind(Code(role)).fetch_one(conn).await)?)
}

pub async fn credentials(db: &Db, login: &str) -> Result<Option<CredentialsRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(CREDENTIALS).bind(login).fetch_optional(pool).await)?)
}

/// The rows of an account that is about to change.
pub async fn stored(tx: &mut Tx, login: &str) -> Result<Vec<StoredRow>, StoreError> {
    Ok(in_tx!(tx, conn => sqlx::query_as(STORED).bind(login).fetch_all(conn).await)?)
}

/// Changes a password that is still the one verified. False when it is not.
pub async fn set_password(
    tx: &mut Tx,
    login: &str,
    (old, new): (&str, &str),
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let changed = in_tx!(tx, conn => sqlx::query(SET_PASSWORD)
        .bind(login).bind(old).bind(new).bind(now).execute(conn).await?.rows_affected());
    Ok(changed == 1)
}

/// The rows of one account; none when it is unknown.
pub async fn account(db: &Db, login: &str, living: Living) -> Result<Vec<AccountRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(ACCOUNT)
        .bind(login).bind(living.seen_after).bind(living.begun_after).fetch_all(pool).await)?)
}

/// The rows of the accounts behind `after` with an office whose area begins with `prefix`.
pub async fn accounts(
    db: &Db,
    after: &str,
    prefix: &str,
    limit: i64,
    living: Living,
) -> Result<Vec<AccountRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(ACCOUNTS)
        .bind(after)
        .bind(living.seen_after)
        .bind(living.begun_after)
        .bind(format!("{prefix}%"))
        .bind(limit)
        .fetch_all(pool)
        .await)?)
}

/// Stores a session and forgets those that ended by themselves.
pub async fn insert_session(
    db: &Db,
    session: &NewSession<'_>,
    now: DateTime<Utc>,
    living: Living,
) -> Result<(), StoreError> {
    on!(db, pool => {
        sqlx::query(DELETE_OLD_SESSIONS).bind(living.seen_after).bind(living.begun_after).execute(pool).await?;
        sqlx::query(INSERT_SESSION)
            .bind(session.token_hash)
            .bind(session.id)
            .bind(session.login)
            .bind(Code(session.client))
            .bind(now)
            .execute(pool)
            .await?;
    });
    Ok(())
}

pub async fn session(db: &Db, token_hash: &str) -> Result<Vec<SessionRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(SESSION).bind(token_hash).fetch_all(pool).await)?)
}

/// Whether a session lives and acts in the office at this position.
pub async fn still(db: &Db, id: &str, position: i32, living: Living) -> Result<bool, StoreError> {
    let found: Option<String> = on!(db, pool => sqlx::query_scalar(STILL)
        .bind(id).bind(position).bind(living.seen_after).bind(living.begun_after).fetch_optional(pool).await)?;
    Ok(found.is_some())
}

pub async fn sessions_of(db: &Db, login: &str, living: Living) -> Result<Vec<OpenSessionRow>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(SESSIONS_OF)
        .bind(login).bind(living.seen_after).bind(living.begun_after).fetch_all(pool).await)?)
}

pub async fn touch_session(db: &Db, token_hash: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    on!(db, pool => sqlx::query(TOUCH_SESSION).bind(token_hash).bind(now).execute(pool).await.map(drop))?;
    Ok(())
}

pub async fn act_in(db: &Db, session: &str, position: i32) -> Result<(), StoreError> {
    on!(db, pool => sqlx::query(ACT_IN).bind(session).bind(position).execute(pool).await.map(drop))?;
    Ok(())
}

pub async fn delete_session(db: &Db, token_hash: &str) -> Result<(), StoreError> {
    on!(db, pool => sqlx::query(DELETE_SESSION).bind(token_hash).execute(pool).await.map(drop))?;
    Ok(())
}

/// Ends one session of an account; false when it has none with this id.
pub async fn delete_session_of(db: &Db, login: &str, id: &str) -> Result<bool, StoreError> {
    let ended =
        on!(db, pool => sqlx::query(DELETE_SESSION_OF).bind(login).bind(id).execute(pool).await?.rows_affected());
    Ok(ended == 1)
}

/// Ends the sessions of an account, except the one with the id `kept`.
pub async fn delete_sessions_of(tx: &mut Tx, login: &str, kept: Option<&str>) -> Result<(), StoreError> {
    let kept = kept.unwrap_or_default();
    in_tx!(tx, conn => sqlx::query(DELETE_SESSIONS_OF).bind(login).bind(kept).execute(conn).await.map(drop))?;
    Ok(())
}

/// The name of a worker.
pub async fn worker(db: &Db, id: i64) -> Result<Option<String>, StoreError> {
    Ok(on!(db, pool => sqlx::query_scalar(WORKER).bind(id).fetch_optional(pool).await)?)
}

/// The grid of a building of a complex.
pub async fn grid_of_building(db: &Db, complex: &str, building: &str) -> Result<Option<String>, StoreError> {
    Ok(on!(db, pool => sqlx::query_scalar(GRID_OF_BUILDING).bind(complex).bind(building).fetch_optional(pool).await)?)
}

/// The first area of a level; of grids, the first general one.
pub async fn first_of_level(db: &Db, level: AreaLevel) -> Result<Option<String>, StoreError> {
    Ok(on!(db, pool => sqlx::query_scalar(FIRST_OF_LEVEL).bind(Code(level)).fetch_optional(pool).await)?)
}

pub async fn is_area(db: &Db, code: &AreaCode) -> Result<bool, StoreError> {
    let found: Option<String> =
        on!(db, pool => sqlx::query_scalar(KNOWN_AREA).bind(code.as_str()).fetch_optional(pool).await)?;
    Ok(found.is_some())
}

/// Id and name of the first worker who holds a post at an area.
pub async fn holder(db: &Db, area: &AreaCode, post: Post) -> Result<Option<(i64, String)>, StoreError> {
    Ok(on!(db, pool => sqlx::query_as(HOLDER).bind(area.as_str()).bind(Code(post)).fetch_optional(pool).await)?)
}
