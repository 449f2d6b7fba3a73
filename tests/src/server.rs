//! Servers under test: the real binary on a free port with a folder of its own.

use crate::caller::Caller;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, OnceLock};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Of all demo accounts.
pub const PASSWORD: &str = "jinghu-inspector";
const PATIENCE: Duration = Duration::from_secs(180);

/// Starts the program and kills it (SIGKILL) when this shell's input closes, which it does when we are gone. The shell
/// lets go of the output, so that its end is the end of the program.
const WATCHDOG: &str = r#"
trap '' INT TERM HUP
"$@" &
program=$!
exec >/dev/null 2>&1
read -r _
kill -9 "$program"
wait "$program"
"#;

/// The program under test: `MIRRORLAKE_BIN`, or the one in the release folder.
pub fn binary() -> PathBuf {
    if let Some(path) = std::env::var_os("MIRRORLAKE_BIN") {
        return path.into();
    }
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate lies in the repository");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let path = target.join("release/mirrorlake");
    assert!(path.exists(), "no server to test: build it with `cargo build --release -p mirrorlake`");
    path
}

/// A text that no other test uses.
pub fn unique(prefix: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("{prefix}-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The demo city that the tests of one program share. It is never stopped: the watchdog does it at the end.
pub fn demo() -> &'static Server {
    static DEMO: OnceLock<Server> = OnceLock::new();
    DEMO.get_or_init(|| Server::start(&["--demo-scale", "0.1"]))
}

/// Lines that the program printed, on either stream.
#[derive(Debug, Default)]
struct Log {
    lines: Mutex<Vec<String>>,
    grown: Condvar,
    /// Streams that have ended, of two.
    ended: AtomicU32,
}

impl Log {
    fn follow(self: &Arc<Self>, stream: impl Read + Send + 'static) {
        let log = self.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                log.lines.lock().expect("no reader panics").push(line);
                log.grown.notify_all();
            }
            log.ended.fetch_add(1, Ordering::Release);
            log.grown.notify_all();
        });
    }

    fn wait_for<T>(&self, find: impl Fn(&str) -> Option<T>) -> T {
        let end = Instant::now() + PATIENCE;
        let mut lines = self.lines.lock().expect("no reader panics");
        loop {
            if let Some(found) = lines.iter().find_map(|line| find(line)) {
                return found;
            }
            let left = end.saturating_duration_since(Instant::now());
            let ended = self.ended.load(Ordering::Acquire) == 2;
            assert!(!left.is_zero() && !ended, "the server did not get ready; it said:\n{}", lines.join("\n"));
            lines = self.grown.wait_timeout(lines, left).expect("no reader panics").0;
        }
    }
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    shell: Child,
    base: String,
    folder: TempDir,
    options: Vec<String>,
    log: Arc<Log>,
    sessions: Mutex<HashMap<String, String>>,
}

/// A server that was killed; its folder is as the kill left it.
#[derive(Debug)]
pub struct Killed {
    folder: TempDir,
    options: Vec<String>,
}

impl Killed {
    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn start_again(self) -> Server {
        Server::launch(self.folder, self.options)
    }
}

impl Server {
    /// A demo server with a fresh folder and further options.
    pub fn start(options: &[&str]) -> Server {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        Server::launch(folder, options.iter().map(|&word| word.to_owned()).collect())
    }

    /// The same, with everything written to the log that the program and what it is made of can say.
    pub fn talkative(options: &[&str]) -> Server {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        Server::launch_with(
            folder,
            options.iter().map(|&word| word.to_owned()).collect(),
            &[("MIRRORLAKE_LOG", "trace")],
        )
    }

    fn launch(folder: TempDir, options: Vec<String>) -> Server {
        Server::launch_with(folder, options, &[])
    }

    fn launch_with(folder: TempDir, options: Vec<String>, variables: &[(&str, &str)]) -> Server {
        let mut command = Command::new("sh");
        command.envs(variables.iter().copied());
        command.args(["-c", WATCHDOG, "watchdog"]).arg(binary());
        command.args(["serve", "--listen", "127.0.0.1:0", "--demo", "--demo-password", PASSWORD, "--data"]);
        command.arg(folder.path().join("data")).args(&options);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut shell = command.spawn().expect("the server can be started");
        let log = Arc::new(Log::default());
        log.follow(shell.stdout.take().expect("a pipe"));
        log.follow(shell.stderr.take().expect("a pipe"));
        let base = log.wait_for(|line| {
            let rest = line.split_once("listening on http://")?.1;
            let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ':')).unwrap_or(rest.len());
            Some(format!("http://{}", &rest[..end]))
        });
        let server = Server { shell, base, folder, options, log, sessions: Mutex::default() };
        server.wait_until_ready();
        server
    }

    fn wait_until_ready(&self) {
        let url = format!("{}/readyz", self.base);
        // Its own thread, because a test may call this from inside its runtime.
        let ready = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let http = reqwest::Client::new();
                let mut beat = tokio::time::interval(Duration::from_millis(50));
                let end = Instant::now() + PATIENCE;
                while Instant::now() < end {
                    beat.tick().await;
                    if http.get(&url).send().await.is_ok_and(|answer| answer.status() == 200) {
                        return true;
                    }
                }
                false
            })
        });
        assert!(ready.join().expect("the watcher does not panic"), "never ready:\n{}", self.log());
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    /// The program's process, for those who measure it.
    pub fn pid(&self) -> u32 {
        let shell = self.shell.id();
        let children = std::fs::read_to_string(format!("/proc/{shell}/task/{shell}/children")).unwrap_or_default();
        children.split_whitespace().next().and_then(|pid| pid.parse().ok()).expect("the watchdog has a child")
    }

    /// Everything that the server has printed so far.
    pub fn log(&self) -> String {
        self.log.lines.lock().expect("no reader panics").join("\n")
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Somebody without a session.
    pub fn stranger(&self) -> Caller {
        Caller::new(&self.base, None)
    }

    /// Somebody signed in with a demo account. Signing in is throttled, so each account does it once a server.
    pub async fn account(&self, login: &str) -> Caller {
        let known = self.sessions.lock().expect("no holder panics").get(login).cloned();
        let cookie = match known {
            Some(cookie) => cookie,
            None => {
                let cookie = self.stranger().sign_in(login, PASSWORD).await;
                self.sessions.lock().expect("no holder panics").insert(login.to_owned(), cookie.clone());
                cookie
            }
        };
        Caller::new(&self.base, Some(cookie))
    }

    /// `kill -9`, and no chance to tidy up.
    pub fn kill(mut self) -> Killed {
        self.end();
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().expect("a temporary folder can be made"));
        Killed { folder, options: std::mem::take(&mut self.options) }
    }

    fn end(&mut self) {
        drop(self.shell.stdin.take());
        self.shell.wait().expect("the watchdog ends");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}
