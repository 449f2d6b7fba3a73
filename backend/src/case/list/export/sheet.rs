//! The lines of a file, and the two formats.
//!
//! Invariant: no cell is run by a spreadsheet. Texts come from the public; one that begins like a formula gets an
//! apostrophe before it in CSV, and is marked as a text in Excel, which shows it as it is.

use super::in_china;
use chrono::NaiveDateTime;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use shared::api::area::AreaRef;
use shared::api::case::CaseOnMap;
use shared::api::queue::ListFormat;
use shared::case::course::Course;
use shared::text::{Lang, Text};
use std::fs::File;
use std::io::{BufWriter, Write};
use tokio::sync::mpsc::Receiver;

/// Names of the columns with their widths in characters.
const COLUMNS: [(Text, f64); 17] = [
    (Text { zh: "案件编号", en: "Number" }, 22.0),
    (Text { zh: "类别", en: "Category" }, 18.0),
    (Text { zh: "阶段", en: "Stage" }, 10.0),
    (Text { zh: "状态", en: "State" }, 10.0),
    (Text { zh: "时限", en: "Light" }, 8.0),
    (Text { zh: "来源", en: "Source" }, 12.0),
    (Text { zh: "地点", en: "Place" }, 32.0),
    (Text { zh: "描述", en: "Description" }, 48.0),
    (Text { zh: "街道", en: "Subdistrict" }, 12.0),
    (Text { zh: "社区", en: "Community" }, 14.0),
    (Text { zh: "网格", en: "Grid" }, 12.0),
    (Text { zh: "处置部门", en: "Departments" }, 16.0),
    (Text { zh: "网格员", en: "Worker" }, 10.0),
    (Text { zh: "督办", en: "Supervised" }, 6.0),
    (Text { zh: "上报时间", en: "Reported at" }, 19.0),
    (Text { zh: "到期时间", en: "Due at" }, 19.0),
    (Text { zh: "结案时间", en: "Closed at" }, 19.0),
];
const TIMES: usize = 3;

/// One case: its texts, then reported, due and closed in China's time.
#[derive(Debug)]
pub struct Line {
    texts: [String; COLUMNS.len() - TIMES],
    times: [Option<NaiveDateTime>; TIMES],
}

impl Line {
    pub fn of(case: &CaseOnMap, course: &Course, lang: Lang) -> Line {
        let name = |area: &Option<AreaRef>| area.as_ref().map(|area| area.name.clone()).unwrap_or_default();
        let mut departments = course.departments();
        if departments.is_empty() {
            departments.extend(case.department);
        }
        let departments: Vec<&str> = departments.iter().map(|department| department.text().get(lang)).collect();
        let (category, comma, yes) = match lang {
            Lang::Zh => (&case.category_zh, "、", "是"),
            Lang::En => (&case.category_en, ", ", "yes"),
        };
        Line {
            texts: [
                case.number.clone(),
                category.clone(),
                case.stage.text().get(lang).to_owned(),
                case.state.text().get(lang).to_owned(),
                case.light.text().get(lang).to_owned(),
                case.source.text().get(lang).to_owned(),
                case.place.clone(),
                case.description.clone().unwrap_or_default(),
                name(&case.subdistrict),
                name(&case.community),
                name(&case.grid),
                departments.join(comma),
                case.worker.as_ref().map(|worker| worker.name.clone()).unwrap_or_default(),
                if case.supervised { yes } else { "" }.to_owned(),
            ],
            times: [Some(in_china(case.reported_at)), Some(in_china(case.due_at)), case.closed_at.map(in_china)],
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    #[error("the file could not be written: {0}")]
    Io(#[from] std::io::Error),
    #[error("the CSV could not be written: {0}")]
    Csv(#[from] csv::Error),
    #[error("the workbook could not be written: {0}")]
    Xlsx(#[from] XlsxError),
}

/// Writes what comes until no more comes. For a thread that may block.
pub fn write(lines: Receiver<Vec<Line>>, format: ListFormat, lang: Lang) -> Result<File, SheetError> {
    let file = tempfile::tempfile()?;
    match format {
        ListFormat::Csv => as_csv(lines, lang, file),
        ListFormat::Xlsx => as_xlsx(lines, lang, file),
    }
}

fn as_csv(mut lines: Receiver<Vec<Line>>, lang: Lang, mut file: File) -> Result<File, SheetError> {
    // Without this mark Excel takes UTF-8 for the local code page.
    file.write_all("\u{feff}".as_bytes())?;
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
    csv.write_record(COLUMNS.iter().map(|(name, _)| name.get(lang)))?;
    while let Some(page) = lines.blocking_recv() {
        for line in page {
            let times = line.times.iter().map(|at| at.map(|at| at.to_string()).unwrap_or_default());
            csv.write_record(line.texts.iter().map(|text| harmless(text)).chain(times))?;
        }
    }
    csv.into_inner().map_err(|error| SheetError::Io(error.into_error()))
}

/// Whether a spreadsheet would take a text for a formula.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

fn harmless(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

fn as_xlsx(mut lines: Receiver<Vec<Line>>, lang: Lang, file: File) -> Result<File, SheetError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_name(Text { zh: "案件", en: "Cases" }.get(lang))?;
    sheet.set_freeze_panes(1, 0)?;
    let (head, time, quoted) = (
        Format::new().set_bold(),
        Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
        Format::new().set_quote_prefix(),
    );
    for (column, (name, width)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, name.get(lang), &head)?;
    }
    let mut row = 0;
    while let Some(page) = lines.blocking_recv() {
        for line in page {
            row += 1;
            for (column, text) in (0..).zip(&line.texts) {
                match is_formula(text) {
                    true => sheet.write_string_with_format(row, column, text, &quoted)?,
                    false => sheet.write_string(row, column, text)?,
                };
            }
            for (column, at) in (line.texts.len() as u16..).zip(line.times) {
                if let Some(at) = at {
                    sheet.write_datetime_with_format(row, column, at, &time)?;
                }
            }
        }
    }
    let mut out = BufWriter::new(file);
    workbook.save_to_writer(&mut out)?;
    out.into_inner().map_err(|error| SheetError::Io(error.into_error()))
}
