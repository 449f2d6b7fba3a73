//! What can go wrong below the services.

/// A failure of the store. It never names a row's contents: the text may end in a log.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    #[error("the database could not be migrated: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("stored geometry cannot be read: {0}")]
    Geometry(String),
    #[error("{0}")]
    Open(String),
}
