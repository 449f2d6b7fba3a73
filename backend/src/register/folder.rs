//! Where tables lie while they are read in, and the refused rows after it: `imports/` in the data folder, for the server
//! alone. What was sent is removed when the import is over; the refused rows after [`KEPT`].

use chrono::Duration;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// How long the refused rows may be downloaded.
pub const KEPT: Duration = Duration::days(7);

#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The folder in a data folder; it is made with the first import.
    pub fn in_data(data: &Path) -> Folder {
        Folder { root: data.join("imports") }
    }

    /// A file of no name yet, for what is being sent. Only its owner may read it.
    pub fn new_file(&self) -> io::Result<NamedTempFile> {
        self.make()?;
        NamedTempFile::new_in(&self.root)
    }

    /// For what is made in pieces.
    pub fn make(&self) -> io::Result<&Path> {
        if !self.root.is_dir() {
            DirBuilder::new().recursive(true).mode(0o700).create(&self.root)?;
        }
        Ok(&self.root)
    }

    /// The table as it was sent.
    pub fn table(&self, id: i64) -> PathBuf {
        self.root.join(format!("{id}.table"))
    }

    /// The refused rows.
    pub fn refused(&self, id: i64) -> PathBuf {
        self.root.join(format!("{id}.refused.xlsx"))
    }
}

/// Removes a file; one that is not there is removed already.
pub fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
