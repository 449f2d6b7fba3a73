//! A server that cannot start says why in one line and goes, instead of half running.

use mirrorlake_tests::binary;
use std::process::{Output, Stdio};
use std::time::Duration;
use tokio::process::Command;

async fn start(options: &[&str]) -> Output {
    let mut command = Command::new(binary());
    command.args(["serve", "--listen", "127.0.0.1:0"]).args(options);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let run = command.spawn().expect("the server can be started").wait_with_output();
    tokio::time::timeout(Duration::from_secs(60), run).await.expect("it gives up within a minute").expect("it ran")
}

fn check_refusal(output: &Output, word: &str) {
    assert!(!output.status.success(), "it went on");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!said.contains("panicked"), "{said}");
    let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
    assert!(last.contains(word), "the last line does not name {word}: {said}");
}

#[tokio::test]
async fn a_damaged_database_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    // A first start tells the name of the file; then its pages are overwritten.
    let server = mirrorlake_tests::Server::start(&["--demo-scale", "0.1"]);
    let killed = server.kill();
    let files: Vec<_> =
        std::fs::read_dir(killed.data()).expect("a data folder").map(|f| f.expect("a file").path()).collect();
    let database =
        files.iter().find(|path| path.extension().is_some_and(|e| e == "db" || e == "sqlite")).expect("a database");
    std::fs::create_dir_all(&data).expect("a folder");
    let copy = data.join(database.file_name().expect("a name"));
    std::fs::write(&copy, vec![0x5a; 64 * 1024]).expect("a damaged copy");
    let output = start(&["--data", data.to_str().expect("UTF-8")]).await;
    check_refusal(&output, database.file_name().expect("a name").to_str().expect("UTF-8"));
    assert_eq!(std::fs::read(&copy).expect("the file").len(), 64 * 1024, "the damaged file was touched");
}

#[tokio::test]
async fn an_unreachable_postgres_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number").port();
    let url = format!("postgres://mirrorlake:hush-hush@127.0.0.1:{port}/mirrorlake");
    let output = start(&["--data", folder.path().to_str().expect("UTF-8"), "--database-url", &url]).await;
    check_refusal(&output, "127.0.0.1");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!said.contains("hush-hush"), "the password of the database is in the log");
}

#[tokio::test]
async fn an_address_in_use_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address").to_string();
    let mut command = Command::new(binary());
    command.args(["serve", "--listen", &address, "--data"]).arg(folder.path());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let run = command.spawn().expect("the server can be started").wait_with_output();
    let output = tokio::time::timeout(Duration::from_secs(60), run).await.expect("it gives up").expect("it ran");
    check_refusal(&output, &address);
}
