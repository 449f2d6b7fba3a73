//! A private PostgreSQL with PostGIS for one benchmark: own folder, own port, gone afterwards.
//!
//! PostgreSQL refuses to run as root, so as root everything runs as the user `postgres`. The server dies with the
//! benchmark, also with an interrupted one.

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

pub struct Cluster {
    folder: tempfile::TempDir,
    bin: PathBuf,
    as_postgres: bool,
    port: u16,
    server: Option<Child>,
}

impl Cluster {
    /// The reason, when this machine has no usable PostgreSQL.
    pub fn start() -> Result<Cluster, String> {
        let bin = newest_bin().ok_or("no PostgreSQL server is installed")?;
        let as_postgres = output("id", &["-u"])?.trim() == "0";
        let folder = tempfile::tempdir().map_err(|fault| fault.to_string())?;
        if as_postgres {
            output("chown", &["postgres", &folder.path().to_string_lossy()])?;
        }
        let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
        let port = free.map_err(|fault| fault.to_string())?.port();
        let mut cluster = Cluster { folder, bin, as_postgres, port, server: None };
        let data = cluster.data();
        cluster.run("initdb", &["-D", &data, "-U", "bench", "--auth=trust", "-E", "UTF8", "--no-sync"])?;
        cluster.server = Some(cluster.serve(&data)?);
        Ok(cluster)
    }

    fn serve(&self, data: &str) -> Result<Child, String> {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "INT"]);
        if self.as_postgres {
            command.args(["--reuid", "postgres", "--regid", "postgres", "--init-groups"]);
        }
        let (port, sockets) = (self.port.to_string(), self.folder.path().to_string_lossy());
        command.arg("--").arg(self.bin.join("postgres")).args(["-D", data, "-p", &port, "-k", &sockets]);
        for setting in ["listen_addresses=127.0.0.1", "shared_buffers=1GB", "work_mem=256MB", "fsync=off", "jit=off"] {
            command.args(["-c", setting]);
        }
        command.current_dir("/").stdout(Stdio::null()).stderr(Stdio::null()).spawn().map_err(|fault| fault.to_string())
    }

    /// Connections that use one core each, as our side does. The first one waits until the server is up.
    pub async fn pool(&self, connections: u32) -> Result<PgPool, sqlx::Error> {
        let options = PgConnectOptions::new().host("127.0.0.1").port(self.port).username("bench").database("postgres");
        let options = options.options([("max_parallel_workers_per_gather", "0")]);
        let pool = PgPoolOptions::new().max_connections(connections).connect_with(options).await?;
        sqlx::query("CREATE EXTENSION IF NOT EXISTS postgis").execute(&pool).await?;
        Ok(pool)
    }

    fn data(&self) -> String {
        self.folder.path().join("data").to_string_lossy().into_owned()
    }

    fn run(&self, tool: &str, arguments: &[&str]) -> Result<String, String> {
        let tool = self.bin.join(tool).to_string_lossy().into_owned();
        if !self.as_postgres {
            return output(&tool, arguments);
        }
        let prefix = ["-u", "postgres", "--", tool.as_str()];
        output("runuser", &[&prefix, arguments].concat())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let stopped = self.run("pg_ctl", &["-D", &self.data(), "-m", "immediate", "-w", "stop"]);
        let ended = self.server.as_mut().map(Child::wait).transpose();
        if let (Err(fault), _) | (_, Err(fault)) = (stopped, ended.map_err(|fault| fault.to_string())) {
            eprintln!("the benchmark's PostgreSQL did not stop: {fault}");
        }
    }
}

fn newest_bin() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let bins = versions.flatten().map(|entry| entry.path().join("bin"));
    bins.filter(|bin: &PathBuf| Path::new(&bin.join("initdb")).exists()).max()
}

/// Runs a program to its end; what it said when it failed. Its output goes to a file, not a pipe: a server that it
/// leaves behind would hold a pipe open.
fn output(program: &str, arguments: &[&str]) -> Result<String, String> {
    let file = tempfile::NamedTempFile::new().map_err(|fault| fault.to_string())?;
    let copy = || file.reopen().map_err(|fault| fault.to_string());
    let status = Command::new(program).args(arguments).current_dir("/").stdout(copy()?).stderr(copy()?).status();
    let status = status.map_err(|fault| format!("{program}: {fault}"))?;
    let said = std::fs::read_to_string(file.path()).map_err(|fault| fault.to_string())?;
    if status.success() { Ok(said) } else { Err(format!("{program}: {said}")) }
}
