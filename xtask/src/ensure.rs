//! What the machine must have. On Debian as root a missing package is installed; elsewhere the exact instruction is
//! printed and we stop: nothing is installed behind anybody's back on a machine that is not a build machine.

use crate::house::House;
use crate::{shell, web};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

const BROWSERS: [&str; 4] =
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium"];

/// `cargo xtask doctor`.
pub fn everything(house: &House) -> Result<()> {
    let wasm = web::wasm::toolchain(house)?;
    println!("WASM target: {wasm}");
    node_modules(&house.frontend())?;
    node_modules(&house.browser_tests())?;
    println!("npm packages: ready");
    println!("browser: {}", browser()?.display());
    chinese_font()?;
    println!("Chinese font: ready");
    println!("PostgreSQL: {}", postgres()?.display());
    println!("cargo-nextest: {}", if has_nextest() { "ready" } else { "absent, cargo test is used instead" });
    Ok(())
}

pub fn has_nextest() -> bool {
    shell::works("cargo", &["nextest", "--version"])
}

/// `npm ci`, unless the installed packages are those of the lock file.
pub fn node_modules(folder: &Path) -> Result<()> {
    if !shell::works("node", &["--version"]) || !shell::works("npm", &["--version"]) {
        apt(&["nodejs", "npm"], "Node.js 18 or newer with npm is needed for the browser's libraries")?;
    }
    let lock = std::fs::read(folder.join("package-lock.json"))
        .with_context(|| format!("{} has no package-lock.json", folder.display()))?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    shell::run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(folder))?;
    std::fs::write(&stamp, lock).with_context(|| format!("cannot write {}", stamp.display()))
}

/// A Chromium: `MIRRORLAKE_CHROMIUM`, or where systems keep it.
pub fn browser() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("MIRRORLAKE_CHROMIUM") {
        return Ok(path.into());
    }
    let installed = || BROWSERS.iter().map(PathBuf::from).find(|path| path.exists());
    if let Some(path) = installed() {
        return Ok(path);
    }
    apt(&["chromium"], "Chromium is needed for the browser tests (or name one in MIRRORLAKE_CHROMIUM)")?;
    installed().context("Chromium was installed, but is in none of the usual places")
}

/// Labels on the map are drawn with fonts of the system.
pub fn chinese_font() -> Result<()> {
    let there = shell::output(Command::new("fc-list").arg(":lang=zh")).is_ok_and(|list| !list.trim().is_empty());
    if there {
        Ok(())
    } else {
        apt(&["fontconfig", "fonts-noto-cjk"], "a Chinese font is needed for pictures and map labels")
    }
}

/// The folder of PostgreSQL's programs.
pub fn postgres() -> Result<PathBuf> {
    if let Some(folder) = postgres_folder()? {
        return Ok(folder);
    }
    apt(&["postgresql"], "PostgreSQL 14 or newer is needed: the storage tests run on both engines")?;
    postgres_folder()?.context("PostgreSQL was installed, but its initdb is in none of the usual places")
}

fn postgres_folder() -> Result<Option<PathBuf>> {
    let complete =
        |folder: &PathBuf| ["initdb", "postgres", "pg_isready"].iter().all(|name| folder.join(name).exists());
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    if let Some(folder) = std::env::split_paths(&on_path).find(complete) {
        return Ok(Some(folder));
    }
    let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") else { return Ok(None) };
    let mut folders = Vec::new();
    for version in versions {
        folders.push(version?.path().join("bin"));
    }
    folders.retain(complete);
    folders.sort();
    Ok(folders.pop())
}

/// The peer that two benchmarks compare with.
pub fn postgis() -> Result<()> {
    let programs = postgres()?;
    let version = programs.parent().and_then(Path::file_name).context("PostgreSQL lies in a folder of its version")?;
    let version = version.to_string_lossy();
    if Path::new("/usr/share/postgresql").join(&*version).join("extension/postgis.control").exists() {
        return Ok(());
    }
    apt(&[&format!("postgresql-{version}-postgis-3")], "PostGIS is needed: the benchmark compares with it")
}

pub fn is_root() -> bool {
    shell::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Installs Debian packages as root, or says what to type and stops.
pub fn apt(packages: &[&str], why: &str) -> Result<()> {
    let list = packages.join(" ");
    if !Path::new("/etc/debian_version").exists() || !is_root() {
        bail!("{why}.\nInstall it and run this again; on Debian or Ubuntu:\n\n    sudo apt-get install {list}\n");
    }
    println!("installing {list}: {why}");
    let install = || {
        let mut command = Command::new("apt-get");
        command.args(["install", "-y", "--no-install-recommends"]).args(packages);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        shell::run(&mut command)
    };
    if install().is_ok() {
        return Ok(());
    }
    shell::run(Command::new("apt-get").arg("update"))?;
    install()
}
