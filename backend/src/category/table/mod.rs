//! The tables as one spreadsheet: a row for each criterion, its category beside it, headers and values in Chinese.
//!
//! Invariant: what [`write`] writes, [`read`] reads as the same categories and criteria.

mod cells;
mod export;
mod rows;
#[cfg(test)]
mod tests;

use super::book::CategoryBook;
use crate::both;
use crate::http::Both;
use serde::Deserialize;
use utoipa::ToSchema;

pub use export::write;

/// Bytes of a table as it is sent, at most.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;
/// Criteria in a table, at most.
const MAX_ROWS: usize = 5_000;
/// Faults that are named at once; with more than that the table is another one.
const MAX_FAULTS: usize = 100;

/// How a table is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    #[default]
    Xlsx,
    Csv,
}

/// A column; its header is for people and the same in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Major,
    CategoryCode,
    Category,
    CriterionCode,
    Criterion,
    Department,
    Amount,
    Unit,
    Priority,
    Evidence,
    Public,
    Urgent,
    MajorEn,
    CategoryEn,
    CriterionEn,
}

impl Column {
    /// In the order in which they are written.
    const ALL: [Column; 15] = [
        Column::Major,
        Column::CategoryCode,
        Column::Category,
        Column::CriterionCode,
        Column::Criterion,
        Column::Department,
        Column::Amount,
        Column::Unit,
        Column::Priority,
        Column::Evidence,
        Column::Public,
        Column::Urgent,
        Column::MajorEn,
        Column::CategoryEn,
        Column::CriterionEn,
    ];

    fn header(self) -> &'static str {
        match self {
            Column::Major => "大类",
            Column::CategoryCode => "类别编码",
            Column::Category => "类别",
            Column::CriterionCode => "立案条件编码",
            Column::Criterion => "立案条件",
            Column::Department => "处置部门",
            Column::Amount => "时限",
            Column::Unit => "时限单位",
            Column::Priority => "优先级",
            Column::Evidence => "必需照片",
            Column::Public => "是否公开",
            Column::Urgent => "是否突发",
            Column::MajorEn => "大类英文",
            Column::CategoryEn => "类别英文",
            Column::CriterionEn => "立案条件英文",
        }
    }
}

/// What is wrong where, cell by cell. A pointer names the row as the spreadsheet counts it, the header being row 1.
#[derive(Debug, Default)]
struct Faults(Vec<(String, Both)>);

impl Faults {
    fn add(&mut self, row: u32, column: &str, mend: Both) {
        if !self.is_full() {
            self.0.push((format!("/rows/{row}/{}", column.replace('~', "~0").replace('/', "~1")), mend));
        }
    }

    fn is_full(&self) -> bool {
        self.0.len() >= MAX_FAULTS
    }
}

/// Reads a table: XLSX or CSV by its content. Every fault is named, up to [`MAX_FAULTS`].
pub fn read(bytes: &[u8]) -> Result<CategoryBook, Vec<(String, Both)>> {
    rows::book(cells::read(bytes).map_err(|fault| vec![fault])?)
}

/// The fault of a file that is no table.
pub fn unreadable() -> (String, Both) {
    let mend = both!(
        "文件无法读取：请用 Excel 打开后另存为 .xlsx 或“CSV UTF-8”",
        "the file cannot be read: open it in a spreadsheet program and save it as .xlsx or as CSV in UTF-8"
    );
    (String::new(), mend)
}
