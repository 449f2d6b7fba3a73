//! The gate: signing in and out, recognising who calls, choosing the office to act in, changing one's password.

use super::store::{self, Living, NewSession};
use super::{Account, AccountError, secret};
use crate::db::{Db, StoreError};
use chrono::{DateTime, Duration, Utc};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use shared::access::Office;
use shared::api::session::{Client, OpenSession};
use shared::password;
use std::net::IpAddr;
use std::num::NonZeroU32;
use tokio::sync::Semaphore;

/// A session ends after this long without a request.
const IDLE: Duration = Duration::hours(8);
/// A session ends after this long whatever happens.
pub const LONGEST: Duration = Duration::hours(24);
/// `seen_at` is written no more often than this.
const TOUCH_EVERY: Duration = Duration::minutes(5);
/// Attempts at one login: ten at once, then one every six seconds.
const OF_LOGIN: NonZeroU32 = NonZeroU32::new(10).expect("ten is not zero");
/// Attempts from one address: sixty at once, then one a second. A whole office may stand behind it.
const OF_ADDRESS: NonZeroU32 = NonZeroU32::new(60).expect("sixty is not zero");
/// Argon2id takes 19 MiB a hash: no more than this many at a time.
const HASHES_AT_ONCE: usize = 4;

/// Somebody at the gate.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    pub login: &'a str,
    pub password: &'a str,
    /// Where the connection comes from; whoever has none counts as one address.
    pub from: Option<IpAddr>,
    pub client: Client,
}

impl std::fmt::Debug for Attempt<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attempt").field("login", &self.login).field("from", &self.from).finish_non_exhaustive()
    }
}

#[derive(Debug)]
pub struct Sessions {
    logins: DefaultKeyedRateLimiter<String>,
    addresses: DefaultKeyedRateLimiter<Option<IpAddr>>,
    hashing: Semaphore,
    /// Verified when the login is unknown, so that both answers take as long.
    decoy: String,
}

impl Default for Sessions {
    fn default() -> Sessions {
        Sessions {
            logins: RateLimiter::keyed(Quota::per_minute(OF_LOGIN)),
            addresses: RateLimiter::keyed(Quota::per_minute(OF_ADDRESS)),
            hashing: Semaphore::new(HASHES_AT_ONCE),
            decoy: secret::hash("no account has this password"),
        }
    }
}

impl Sessions {
    /// Verifies a password and returns the token of a new session, which acts in the account's first office.
    pub async fn sign_in(&self, db: &Db, attempt: Attempt<'_>, now: DateTime<Utc>) -> Result<String, AccountError> {
        if self.addresses.check_key(&attempt.from.map(network)).is_err() {
            return Err(AccountError::TooMany);
        }
        self.addresses.retain_recent();
        self.slow_guessing(attempt.login)?;
        let stored = store::credentials(db, attempt.login).await?;
        let open = stored.as_ref().is_some_and(|stored| !stored.disabled);
        let hash = stored.map_or_else(|| self.decoy.clone(), |stored| stored.password_hash);
        let right = self.verify(hash, attempt.password).await;
        if !(open && right) {
            return Err(AccountError::WrongLogin);
        }
        let (token, id) = (secret::token(), secret::session_id());
        let token_hash = secret::digest(&token);
        let session = NewSession { token_hash: &token_hash, id: &id, login: attempt.login, client: attempt.client };
        store::insert_session(db, &session, now, living(now)).await?;
        Ok(token)
    }

    /// Ends a session.
    pub async fn sign_out(&self, db: &Db, token: &str) -> Result<(), StoreError> {
        store::delete_session(db, &secret::digest(token)).await
    }

    /// The account of a living session.
    pub async fn account(&self, db: &Db, token: &str, now: DateTime<Utc>) -> Result<Option<Account>, StoreError> {
        let key = secret::digest(token);
        let rows = store::session(db, &key).await?;
        // No office at its position: it was taken away while the session began.
        let Some(position) = rows.iter().position(|row| row.position == row.acting) else { return Ok(None) };
        let row = &rows[position];
        let living = living(now);
        if row.seen_at < living.seen_after || row.created_at < living.begun_after {
            store::delete_session(db, &key).await?;
            return Ok(None);
        }
        if now - row.seen_at > TOUCH_EVERY {
            store::touch_session(db, &key, now).await?;
        }
        let offices: Vec<Office> =
            rows.iter().map(|row| store::office(row.role, &row.area_code, row.department)).collect();
        Ok(Some(Account {
            login: row.login.clone(),
            name: row.name.clone(),
            worker: row.worker_id,
            office: offices[position].clone(),
            position,
            offices,
            session_id: row.id.clone(),
        }))
    }

