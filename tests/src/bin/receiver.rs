//! The reference receiver of pushes: a department's system in one file, as `docs/pushes.md` asks for it.
//!
//! It verifies the signature, takes each delivery once by its id, in one transaction with what follows from it (here: a
//! register of tenants and a count), and answers with the receipt it gave the first time. It may be killed at any moment.
//! For tests it prints every delivery it has taken, and lets the first `hold` requests wait for their answer for ever.
//!
//! `receiver <database file> <port> <hold>`; the secret comes in the environment.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sqlx::{SqlitePool, raw_sql};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

const TABLES: &str = "CREATE TABLE IF NOT EXISTS taken (id TEXT PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, receipt TEXT NOT NULL); \
    CREATE TABLE IF NOT EXISTS register (person TEXT NOT NULL, report TEXT NOT NULL); \
    CREATE TABLE IF NOT EXISTS heard (id TEXT NOT NULL);";

#[derive(Clone)]
struct Receiver {
    db: SqlitePool,
    secret: Arc<str>,
    hold: Arc<AtomicU32>,
}

#[tokio::main]
async fn main() {
    let words: Vec<String> = std::env::args().collect();
    let [_, file, port, hold] = words.as_slice() else { panic!("receiver <database file> <port> <hold>") };
    let options =
        SqliteConnectOptions::new().filename(file).create_if_missing(true).synchronous(SqliteSynchronous::Full);
    let db = SqlitePool::connect_with(options).await.expect("the file opens");
    raw_sql(TABLES).execute(&db).await.expect("tables");
    let secret = std::env::var("RECEIVER_SECRET").expect("the secret").into();
    let hold = Arc::new(AtomicU32::new(hold.parse().expect("a number")));
    let router = Router::new().route("/pushes", post(take)).with_state(Receiver { db, secret, hold });
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await.expect("the port is free");
    println!("listening on {}", listener.local_addr().expect("an address"));
    axum::serve(listener, router).await.expect("it serves until it is killed");
}

async fn take(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> Result<String, StatusCode> {
    if !genuine(&receiver.secret, &headers, &body) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let push: Value = serde_json::from_slice(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
    let receipt = store(&receiver.db, &push).await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    println!("took {}", push["seq"]);
    let held = receiver.hold.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |hold| hold.checked_sub(1));
    if held.is_ok() {
        std::future::pending::<()>().await;
    }
    Ok(json!({ "receipt": receipt }).to_string())
}

/// The HMAC of timestamp, a dot and the bytes as they came.
fn genuine(secret: &str, headers: &HeaderMap, body: &[u8]) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length will do");
    mac.update(format!("{}.", text("x-mirrorlake-timestamp")).as_bytes());
    mac.update(body);
    let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    text("x-mirrorlake-signature") == format!("v1={hex}")
}

/// The first time: effect and receipt in one transaction. Every other time: the receipt that was given.
async fn store(db: &SqlitePool, push: &Value) -> sqlx::Result<String> {
    let (id, report) = (push["id"].as_str().unwrap_or_default(), push["report"].as_str().unwrap_or_default());
    let mut tx = db.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query("INSERT INTO heard (id) VALUES ($1)").bind(id).execute(&mut *tx).await?;
    let known: Option<String> =
        sqlx::query_scalar("SELECT receipt FROM taken WHERE id = $1").bind(id).fetch_optional(&mut *tx).await?;
    let receipt = match known {
        Some(receipt) => receipt,
        None => {
            let receipt = format!("GA-{}", push["seq"]);
            let take = "INSERT INTO taken (id, seq, receipt) VALUES ($1, $2, $3)";
            sqlx::query(take).bind(id).bind(push["seq"].as_i64()).bind(&receipt).execute(&mut *tx).await?;
            for person in push["people"].as_array().into_iter().flatten() {
                let enter = "INSERT INTO register (person, report) VALUES ($1, $2)";
                sqlx::query(enter).bind(person["id"].as_str()).bind(report).execute(&mut *tx).await?;
            }
            receipt
        }
    };
    tx.commit().await?;
    Ok(receipt)
}
