//! How large a spreadsheet is once it is unpacked. What it says of itself is not believed: every part is unpacked into
//! nothing and counted, and looked at for what a reader would have to hold in memory as a whole.

use super::unreadable;
use crate::both;
use crate::http::Both;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// Bytes of all parts together. A million rows of twenty columns take less than one of these three gigabytes.
const MAX_UNPACKED: u64 = 3 * 1024 * 1024 * 1024;
/// Bytes of the table of strings, which is held in memory.
const MAX_STRINGS: u64 = 256 * 1024 * 1024;
/// Strings in that table.
const MAX_STRING_COUNT: u64 = 6_000_000;
/// Bytes of every other part that is no sheet.
const MAX_OTHER: u64 = 64 * 1024 * 1024;
const MAX_PARTS: usize = 1_000;
/// Bytes between two marks: the longest text that a reader must hold. A spreadsheet program allows 32,767 characters.
const MAX_TEXT: u64 = 256 * 1024;
/// Bytes of one row of a sheet.
const MAX_ROW: u64 = 4 * 1024 * 1024;

/// What is in a spreadsheet besides its rows.
#[derive(Debug, Default)]
pub struct Measured {
    pub merged: bool,
}

pub fn measure(path: &Path) -> Result<Measured, Both> {
    let file = File::open(path).map_err(|_| unreadable())?;
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|_| unreadable())?;
    if archive.len() > MAX_PARTS {
        return Err(too_large());
    }
    let (mut left, mut measured) = (MAX_UNPACKED, Measured::default());
    let mut buffer = vec![0; 256 * 1024];
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(|_| unreadable())?;
        let name = part.name().map_err(|_| unreadable())?.to_ascii_lowercase();
        let sheet = name.contains("worksheets/") && name.ends_with(".xml");
        let strings = name.ends_with("sharedstrings.xml");
        let allowed = match (sheet, strings) {
            (true, _) => MAX_UNPACKED,
            (_, true) => MAX_STRINGS,
            _ => MAX_OTHER,
        };
        let mut scan = Scan::default();
        loop {
            let read = part.read(&mut buffer).map_err(|_| unreadable())?;
            if read == 0 {
                break;
            }
            left = left.checked_sub(read as u64).ok_or_else(too_large)?;
            scan.bytes += read as u64;
            if scan.bytes > allowed {
                return Err(too_large());
            }
            if sheet || strings {
                scan.look(&buffer[..read], sheet)?;
            }
        }
        if strings && scan.marks > 2 * MAX_STRING_COUNT {
            return Err(too_large());
        }
        measured.merged |= sheet && scan.merged;
    }
    Ok(measured)
}

fn too_large() -> Both {
    both!("文件解压后过大，已拒绝", "the file unpacks to far more than a table; refused")
}

/// What has been seen of a part.
#[derive(Default)]
struct Scan {
    bytes: u64,
    since_mark: u64,
    since_row: u64,
    /// Opening marks.
    marks: u64,
    /// Begins with the last bytes of the piece before.
    tail: Vec<u8>,
    rows_over: bool,
    merged: bool,
}

impl Scan {
    fn look(&mut self, piece: &[u8], sheet: bool) -> Result<(), Both> {
        let mut from = 0;
        for at in memchr::memchr_iter(b'<', piece) {
            self.check_text((at - from) as u64)?;
            self.since_mark = 0;
            from = at;
            self.marks += u64::from(piece.get(at + 1) != Some(&b'/'));
        }
        self.check_text((piece.len() - from) as u64)?;
        self.since_mark += (piece.len() - from) as u64;
        if sheet {
            let mut whole = std::mem::take(&mut self.tail);
            let known = whole.len();
            whole.extend_from_slice(piece);
            self.rows(&whole, known)?;
            self.tail = whole.split_off(whole.len().saturating_sub(16));
        }
        Ok(())
    }

    fn check_text(&self, more: u64) -> Result<(), Both> {
        if self.since_mark + more > MAX_TEXT {
            return Err(both!(
                "有单元格超过 Excel 允许的长度，已拒绝",
                "a cell is longer than a spreadsheet program allows; refused"
            ));
        }
        Ok(())
    }

    /// A row's mark may have a prefix: `<x:row `.
    fn rows(&mut self, whole: &[u8], known: usize) -> Result<(), Both> {
        let mut from = known;
        for at in memchr::memmem::find_iter(whole, b"row ") {
            let start = &whole[at.saturating_sub(12)..at];
            let mark = memchr::memrchr(b'<', start).is_some_and(|open| {
                let prefix = &start[open + 1..];
                prefix.is_empty() || prefix.ends_with(b":")
            });
            if mark && at >= from {
                self.row((at - from) as u64)?;
                (from, self.since_row) = (at, 0);
            }
        }
        self.rows_over |= memchr::memmem::find(whole, b"/sheetData").is_some();
        self.merged |= memchr::memmem::find(whole, b"mergeCell ").is_some();
        self.row((whole.len() - from) as u64)?;
        self.since_row += (whole.len() - from) as u64;
        Ok(())
    }

    fn row(&self, more: u64) -> Result<(), Both> {
        if !self.rows_over && self.since_row + more > MAX_ROW { Err(too_large()) } else { Ok(()) }
    }
}
