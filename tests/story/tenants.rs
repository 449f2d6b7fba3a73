//! A grid worker reports tenants; departments are told, each by a real process, and whatever is killed, each report takes
//! effect once.

use mirrorlake_tests::{Caller, PASSWORD, Server, unique};
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);
/// How often the sender is killed between sending and writing down.
const KILLS: usize = 20;

/// A department's system: the reference receiver as a process.
struct Department {
    child: Child,
    lines: Receiver<String>,
    file: PathBuf,
    port: u16,
    secret: String,
}

impl Department {
    fn start(file: &Path, port: u16, secret: &str, hold: usize) -> Department {
        let mut command = Command::new(env!("CARGO_BIN_EXE_receiver"));
        command.arg(file).arg(port.to_string()).arg(hold.to_string()).env("RECEIVER_SECRET", secret);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the receiver starts");
        let (sender, lines) = mpsc::channel();
        let stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        std::thread::spawn(move || stdout.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let department = Department { child, lines, file: file.to_owned(), port, secret: secret.to_owned() };
        department.hears("listening");
        department
    }

    /// Waits for a line that the receiver prints.
    fn hears(&self, start: &str) {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let line = self.lines.recv_timeout(left).unwrap_or_else(|_| panic!("'{start}' within a minute"));
            if line.starts_with(start) {
                return;
            }
        }
    }

    /// `kill -9`, and starts again on the same file and port.
    fn start_again(mut self, hold: usize) -> Department {
        self.end();
        Department::start(&self.file, self.port, &self.secret, hold)
    }

    fn end(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    async fn number(&self, sql: &'static str) -> i64 {
        let url = format!("sqlite:{}", self.file.display());
        let mut connection = SqliteConnection::connect(&url).await.expect("the file opens");
        sqlx::query_scalar(sql).fetch_one(&mut connection).await.expect("a number")
    }
}

impl Drop for Department {
    fn drop(&mut self) {
        if self.child.kill().is_ok() {
            drop(self.child.wait());
        }
    }
}

fn free_port() -> u16 {
    let probe = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    probe.local_addr().expect("an address").port()
}

/// Subscribes a department; gives its secret.
async fn subscribe(admin: &Caller, department: &str, port: u16, fields: &[&str]) -> String {
    let input = json!({ "department": department, "kinds": ["tenant_reported"], "fields": fields, "purpose": "流动人口登记",
        "basis": "《居住证暂行条例》第四条", "url": format!("http://127.0.0.1:{port}/pushes") });
    let created = admin.post("/api/v1/pushes/subscriptions", &input).await.expect(201);
    created["secret"].as_str().expect("a secret").to_owned()
}

/// A dwelling in the worker's own grid where nobody lives.
async fn vacant(worker: &Caller) -> String {
    let found = worker.ask("/api/v1/residents", &[("q", "陈静"), ("area", "星辰社区"), ("child_age", "6")]).await;
    let building = found.expect(200)["items"][0]["building"]["id"].as_str().expect("a building").to_owned();
    let building = worker.get(&format!("/api/v1/buildings/{building}")).await.expect(200);
    let cell = building["dwellings"].as_array().expect("cells").iter().find(|cell| cell["residents"] == 0);
    cell.expect("a vacant dwelling")["id"].as_str().expect("an id").to_owned()
}

async fn report(worker: &Caller, dwelling: &str) -> Value {
    let body = json!({ "report_id": unique("story"), "tenants": [{ "name": "郑平安", "sex": "male", "birth": "1988-08-08",
        "phone": "19900054321", "relation": "head", "from": "2020-01-01" }] });
    worker.post(&format!("/api/v1/dwellings/{dwelling}/tenancies"), &body).await.expect(201)
}

/// Waits until every delivery of the city is receipted; gives them in the order of their numbers.
async fn all_receipted(admin: &Caller, count: usize) -> Vec<Value> {
    let mut beat = tokio::time::interval(Duration::from_millis(100));
    let end = Instant::now() + PATIENCE;
    loop {
        beat.tick().await;
        let page = admin.get("/api/v1/pushes/deliveries?state=delivered&limit=200").await.expect(200);
        let mut items = page["items"].as_array().expect("a list").clone();
        if items.len() == count {
            items.reverse();
            return items;
        }
        assert!(Instant::now() < end, "{} of {count} receipted within a minute", items.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_report_takes_effect_once_in_each_department_whatever_is_killed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut server = Server::start(&["--demo-scale", "0.1"]);
    let (admin_cookie, worker_cookie) =
        (server.stranger().sign_in("admin", PASSWORD).await, server.stranger().sign_in("worker", PASSWORD).await);
    let admin = |server: &Server| Caller::new(server.base(), Some(admin_cookie.clone()));
    let worker = |server: &Server| Caller::new(server.base(), Some(worker_cookie.clone()));
    let (police_port, fire_port) = (free_port(), free_port());
    let everything = ["name", "identity", "phone", "sex", "birth", "relation", "period", "address"];
    let police_secret = subscribe(&admin(&server), "police", police_port, &everything).await;
    let fire_secret = subscribe(&admin(&server), "fire", fire_port, &["address"]).await;
    let mut police = Department::start(&folder.path().join("police.db"), police_port, &police_secret, KILLS);
    let fire = Department::start(&folder.path().join("fire.db"), fire_port, &fire_secret, 0);
    let dwelling = vacant(&worker(&server)).await;

    // The sender is killed again and again after the police have taken the report and before the receipt is written down.
    report(&worker(&server), &dwelling).await;
    for _ in 0..KILLS {
        police.hears("took 1");
        server = server.kill().start_again();
    }
    let receipted = all_receipted(&admin(&server), 2).await;
    let attempts: Vec<_> = receipted.iter().map(|one| one["attempts"].as_i64().expect("a number")).collect();
    assert!(attempts.iter().any(|attempts| *attempts > KILLS as i64), "{attempts:?}");
    assert_eq!(police.number("SELECT count(*) FROM register").await, 1, "one person, entered once");
    assert_eq!(police.number("SELECT count(*) FROM heard").await, KILLS as i64 + 1, "though it was told this often");

    // The receiver is killed with the report taken and its answer lost; the sender tries again at its time.
    police = police.start_again(1);
    report(&worker(&server), &dwelling).await;
    police.hears("took 2");
    police = police.start_again(0);
    let receipted = all_receipted(&admin(&server), 4).await;
    assert!(receipted.iter().all(|one| one["receipt"].as_str().is_some_and(|receipt| receipt.starts_with("GA-"))));
    assert_eq!(police.number("SELECT count(*) FROM register").await, 2);
    assert_eq!(police.number("SELECT max(seq) FROM taken").await, 2);
    assert_eq!(police.number("SELECT count(*) FROM heard").await, KILLS as i64 + 3);

    // The receiver is down when the report comes.
    police.end();
    let number = report(&worker(&server), &dwelling).await["number"].as_str().expect("a number").to_owned();
    let back = Department::start(&police.file, police_port, &police_secret, 0);
    all_receipted(&admin(&server), 6).await;
    assert_eq!(back.number("SELECT count(*) FROM register").await, 3);
    assert_eq!(fire.number("SELECT count(*) FROM register").await, 3);
    let way = admin(&server).get(&format!("/api/v1/pushes/reports/{number}")).await.expect(200);
    assert_eq!(way["deliveries"].as_array().expect("a list").len(), 2);
    for planted in ["19900054321", "郑平安"] {
        assert!(!way.to_string().contains(planted) && !server.log().contains(planted), "{planted} is nowhere");
    }
}
