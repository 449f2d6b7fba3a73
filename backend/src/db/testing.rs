//! Fresh databases for tests: SQLite in a temporary folder always, PostgreSQL when `MIRRORLAKE_TEST_POSTGRES` names a
//! server (the test command starts one).

use super::Db;
use sqlx::Connection;
use std::sync::atomic::{AtomicU32, Ordering};

/// A database that goes away with the value.
#[derive(Debug)]
pub struct TestDb {
    pub db: Db,
    pub engine: &'static str,
    _folder: Option<tempfile::TempDir>,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

/// One empty, migrated database for each engine that can be had.
pub async fn databases() -> Vec<TestDb> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite:{}/test.db", folder.path().display());
    let db = Db::open(&url).await.expect("SQLite opens");
    let mut all = vec![TestDb { db, engine: "sqlite", _folder: Some(folder) }];
    match std::env::var("MIRRORLAKE_TEST_POSTGRES") {
        Ok(server) => {
            let (process, count) = (std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
            // Process ids come again, and databases of earlier runs stay.
            let name = format!("t{process}_{count}_{:08x}", rand::random::<u32>());
            let mut admin = sqlx::PgConnection::connect(&server).await.expect("the test PostgreSQL answers");
            let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
            sqlx::query(create).execute(&mut admin).await.expect("a database for the test");
            let base = server.rsplit_once('/').expect("the URL ends with a database").0;
            let db = Db::open(&format!("{base}/{name}")).await.expect("PostgreSQL opens");
            all.push(TestDb { db, engine: "postgres", _folder: None });
        }
        Err(_) => eprintln!("MIRRORLAKE_TEST_POSTGRES is not set: this run covers SQLite only"),
    }
    all
}
