//! From a file to batches of rows, in a thread of its own. What a row says is read here, and two rows about the same
//! thing are noticed here, across the whole file.

use super::columns::Layout;
use super::given::Fault;
use super::rows::{Parsed, parse};
use super::sheet::{Cell, HEADER_WITHIN, Line, Taker, read};
use crate::both;
use crate::http::Both;
use chrono::NaiveDate;
use shared::register::RegisterTable;
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::ops::ControlFlow;
use std::path::Path;
use tokio::sync::mpsc::Sender;

/// Rows of a transaction.
pub const ROWS: usize = 1_000;

/// A row as it came, and what it says.
#[derive(Debug)]
pub struct Row {
    pub number: u32,
    pub cells: Vec<Cell>,
    pub parsed: Result<Parsed, Vec<Fault>>,
}

#[derive(Debug)]
pub enum Piece {
    /// The header, before any row.
    Header(Vec<String>),
    Note(Both),
    Rows {
        rows: Vec<Row>,
        progress: i64,
    },
}

/// Reads a file and sends its pieces. It ends early when nobody listens any more.
pub fn send(path: &Path, table: RegisterTable, today: NaiveDate, to: Sender<Piece>) -> Result<(), Both> {
    let mut reading =
        Reading { table, today, to, layout: None, nearest: None, before: 0, rows: Vec::new(), seen: Seen::default() };
    read(path, &mut reading)?;
    if reading.layout.is_none() {
        return Err(reading.no_header());
    }
    let _heard = reading.flush(1_000);
    Ok(())
}

struct Reading {
    table: RegisterTable,
    today: NaiveDate,
    to: Sender<Piece>,
    layout: Option<Layout>,
    /// What the row that is most like a header lacks.
    nearest: Option<Vec<&'static str>>,
    before: usize,
    rows: Vec<Row>,
    seen: Seen,
}

impl Reading {
    fn flush(&mut self, progress: i64) -> ControlFlow<()> {
        if self.rows.is_empty() {
            return ControlFlow::Continue(());
        }
        let rows = std::mem::replace(&mut self.rows, Vec::with_capacity(ROWS));
        self.tell(Piece::Rows { rows, progress })
    }

    fn tell(&self, piece: Piece) -> ControlFlow<()> {
        if self.to.blocking_send(piece).is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    fn header(&mut self, cells: &[Cell]) -> ControlFlow<()> {
        self.before += 1;
        let Some(layout) = Layout::read(self.table, cells) else {
            if let Some(lacking) = Layout::missing(self.table, cells)
                && self.nearest.as_ref().is_none_or(|nearest| lacking.len() < nearest.len())
            {
                self.nearest = Some(lacking);
            }
            return if self.before < HEADER_WITHIN { ControlFlow::Continue(()) } else { ControlFlow::Break(()) };
        };
        if !layout.unknown.is_empty() {
            let names = layout.unknown.join("、");
            self.note(both!("这些列不认识，没有导入：{names}", "columns that are not known were left out: {names}"));
        }
        if !layout.twice.is_empty() {
            let names = layout.twice.join("、");
            self.note(both!(
                "这些列出现两次，只取了第一列：{names}",
                "columns that are there twice, the first was read: {names}"
            ));
        }
        let header = layout.header.clone();
        self.layout = Some(layout);
        self.tell(Piece::Header(header))
    }

    fn no_header(&self) -> Both {
        let table = self.table.text();
        let (zh, en) = (table.zh, table.en);
        match &self.nearest {
            Some(lacking) => {
                let names = lacking.join("、");
                both!("不是完整的{zh}表，缺少列：{names}", "the table of {en} lacks columns: {names}")
            }
            None => both!(
                "前 {HEADER_WITHIN} 行里没有{zh}表的表头：请对照模板的列名",
                "no header of the table of {en} within the first {HEADER_WITHIN} rows: compare with the template"
            ),
        }
    }
}

impl Taker for Reading {
    fn is_header(&self, cells: &[Cell]) -> bool {
        Layout::read(self.table, cells).is_some()
    }

    fn take(&mut self, line: Line) -> ControlFlow<()> {
        let Some(layout) = &self.layout else { return self.header(&line.cells) };
        let mut parsed = parse(layout, &line.cells, self.today);
        if let Ok(row) = &parsed
            && let Some(earlier) = self.seen.before(row, line.number)
        {
            parsed = Err(vec![Fault::new(self.what(), format!("与第 {earlier} 行重复：只保留一行"))]);
        }
        self.rows.push(Row { number: line.number, cells: line.cells, parsed });
        if self.rows.len() < ROWS { ControlFlow::Continue(()) } else { self.flush(line.progress) }
    }

    fn note(&mut self, note: Both) {
        // When nobody listens any more the next row ends the reading.
        let _heard = self.tell(Piece::Note(note));
    }
}

impl Reading {
    fn what(&self) -> &'static str {
        match self.table {
            RegisterTable::Buildings => "楼栋",
            RegisterTable::Dwellings => "室号",
            RegisterTable::Residents => "姓名",
        }
    }
}

/// What rows were about: 64 bits of a hash with a secret of this run, twelve bytes a key. Of a million rows two would
/// share one by chance in one file of ten million.
#[derive(Default)]
struct Seen {
    rows: HashMap<[u32; 2], u32>,
    hasher: RandomState,
}

impl Seen {
    /// The earlier row about the same thing.
    fn before(&mut self, row: &Parsed, number: u32) -> Option<u32> {
        let keys = row.keys();
        let hashes: Vec<[u32; 2]> = keys
            .iter()
            .map(|key| {
                let hash = self.hasher.hash_one(key);
                [(hash >> 32) as u32, hash as u32]
            })
            .collect();
        if let Some(earlier) = hashes.iter().find_map(|hash| self.rows.get(hash)) {
            return Some(*earlier);
        }
        self.rows.extend(hashes.into_iter().map(|hash| (hash, number)));
        None
    }
}
