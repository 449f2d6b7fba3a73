//! From the bytes of a file to cells. The file is a stranger's: its size unpacked is measured before anything reads it,
//! cells are taken one by one and never as a whole rectangle, and a formula is refused instead of believed.

use super::{MAX_ROWS, unreadable};
use crate::both;
use crate::http::Both;
use calamine::{DataRef, Reader, Xlsx};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// Bytes of all parts of a spreadsheet together: twenty times what the largest table needs.
const MAX_UNPACKED: u64 = 32 * 1024 * 1024;
/// Parts of a spreadsheet.
const MAX_PARTS: usize = 200;
/// Columns that are looked at; what lies beyond is refused.
const MAX_COLUMNS: usize = 64;
/// Characters of a cell that are kept; more than any column allows.
const MAX_TEXT: usize = 200;

/// Its text without outer blanks, or why there is none.
pub type Cell = Result<String, Both>;

/// Rows that are not empty, by their number as the spreadsheet counts them.
pub type Cells = BTreeMap<u32, Vec<Cell>>;

type Refused = (String, Both);

pub fn read(bytes: &[u8]) -> Result<Cells, Refused> {
    let cells = match bytes {
        [b'P', b'K', 3, 4, ..] => xlsx(bytes)?,
        [0xd0, 0xcf, 0x11, 0xe0, ..] => {
            let mend = both!(
                "不支持旧版 .xls（或带密码的）文件，请另存为 .xlsx",
                "an old .xls file or one with a password; save it as .xlsx"
            );
            return Err((String::new(), mend));
        }
        _ => csv(bytes)?,
    };
    let full = |row: &Vec<Cell>| row.iter().any(|cell| cell.as_ref().map_or(true, |text| !text.is_empty()));
    Ok(cells.into_iter().filter(|(_, row)| full(row)).collect())
}

fn csv(bytes: &[u8]) -> Result<Cells, Refused> {
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).map_err(|_| {
        let mend =
            both!("文件不是 UTF-8 编码：请另存为“CSV UTF-8”", "the file is not in UTF-8; save it as CSV in UTF-8");
        (String::new(), mend)
    })?;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let (mut cells, mut record) = (Cells::new(), csv::StringRecord::new());
    let mut row = 0;
    loop {
        let begins = reader.position().byte() as usize;
        if !reader.read_record(&mut record).map_err(|_| unreadable())? {
            return Ok(cells);
        }
        // The reader passes over blank lines, which are rows to a spreadsheet; a line break within a cell is none.
        row += 1 + text.as_bytes()[begins..].iter().take_while(|byte| **byte == b'\n').count() as u32;
        for (column, text) in record.iter().enumerate() {
            put(&mut cells, row, column, Ok(kept(text)))?;
        }
    }
}

fn xlsx(bytes: &[u8]) -> Result<Cells, Refused> {
    measure(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let first = book.sheet_names().into_iter().next().ok_or_else(unreadable)?;
    let mut reader = book.worksheet_cells_reader(&first).map_err(|_| unreadable())?;
    let mut cells = Cells::new();
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(|_| unreadable())? {
        let (row, column) = cell.pos;
        if cell.formula.is_none() && matches!(cell.value, DataRef::Empty) {
            continue;
        }
        let text = match cell.value {
            _ if cell.formula.is_some() => {
                Err(both!("单元格是公式，请粘贴为数值", "a formula; paste its value instead"))
            }
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Ok(kept(&text)),
            DataRef::SharedString(text) => Ok(kept(text)),
            DataRef::Int(number) => Ok(number.to_string()),
            DataRef::Float(number) => Ok(number.to_string()),
            DataRef::Bool(yes) => Ok(if yes { "是" } else { "否" }.to_owned()),
            DataRef::DateTime(_) => Err(both!("单元格是日期，请改为文本或数字", "a date; make it a text or a number")),
            DataRef::Error(_) => Err(both!("单元格内容出错，请改正", "the cell holds an error; mend it")),
            DataRef::Empty => Ok(String::new()),
        };
        put(&mut cells, row.saturating_add(1), column as usize, text)?;
    }
    Ok(cells)
}

/// Unpacks every part into nothing and counts: what a file says of its own size is not believed.
fn measure(bytes: &[u8]) -> Result<(), Refused> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let too_large = || {
        let mend = both!("文件解压后过大，已拒绝", "the file unpacks to far more than a table; refused");
        (String::new(), mend)
    };
    if archive.len() > MAX_PARTS {
        return Err(too_large());
    }
    let mut left = MAX_UNPACKED;
    for part in 0..archive.len() {
        let part = archive.by_index(part).map_err(|_| unreadable())?;
        left -= std::io::copy(&mut part.take(left), &mut std::io::sink()).map_err(|_| unreadable())?;
        if left == 0 {
            return Err(too_large());
        }
    }
    Ok(())
}

/// A little more than is allowed, so that it is refused as too long.
fn kept(text: &str) -> String {
    text.trim().chars().take(MAX_TEXT).collect()
}

fn put(cells: &mut Cells, row: u32, column: usize, cell: Cell) -> Result<(), Refused> {
    if cell.as_ref().is_ok_and(String::is_empty) {
        return Ok(());
    }
    if column >= MAX_COLUMNS {
        let mend = both!(
            "第 {MAX_COLUMNS} 列之后还有内容，请删除",
            "there is something beyond column {MAX_COLUMNS}; remove it"
        );
        return Err((format!("/rows/{row}"), mend));
    }
    // The header is a row of its own.
    if cells.len() > MAX_ROWS && !cells.contains_key(&row) {
        return Err((format!("/rows/{row}"), both!("最多 {MAX_ROWS} 行", "at most {MAX_ROWS} rows")));
    }
    let texts = cells.entry(row).or_default();
    if texts.len() <= column {
        texts.resize(column + 1, Ok(String::new()));
    }
    texts[column] = cell;
    Ok(())
}
