//! Files as people and their enemies make them.

use super::{Cell, Line, Taker, read};
use crate::http::Both;
use chrono::NaiveDate;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::io::Write;
use std::ops::ControlFlow;
use zip::write::SimpleFileOptions;

#[derive(Debug, Default)]
struct All {
    rows: Vec<(u32, Vec<Cell>)>,
    notes: Vec<Both>,
}

impl Taker for All {
    fn is_header(&self, cells: &[Cell]) -> bool {
        cells.first().is_some_and(|cell| cell.shown() == "姓名")
    }

    fn take(&mut self, line: Line) -> ControlFlow<()> {
        self.rows.push((line.number, line.cells));
        ControlFlow::Continue(())
    }

    fn note(&mut self, note: Both) {
        self.notes.push(note);
    }
}

fn of(bytes: &[u8]) -> Result<All, String> {
    let file = tempfile::NamedTempFile::new().unwrap();
    file.as_file().write_all(bytes).unwrap();
    let mut all = All::default();
    read(file.path(), &mut all).map_err(|fault| fault.zh)?;
    Ok(all)
}

fn shown(all: &All) -> Vec<(u32, String)> {
    let words = |cells: &[Cell]| cells.iter().map(Cell::shown).collect::<Vec<_>>().join("|");
    all.rows.iter().map(|(number, cells)| (*number, words(cells))).collect()
}

#[test]
fn csv_is_read_in_either_encoding_with_any_separator() {
    let text = "姓名,小区\r\n陈静,\"星辰\n花园\"\r\n𠮷田,无\r\n";
    let expected = [(1, "姓名|小区".to_owned()), (2, "陈静|星辰\n花园".to_owned()), (3, "𠮷田|无".to_owned())];
    let (gb, _, lost) = encoding_rs::GB18030.encode(text);
    assert!(!lost);
    for bytes in [text.as_bytes().to_vec(), [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat(), gb.into_owned()] {
        assert_eq!(shown(&of(&bytes).unwrap()), expected);
    }
    assert_eq!(shown(&of("姓名;小区\n陈静;无\n".as_bytes()).unwrap())[1].1, "陈静|无");
    assert_eq!(shown(&of("姓名\t小区\n陈静\t无\n".as_bytes()).unwrap())[1].1, "陈静|无");
    let notes = of(&encoding_rs::GB18030.encode(text).0).unwrap().notes;
    assert!(notes[0].zh.contains("GB18030"));
}

#[test]
fn a_quotation_mark_without_its_twin_and_a_cell_of_a_megabyte_do_not_fill_the_memory() {
    let endless = format!("姓名,小区\n\"陈静,{}", "花园,\n".repeat(800_000));
    assert!(of(endless.as_bytes()).unwrap_err().contains("引号"));
    let long = format!("姓名,小区\n陈静,{}\n李明,无\n", "长".repeat(350_000));
    let all = of(long.as_bytes()).unwrap();
    assert!(matches!(&all.rows[1].1[1], Cell::Long(start) if start.chars().count() == 60));
    assert_eq!(shown(&all)[2].1, "李明|无");
    assert!(of(b"").is_err());
}

#[test]
fn a_spreadsheet_is_read_with_its_dates_numbers_and_formulas() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("说明").unwrap().write_string(0, 0, "请填写第二张表").unwrap();
    let sheet = book.add_worksheet().set_name("人员").unwrap();
    sheet.merge_range(0, 0, 0, 3, "某街道人员信息表", &Format::new()).unwrap();
    for (column, header) in ["姓名", "出生日期", "身份证号", "室号"].into_iter().enumerate() {
        sheet.write_string(2, column as u16, header).unwrap();
    }
    sheet.write_string(3, 0, "　陈静 ").unwrap();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write_datetime_with_format(3, 1, ExcelDateTime::from_ymd(1993, 3, 5).unwrap(), &date).unwrap();
    sheet.write_number(3, 2, 990_202_199_303_050_024.0).unwrap();
    sheet.write_formula(3, 3, Formula::new("=300+1").set_result("301")).unwrap();
    let all = of(&book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(all.rows[0].0, 1);
    let (number, cells) = all.rows.last().unwrap();
    assert_eq!(*number, 4);
    assert_eq!(cells[0], Cell::Text("陈静".to_owned()));
    assert_eq!(cells[1], Cell::Date(NaiveDate::from_ymd_opt(1993, 3, 5).unwrap()));
    assert!(matches!(cells[2], Cell::Number(_)));
    assert_eq!(cells[3], Cell::Formula);
    assert!(all.notes[0].zh.contains("合并单元格"));
}

#[test]
fn two_sheets_of_one_kind_are_not_guessed_about() {
    let mut book = Workbook::new();
    for name in ["一组", "二组"] {
        book.add_worksheet().set_name(name).unwrap().write_string(0, 0, "姓名").unwrap();
    }
    let fault = of(&book.save_to_buffer().unwrap()).err().unwrap();
    assert!(fault.contains("一组") && fault.contains("二组"), "{fault}");
}

/// A spreadsheet whose sheet holds the given bytes, again and again.
fn with_sheet(start: &str, again: &[u8], times: usize, end: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().write_string(0, 0, "姓名").unwrap();
    let good = book.save_to_buffer().unwrap();
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(good)).unwrap();
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        to.start_file(&name, SimpleFileOptions::default()).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            to.write_all(start.as_bytes()).unwrap();
            (0..times).for_each(|_| to.write_all(again).unwrap());
            to.write_all(end.as_bytes()).unwrap();
        } else {
            std::io::copy(&mut part, &mut to).unwrap();
        }
    }
    to.finish().unwrap().into_inner()
}

#[test]
fn bombs_are_refused_by_what_they_unpack_to() {
    let head = r#"<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>"#;
    // One text of 64 MB in a hundred kilobytes.
    let bomb = with_sheet(head, &[b'a'; 1024 * 1024], 64, "");
    assert!(bomb.len() < 200 * 1024);
    assert!(of(&bomb).unwrap_err().contains("超过 Excel 允许的长度"));
    // The same in short pieces, which a reader would join.
    let pieces = with_sheet(head, "</t></r><r><t>a".repeat(10_000).as_bytes(), 100, "");
    assert!(of(&pieces).unwrap_err().contains("过大"));
    // Many short rows are no bomb.
    let row = br#"<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>"#;
    let rows = with_sheet("<worksheet><sheetData>", row, 200_000, "</sheetData></worksheet>");
    assert!(of(&rows).is_ok());
}
