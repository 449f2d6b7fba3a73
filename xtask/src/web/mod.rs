//! The web folder: everything the browser loads, ready to be served as files.
//!
//! index.html and styles from `assets/`, the application from `frontend/`, the map library from npm; each text and
//! WASM file also compressed, so that the server never compresses the same bytes twice. It is made beside the old one
//! and then takes its place, so a running server never serves half of it; and only when something it is made of changed.

mod glue;
mod inputs;
mod squeeze;
pub mod wasm;

pub use inputs::newest;

use crate::ensure;
use crate::house::House;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What the bundle is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// For people who wait for bytes.
    Small,
    /// For a developer who waits for the build.
    Fast,
}

impl Kind {
    fn folder(self) -> &'static str {
        match self {
            Kind::Small => "web",
            Kind::Fast => "web-dev",
        }
    }
}

const VENDOR: [&str; 3] = ["maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css"];
const SERVED: [&str; 10] = ["html", "js", "mjs", "css", "svg", "png", "ico", "webmanifest", "woff2", "json"];

/// Makes the web folder, unless it is up to date, and says where it is.
pub fn build(house: &House, kind: Kind) -> Result<PathBuf> {
    let folder = house.target.join(kind.folder());
    let stamp = house.target.join(format!("{}.inputs", kind.folder()));
    let inputs = inputs::digest(house)?;
    if folder.exists() && fs::read_to_string(&stamp).is_ok_and(|made_of| made_of == inputs) {
        return Ok(folder);
    }
    let start = Instant::now();
    ensure::node_modules(&house.frontend())?;
    let module = wasm::build(house, kind)?;

    let fresh = house.target.join(format!("{}.new", kind.folder()));
    remove(&fresh)?;
    copy_assets(&house.root.join("assets"), &fresh)?;
    glue::make(&module, &fresh.join("app"))?;
    for name in VENDOR {
        copy(&house.frontend().join("node_modules/maplibre-gl/dist").join(name), &fresh.join("vendor").join(name))?;
    }
    if kind == Kind::Small {
        squeeze::optimise(house, &fresh.join("app/frontend_bg.wasm"))?;
        squeeze::compress(house, &fresh)?;
    }
    let old = house.target.join(format!("{}.old", kind.folder()));
    remove(&old)?;
    if folder.exists() {
        fs::rename(&folder, &old)?;
    }
    fs::rename(&fresh, &folder)?;
    remove(&old)?;
    fs::write(&stamp, inputs)?;
    println!("web folder made in {:.0} s", start.elapsed().as_secs_f64());
    Ok(folder)
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let parent = to.parent().context("a file lies in a folder")?;
    fs::create_dir_all(parent)?;
    fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
    Ok(())
}

/// Data that the server alone reads (tables of categories and the like) stays behind.
fn copy_assets(from: &Path, to: &Path) -> Result<()> {
    for path in inputs::files(from)? {
        let served = path.extension().and_then(|e| e.to_str()).is_some_and(|e| SERVED.contains(&e));
        if served {
            copy(&path, &to.join(path.strip_prefix(from)?))?;
        }
    }
    Ok(())
}
