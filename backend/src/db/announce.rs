//! Telling the other processes of a city that something was committed. SQLite has one process; PostgreSQL notifies.

use super::{Db, StoreError, Tx};

/// PostgreSQL delivers it when the transaction commits.
const NOTIFY: &str = "NOTIFY mirrorlake_live";
const CHANNEL: &str = "mirrorlake_live";

/// Tells every process that events follow with this transaction.
pub async fn announce(tx: &mut Tx) -> Result<(), StoreError> {
    if let Tx::Postgres(tx) = tx {
        sqlx::query(NOTIFY).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Calls `wake` whenever another process has announced events. Returns at once where there is one process only.
pub async fn listen(db: &Db, wake: impl Fn()) -> Result<(), StoreError> {
    if let Db::Postgres(pool) = db {
        let mut listener = sqlx::postgres::PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        loop {
            listener.recv().await?;
            wake();
        }
    }
    Ok(())
}