    /// Whether somebody who was recognised a while ago still is: the session lives and acts in the same office.
    pub async fn still(&self, db: &Db, account: &Account, now: DateTime<Utc>) -> Result<bool, StoreError> {
        store::still(db, &account.session_id, place(account.position), living(now)).await
    }

    /// Lets the session act in another office of its account; `None` when the account has none at that position.
    pub async fn act_in(&self, db: &Db, account: &Account, position: u32) -> Result<Option<Account>, StoreError> {
        let Some((at, office)) = (account.offices.iter().enumerate()).find(|(at, _)| *at == position as usize) else {
            return Ok(None);
        };
        store::act_in(db, &account.session_id, place(at)).await?;
        Ok(Some(Account { office: office.clone(), position: at, ..account.clone() }))
    }

    /// The living sessions of an account, last used first.
    pub async fn of(&self, db: &Db, account: &Account, now: DateTime<Utc>) -> Result<Vec<OpenSession>, StoreError> {
        let rows = store::sessions_of(db, &account.login, living(now)).await?;
        let view = |row: store::OpenSessionRow| OpenSession {
            current: row.id == account.session_id,
            id: row.id,
            created_at: row.created_at,
            seen_at: row.seen_at,
            client: row.client.0,
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// Ends a session of the account; false when it has none with this id.
    pub async fn end(&self, db: &Db, account: &Account, id: &str) -> Result<bool, StoreError> {
        store::delete_session_of(db, &account.login, id).await
    }

    /// Changes the account's own password and ends its other sessions.
    pub async fn change_password(
        &self,
        db: &Db,
        account: &Account,
        (current, new): (&str, &str),
        now: DateTime<Utc>,
    ) -> Result<(), AccountError> {
        self.slow_guessing(&account.login)?;
        let stored = store::credentials(db, &account.login).await?.ok_or(AccountError::WrongLogin)?;
        if !self.verify(stored.password_hash.clone(), current).await {
            return Err(AccountError::WrongLogin);
        }
        password::check(&account.login, new).map_err(AccountError::Weak)?;
        let hash = self.hash(new).await;
        let mut tx = db.begin().await?;
        if !store::set_password(&mut tx, &account.login, (&stored.password_hash, &hash), now).await? {
            return Err(AccountError::WrongLogin);
        }
        store::delete_sessions_of(&mut tx, &account.login, Some(&account.session_id)).await?;
        Ok(tx.commit().await?)
    }

    /// Hashes in turn.
    pub async fn hash(&self, password: &str) -> String {
        let password = password.to_owned();
        let _turn = self.hashing.acquire().await.expect("the semaphore is never closed");
        tokio::task::spawn_blocking(move || secret::hash(&password)).await.expect("hashing does not panic")
    }

    async fn verify(&self, stored: String, password: &str) -> bool {
        let password = password.to_owned();
        let _turn = self.hashing.acquire().await.expect("the semaphore is never closed");
        tokio::task::spawn_blocking(move || secret::verify(&stored, &password)).await.expect("hashing does not panic")
    }

    /// Counts an attempt at a login, whether there is such an account or not.
    fn slow_guessing(&self, login: &str) -> Result<(), AccountError> {
        let verdict = self.logins.check_key(&login.chars().take(64).collect());
        self.logins.retain_recent();
        verdict.map_err(|_| AccountError::TooMany)
    }
}

/// Which sessions still live.
pub fn living(now: DateTime<Utc>) -> Living {
    Living { seen_after: now - IDLE, begun_after: now - LONGEST }
}

fn place(position: usize) -> i32 {
    i32::try_from(position).expect("an account holds few offices")
}

/// What counts as one address: of IPv6 the network, because a single caller has a whole one.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_network_are_one() {
        let one = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(one("192.0.2.7"), "192.0.2.7");
        assert_eq!(one("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(one("2001:db8:1:2:3:4:5:6"), one("2001:db8:1:2::1"));
        assert_ne!(one("2001:db8:1:2::1"), one("2001:db8:1:3::1"));
    }
}
