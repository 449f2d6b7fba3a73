//! What the web folder is made of, as one digest: when it is the same, nothing needs to be built.

use crate::house::House;
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

const PARTS: [&str; 8] = [
    "assets",
    "frontend/src",
    "frontend/Cargo.toml",
    "frontend/package-lock.json",
    "shared",
    "xtask/src/web",
    "Cargo.toml",
    "Cargo.lock",
];

pub fn digest(house: &House) -> Result<String> {
    let mut hash = Sha256::new();
    for part in PARTS {
        for path in files(&house.root.join(part))? {
            let content = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            hash.update(path.strip_prefix(&house.root)?.to_string_lossy().as_bytes());
            hash.update((content.len() as u64).to_le_bytes());
            hash.update(&content);
        }
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The time of the last change and the number of files: cheap enough to ask three times a second.
pub fn newest(house: &House) -> Result<(SystemTime, usize)> {
    let mut last = SystemTime::UNIX_EPOCH;
    let mut count = 0;
    for part in PARTS {
        for path in files(&house.root.join(part))? {
            let changed = fs::metadata(&path).and_then(|data| data.modified());
            last = last.max(changed.with_context(|| format!("cannot read {}", path.display()))?);
            count += 1;
        }
    }
    Ok((last, count))
}

/// All files at or below a path, in a fixed order; none when it does not exist.
pub fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut found = Vec::new();
    if path.is_dir() {
        for entry in fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))? {
            found.extend(files(&entry?.path())?);
        }
    }
    found.sort();
    Ok(found)
}
