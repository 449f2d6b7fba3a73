//! A PostgreSQL database of a test's own, when the run has a cluster (`MIRRORLAKE_TEST_POSTGRES`).

use crate::server::unique;
use sqlx::{Connection, PgConnection};

/// The address of a fresh, empty database; `None` without a cluster.
pub async fn postgres() -> Option<String> {
    let cluster = std::env::var("MIRRORLAKE_TEST_POSTGRES").ok()?;
    let name = unique("inspector").replace('-', "_");
    let mut connection = PgConnection::connect(&cluster).await.expect("the test cluster answers");
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(create).execute(&mut connection).await.expect("a database can be made");
    let mut url = reqwest::Url::parse(&cluster).expect("the cluster's address is a URL");
    url.set_path(&name);
    Some(url.to_string())
}
