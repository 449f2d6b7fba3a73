//! What is shown to whom, what the log says of it, and what is left of it later.

mod exports;
mod keeping;
mod reveals;

use crate::on;
use crate::testing::TestCity;
use crate::vault::Secret;
use axum::http::StatusCode;
use serde_json::{Value, json};

/// The mother of the lost child: her id, her dwelling's, and her own numbers as the store has them.
struct Mother {
    id: String,
    dwelling: String,
    phone: String,
    identity: String,
}

async fn mother(city: &TestCity) -> Mother {
    let commander = city.session_of("commander").await;
    let hit = city.get("/api/v1/residents?q=陈静&area=星辰社区&child_age=6", &commander).await["items"][0].clone();
    let id = hit["id"].as_str().unwrap().to_owned();
    let row: i64 = id.parse().unwrap();
    let sealed = "SELECT phone, identity FROM resident WHERE id = $1";
    let sealed: (String, String) =
        on!(&city.app.db, pool => sqlx::query_as(sealed).bind(row).fetch_one(pool).await).unwrap();
    let open = |secret, sealed: &str| city.app.vault.open(secret, row, sealed).unwrap();
    Mother {
        phone: open(Secret::ResidentPhone, &sealed.0),
        identity: open(Secret::ResidentIdentity, &sealed.1),
        dwelling: hit["dwelling"]["id"].as_str().unwrap().to_owned(),
        id,
    }
}

/// Asks for fields of a resident.
async fn reveal(city: &TestCity, login: &str, path: &str, fields: &[&str]) -> (StatusCode, Value) {
    let cookie = city.session_of(login).await;
    let input = json!({ "fields": fields, "purpose": "missing_person", "reason": "孩子在广场走失" });
    city.call("POST", &format!("/api/v1/{path}/reveal"), &cookie, Some(input)).await
}

/// What the auditor reads.
async fn log(city: &TestCity, query: &str) -> Vec<Value> {
    let auditor = city.session_of("auditor").await;
    city.get(&format!("/api/v1/access-log?limit=500&{query}"), &auditor).await["items"].as_array().unwrap().clone()
}

/// One number out of the database.
async fn number(city: &TestCity, sql: &'static str) -> i64 {
    on!(&city.app.db, pool => sqlx::query_scalar(sql).fetch_one(pool).await).unwrap()
}
