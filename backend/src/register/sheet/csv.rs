//! CSV in UTF-8 or GB18030, recognised by the bytes; separated by commas, semicolons or tabs.

use super::{Cell, Line, MAX_COLUMNS, Taker, unreadable};
use crate::both;
use crate::http::Both;
use encoding_rs::{GB18030, UTF_8};
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes of one record: a quotation mark that is never closed ends here and not at the end of the file.
const MAX_RECORD: u64 = 4 * 1024 * 1024;

pub fn read(path: &Path, taker: &mut dyn Taker) -> Result<(), Both> {
    let file = File::open(path).map_err(|_| unreadable())?;
    let size = file.metadata().map_err(|_| unreadable())?.len().max(1);
    let utf8 = is_utf8(&file).map_err(|_| unreadable())?;
    if !utf8 {
        taker.note(both!("文件按 GB18030（GBK）编码读取", "the file is read as GB18030 (GBK)"));
    }
    let (all, of_record) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let counted =
        Counted { inner: File::open(path).map_err(|_| unreadable())?, all: all.clone(), of_record: of_record.clone() };
    let encoding = if utf8 { UTF_8 } else { GB18030 };
    let text =
        DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(true).strip_bom(true).build(counted);
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(path)?)
        .from_reader(BufReader::new(text));
    let mut record = ::csv::StringRecord::new();
    // Records: what stands between quotation marks has no lines of its own.
    let mut number = 0;
    loop {
        of_record.store(0, Ordering::Relaxed);
        let line = number + 1;
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(()),
            Ok(true) => {}
            Err(error) if error.is_io_error() => {
                return Err(both!(
                    "第 {line} 行起超过 4 MB 没有换行：请检查引号是否成对",
                    "from line {line} there is no end of line for 4 MB; look for a quotation mark without its twin"
                ));
            }
            Err(_) => return Err(unreadable()),
        }
        number += 1;
        let cells: Vec<Cell> = record.iter().take(MAX_COLUMNS).map(Cell::of).collect();
        if cells.iter().all(Cell::is_empty) {
            continue;
        }
        let progress = (all.load(Ordering::Relaxed) * 1_000 / size).min(1_000) as i64;
        if taker.take(Line { number, cells, progress }) == ControlFlow::Break(()) {
            return Ok(());
        }
    }
}

/// Whether all of it is UTF-8. GB18030 text that happens to be UTF-8 does not occur beyond a few characters.
fn is_utf8(mut file: &File) -> io::Result<bool> {
    let mut buffer = vec![0; 1024 * 1024];
    let mut kept = 0;
    loop {
        let read = file.read(&mut buffer[kept..])?;
        if read == 0 {
            return Ok(kept == 0);
        }
        let end = kept + read;
        kept = match std::str::from_utf8(&buffer[..end]) {
            Ok(_) => 0,
            // A character that the end of the buffer has cut.
            Err(error) if error.error_len().is_none() => end - error.valid_up_to(),
            Err(_) => return Ok(false),
        };
        buffer.copy_within(end - kept..end, 0);
    }
}

/// The separator that the first line has most of.
fn delimiter(path: &Path) -> Result<u8, Both> {
    let mut start = vec![0; 16 * 1024];
    let length = File::open(path).and_then(|mut file| file.read(&mut start)).map_err(|_| unreadable())?;
    let first = start[..length].split(|byte| *byte == b'\n').find(|line| line.len() > 4).unwrap_or_default();
    let count = |wanted: &u8| first.iter().filter(|byte| *byte == wanted).count();
    Ok(b";\t,".iter().copied().max_by_key(count).unwrap_or(b','))
}

/// Counts what is read, in all and since the last record.
struct Counted {
    inner: File,
    all: Arc<AtomicU64>,
    of_record: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.all.fetch_add(read as u64, Ordering::Relaxed);
        if self.of_record.fetch_add(read as u64, Ordering::Relaxed) > MAX_RECORD {
            return Err(io::Error::other("a record without end"));
        }
        Ok(read)
    }
}
