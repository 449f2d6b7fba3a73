//! The toolbox: everything a developer or an operator does with this repository, one verb each.
//! `cargo xtask --help` is its table of contents.
//!
//! Invariants: a verb that needs a tool installs it or says in plain words how to get it; every program started here
//! ends with it; nothing is written outside the target folder, except `node_modules` and pictures asked for.

mod bench;
mod ensure;
mod house;
mod pictures;
mod serve;
mod shell;
mod test;
mod watchdog;
mod web;

use anyhow::Result;
use clap::{Parser, Subcommand};
use house::House;
use std::process::ExitCode;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "The toolbox of Mirrorlake")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Build everything and serve the demo city on http://127.0.0.1:8080
    Run {
        /// Options of `mirrorlake serve`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        server: Vec<String>,
    },
    /// Serve, and rebuild the browser bundle whenever frontend/, shared/ or assets/ change
    Dev {
        /// Options of `mirrorlake serve`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        server: Vec<String>,
    },
    /// Build the folder of files that the browser loads
    Web {
        /// Seconds instead of bytes: no optimisation, no compression
        #[arg(long)]
        fast: bool,
    },
    /// Run every check and every test, and end with a count
    Test {
        /// Only this step; give it several times for several steps
        #[arg(long, value_enum)]
        only: Vec<test::Step>,
    },
    /// Send cases to a running server at many times the speed of life
    Replay {
        /// Options of `mirrorlake replay`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        options: Vec<String>,
    },
    /// Measure: the figures of the README
    Bench {
        #[arg(value_enum)]
        name: bench::Bench,
    },
    /// Take a picture of every page into docs/screenshots
    Screenshots,
    /// Say what this machine lacks, and install it where that can be done
    Doctor,
}

fn main() -> ExitCode {
    match act(Arguments::parse().verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn act(verb: Verb) -> Result<()> {
    let house = House::find()?;
    match verb {
        Verb::Run { server } => serve::run(&house, &server),
        Verb::Dev { server } => serve::dev(&house, &server),
        Verb::Web { fast } => {
            let folder = web::build(&house, if fast { web::Kind::Fast } else { web::Kind::Small })?;
            println!("web folder: {}", folder.display());
            Ok(())
        }
        Verb::Test { only } => test::run(&house, &only),
        Verb::Replay { options } => serve::replay(&house, &options),
        Verb::Bench { name } => bench::run(&house, name),
        Verb::Screenshots => pictures::take(&house),
        Verb::Doctor => ensure::everything(&house),
    }
}
