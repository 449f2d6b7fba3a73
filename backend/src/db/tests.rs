//! One text for two engines: every statement of the program is prepared on both, and their schemas are compared.

use super::testing::databases;
use super::{Db, Tx};
use crate::on;
use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};
use std::collections::BTreeSet;
use std::path::Path;

/// Every SQL constant in the sources (`pub const NAME: &str = …`), found by reading them: none can be forgotten.
fn statements() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else if entry.path().extension().is_some_and(|extension| extension == "rs") {
                let source = std::fs::read_to_string(entry.path()).unwrap();
                for declaration in source.split("pub const ").skip(1) {
                    let Some((name, rest)) = declaration.split_once(": &str =") else { continue };
                    let Some(literal) = rest.split_once('"').map(|(_, text)| text) else { continue };
                    let text = literal.split('"').next().unwrap().replace("\\\n", " ");
                    let text = match rest.trim_start().strip_prefix("select_case!(") {
                        Some(_) => crate::case::store::select_case!("").to_owned() + &text,
                        None => text,
                    };
                    let verb = text.split_whitespace().next().unwrap_or_default().to_owned();
                    if ["SELECT", "INSERT", "UPDATE", "DELETE"].contains(&verb.as_str()) {
                        found.push((name.to_owned(), whole(text)));
                    }
                }
            }
        }
    }
    found
}

/// A bulk insert is the part before its values: one row completes it.
fn whole(text: String) -> String {
    if !text.starts_with("INSERT") || text.contains("VALUES") {
        return text;
    }
    let columns = text.split_once('(').unwrap().1.split(',').count();
    let values: Vec<String> = (1..=columns).map(|column| format!("${column}")).collect();
    format!("{text} VALUES ({})", values.join(", "))
}

#[tokio::test]
async fn every_statement_is_one_that_both_engines_take() {
    let statements = statements();
    assert!(statements.len() > 55, "only {} statements found", statements.len());
    for test in databases().await {
        for (name, text) in &statements {
            let sql = AssertSqlSafe(text.clone()).into_sql_str();
            let outcome = on!(&test.db, pool => pool.prepare(sql).await.map(drop));
            assert!(outcome.is_ok(), "{} refuses {name}: {:?}\n{text}", test.engine, outcome.err());
        }
    }
}

#[tokio::test]
async fn both_schemas_have_the_same_tables_and_columns() {
    let sqlite = "SELECT m.name || '.' || c.name || CASE WHEN c.\"notnull\" = 1 THEN ' not null' ELSE '' END \
        FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE '\\_sqlx%' ESCAPE '\\'";
    let postgres = "SELECT table_name || '.' || column_name || CASE WHEN is_nullable = 'NO' THEN ' not null' ELSE '' END \
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%'";
    let mut schemas: Vec<BTreeSet<String>> = Vec::new();
    for test in databases().await {
        let columns: Vec<String> = match &test.db {
            Db::Sqlite(pool) => sqlx::query_scalar(sqlite).fetch_all(pool).await.unwrap(),
            Db::Postgres(pool) => sqlx::query_scalar(postgres).fetch_all(pool).await.unwrap(),
        };
        assert!(columns.len() > 80);
        schemas.push(columns.into_iter().collect());
    }
    assert!(schemas.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test]
async fn a_transaction_that_is_dropped_leaves_nothing() {
    for test in databases().await {
        let mut tx: Tx = test.db.begin().await.unwrap();
        super::set_setting(&mut tx, "a", "b").await.unwrap();
        drop(tx);
        assert_eq!(super::setting(&test.db, "a").await.unwrap(), None, "{}", test.engine);
    }
}

#[tokio::test]
async fn counters_hand_out_each_value_once_to_many_at_once() {
    for test in databases().await {
        let take = async || {
            let mut tx = test.db.begin().await.unwrap();
            let last = super::next(&mut tx, "case", 3).await.unwrap();
            tx.commit().await.unwrap();
            last
        };
        let mut taken = futures_util::future::join_all((0..20).map(|_| take())).await;
        taken.sort_unstable();
        assert_eq!(taken, (1..=20).map(|n| 3 * n).collect::<Vec<_>>(), "{}", test.engine);
    }
}

#[tokio::test]
async fn what_cannot_be_opened_is_refused_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let damaged = folder.path().join("damaged.db");
    std::fs::write(&damaged, b"SQLite format 3\0 and then nonsense".repeat(300)).unwrap();
    let urls = [
        format!("sqlite:{}", damaged.display()),
        "sqlite:/no/such/folder/at/all.db".to_owned(),
        "postgres://nobody@127.0.0.1:1/none".to_owned(),
        "mysql://here".to_owned(),
    ];
    for url in urls {
        let refusal = Db::open(&url).await.expect_err("this cannot be opened").to_string();
        assert!(!refusal.contains('\n') && !refusal.is_empty(), "{refusal}");
    }
}
