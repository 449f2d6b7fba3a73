//! Where things are: the repository, the target folder, the built programs.
//! `CARGO_TARGET_DIR` is honoured everywhere, so that several worktrees can be built side by side.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(Debug)]
pub struct House {
    pub root: PathBuf,
    pub target: PathBuf,
}

impl House {
    pub fn find() -> Result<House> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the toolbox lies in the repository")?;
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => std::env::current_dir()?.join(folder),
            None => root.join("target"),
        };
        Ok(House { root: root.to_path_buf(), target })
    }

    pub fn server(&self) -> PathBuf {
        self.target.join("release").join(format!("mirrorlake{}", std::env::consts::EXE_SUFFIX))
    }

    pub fn frontend(&self) -> PathBuf {
        self.root.join("frontend")
    }

    pub fn browser_tests(&self) -> PathBuf {
        self.root.join("tests/browser")
    }

    /// The cargo that runs us, at work in the repository.
    pub fn cargo(&self) -> Command {
        self.command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }
}
