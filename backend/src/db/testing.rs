//! Fresh databases for tests: SQLite in a temporary folder always, PostgreSQL when `MIRRORLAKE_TEST_POSTGRES` names a
//! server (the test command starts one).

use super::Db;
use sqlx::{Connection, PgConnection};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::UNIX_EPOCH;
use tempfile::TempDir;

/// A database that goes away with the value.
#[derive(Debug)]
pub struct TestDb {
    pub db: Db,
    pub engine: &'static str,
    _folder: Option<TempDir>,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

/// One empty, migrated database for each engine that can be had.
pub async fn databases() -> Vec<TestDb> {
    let mut all = vec![sqlite(None).await];
    all.extend(match server() {
        Some(server) => Some(postgres(&server, "template1").await),
        None => None,
    });
    all
}

/// Copies of a database that was filled once, one for each engine that can be had, and the folder that `fill` was given
/// as well. Tests are processes of their own, so the models lie beside the program; one that was built anew makes them
/// anew.
pub async fn copies(fill: impl AsyncFn(&Db, &Path)) -> (PathBuf, Vec<TestDb>) {
    let program = std::env::current_exe().expect("a program has a place");
    let built = program.metadata().and_then(|about| about.modified()).expect("a file has a time");
    let built = built.duration_since(UNIX_EPOCH).expect("built after 1970").as_micros();
    let folder = program.with_extension("models").join(built.to_string());
    std::fs::create_dir_all(&folder).expect("a folder for the models");
    let lock = File::create(folder.join("lock")).expect("a file for the lock");
    lock.lock().expect("whoever makes the models ends");

    let (model, unfinished) = (folder.join("model.db"), folder.join("unfinished.db"));
    if !model.exists() {
        remove(&unfinished);
        let db = open_sqlite(&unfinished).await;
        fill(&db, &folder).await;
        db.close().await;
        std::fs::rename(&unfinished, &model).expect("a finished model");
    }
    let server = server();
    let name = format!("model_{built}");
    if let Some(server) = &server {
        let mut admin = PgConnection::connect(server).await.expect("the test PostgreSQL answers");
        let known = "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)";
        if !sqlx::query_scalar::<_, bool>(known).bind(&name).fetch_one(&mut admin).await.expect("an answer") {
            let unfinished = format!("{name}_unfinished");
            execute(&mut admin, format!("DROP DATABASE IF EXISTS {unfinished}")).await;
            execute(&mut admin, format!("CREATE DATABASE {unfinished}")).await;
            let db = Db::open(&address(server, &unfinished)).await.expect("PostgreSQL opens");
            fill(&db, &folder).await;
            db.close().await;
            execute(&mut admin, format!("ALTER DATABASE {unfinished} RENAME TO {name}")).await;
        }
    }
    drop(lock);

    let mut all = vec![sqlite(Some(&model)).await];
    all.extend(match &server {
        Some(server) => Some(postgres(server, &name).await),
        None => None,
    });
    (folder, all)
}

/// Empty, or a copy of a file.
async fn sqlite(model: Option<&Path>) -> TestDb {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("test.db");
    if let Some(model) = model {
        std::fs::copy(model, &file).expect("a copy of the model");
    }
    TestDb { db: open_sqlite(&file).await, engine: "sqlite", _folder: Some(folder) }
}

async fn open_sqlite(file: &Path) -> Db {
    Db::open(&format!("sqlite:{}", file.display())).await.expect("SQLite opens")
}

fn remove(file: &Path) {
    for end in ["", "-wal", "-shm"] {
        let file = format!("{}{end}", file.display());
        if Path::new(&file).exists() {
            std::fs::remove_file(file).expect("what a killed test left can be removed");
        }
    }
}

fn server() -> Option<String> {
    let server = std::env::var("MIRRORLAKE_TEST_POSTGRES").ok();
    if server.is_none() {
        eprintln!("MIRRORLAKE_TEST_POSTGRES is not set: this run covers SQLite only");
    }
    server
}

async fn postgres(server: &str, model: &str) -> TestDb {
    // Process ids come again, and databases of earlier runs stay.
    let (process, count) = (std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let name = format!("t{process}_{count}_{:08x}", rand::random::<u32>());
    let mut admin = PgConnection::connect(server).await.expect("the test PostgreSQL answers");
    execute(&mut admin, format!("CREATE DATABASE {name} TEMPLATE {model}")).await;
    let db = Db::open(&address(server, &name)).await.expect("PostgreSQL opens");
    TestDb { db, engine: "postgres", _folder: None }
}

fn address(server: &str, database: &str) -> String {
    let base = server.rsplit_once('/').expect("the URL ends with a database").0;
    format!("{base}/{database}")
}

async fn execute(admin: &mut PgConnection, sql: String) {
    sqlx::query(sqlx::AssertSqlSafe(sql)).execute(admin).await.expect("the administrator may do so");
}
