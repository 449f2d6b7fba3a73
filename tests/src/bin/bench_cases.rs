//! How long a list of cases takes when there are as many as a city's: the real server on a database that is there
//! already, one caller, every kind of filter, its first page and its page 1,000 (or its last, when it has fewer).
//!
//! Called with the engine's name, the database and the limit in milliseconds; ends with an error when 95 of 100 answers
//! of any filter, first page or deep one, took longer.

use mirrorlake_tests::{Caller, Server};
use serde_json::Value;
use std::time::{Duration, Instant};

/// Answers measured of each page.
const RUNS: usize = 20;
/// Rows before page 1,000, and how they are skipped.
const DEEP: usize = 50_000;
const STRIDE: usize = 500;

/// Name, account, query.
type Filter = (&'static str, &'static str, Vec<(&'static str, String)>);

#[tokio::main]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [engine, url, limit] = words.as_slice() else { panic!("usage: bench_cases <engine> <database url> <ms>") };
    let limit = Duration::from_millis(limit.parse().expect("the limit is a number of milliseconds"));
    let begin = Instant::now();
    let server = Server::start(&["--database-url", url]);
    println!("{engine}: the server is ready after {:.1} s", begin.elapsed().as_secs_f64());
    println!("{:<42}{:>30}{:>32}{:>9}", "p50 / p95 / worst, ms", "first page", "page 1,000", "skipped");
    let (mut all, mut slow) = (Vec::new(), Vec::new());
    for (name, login, query) in filters(&server).await {
        let caller = server.account(login).await;
        let first = measure(&caller, "/api/v1/cases", &query).await;
        let (cursor, skipped) = walk(&caller, &query).await;
        let deep = match cursor {
            Some(cursor) => measure(&caller, "/api/v1/cases", &[query, vec![("after", cursor)]].concat()).await,
            None => Vec::new(),
        };
        println!("{name:<42}{:>30}{:>32}{skipped:>9}", shown(&first), shown(&deep));
        slow.extend([&first, &deep].into_iter().filter(|times| at(times, 0.95) > limit).map(|_| name));
        all.extend(first.into_iter().chain(deep));
    }
    for (name, login, path) in [
        ("queue of a dispatcher", "dispatcher", "/api/v1/queue"),
        ("queue of a community", "community", "/api/v1/queue"),
        ("board of 督考130", "leader", "/api/v1/supervision"),
    ] {
        let times = measure(&server.account(login).await, path, &[]).await;
        println!("{name:<42}{:>30}", shown(&times));
        slow.extend((at(&times, 0.95) > limit).then_some(name));
        all.extend(times);
    }
    all.sort_unstable();
    println!("{engine}, all {} answers: {}", all.len(), shown(&all));
    if !slow.is_empty() {
        eprintln!("{engine}: p95 above {} ms: {}", limit.as_millis(), slow.join(", "));
        std::process::exit(1);
    }
}

async fn filters(server: &Server) -> Vec<Filter> {
    let leader = server.account("leader").await;
    let area = async |level: &str| {
        let areas = leader.get(&format!("/api/v1/areas?level={level}")).await.expect(200);
        areas["items"][0]["code"].as_str().expect("an area has a code").to_owned()
    };
    let (subdistrict, community, grid) = (area("subdistrict").await, area("community").await, area("grid").await);
    let newest = leader.get("/api/v1/cases?limit=1").await.expect(200);
    let number = newest["items"][0]["number"].as_str().expect("a case has a number").to_owned();
    let today = newest["items"][0]["reported_at"].as_str().expect("a case was reported").to_owned();
    let year = |back: i32| today[..4].parse::<i32>().expect("a year") - back;
    let with = |pairs: &[(&'static str, &str)]| -> Vec<(&'static str, String)> {
        pairs.iter().map(|&(name, value)| (name, value.to_owned())).collect()
    };
    let old = [format!("{}-03-01T00:00:00Z", year(3)), format!("{}-04-01T00:00:00Z", year(3))];
    let month = [("since", old[0].as_str()), ("until", old[1].as_str())];
    let on = |name: &'static str| with(&[(name, "true")]);
    vec![
        ("nothing", "leader", vec![]),
        ("area: district", "leader", with(&[("area", "340202000000")])),
        ("area: subdistrict", "leader", with(&[("area", &subdistrict)])),
        ("area: community", "leader", with(&[("area", &community)])),
        ("area: grid", "leader", with(&[("area", &grid)])),
        ("category, frequent", "leader", with(&[("category", "E0192")])),
        ("category, rare", "leader", with(&[("category", "S0703")])),
        ("category, never", "leader", with(&[("category", "S0202")])),
        ("stage collected", "leader", with(&[("stage", "collected")])),
        ("stage evaluated", "leader", with(&[("stage", "evaluated")])),
        ("state handling", "leader", with(&[("state", "handling")])),
        ("state merged", "leader", with(&[("state", "merged")])),
        ("source, frequent", "leader", with(&[("source", "patrol")])),
        ("source, rare", "leader", with(&[("source", "minyi_web")])),
        ("department", "leader", with(&[("department", "sanitation")])),
        ("open", "leader", on("open")),
        ("overdue", "leader", on("overdue")),
        ("due soon", "leader", on("due_soon")),
        ("supervised", "leader", on("supervised")),
        ("pending", "leader", on("pending")),
        ("watch 1", "leader", with(&[("watch", "1")])),
        ("watch 3", "leader", with(&[("watch", "3")])),
        ("mine, dispatcher", "dispatcher", on("mine")),
        ("mine, subdistrict", "subdistrict", on("mine")),
        ("mine, worker", "worker", on("mine")),
        ("worker", "worker", vec![]),
        ("community", "community", vec![]),
        ("department staff", "department", vec![]),
        ("department staff, mine", "department", on("mine")),
        ("department staff, another's category", "department", with(&[("category", "E0201")])),
        ("month of three years ago", "leader", with(&month)),
        ("until two years ago", "leader", with(&[("until", &format!("{}-01-01T00:00:00Z", year(2)))])),
        ("order due, open", "leader", with(&[("order", "due"), ("open", "true")])),
        ("order due, community, mine", "community", with(&[("order", "due"), ("mine", "true")])),
        ("number", "leader", with(&[("q", &number)])),
        ("words, frequent", "leader", with(&[("q", "垃圾")])),
        ("words, a place", "leader", with(&[("q", "学士街33号楼")])),
        ("words, rare", "leader", with(&[("q", "锦鲤池")])),
        ("words, none", "leader", with(&[("q", "没有这样的词")])),
        ("words, none, in a subdistrict", "leader", with(&[("q", "没有这样的词"), ("area", &subdistrict)])),
        ("words, none, among open", "leader", with(&[("q", "没有这样的词"), ("open", "true")])),
        ("two words and a category", "leader", with(&[("q", "垃圾 花园"), ("category", "E0192")])),
        ("subdistrict, category", "leader", with(&[("area", &subdistrict), ("category", "E0405")])),
        ("grid, source, closed", "leader", with(&[("area", &grid), ("source", "hotline"), ("state", "closed")])),
        (
            "source and department that never meet",
            "leader",
            with(&[("source", "police_110"), ("department", "sanitation")]),
        ),
        ("frequent source, rare department", "leader", with(&[("source", "patrol"), ("department", "justice")])),
        ("category and state, both rare", "leader", with(&[("category", "S0103"), ("state", "merged")])),
        (
            "subdistrict, department, month",
            "leader",
            [with(&month), with(&[("area", &subdistrict), ("department", "drainage")])].concat(),
        ),
        ("open, area, category", "leader", with(&[("open", "true"), ("area", &subdistrict), ("category", "E0192")])),
        (
            "overdue, department, area",
            "leader",
            with(&[("overdue", "true"), ("department", "police"), ("area", &community)]),
        ),
    ]
}

async fn measure(caller: &Caller, path: &str, query: &[(&'static str, String)]) -> Vec<Duration> {
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let begin = Instant::now();
        ask(caller, path, query).await;
        times.push(begin.elapsed());
    }
    times.sort_unstable();
    times
}

async fn ask(caller: &Caller, path: &str, query: &[(&'static str, String)]) -> Value {
    let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
    caller.ask(path, &query).await.expect(200)
}

/// The cursor behind [`DEEP`] rows, or the last one of a shorter list, and how many rows lie before it.
async fn walk(caller: &Caller, query: &[(&'static str, String)]) -> (Option<String>, usize) {
    let (mut cursor, mut skipped) = (None, 0);
    for _ in 0..DEEP / STRIDE {
        let mut query = [query, &[("limit", STRIDE.to_string())]].concat();
        query.extend(cursor.clone().map(|cursor| ("after", cursor)));
        let page = ask(caller, "/api/v1/cases", &query).await;
        let Some(next) = page["next"].as_str() else { break };
        cursor = Some(next.to_owned());
        skipped += page["items"].as_array().expect("a page has items").len();
    }
    (cursor, skipped)
}

fn at(sorted: &[Duration], share: f64) -> Duration {
    sorted.get(((sorted.len().max(1) - 1) as f64 * share) as usize).copied().unwrap_or_default()
}

fn shown(sorted: &[Duration]) -> String {
    if sorted.is_empty() {
        return "–".to_owned();
    }
    let ms = |share| at(sorted, share).as_secs_f64() * 1000.0;
    format!("{:.1} / {:.1} / {:.1}", ms(0.5), ms(0.95), ms(1.0))
}
