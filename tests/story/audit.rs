//! An auditor keeps the seals elsewhere, and finds out about somebody who has the database in hand.

use mirrorlake_tests::city::{number, report, spot};
use mirrorlake_tests::{Server, binary};
use sqlx::{Connection, SqliteConnection};
use std::path::Path;
use std::process::{Command, Output};

fn audit(data: &Path, words: &[&str]) -> (bool, String, String) {
    let Output { status, stdout, stderr } =
        Command::new(binary()).arg("audit").args(words).arg("--data").arg(data).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (status.success(), text(stdout), text(stderr))
}

async fn tamper(data: &Path, statements: &[String]) {
    let url = format!("sqlite:{}", data.join("mirrorlake.db").display());
    let mut database = SqliteConnection::connect(&url).await.expect("the attacker has the file");
    for sql in statements {
        sqlx::query(sqlx::AssertSqlSafe(sql.clone())).execute(&mut database).await.expect("and can write it");
    }
    database.close().await.expect("closed");
}

#[tokio::test]
async fn the_command_proves_the_history_and_names_the_row_that_was_changed() {
    let server = Server::start(&["--demo-scale", "0.1"]);
    let staff = server.account("dispatcher").await;
    let number = number(&staff.post("/api/v1/reports", &report(&spot(&staff).await)).await.expect(201));
    let history = staff.get(&format!("/api/v1/cases/{number}/history")).await.expect(200);
    let seq = history["items"][1]["seq"].as_i64().expect("a number");
    let killed = server.kill();
    let data = killed.data();

    let (well, said, _) = audit(&data, &["seal"]);
    assert!(well && said.contains("days sealed"), "{said}");
    let (well, seals, _) = audit(&data, &["seals"]);
    let days = seals.lines().count();
    assert!(well && days > 30, "the demo's past is sealed: {days} days");
    let kept = data.join("kept.jsonl");
    std::fs::write(&kept, &seals).expect("kept elsewhere");
    let kept = kept.to_str().expect("a path");
    let (well, said, error) = audit(&data, &["verify", "--seals", kept]);
    assert!(well && said.contains(&format!("{days} seals kept elsewhere compared")), "{said} {error}");
    assert!(said.contains("events/s"), "{said}");

    // The last seal goes, and the program makes another one at another time: the kept one tells.
    let last = seals.lines().last().expect("a seal");
    let last: serde_json::Value = serde_json::from_str(last).expect("JSON");
    let day = last["day"].as_str().expect("a day");
    let drop = ["case_seal_is_never_deleted", "case_event_is_never_changed"].map(|name| format!("DROP TRIGGER {name}"));
    tamper(&data, &drop).await;
    let forget = format!("DELETE FROM case_seal WHERE day = '{day}'");
    tamper(&data, &[forget, "UPDATE counter SET value = value - 1 WHERE name = 'seal'".to_owned()]).await;
    assert!(audit(&data, &["seal"]).1.starts_with("1 days sealed"));
    assert!(audit(&data, &["verify"]).0, "what is here fits together");
    let (well, _, error) = audit(&data, &["verify", "--seals", kept]);
    assert!(!well && error.contains(&format!("seal of {day} is not the one that was kept elsewhere")), "{error}");

    tamper(&data, &[format!("UPDATE case_event SET note = note || '。' WHERE seq = {seq}")]).await;
    let (well, _, error) = audit(&data, &["verify"]);
    assert!(!well && error.contains(&format!("event {seq} (case {number}, position 2)")), "{error}");

    let (well, _, error) = audit(&data.join("nowhere"), &["verify"]);
    assert!(!well && error.contains("there is no database"), "{error}");
}
