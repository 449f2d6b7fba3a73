//! Making and changing accounts.

use super::sessions::living;
use super::store::{self, AccountRow, NewAccount};
use super::who::office_views;
use super::{Account, AccountError, Sessions, secret};
use crate::area::AreaBook;
use crate::db::{Db, StoreError, next};
use chrono::{DateTime, Utc};
use shared::access::{Deed, Object, Office, Role};
use shared::api::account::AccountView;
use shared::area::AreaCode;
use shared::password;

/// What an account is to be, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub login: String,
    pub name: String,
    pub worker: Option<i64>,
    /// At least one.
    pub offices: Vec<Office>,
    pub disabled: bool,
}

impl Sessions {
    /// Creates or replaces an account. Without a password the account keeps its own; a new one gets a random one, which
    /// is returned.
    pub async fn put_account(
        &self,
        db: &Db,
        wanted: &Wanted,
        password: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, AccountError> {
        if let Some(password) = password {
            password::check(&wanted.login, password).map_err(AccountError::Weak)?;
            put(db, wanted, Some(&self.hash(password).await), now).await?;
            return Ok(None);
        }
        if store::credentials(db, &wanted.login).await?.is_some() {
            put(db, wanted, None, now).await?;
            return Ok(None);
        }
        self.renew_account(db, wanted, now).await.map(Some)
    }

    /// Creates or replaces an account with a random password, which is returned.
    pub async fn renew_account(&self, db: &Db, wanted: &Wanted, now: DateTime<Utc>) -> Result<String, AccountError> {
        let password = secret::first_password(&wanted.login);
        put(db, wanted, Some(&self.hash(&password).await), now).await?;
        Ok(password)
    }
}

/// Stores an account. Its sessions end when the change takes something away: an office, the password, or all.
pub async fn put(
    db: &Db,
    wanted: &Wanted,
    password_hash: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), AccountError> {
    let mut tx = db.begin().await?;
    next(&mut tx, "account", 1).await?;
    let administrators = store::holders(&mut tx, Role::Admin).await?;
    let stored = store::stored(&mut tx, &wanted.login).await?;
    let old = stored.first();
    let (hash, set_at) = match (password_hash, old) {
        (Some(hash), _) => (hash, now),
        (None, Some(old)) => (old.password_hash.as_str(), old.password_set_at),
        (None, None) => return Err(AccountError::WrongLogin),
    };
    let account = NewAccount {
        login: &wanted.login,
        name: &wanted.name,
        worker_id: wanted.worker,
        password_hash: hash,
        password_set_at: set_at,
        disabled: wanted.disabled,
    };
    store::put(&mut tx, &account, &wanted.offices).await?;
    let same_offices = stored
        .iter()
        .map(|row| store::office(row.role, &row.area_code, row.department))
        .eq(wanted.offices.iter().cloned());
    if password_hash.is_some() || wanted.disabled || !same_offices {
        store::delete_sessions_of(&mut tx, &wanted.login, None).await?;
    }
    if administrators > 0 && store::holders(&mut tx, Role::Admin).await? == 0 {
        return Err(AccountError::LastAdministrator);
    }
    Ok(tx.commit().await?)
}

/// An account with its offices; `None` when there is none.
pub async fn find(
    db: &Db,
    book: &AreaBook,
    login: &str,
    now: DateTime<Utc>,
) -> Result<Option<AccountView>, StoreError> {
    Ok(views(&store::account(db, login, living(now)).await?, book).pop())
}

/// Accounts with an office in an area, behind a login, in order.
pub async fn list(
    db: &Db,
    book: &AreaBook,
    area: &AreaCode,
    (after, limit): (&str, usize),
    now: DateTime<Utc>,
) -> Result<Vec<AccountView>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    Ok(views(&store::accounts(db, after, area.prefix(), limit, living(now)).await?, book))
}

/// Ends every session of an account.
pub async fn end_sessions(db: &Db, login: &str) -> Result<(), StoreError> {
    let mut tx = db.begin().await?;
    store::delete_sessions_of(&mut tx, login, None).await?;
    tx.commit().await
}

/// Whether an administrator answers for an account: for all of its offices.
pub fn in_reach(administrator: &Account, account: &AccountView) -> bool {
    let mut offices = account.offices.iter().map(|office| office.office());
    offices.all(|office| administrator.may(Deed::ManageAccounts, Object::Area(&office.area)))
}

/// Rows stand once for each office; offices of one account stand together.
fn views(rows: &[AccountRow], book: &AreaBook) -> Vec<AccountView> {
    rows.chunk_by(|a, b| a.login == b.login)
        .map(|rows| {
            let offices: Vec<Office> =
                rows.iter().map(|row| store::office(row.role, &row.area_code, row.department)).collect();
            let row = &rows[0];
            AccountView {
                login: row.login.clone(),
                name: row.name.clone(),
                worker: row.worker_id.map(|id| id.to_string()),
                offices: office_views(&offices, book),
                disabled: row.disabled,
                password_set_at: row.password_set_at,
                sessions: u32::try_from(row.sessions).unwrap_or(u32::MAX),
            }
        })
        .collect()
}
