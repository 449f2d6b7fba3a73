//! A private PostgreSQL: its own folder, its own free port, gone when the tests are over. Durability is switched off
//! because nothing in it outlives the run; the durability tests use their own SQLite files.

use crate::watchdog::Watched;
use crate::{ensure, serve, shell};
use anyhow::{Context, Result, bail};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const USER: &str = "mirrorlake";
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub struct Cluster {
    port: u16,
    _server: Watched,
}

impl Cluster {
    pub fn start() -> Result<Cluster> {
        let programs = ensure::postgres()?;
        let folder = folder()?;
        let mut initdb = as_postgres(&serve::text(&programs.join("initdb"))?);
        initdb.extend(
            ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-U", USER, "-D"].map(String::from),
        );
        initdb.push(serve::text(&folder)?);
        shell::run(command(&initdb).stdout(Stdio::null()))?;

        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let mut program = as_postgres(&serve::text(&programs.join("postgres"))?);
        program.extend([
            "-D".into(),
            serve::text(&folder)?,
            "-p".into(),
            port.to_string(),
            "-k".into(),
            serve::text(&folder)?,
        ]);
        for setting in [
            "listen_addresses=127.0.0.1",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "max_connections=300",
            "log_destination=stderr",
            "logging_collector=on",
        ] {
            program.extend(["-c".into(), setting.into()]);
        }
        // SIGINT is PostgreSQL's "fast shutdown".
        let server = Watched::start(&program, "INT", Some(&folder), |command| {
            command.current_dir("/").stdout(Stdio::null()).stderr(Stdio::null());
        })?;
        let cluster = Cluster { port, _server: server };
        cluster.wait(&programs)?;
        Ok(cluster)
    }

    pub fn url(&self) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/postgres", self.port)
    }

    fn wait(&self, programs: &Path) -> Result<()> {
        let ready = serve::text(&programs.join("pg_isready"))?;
        let port = self.port.to_string();
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if shell::works(&ready, &["-q", "-h", "127.0.0.1", "-p", &port]) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("the private PostgreSQL on port {port} did not answer within {} s", PATIENCE.as_secs())
    }
}

/// A fresh folder that belongs to the user who will run the cluster.
fn folder() -> Result<PathBuf> {
    let pattern = std::env::temp_dir().join("mirrorlake-postgres-XXXXXX");
    let mut make = as_postgres("mktemp");
    make.extend(["-d".into(), serve::text(&pattern)?]);
    let printed = shell::output(&mut command(&make)).context("cannot make a folder for the private PostgreSQL")?;
    Ok(PathBuf::from(printed.trim()))
}

/// PostgreSQL refuses to run as root; everybody else runs it as themselves.
fn as_postgres(program: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    if ensure::is_root() {
        words.extend(["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"].map(String::from));
    }
    words.push(program.into());
    words
}

fn command(words: &[String]) -> Command {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).current_dir("/");
    command
}
