//! Figures that can be checked: each benchmark of the README is one word here.

use crate::house::House;
use crate::test::Cluster;
use crate::web::{self, Kind};
use crate::{ensure, serve, shell};
use anyhow::Result;
use clap::ValueEnum;
use std::process::Command;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Bench {
    /// Place → grid, against PostGIS and shapely
    Locate,
    /// Fresh vector tiles, against PostGIS
    Tiles,
    /// 200 reports a second, stored durably: how long until they are on the live stream
    Intake,
    /// Lists over 1,520,000 cases, on SQLite and PostgreSQL: every filter, first page and page 1,000
    Cases,
    /// A million residents read in from CSV and XLSX: rows a second, memory, and how long others wait
    Import,
    /// Residents by name: beside tantivy, in a city of ten million, and over HTTP
    Search,
    /// The wall from a cold browser: bytes and seconds until the map stands still
    Wall,
    /// The search box with a million residents: from a keystroke to the painted list
    Keystroke,
}

pub fn run(house: &House, bench: Bench) -> Result<()> {
    match bench {
        Bench::Locate => against_peers(house, "locate"),
        Bench::Tiles => against_peers(house, "tiles"),
        Bench::Intake => {
            let server = serve::build_server(house)?;
            let mut bench = house.cargo();
            bench.args(["run", "--release", "--package", "mirrorlake-tests", "--bin", "bench_intake"]);
            shell::run(bench.env("MIRRORLAKE_BIN", server))
        }
        Bench::Cases => cases(house),
        Bench::Import => {
            let server = serve::build_server(house)?;
            let mut bench = house.cargo();
            bench.args(["run", "--release", "--package", "mirrorlake-tests", "--bin", "bench_import"]);
            shell::run(bench.env("MIRRORLAKE_BIN", server))
        }
        Bench::Search => search(house),
        Bench::Wall => in_browser(house, "bench-wall.mjs"),
        Bench::Keystroke => in_browser(house, "bench-search.mjs"),
    }
}

/// A measurement in a real browser, with the server and the bundle that people get.
fn in_browser(house: &House, script: &str) -> Result<()> {
    let folder = house.browser_tests();
    ensure::node_modules(&folder)?;
    let mut bench = Command::new("node");
    bench.arg(script).current_dir(&folder);
    bench.env("MIRRORLAKE_CHROMIUM", ensure::browser()?);
    bench.env("MIRRORLAKE_BIN", serve::build_server(house)?);
    bench.env("MIRRORLAKE_TEST_WEB", web::build(house, Kind::Small)?);
    shell::run(&mut bench)
}

/// Panjin has accepted this many.
const CASES: &str = "1520000";
/// 95 of 100 answers of every filter must not take longer, in milliseconds.
const LIST_LIMIT: &str = "100";

/// Fills a database on each engine, then asks the real server for lists of it. Both engines are measured, also when the
/// first is too slow.
fn cases(house: &House) -> Result<()> {
    let server = serve::build_server(house)?;
    let folder = house.target.join("bench-cases");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let sqlite = format!("sqlite:{}", serve::text(&folder.join("cases.db"))?);
    let keys = folder.join("keys");
    let keys = serve::text(&keys)?;
    let cluster = Cluster::start()?;
    let outcomes = [("SQLite", sqlite), ("PostgreSQL", cluster.url())].map(|(engine, url)| -> Result<()> {
        println!("{engine}: making {CASES} cases …");
        shell::run(
            house
                .cargo()
                .args(["run", "--release", "--package", "mirrorlake", "--example", "many_cases", "--"])
                .args([&url, CASES, &keys]),
        )?;
        let mut bench = house.cargo();
        bench.args([
            "run",
            "--release",
            "--package",
            "mirrorlake-tests",
            "--bin",
            "bench_cases",
            "--",
            engine,
            &url,
            LIST_LIMIT,
        ]);
        shell::run(bench.env("MIRRORLAKE_BIN", &server).env("MIRRORLAKE_KEY_FILE", &keys))
    });
    std::fs::remove_dir_all(&folder)?;
    outcomes.into_iter().collect()
}

const RESIDENTS: &str = "1000000";
const LARGE_CITY: &str = "10000000";
/// 99 of 100 answers must not take longer over HTTP, in milliseconds.
const SEARCH_LIMIT: &str = "3";

/// In this process beside the peer, then the real server on one core.
fn search(house: &House) -> Result<()> {
    let own = |bin: &str, words: &[&str]| {
        let mut run = house.cargo();
        run.args([
            "run",
            "--release",
            "--package",
            "mirrorlake-bench-search",
            "--features",
            "peers",
            "--bin",
            bin,
            "--",
        ]);
        run.args(words);
        run
    };
    let measured = shell::run(&mut own("bench_people", &[RESIDENTS, LARGE_CITY]));
    let server = serve::build_server(house)?;
    let folder = house.target.join("bench-search");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let (keys, questions) = (folder.join("keys"), folder.join("questions"));
    let (keys, questions) = (serve::text(&keys)?, serve::text(&questions)?);
    let url = format!("sqlite:{}", serve::text(&folder.join("residents.db"))?);
    println!("making {RESIDENTS} residents …");
    shell::run(&mut own("many_residents", &[&url, RESIDENTS, &keys, &questions]))?;
    shell::run(house.cargo().args(["build", "--release", "--package", "mirrorlake-tests", "--bin", "bench_search"]))?;
    let mut bench = Command::new("taskset");
    bench.args(["-c", "0"]).arg(house.target.join("release/bench_search")).args([
        url.as_str(),
        &questions,
        SEARCH_LIMIT,
    ]);
    let asked = shell::run(bench.env("MIRRORLAKE_BIN", &server).env("MIRRORLAKE_KEY_FILE", keys));
    std::fs::remove_dir_all(&folder)?;
    measured.and(asked)
}

/// Both sides run in the same minutes on the same machine; the figure is their ratio.
fn against_peers(house: &House, name: &str) -> Result<()> {
    ensure::postgis()?;
    shell::run(house.cargo().args(["bench", "--package", "mirrorlake", "--bench", name]))
}
