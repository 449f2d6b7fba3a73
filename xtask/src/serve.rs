//! Serving: `run` for everybody, `dev` for those who change the browser's side, `replay` to make a city busy.

use crate::house::House;
use crate::watchdog::Watched;
use crate::web::{self, Kind};
use crate::{ensure, shell};
use anyhow::{Context, Result};
use std::path::Path;
use std::time::Duration;

const WATCH_EVERY: Duration = Duration::from_millis(300);

/// Builds the server and gives its path as a word of a command line.
pub fn build_server(house: &House) -> Result<String> {
    shell::run(house.cargo().args(["build", "--release", "--package", "mirrorlake", "--bin", "mirrorlake"]))?;
    text(&house.server())
}

pub fn text(path: &Path) -> Result<String> {
    Ok(path.to_str().with_context(|| format!("{} is not a name in UTF-8", path.display()))?.to_owned())
}

pub fn run(house: &House, options: &[String]) -> Result<()> {
    let web = web::build(house, Kind::Small)?;
    let server = build_server(house)?;
    replace(house.command(server).args(["serve", "--demo", "--web"]).arg(web).args(options))
}

pub fn replay(house: &House, options: &[String]) -> Result<()> {
    let server = build_server(house)?;
    replace(house.command(server).arg("replay").args(options))
}

/// Becomes the command, so that Ctrl-C and signals reach it alone and it may end in its own time.
fn replace(command: &mut std::process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).context("cannot start the server")
}

pub fn dev(house: &House, options: &[String]) -> Result<()> {
    ensure::node_modules(&house.frontend())?;
    let web = web::build(house, Kind::Fast)?;
    let mut server = vec![build_server(house)?, "serve".into(), "--demo".into(), "--web".into(), text(&web)?];
    server.extend(options.iter().cloned());
    let _server = Watched::start(&server, "TERM", None, |command| {
        command.current_dir(&house.root);
    })?;
    println!("watching frontend/, shared/ and assets/; reload the page after a rebuild");
    let mut seen = web::newest(house)?;
    loop {
        std::thread::sleep(WATCH_EVERY);
        // A half-written line, or an editor's file that is gone again, is no reason to stop watching.
        let result = web::newest(house).and_then(|now| {
            if now == seen {
                return Ok(());
            }
            seen = now;
            web::build(house, Kind::Fast).map(|_| ())
        });
        if let Err(error) = result {
            eprintln!("{error:#}");
        }
    }
}
