//! From a file to rows, one at a time: XLSX or CSV by its content, never more than one row in memory.
//!
//! The file is a stranger's. Invariants: a spreadsheet's parts are unpacked into nothing and measured before anything
//! reads them; a record of a CSV has a bound; a formula, an error and a cell that is too long are marked, never believed.

mod csv;
mod measure;
#[cfg(test)]
mod tests;
mod xlsx;

use crate::both;
use crate::http::Both;
use chrono::NaiveDate;
use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;

/// Columns that are looked at.
const MAX_COLUMNS: usize = 64;
/// Characters of a cell.
const MAX_TEXT: usize = 2_000;
/// Characters of a cell that is too long which are kept, so that it is recognised in the list of refused rows.
const KEPT_TEXT: usize = 60;
/// Rows before the header: titles, notes.
pub const HEADER_WITHIN: usize = 10;

#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Without outer blanks; empty when there is nothing.
    Text(String),
    Number(f64),
    Date(NaiveDate),
    Formula,
    Error,
    /// Its beginning.
    Long(String),
}

impl Cell {
    /// A text as it was typed.
    pub fn of(text: &str) -> Cell {
        let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'));
        if text.chars().nth(MAX_TEXT).is_some() {
            return Cell::Long(text.chars().take(KEPT_TEXT).collect());
        }
        Cell::Text(text.to_owned())
    }

    pub fn is_empty(&self) -> bool {
        matches!(self, Cell::Text(text) if text.is_empty())
    }

    /// As a person reads it.
    pub fn shown(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => number.to_string(),
            Cell::Date(day) => day.to_string(),
            Cell::Formula => "（公式）".to_owned(),
            Cell::Error => "（出错）".to_owned(),
            Cell::Long(start) => format!("{start}…"),
        }
    }
}

/// A row that is not empty.
#[derive(Debug)]
pub struct Line {
    /// As the spreadsheet counts it, from 1.
    pub number: u32,
    pub cells: Vec<Cell>,
    /// Thousandths of the file that are read.
    pub progress: i64,
}

/// What a reader is told of rows: whether one is the header, and each of them.
pub trait Taker {
    fn is_header(&self, cells: &[Cell]) -> bool;
    fn take(&mut self, line: Line) -> ControlFlow<()>;
    /// Something about the file that its sender should know.
    fn note(&mut self, note: Both);
}

/// Reads the rows of a file in their order. Of several sheets the one with the header is read.
pub fn read(path: &Path, taker: &mut dyn Taker) -> Result<(), Both> {
    let mut start = [0; 4];
    let mut file = File::open(path).map_err(|_| unreadable())?;
    let length = file.read(&mut start).map_err(|_| unreadable())?;
    match start {
        [b'P', b'K', 3, 4] => xlsx::read(path, taker),
        [0xd0, 0xcf, 0x11, 0xe0] => Err(both!(
            "不支持旧版 .xls（或带密码的）文件，请另存为 .xlsx",
            "an old .xls file or one with a password; save it as .xlsx"
        )),
        _ if length == 0 => Err(both!("文件是空的", "the file is empty")),
        _ => csv::read(path, taker),
    }
}

pub fn unreadable() -> Both {
    both!(
        "文件无法读取：请用 Excel 或 WPS 打开后另存为 .xlsx 或 CSV",
        "the file cannot be read: open it in a spreadsheet program and save it as .xlsx or CSV"
    )
}
