//! The refused rows as a spreadsheet to send back: as they came, with a column that names each field at fault and the
//! mend. Rows go to the disk as they come.

use super::columns::{REASON, columns};
use super::given::Fault;
use super::sheet::Cell;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};
use shared::register::RegisterTable;
use std::path::Path;
use tempfile::NamedTempFile;

pub struct Refused {
    book: Workbook,
    columns: u16,
    row: u32,
    red: Format,
}

impl std::fmt::Debug for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Refused").field("rows", &self.row).finish_non_exhaustive()
    }
}

impl Refused {
    /// The reason stands first, where nobody has to look for it; what was sent follows as it was.
    pub fn new(folder: &Path, table: RegisterTable, header: &[String]) -> Result<Refused, XlsxError> {
        let mut book = Workbook::new();
        book.set_tempdir(folder)?;
        let red = Format::new().set_font_color("#B42318").set_align(FormatAlign::Top).set_text_wrap();
        let bold = Format::new().set_bold();
        let sheet = book.add_worksheet_with_constant_memory()?.set_name(table.text().zh)?;
        sheet.set_column_width(0, 60)?;
        sheet.set_freeze_panes(1, 1)?;
        sheet.write_string_with_format(0, 0, REASON, &bold.clone().set_font_color("#B42318"))?;
        let kept: Vec<&String> = header.iter().filter(|name| *name != REASON).collect();
        for (place, name) in (1..).zip(&kept) {
            let known = columns(table).iter().find(|column| column.header == name.as_str());
            sheet.set_column_width(place, known.map_or(14, |column| column.example.chars().count() * 2 + 4) as f64)?;
            sheet.write_string_with_format(0, place, name.as_str(), &bold)?;
        }
        Ok(Refused { book, columns: kept.len() as u16, row: 0, red })
    }

    /// One row more; a sheet takes no more than a million.
    pub fn add(&mut self, header: &[String], number: u32, cells: &[Cell], faults: &[Fault]) -> Result<(), XlsxError> {
        self.row += 1;
        if self.row > 1_048_575 {
            return Ok(());
        }
        let sheet = self.book.worksheet_from_index(0)?;
        let reasons: Vec<String> = faults.iter().map(|fault| format!("【{}】{}", fault.column, fault.mend)).collect();
        let reason = format!("第 {number} 行：{}", reasons.join("；"));
        sheet.write_string_with_format(self.row, 0, reason, &self.red)?;
        let kept = header.iter().enumerate().filter(|(_, name)| *name != REASON).map(|(place, _)| place);
        for (place, from) in (1..=self.columns).zip(kept) {
            if let Some(cell) = cells.get(from).filter(|cell| !cell.is_empty()) {
                sheet.write_string(self.row, place, cell.shown())?;
            }
        }
        Ok(())
    }

    /// Writes the file beside its place and moves it there; only its owner may read it.
    pub fn finish(mut self, folder: &Path, path: &Path) -> anyhow::Result<()> {
        let file = NamedTempFile::new_in(folder)?;
        self.book.save_to_writer(file.as_file())?;
        file.persist(path)?;
        Ok(())
    }
}
