//! `cargo xtask test`: every check and every test, in the order in which a mistake is cheapest to find, with the
//! minutes of each step and one count at the end. All steps run even when one fails, so that one run tells everything.

mod postgres;
mod tally;
mod tidy;

use crate::house::House;
use crate::web::{self, Kind};
use crate::{ensure, serve};
use anyhow::{Result, bail};
use clap::ValueEnum;
pub use postgres::Cluster;
use std::process::Command;
use std::time::Instant;
use tally::Tally;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// rustfmt, nothing to change
    Format,
    /// clippy on everything, no warning
    Lint,
    /// Rules about files that no compiler checks
    Tidy,
    /// Unit, property and storage tests, on SQLite and PostgreSQL
    Unit,
    /// The server and the web folder
    Build,
    /// The real program through its doors: API, stories, durability
    Api,
    /// The pages in a real browser
    Browser,
}

/// The server's own code is not optimised for its unit tests: they wait for the compiler, not for the code.
const QUICKLY_BUILT: &str = "profile.release.package.mirrorlake.opt-level=0";

/// What the steps share: the repository and, once a step needed it, a database cluster.
struct Run<'a> {
    house: &'a House,
    cluster: Option<Cluster>,
}

pub fn run(house: &House, only: &[Step]) -> Result<()> {
    let start = Instant::now();
    let mut run = Run { house, cluster: None };
    let mut rows = Vec::new();
    for &step in Step::value_variants().iter().filter(|step| only.is_empty() || only.contains(step)) {
        println!("\n── {} ──", name(step));
        let begin = Instant::now();
        let tally = run.step(step).unwrap_or_else(|error| {
            eprintln!("{error:#}");
            Tally::one_failure()
        });
        rows.push((step, tally, begin.elapsed()));
    }
    drop(run);

    let mut total = Tally::default();
    println!();
    for (step, tally, took) in &rows {
        total += *tally;
        println!("{:<8} {:>5.1} min  {tally}", name(*step), took.as_secs_f64() / 60.0);
    }
    println!("{:<8} {:>5.1} min", "total", start.elapsed().as_secs_f64() / 60.0);
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed > 0 {
        bail!("see above");
    }
    Ok(())
}

fn name(step: Step) -> String {
    step.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

impl Run<'_> {
    fn step(&mut self, step: Step) -> Result<Tally> {
        let house = self.house;
        match step {
            Step::Format => tally::check(house.cargo().args(["fmt", "--all", "--check"])),
            Step::Lint => {
                let mut clippy = house.cargo();
                clippy.args(["clippy", "--release", "--workspace", "--all-targets", "--", "-D", "warnings"]);
                tally::check(&mut clippy)
            }
            Step::Tidy => tidy::check(house),
            Step::Unit => {
                let mut tests = house.cargo();
                match ensure::has_nextest() {
                    true => tests.args(["nextest", "run", "--no-fail-fast"]),
                    false => tests.args(["test", "--no-fail-fast"]),
                };
                tests.args(["--release", "--workspace", "--exclude", "mirrorlake-tests"]);
                tests.args(["--config", QUICKLY_BUILT]);
                self.with_database(&mut tests)?;
                tally::tests(&mut tests)
            }
            Step::Build => {
                serve::build_server(house)?;
                web::build(house, Kind::Small)?;
                Ok(Tally::one_success())
            }
            Step::Api => {
                // Not nextest: the tests of one binary share one server.
                let mut tests = house.cargo();
                tests.args(["test", "--release", "--no-fail-fast", "--package", "mirrorlake-tests"]);
                self.with_server(&mut tests)?;
                tally::tests(&mut tests)
            }
            Step::Browser => {
                let folder = house.browser_tests();
                ensure::node_modules(&folder)?;
                ensure::chinese_font()?;
                let mut tests = Command::new("node");
                tests.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]).current_dir(&folder);
                tests.args(web_tests(&folder)?);
                tests.env("MIRRORLAKE_CHROMIUM", ensure::browser()?);
                self.with_server(&mut tests)?;
                tally::tests(&mut tests)
            }
        }
    }

    /// The cluster is started once and kept for the steps after; a test makes its own database in it.
    fn with_database(&mut self, tests: &mut Command) -> Result<()> {
        if self.cluster.is_none() {
            self.cluster = Some(Cluster::start()?);
        }
        if let Some(cluster) = &self.cluster {
            tests.env("MIRRORLAKE_TEST_POSTGRES", cluster.url());
        }
        Ok(())
    }

    fn with_server(&mut self, tests: &mut Command) -> Result<()> {
        self.with_database(tests)?;
        tests.env("MIRRORLAKE_BIN", serve::build_server(self.house)?);
        tests.env("MIRRORLAKE_TEST_WEB", web::build(self.house, Kind::Small)?);
        Ok(())
    }
}

/// The files of the browser tests by name, because older versions of Node know no patterns.
fn web_tests(folder: &std::path::Path) -> Result<Vec<std::path::PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.to_str().is_some_and(|path| path.ends_with(".test.mjs")) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
