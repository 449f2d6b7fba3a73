//! Kill −9 in the middle of casework, again and again in one city: every acknowledged step is there, none is there twice.

use futures_util::stream::{FuturesUnordered, StreamExt};
use mirrorlake_tests::city::{Spot, number, report, spot};
use mirrorlake_tests::{Caller, PASSWORD, Server, binary, database};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::process::Command;

/// People at work at once, each with a case of their own.
const WIDE: usize = 12;
/// Acknowledgements before a kill: between these.
const ENOUGH: std::ops::Range<usize> = 15..45;

/// The life of a case: who takes which step, with what.
fn life() -> [(&'static str, &'static str, Value); 9] {
    [
        ("acceptor", "accept", json!({})),
        ("dispatcher", "file", json!({})),
        ("dispatcher", "dispatch", json!({ "departments": ["drainage"] })),
        ("department", "acknowledge", json!({})),
        ("department", "progress", json!({ "note": "已到现场" })),
        ("department", "feed_back", json!({ "note": "已清运" })),
        ("commander", "verify", json!({})),
        ("commander", "close", json!({})),
        ("acceptor", "evaluate", json!({ "satisfied": true })),
    ]
}

/// Sessions outlive a kill, so each office signs in once.
struct Offices {
    cookies: HashMap<&'static str, String>,
}

impl Offices {
    async fn of(server: &Server) -> Offices {
        let mut cookies = HashMap::new();
        for login in ["acceptor", "dispatcher", "department", "commander"] {
            cookies.insert(login, server.stranger().sign_in(login, PASSWORD).await);
        }
        Offices { cookies }
    }

    fn at(&self, server: &Server) -> HashMap<&'static str, Caller> {
        let caller =
            |(login, cookie): (&&'static str, &String)| (*login, Caller::new(server.base(), Some(cookie.clone())));
        self.cookies.iter().map(caller).collect()
    }
}

/// A case as its worker knows it from answers.
#[derive(Clone)]
struct Case {
    report: Value,
    /// Once the report is acknowledged.
    number: Option<String>,
    /// Steps of the life that were acknowledged.
    taken: usize,
}

impl Case {
    fn new(spot: &Spot) -> Case {
        Case { report: report(spot), number: None, taken: 0 }
    }

    /// Sends what comes next. `None` when no answer came: it may have been done or not.
    async fn go_on(&self, staff: &HashMap<&'static str, Caller>) -> Option<(u16, Value)> {
        let (login, path, body) = match &self.number {
            None => ("acceptor", "/api/v1/reports".to_owned(), self.report.clone()),
            Some(number) => {
                let (login, action, mut body) = life()[self.taken].clone();
                // A report writes two rows; each step one more.
                body["version"] = json!(2 + self.taken);
                (login, format!("/api/v1/cases/{number}/actions/{action}"), body)
            }
        };
        let caller = &staff[login];
        let request = caller.http.post(caller.url(&path)).header("content-type", "application/json");
        let answer = request.body(body.to_string()).send().await.ok()?;
        let status = answer.status().as_u16();
        let text = answer.text().await.ok()?;
        Some((status, serde_json::from_str(&text).expect("an answer that arrives, arrives whole")))
    }

    /// Takes note of an acknowledgement.
    fn acknowledged(&mut self, status: u16, answer: &Value) {
        match self.number {
            None => {
                assert!([200, 201].contains(&status), "{answer}");
                self.number = Some(number(answer));
            }
            Some(_) => {
                assert_eq!(status, 200, "{answer}");
                self.taken += 1;
                assert_eq!(answer["version"], 2 + self.taken, "the version is acknowledged with the step");
            }
        }
    }

    fn is_over(&self) -> bool {
        self.taken == life().len()
    }

    /// What is stored: each acknowledged step once and in its place, and after them at most the one that was under way.
    async fn look(&self, staff: &HashMap<&'static str, Caller>) -> usize {
        let Some(number) = &self.number else { return 0 };
        let history = staff["commander"].get(&format!("/api/v1/cases/{number}/history")).await.expect(200);
        let actions: Vec<&str> = (history["items"].as_array().expect("rows").iter())
            .map(|row| row["action"].as_str().expect("an action"))
            .collect();
        let life = life();
        let told: Vec<&str> = ["report", "assign"].into_iter().chain(life.iter().map(|step| step.1)).collect();
        let acknowledged = 2 + self.taken;
        assert!(
            actions.len() == acknowledged || actions.len() == acknowledged + 1,
            "{number}: {acknowledged} {actions:?}"
        );
        assert_eq!(actions, told[..actions.len()], "{number}");
        let case = staff["commander"].get(&format!("/api/v1/cases/{number}")).await.expect(200);
        assert_eq!(case["version"], actions.len(), "{number}");
        actions.len() - acknowledged
    }
}

