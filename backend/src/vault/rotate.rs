//! Sealing everything anew with the latest key, in batches, while servers run.
//!
//! Resumable by nature: what is left to do is what names an older key. A value that somebody changes meanwhile is left as
//! they wrote it.

use super::{Secret, Vault, VaultError, confirm};
use crate::db::{Db, StoreError};
use crate::{in_tx, on};

pub const RESIDENT_PHONES: &str = "SELECT id, phone FROM resident WHERE id > $1 AND phone IS NOT NULL AND phone NOT LIKE $2 \
    ORDER BY id LIMIT $3";
pub const RESIDENT_IDENTITIES: &str = "SELECT id, identity FROM resident WHERE id > $1 AND identity IS NOT NULL \
    AND identity NOT LIKE $2 ORDER BY id LIMIT $3";
pub const OWNER_PHONES: &str = "SELECT id, owner_phone FROM dwelling WHERE id > $1 AND owner_phone IS NOT NULL \
    AND owner_phone NOT LIKE $2 ORDER BY id LIMIT $3";
pub const REPORTER_PHONES: &str = "SELECT id, reporter_phone FROM case_record WHERE id > $1 AND reporter_phone IS NOT NULL \
    AND reporter_phone NOT LIKE $2 ORDER BY id LIMIT $3";
pub const WEBHOOK_SECRETS: &str =
    "SELECT id, secret FROM webhook WHERE id > $1 AND secret NOT LIKE $2 ORDER BY id LIMIT $3";
pub const PUSH_SECRETS: &str =
    "SELECT id, secret FROM push_subscription WHERE id > $1 AND secret NOT LIKE $2 ORDER BY id LIMIT $3";
pub const SET_RESIDENT_PHONE: &str = "UPDATE resident SET phone = $3 WHERE id = $1 AND phone = $2";
pub const SET_RESIDENT_IDENTITY: &str = "UPDATE resident SET identity = $3 WHERE id = $1 AND identity = $2";
pub const SET_OWNER_PHONE: &str = "UPDATE dwelling SET owner_phone = $3 WHERE id = $1 AND owner_phone = $2";
pub const SET_REPORTER_PHONE: &str = "UPDATE case_record SET reporter_phone = $3 WHERE id = $1 AND reporter_phone = $2";
pub const SET_WEBHOOK_SECRET: &str = "UPDATE webhook SET secret = $3 WHERE id = $1 AND secret = $2";
pub const SET_PUSH_SECRET: &str = "UPDATE push_subscription SET secret = $3 WHERE id = $1 AND secret = $2";
pub const COUNT_RESIDENT_PHONES: &str = "SELECT count(*) FROM resident WHERE phone LIKE $1";
pub const COUNT_RESIDENT_IDENTITIES: &str = "SELECT count(*) FROM resident WHERE identity LIKE $1";
pub const COUNT_OWNER_PHONES: &str = "SELECT count(*) FROM dwelling WHERE owner_phone LIKE $1";
pub const COUNT_REPORTER_PHONES: &str = "SELECT count(*) FROM case_record WHERE reporter_phone LIKE $1";
pub const COUNT_WEBHOOK_SECRETS: &str = "SELECT count(*) FROM webhook WHERE secret LIKE $1";
pub const COUNT_PUSH_SECRETS: &str = "SELECT count(*) FROM push_subscription WHERE secret LIKE $1";

/// Why sealing anew stopped; what was committed stays.
#[derive(Debug, thiserror::Error)]
pub enum RotateError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("row {1} of {0:?}: {2}")]
    Value(Secret, i64, VaultError),
}

struct Column {
    older: &'static str,
    set: &'static str,
    count: &'static str,
}

fn column(secret: Secret) -> Column {
    let (older, set, count) = match secret {
        Secret::ResidentPhone => (RESIDENT_PHONES, SET_RESIDENT_PHONE, COUNT_RESIDENT_PHONES),
        Secret::ResidentIdentity => (RESIDENT_IDENTITIES, SET_RESIDENT_IDENTITY, COUNT_RESIDENT_IDENTITIES),
        Secret::OwnerPhone => (OWNER_PHONES, SET_OWNER_PHONE, COUNT_OWNER_PHONES),
        Secret::ReporterPhone => (REPORTER_PHONES, SET_REPORTER_PHONE, COUNT_REPORTER_PHONES),
        Secret::WebhookSecret => (WEBHOOK_SECRETS, SET_WEBHOOK_SECRET, COUNT_WEBHOOK_SECRETS),
        Secret::PushSecret => (PUSH_SECRETS, SET_PUSH_SECRET, COUNT_PUSH_SECRETS),
    };
    Column { older, set, count }
}

/// How many values of a column are sealed with a key; with any key when none is named.
pub async fn sealed_with(db: &Db, secret: Secret, key: Option<u32>) -> Result<i64, StoreError> {
    let pattern = key.map_or_else(|| format!("{}%", super::PREFIX), like);
    let count = column(secret).count;
    Ok(on!(db, pool => sqlx::query_scalar(count).bind(pattern).fetch_one(pool).await)?)
}

/// How many values are not sealed with the latest key.
pub async fn left(db: &Db, vault: &Vault) -> Result<i64, StoreError> {
    let mut left = 0;
    for secret in Secret::ALL {
        left += sealed_with(db, secret, None).await? - sealed_with(db, secret, Some(vault.current())).await?;
    }
    Ok(left)
}

/// Seals everything that names an older key with the latest one, `batch` rows in a transaction, and tells of each batch.
pub async fn reseal(
    db: &Db,
    vault: &Vault,
    batch: i64,
    mut told: impl FnMut(Secret, usize),
) -> Result<(), RotateError> {
    for secret in Secret::ALL {
        let mut after = 0;
        while let Some((last, count)) = reseal_batch(db, vault, secret, after, batch).await? {
            told(secret, count);
            after = last;
        }
    }
    Ok(confirm::reseal(db, vault).await?)
}

/// The last row of the batch and how many it had; `None` when there was nothing to do.
async fn reseal_batch(
    db: &Db,
    vault: &Vault,
    secret: Secret,
    after: i64,
    batch: i64,
) -> Result<Option<(i64, usize)>, RotateError> {
    let (column, current) = (column(secret), like(vault.current()));
    let mut tx = db.begin().await?;
    let rows: Vec<(i64, String)> = in_tx!(&mut tx, conn => sqlx::query_as(column.older)
        .bind(after).bind(current).bind(batch).fetch_all(conn).await)
    .map_err(StoreError::from)?;
    let Some((last, _)) = rows.last() else { return Ok(None) };
    let outcome = (*last, rows.len());
    for (id, old) in &rows {
        let text = vault.open(secret, *id, old).map_err(|error| RotateError::Value(secret, *id, error))?;
        let new = vault.seal(secret, *id, &text);
        in_tx!(&mut tx, conn => sqlx::query(column.set).bind(id).bind(old).bind(new).execute(conn).await.map(drop))
            .map_err(StoreError::from)?;
    }
    tx.commit().await?;
    Ok(Some(outcome))
}

fn like(key: u32) -> String {
    format!("{}{key}:%", super::PREFIX)
}
