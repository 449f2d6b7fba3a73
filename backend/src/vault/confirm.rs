//! A database and a key file belong together: the database keeps a word that only its own keys open.

use super::{Secret, Vault};
use crate::db::{Db, StoreError, set_setting, setting};
use anyhow::ensure;

const SETTING: &str = "vault";
const WORD: &str = "mirrorlake";

/// Fails when the database was sealed with other keys. The first call on a database ties the two together.
pub async fn confirm(db: &Db, vault: &Vault) -> anyhow::Result<()> {
    let hash = vault.hash(Secret::ResidentIdentity, WORD);
    let Some(known) = setting(db, SETTING).await? else {
        let mut tx = db.begin().await?;
        set_setting(&mut tx, SETTING, &word(vault)).await?;
        return Ok(tx.commit().await?);
    };
    let (sealed, known_hash) = known.split_once(' ').unwrap_or_default();
    let opens = vault.open(Secret::ResidentIdentity, 0, sealed).is_ok_and(|word| word == WORD);
    ensure!(
        opens && known_hash == hash,
        "this database was sealed with other keys: give the key file that belongs to it (--key-file or MIRRORLAKE_KEYS)"
    );
    Ok(())
}

/// Seals the word with the latest key.
pub async fn reseal(db: &Db, vault: &Vault) -> Result<(), StoreError> {
    let mut tx = db.begin().await?;
    set_setting(&mut tx, SETTING, &word(vault)).await?;
    tx.commit().await
}

fn word(vault: &Vault) -> String {
    let (sealed, hash) = (vault.seal(Secret::ResidentIdentity, 0, WORD), vault.hash(Secret::ResidentIdentity, WORD));
    format!("{sealed} {hash}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::databases;

    #[tokio::test]
    async fn a_database_takes_its_own_keys_only() {
        for test in databases().await {
            let (own, other) = (Vault::random(), Vault::random());
            confirm(&test.db, &own).await.unwrap();
            confirm(&test.db, &own).await.unwrap();
            confirm(&test.db, &other).await.unwrap_err();
        }
    }
}
