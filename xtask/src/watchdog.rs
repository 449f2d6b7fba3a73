//! A program that ends when we end, however that comes about: by the end of a scope, Ctrl-C, a panic or `kill -9`.
//!
//! A small shell starts the program and then waits for the end of its own input, which is a pipe that only we hold.
//! When we are gone the pipe closes, the shell stops the program and cleans up. No signal handler can promise that.

use anyhow::{Context, Result};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const SCRIPT: &str = r#"
trap '' INT TERM HUP
signal=$1; folder=$2; shift 2
"$@" &
program=$!
read -r _
kill -s "$signal" "$program" 2>/dev/null
wait "$program"
[ -z "$folder" ] || rm -rf "$folder"
"#;

#[derive(Debug)]
pub struct Watched {
    shell: Child,
}

impl Watched {
    /// Starts `program`; at the end it gets `signal` and then `folder`, if any, is removed.
    pub fn start(
        program: &[String],
        signal: &str,
        folder: Option<&Path>,
        adjust: impl FnOnce(&mut Command),
    ) -> Result<Watched> {
        let mut command = Command::new("sh");
        command.args(["-c", SCRIPT, "watchdog", signal]);
        command.arg(folder.unwrap_or(Path::new(""))).args(program);
        command.stdin(Stdio::piped());
        adjust(&mut command);
        let shell = command.spawn().with_context(|| format!("cannot start {}", program.join(" ")))?;
        Ok(Watched { shell })
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        if let Err(error) = self.shell.wait() {
            eprintln!("a program that we started could not be awaited: {error}");
        }
    }
}
