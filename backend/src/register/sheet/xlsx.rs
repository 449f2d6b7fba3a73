//! XLSX, cell by cell: a sheet is never in memory as a whole. The table of strings is; `measure` bounds it.

use super::measure::measure;
use super::{Cell, HEADER_WITHIN, Line, MAX_COLUMNS, Taker, unreadable};
use crate::both;
use crate::http::Both;
use calamine::{DataRef, Reader, Xlsx, XlsxCellReader};
use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::Path;

type Book = Xlsx<BufReader<File>>;

pub fn read(path: &Path, taker: &mut dyn Taker) -> Result<(), Both> {
    let measured = measure(path)?;
    let file = File::open(path).map_err(|_| unreadable())?;
    let mut book: Book = Xlsx::new(BufReader::new(file)).map_err(|_| unreadable())?;
    let sheet = choose(&mut book, taker)?;
    if measured.merged {
        taker.note(both!(
            "文件有合并单元格：合并区域只有左上一格有内容，其余各格按空处理",
            "the file has merged cells: only the first of them holds the value, the others are empty"
        ));
    }
    let mut rows = Rows::open(&mut book, &sheet)?;
    while let Some(line) = rows.next()? {
        if taker.take(line) == ControlFlow::Break(()) {
            break;
        }
    }
    Ok(())
}

/// The one sheet that has the header; the first one when none has, so that the fault names what it lacks.
fn choose(book: &mut Book, taker: &dyn Taker) -> Result<String, Both> {
    let names = book.sheet_names();
    let mut found = Vec::new();
    for name in &names {
        let Ok(mut rows) = Rows::open(book, name) else { continue };
        for _ in 0..HEADER_WITHIN {
            match rows.next()? {
                Some(line) if taker.is_header(&line.cells) => {
                    found.push(name.clone());
                    break;
                }
                Some(_) => {}
                None => break,
            }
        }
    }
    match found.as_slice() {
        [] => names.into_iter().next().ok_or_else(unreadable),
        [one] => Ok(one.clone()),
        [a, b, ..] => Err(both!(
            "工作表“{a}”和“{b}”都是这种表：请只留一个，另一个单独导入",
            "the sheets '{a}' and '{b}' both hold this table; keep one and import the other by itself"
        )),
    }
}

/// The rows of a sheet.
struct Rows<'a> {
    cells: XlsxCellReader<'a, BufReader<File>>,
    last_row: u32,
    /// The first cell of the next row.
    ahead: Option<(u32, u32, Cell)>,
    /// The library reads on behind the last row when it is asked again.
    over: bool,
}

impl<'a> Rows<'a> {
    fn open(book: &'a mut Book, sheet: &str) -> Result<Rows<'a>, Both> {
        let cells = book.worksheet_cells_reader(sheet).map_err(|_| unreadable())?;
        let last_row = cells.dimensions().end.0.max(1);
        Ok(Rows { cells, last_row, ahead: None, over: false })
    }

    fn next(&mut self) -> Result<Option<Line>, Both> {
        loop {
            let Some((row, column, cell)) = self.take()? else { return Ok(None) };
            let mut cells = Vec::new();
            put(&mut cells, column, cell);
            while let Some((of, column, cell)) = self.take()? {
                if of != row {
                    self.ahead = Some((of, column, cell));
                    break;
                }
                put(&mut cells, column, cell);
            }
            if cells.iter().any(|cell| !cell.is_empty()) {
                let progress = (u64::from(row) * 1_000 / u64::from(self.last_row)).min(1_000) as i64;
                return Ok(Some(Line { number: row.saturating_add(1), cells, progress }));
            }
        }
    }

    fn take(&mut self) -> Result<Option<(u32, u32, Cell)>, Both> {
        if let Some(ahead) = self.ahead.take() {
            return Ok(Some(ahead));
        }
        if self.over {
            return Ok(None);
        }
        let Some(cell) = self.cells.next_cell_with_formula_metadata().map_err(|_| unreadable())? else {
            self.over = true;
            return Ok(None);
        };
        let (row, column) = cell.pos;
        let value = match cell.value {
            _ if cell.formula.is_some() => Cell::Formula,
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::of(&text),
            DataRef::SharedString(text) => Cell::of(text),
            DataRef::Int(number) => Cell::Number(number as f64),
            DataRef::Float(number) => Cell::Number(number),
            DataRef::Bool(yes) => Cell::of(if yes { "是" } else { "否" }),
            DataRef::DateTime(at) => at.as_datetime().map_or(Cell::Error, |at| Cell::Date(at.date())),
            DataRef::Error(_) => Cell::Error,
            DataRef::Empty => Cell::of(""),
        };
        Ok(Some((row, column, value)))
    }
}

fn put(cells: &mut Vec<Cell>, column: u32, cell: Cell) {
    let column = column as usize;
    if column >= MAX_COLUMNS || cell.is_empty() {
        return;
    }
    if cells.len() <= column {
        cells.resize(column + 1, Cell::Text(String::new()));
    }
    cells[column] = cell;
}
