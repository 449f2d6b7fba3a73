//! Where photos lie: `evidence/ab/cdef…` in the data folder, the thumbnail beside it.
//!
//! Invariants: a file has its name only when it is complete and on disk; a path is made from a [`Hash`] and from nothing
//! else; files are readable by the server alone, executable by nobody.

use super::photo::Photo;
use sha2::{Digest, Sha256};
use std::fs::{DirBuilder, File};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// SHA-256 of a photo's bytes, 64 small hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hash(String);

impl Hash {
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Reads what somebody gives as a hash.
    pub fn parse(given: &str) -> Option<Hash> {
        let right = given.len() == 64 && given.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        right.then(|| Hash(given.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The photo itself, or its small picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Photo,
    Thumbnail,
}

/// The folder of photos.
#[derive(Clone, Debug)]
pub struct Files {
    root: PathBuf,
}

impl Files {
    /// The folder in a data folder; it is made with the first photo.
    pub fn in_data(data: &Path) -> Files {
        Files { root: data.join("evidence") }
    }

    /// Keeps a photo and its thumbnail; returns when both are on disk. What is there already stays.
    pub fn put(&self, photo: &Photo) -> io::Result<()> {
        let shelf = self.shelf(&photo.hash);
        if !shelf.is_dir() {
            DirBuilder::new().recursive(true).mode(0o700).create(&shelf)?;
            File::open(&self.root)?.sync_all()?;
        }
        put(&shelf, &self.path(&photo.hash, Side::Thumbnail), &photo.thumbnail)?;
        put(&shelf, &self.path(&photo.hash, Side::Photo), &photo.bytes)?;
        File::open(&shelf)?.sync_all()
    }

    pub fn path(&self, hash: &Hash, side: Side) -> PathBuf {
        let name = &hash.0[2..];
        self.shelf(hash).join(match side {
            Side::Photo => name.to_owned(),
            Side::Thumbnail => format!("{name}.thumbnail"),
        })
    }

    fn shelf(&self, hash: &Hash) -> PathBuf {
        self.root.join(&hash.0[..2])
    }
}

fn put(shelf: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    match path.metadata() {
        Ok(there) if there.len() == bytes.len() as u64 => return Ok(()),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let mut file = NamedTempFile::new_in(shelf)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
