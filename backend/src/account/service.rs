//! Signing in and out.

use super::store;
use crate::db::{Db, StoreError, Tx};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use chrono::{DateTime, Duration, Utc};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use sha2::{Digest, Sha256};
use shared::api::session::{Role, SessionView};
use std::num::NonZeroU32;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// A session ends after this long without a request.
const IDLE: Duration = Duration::hours(8);
/// A session ends after this long whatever happens.
pub const LONGEST: Duration = Duration::hours(24);
/// `seen_at` is written no more often than this.
const TOUCH_EVERY: Duration = Duration::minutes(5);
/// Wrong passwords for one login: ten at once, then one every six seconds.
const ATTEMPTS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(10).expect("ten is not zero");
/// Argon2id takes 19 MiB a hash: no more than this many at a time.
const HASHES_AT_ONCE: usize = 4;

#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    #[error("account or password is wrong")]
    WrongLogin,
    #[error("too many attempts")]
    TooMany,
    #[error("a password has 8 to 128 characters")]
    Password,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The gate: verifies passwords, hands out and recognises session tokens.
#[derive(Debug)]
pub struct Sessions {
    attempts: DefaultKeyedRateLimiter<String>,
    hashing: Semaphore,
    /// Verified when the login is unknown, so that both answers take as long.
    decoy: String,
}

impl Default for Sessions {
    fn default() -> Sessions {
        Sessions {
            attempts: RateLimiter::keyed(Quota::per_minute(ATTEMPTS_PER_MINUTE)),
            hashing: Semaphore::new(HASHES_AT_ONCE),
            decoy: hash("no account has this password"),
        }
    }
}

impl Sessions {
    /// Verifies a password and returns the token of a new session.
    pub async fn sign_in(
        &self,
        db: &Db,
        login: &str,
        password: &str,
        now: DateTime<Utc>,
    ) -> Result<String, AccountError> {
        if self.attempts.check_key(&login.chars().take(64).collect()).is_err() {
            return Err(AccountError::TooMany);
        }
        self.attempts.retain_recent();
        let stored = store::password_hash(db, login).await?;
        let known = stored.is_some();
        let (stored, given) = (stored.unwrap_or_else(|| self.decoy.clone()), password.to_owned());
        let _turn = self.hashing.acquire().await.expect("the semaphore is never closed");
        let right = tokio::task::spawn_blocking(move || verify(&stored, &given)).await.expect("hashing does not panic");
        if !(known && right) {
            return Err(AccountError::WrongLogin);
        }
        let token = hex(&rand::random::<[u8; 32]>());
        store::insert_session(db, &token_hash(&token), login, now, (now - IDLE, now - LONGEST)).await?;
        Ok(token)
    }

    /// Ends a session.
    pub async fn sign_out(&self, db: &Db, token: &str) -> Result<(), StoreError> {
        store::delete_session(db, &token_hash(token)).await
    }

    /// The account of a living session.
    pub async fn viewer(&self, db: &Db, token: &str, now: DateTime<Utc>) -> Result<Option<SessionView>, StoreError> {
        let key = token_hash(token);
        let Some(row) = store::session(db, &key).await? else { return Ok(None) };
        if now - row.seen_at > IDLE || now - row.created_at > LONGEST {
            store::delete_session(db, &key).await?;
            return Ok(None);
        }
        if now - row.seen_at > TOUCH_EVERY {
            store::touch_session(db, &key, now).await?;
        }
        Ok(Some(SessionView { login: row.login, name: row.name, role: row.role.0 }))
    }
}

/// Creates or replaces an account.
pub async fn create_account(
    tx: &mut Tx,
    login: &str,
    name: &str,
    role: Role,
    password: &str,
) -> Result<(), AccountError> {
    if !(8..=128).contains(&password.chars().count()) {
        return Err(AccountError::Password);
    }
    let password = Arc::<str>::from(password);
    let hash = tokio::task::spawn_blocking(move || hash(&password)).await.expect("hashing does not panic");
    Ok(store::put_account(tx, login, name, role, &hash).await?)
}

/// Makes the demo's accounts, one for each role, all with one password: the given one or a random one. Returns it.
/// Accounts that have it already keep their sessions, so that screens survive a restart.
pub async fn demo_accounts(db: &Db, password: Option<&str>) -> Result<String, AccountError> {
    let password = password.map_or_else(|| hex(&rand::random::<[u8; 6]>()), str::to_owned);
    for role in Role::ALL {
        let stored = store::password_hash(db, role.code()).await?;
        if !stored.is_some_and(|stored| verify(&stored, &password)) {
            let mut tx = db.begin().await?;
            create_account(&mut tx, role.code(), role.text().zh, *role, &password).await?;
            tx.commit().await?;
        }
    }
    Ok(password)
}

fn hash(password: &str) -> String {
    Argon2::default().hash_password(password.as_bytes()).expect("the parameters are Argon2's own").to_string()
}

fn verify(stored: &str, password: &str) -> bool {
    PasswordHash::new(stored)
        .is_ok_and(|stored| Argon2::default().verify_password(password.as_bytes(), &stored).is_ok())
}

fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