/// One life of the server: work until enough is acknowledged, kill it in the middle, start it again, look.
async fn round(
    server: Server,
    offices: &Offices,
    enough: usize,
    cases: &mut Vec<Case>,
    spot: &Spot,
) -> (Server, usize) {
    let staff = offices.at(&server);
    let go_on = |at: usize, case: Case| {
        let staff = &staff;
        async move { (at, case.go_on(staff).await) }
    };
    let mut in_flight = FuturesUnordered::new();
    let before = cases.len();
    let open: Vec<usize> = (0..cases.len()).filter(|&at| !cases[at].is_over()).collect();
    for &at in &open {
        in_flight.push(go_on(at, cases[at].clone()));
    }
    let mut acknowledged = 0;
    while acknowledged < enough {
        let (at, answer) = in_flight.next().await.expect("somebody is at work");
        let (status, answer) = answer.expect("the server answers while it lives");
        cases[at].acknowledged(status, &answer);
        acknowledged += 1;
        let next = if cases[at].is_over() { cases.len() } else { at };
        if next == cases.len() {
            cases.push(Case::new(spot));
        }
        in_flight.push(go_on(next, cases[next].clone()));
    }
    assert_eq!(in_flight.len(), WIDE, "the kill comes while everybody is waiting for an answer");
    let killed = std::thread::spawn(move || server.kill());
    while let Some((at, answer)) = in_flight.next().await {
        if let Some((status, answer)) = answer {
            cases[at].acknowledged(status, &answer);
        }
    }
    drop(in_flight);
    let server = killed.join().expect("killed").start_again();
    let staff = offices.at(&server);
    let mut unanswered = 0;
    for at in open.into_iter().chain(before..cases.len()) {
        let done = cases[at].look(&staff).await;
        unanswered += done;
        // The worker takes the same step on the same version again: it is refused when it was done.
        if done == 1 {
            let (status, problem) = cases[at].go_on(&staff).await.expect("the server answers");
            assert_eq!(status, 409, "{problem}");
            cases[at].taken += 1;
        }
    }
    while cases.iter().filter(|case| !case.is_over()).count() < WIDE {
        cases.push(Case::new(spot));
    }
    (server, unanswered)
}

async fn kill_and_look(options: &[&str], rounds: usize) {
    let mut server = Server::start(options);
    let offices = Offices::of(&server).await;
    let spot = spot(&server.account("commander").await).await;
    let mut cases: Vec<Case> = (0..WIDE).map(|_| Case::new(&spot)).collect();
    let mut unanswered = 0;
    for turn in 0..rounds {
        let enough = ENOUGH.start + turn * 7 % ENOUGH.len();
        let (again, done) = round(server, &offices, enough, &mut cases, &spot).await;
        (server, unanswered) = (again, unanswered + done);
    }
    let staff = offices.at(&server);
    let steps: usize = cases.iter().map(|case| case.taken).sum();
    assert!(steps > rounds * ENOUGH.start / 2, "{steps}");
    for case in &cases {
        assert_eq!(case.look(&staff).await, 0, "nothing was under way at the end");
    }
    eprintln!("{rounds} kills: {} cases, {steps} steps, {unanswered} of them done without an answer", cases.len());
    let killed = server.kill();
    let mut verify = Command::new(binary());
    verify.args(["audit", "verify", "--data"]).arg(killed.data());
    if let Some(url) = options.iter().position(|option| *option == "--database-url") {
        verify.args(&options[url..=url + 1]);
    }
    let verdict = verify.output().expect("the program runs");
    let said = String::from_utf8_lossy(&verdict.stdout).into_owned() + &String::from_utf8_lossy(&verdict.stderr);
    assert!(verdict.status.success(), "{said}");
    assert!(said.contains("nothing was changed, inserted or removed"), "{said}");
}

#[tokio::test]
async fn every_acknowledged_step_survives_fifty_kills_and_none_is_there_twice() {
    kill_and_look(&["--demo-scale", "0.1"], 50).await;
}

#[tokio::test]
async fn postgres_keeps_every_acknowledged_step_too() {
    let Some(url) = database::postgres().await else {
        eprintln!("not run: MIRRORLAKE_TEST_POSTGRES names no cluster; `cargo xtask test` starts one");
        return;
    };
    kill_and_look(&["--demo-scale", "0.1", "--database-url", &url], 5).await;
}
