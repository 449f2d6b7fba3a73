//! Fewer bytes on the wire: wasm-opt where npm brought it, then Brotli and gzip beside every file that gains by it.

use crate::house::House;
use crate::shell;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Optimises in place. Without wasm-opt the file works as well, only larger; then it says so.
pub fn optimise(house: &House, wasm: &Path) -> Result<()> {
    let tool = house.frontend().join("node_modules/binaryen/bin/wasm-opt");
    let before = fs::metadata(wasm).with_context(|| format!("cannot read {}", wasm.display()))?.len();
    if !tool.exists() {
        println!("left undone: wasm-opt (npm package binaryen is not installed); the bundle stays at {before} bytes");
        return Ok(());
    }
    let smaller = wasm.with_extension("opt");
    shell::run(house.command("node").arg(&tool).arg(wasm).args(["-Oz", "--strip-debug", "-o"]).arg(&smaller))?;
    fs::rename(&smaller, wasm)?;
    println!("wasm-opt: {before} → {} bytes", fs::metadata(wasm)?.len());
    Ok(())
}

/// Node's own zlib does it on all cores, without a dependency.
pub fn compress(house: &House, folder: &Path) -> Result<()> {
    shell::run(house.command("node").arg(house.root.join("xtask/src/web/compress.mjs")).arg(folder))
}
