//! From Rust to WebAssembly, on two kinds of machine.
//!
//! Normally rustup has or fetches the `wasm32-unknown-unknown` standard library. Where rustup's server cannot be
//! reached, Debian's `rustc-web` builds the standard library from Debian's `rust-web-src`; the linker of the rustup
//! toolchain links it, because Debian's own `rust-lld` points at a file these packages lack. The two ways have their
//! own target folders: a file made by one compiler is of no use to the other.

use super::Kind;
use crate::house::House;
use crate::{ensure, shell};
use anyhow::{Context, Result, bail};
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";

/// Which compiler makes the bundle.
#[derive(Debug)]
pub enum Toolchain {
    Rustup,
    Debian { linker: PathBuf },
}

impl fmt::Display for Toolchain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Toolchain::Rustup => "ready (the usual toolchain)",
            Toolchain::Debian { .. } => "ready (Debian's rustc-web, because rustup cannot fetch the target)",
        })
    }
}

/// The compiled module, before the glue.
pub fn build(house: &House, kind: Kind) -> Result<PathBuf> {
    let profile = match kind {
        Kind::Small => "web",
        Kind::Fast => "web-dev",
    };
    let (mut cargo, folder) = match toolchain(house)? {
        Toolchain::Rustup => (house.cargo(), house.target.join("wasm")),
        Toolchain::Debian { linker } => (debian(house, &linker), house.target.join("wasm-fallback")),
    };
    cargo.args(["build", "--package", "mirrorlake-frontend", "--lib", "--profile", profile, "--target", TARGET]);
    cargo.env("CARGO_TARGET_DIR", &folder);
    if cargo.get_program() == DEBIAN_CARGO {
        cargo.args(["-Z", "build-std=std,panic_abort"]);
    }
    shell::run(&mut cargo)?;
    Ok(folder.join(TARGET).join(profile).join("frontend.wasm"))
}

/// Finds or fetches a compiler that can make WebAssembly.
pub fn toolchain(house: &House) -> Result<Toolchain> {
    let sysroot = sysroot(house)?;
    let library = sysroot.join("lib/rustlib").join(TARGET);
    if library.exists() {
        return Ok(Toolchain::Rustup);
    }
    // One attempt a target folder: on a machine without that network it costs nothing from then on.
    let refused = house.target.join("rustup-cannot-fetch-wasm");
    if !refused.exists() {
        println!("the {TARGET} target is missing: asking rustup for it");
        let mut rustup = house.command("rustup");
        rustup.args(["target", "add", TARGET]).env("RUSTUP_MAX_RETRIES", "0");
        if shell::works_within(&mut rustup, Duration::from_secs(120)) && library.exists() {
            return Ok(Toolchain::Rustup);
        }
    }
    let debian = debian_toolchain(&sysroot)?;
    std::fs::create_dir_all(&house.target)?;
    std::fs::write(&refused, "rustup could not fetch the target; remove this file to let it try again\n")?;
    Ok(debian)
}

fn sysroot(house: &House) -> Result<PathBuf> {
    let printed = shell::output(house.command("rustc").args(["--print", "sysroot"]))?;
    Ok(PathBuf::from(printed.trim()))
}

fn debian_toolchain(sysroot: &Path) -> Result<Toolchain> {
    if !has_debian_rust() {
        ensure::apt(
            &["rustc-web", "cargo-web", "rust-web-src"],
            &format!("the {TARGET} target is missing and rustup could not fetch it (`rustup target add {TARGET}`)"),
        )?;
    }
    if !has_debian_rust() {
        bail!("{DEBIAN_RUSTC} cannot build {TARGET}: run `rustup target add {TARGET}` where that is possible");
    }
    let host = shell::output(Command::new("rustc").arg("-vV"))?;
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc -vV names no host")?;
    let linker = sysroot.join("lib/rustlib").join(host).join("bin/rust-lld");
    if !linker.exists() {
        bail!("{} is missing: the fallback links with the rust-lld of a rustup toolchain", linker.display());
    }
    Ok(Toolchain::Debian { linker })
}

/// A Debian compiler together with the sources of its standard library.
fn has_debian_rust() -> bool {
    let Ok(sysroot) = Command::new(DEBIAN_RUSTC).args(["--print", "sysroot"]).env_remove("LD_LIBRARY_PATH").output()
    else {
        return false;
    };
    let sysroot = String::from_utf8_lossy(&sysroot.stdout).trim().to_owned();
    Path::new(DEBIAN_CARGO).exists() && Path::new(&sysroot).join("lib/rustlib/src/rust/library/std").exists()
}

fn debian(house: &House, linker: &Path) -> Command {
    let mut cargo = house.command(DEBIAN_CARGO);
    // What the rustup toolchain that runs us has set would lead the other compiler astray.
    for name in ["LD_LIBRARY_PATH", "RUSTUP_TOOLCHAIN", "CARGO", "RUSTDOC", "RUSTFLAGS"] {
        cargo.env_remove(name);
    }
    cargo.env("RUSTC", DEBIAN_RUSTC).env("RUSTC_BOOTSTRAP", "1");
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
    cargo
}
