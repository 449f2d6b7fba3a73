//! The table as a file: round trips, each kind of fault named at its cell, and files that mean harm.

use super::{Column, Format, MAX_BYTES, MAX_FAULTS, read, write};
use crate::category::{CategoryBook, shipped};
use rust_xlsxwriter::{Formula, Workbook};
use shared::evidence::EvidenceKind;
use std::io::{Cursor, Write};

/// The shipped table as CSV, line by line without its mark; line 0 is the header.
fn lines() -> Vec<String> {
    let csv = String::from_utf8(write(&shipped(), Format::Csv).unwrap()).unwrap();
    csv.trim_start_matches('\u{feff}').lines().map(str::to_owned).collect()
}

fn read_lines(lines: &[String]) -> Result<CategoryBook, Vec<(String, crate::http::Both)>> {
    read(lines.join("\r\n").as_bytes())
}

/// The shipped table with one cell changed.
fn with(row: usize, column: Column, value: &str) -> Vec<String> {
    let mut lines = lines();
    let place = Column::ALL.iter().position(|it| *it == column).unwrap();
    let mut cells: Vec<&str> = lines[row - 1].split(',').collect();
    cells[place] = value;
    lines[row - 1] = cells.join(",");
    lines
}

#[test]
fn what_is_written_is_read_as_the_same() {
    for format in [Format::Xlsx, Format::Csv] {
        let read = read(&write(&shipped(), format).unwrap()).unwrap();
        assert_eq!(read, shipped(), "{format:?}");
    }
}

#[test]
fn each_kind_of_fault_is_named_at_its_cell() {
    let long = "长".repeat(61);
    let table = [
        (Column::CategoryCode, "E01", "E0130"),
        (Column::CategoryCode, "X0101", "E0130"),
        (Column::CriterionCode, "E0101-0", "E0130-1"),
        (Column::CriterionCode, "E0108-9", "E0101-"),
        (Column::CriterionCode, "E0101-1", "第 2 行"),
        (Column::Major, "", "空"),
        (Column::Major, "宣传广告", "第 2 行"),
        (Column::Category, "", "空"),
        (Column::Category, &long, "60"),
        (Column::Category, "别的", "第 2 行"),
        (Column::CategoryEn, "Other", "第 2 行"),
        (Column::Criterion, "", "空"),
        (Column::Criterion, "=1+1", "= + - @"),
        (Column::Criterion, "@SUM(A1)", "= + - @"),
        (Column::Criterion, "a\u{7}b", "控制字符"),
        (Column::Department, "外交", "城管"),
        (Column::Department, "", "城管"),
        (Column::Amount, "0", "9999"),
        (Column::Amount, "2.5", "9999"),
        (Column::Amount, "十", "9999"),
        (Column::Amount, "10000", "9999"),
        (Column::Unit, "天", "工作日"),
        (Column::Priority, "很急", "特急"),
        (Column::Evidence, "处置后、视频", "近景"),
        (Column::Public, "也许", "是"),
        (Column::Public, "否", "第 2 行"),
        (Column::Urgent, "2", "是"),
    ];
    for (column, value, mend) in table {
        // Row 3 is the second criterion of E0101.
        let faults = read_lines(&with(3, column, value)).expect_err(value);
        let (pointer, words) = &faults[0];
        assert_eq!((faults.len(), pointer), (1, &format!("/rows/3/{}", column.header())), "{value}: {faults:?}");
        assert!(words.zh.contains(mend), "{value}: {words:?}");
        assert!(!words.en.is_empty());
    }
}

#[test]
fn rows_are_counted_as_the_spreadsheet_does_with_blank_lines_and_lines_within_a_cell() {
    for end in ["\n", "\r\n", "\r"] {
        let mut lines = with(4, Column::Amount, "0");
        lines.insert(2, String::new());
        lines.insert(0, String::new());
        lines.insert(0, String::new());
        let faults = read(lines.join(end).as_bytes()).expect_err("a limit of nothing");
        assert_eq!(faults[0].0, "/rows/7/时限", "{end:?}: {faults:?}");

        let lines = with(3, Column::Criterion, "\"两\n行\"");
        let faults = read([lines.join(end), with(4, Column::Amount, "0")[3].clone()].join(end).as_bytes());
        let pointers: Vec<String> = faults.expect_err("two faults").into_iter().map(|(pointer, _)| pointer).collect();
        let last = format!("/rows/{}/时限", lines.len() + 1);
        assert_eq!(pointers[..2], ["/rows/3/立案条件".to_owned(), last], "{end:?}");
    }
}

#[test]
fn all_faults_of_a_row_are_named_at_once_and_of_a_table_a_hundred() {
    let mut row = with(3, Column::Amount, "x");
    row[2] = row[2].replace("自然日", "天").replace("特急", "急");
    let pointers: Vec<String> = read_lines(&row).unwrap_err().into_iter().map(|(pointer, _)| pointer).collect();
    assert_eq!(pointers, ["/rows/3/时限", "/rows/3/时限单位", "/rows/3/优先级"]);
    let all: Vec<String> =
        lines().iter().map(|line| line.replace(",一般,", ",急,").replace(",工作日,", ",天,")).collect();
    assert_eq!(read_lines(&all).unwrap_err().len(), MAX_FAULTS);
}

#[test]
fn the_header_is_held_to() {
    let header = |from: &str, to: &str| {
        let mut lines = lines();
        lines[0] = lines[0].replace(from, to);
        read_lines(&lines).unwrap_err().into_iter().map(|(pointer, _)| pointer).collect::<Vec<_>>()
    };
    assert_eq!(header("优先级", "级别"), ["/rows/1/级别", "/rows/1/优先级"]);
    assert_eq!(header("时限单位", "时限"), ["/rows/1/时限", "/rows/1/时限单位"]);
    for nothing in ["", "\u{feff}\r\n\r\n", &lines()[0]] {
        assert_eq!(read(nothing.as_bytes()).unwrap_err()[0].0, "/rows", "{nothing:?}");
    }
}

#[test]
fn columns_stand_in_any_order_and_values_are_taken_as_people_write_them() {
    let cells: Vec<Vec<String>> =
        lines().iter().map(|line| line.split(',').rev().map(str::to_owned).collect()).collect();
    let reversed: Vec<String> = cells.iter().map(|row| row.join(",")).collect();
    assert_eq!(read_lines(&reversed).unwrap(), shipped());
    let mut lines = with(3, Column::Evidence, "处置后 + near");
    lines[2] = lines[2].replace("自然日", "Natural days").replace("特急", "urgent");
    lines.insert(1, ",,,,,,,,,,,,,,".to_owned());
    let book = read_lines(&lines).unwrap();
    let criterion = book.criterion("E0101-2").unwrap();
    assert_eq!(criterion.evidence, [EvidenceKind::Near, EvidenceKind::After]);
    assert_eq!(Some(criterion.limit), shipped().criterion("E0101-2").map(|it| it.limit));
}

/// A spreadsheet with the shipped header, and a second row made by a test.
fn sheet(fill: impl Fn(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, line) in (0..).zip(&lines()[..3]) {
        for (column, cell) in (0..).zip(line.split(',')) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    fill(sheet);
    workbook.save_to_buffer().unwrap()
}

#[test]
fn numbers_and_truth_are_read_and_formulas_are_not_believed() {
    let plain = sheet(|sheet| {
        sheet.write_number(2, 6, 3).unwrap();
        sheet.write_boolean(2, 10, true).unwrap();
    });
    assert_eq!(read(&plain).unwrap().criterion("E0101-2").unwrap().limit.amount, 3);
    let formula = sheet(|sheet| {
        sheet.write_formula(2, 6, Formula::new("=1+1").set_result("2")).unwrap();
    });
    let faults = read(&formula).unwrap_err();
    assert_eq!((faults[0].0.as_str(), faults[0].1.zh.contains("公式")), ("/rows/3/时限", true));
}

#[test]
fn a_cell_at_the_end_of_the_world_costs_nothing() {
    let far = sheet(|sheet| {
        sheet.write_string(1_048_575, 16_383, "x").unwrap();
    });
    assert_eq!(read(&far).unwrap_err()[0].0, "/rows/1048576");
    let below = sheet(|sheet| {
        sheet.write_string(1_048_575, 0, "x").unwrap();
    });
    assert!(read(&below).unwrap_err().iter().all(|(pointer, _)| pointer.starts_with("/rows/1048576/")));
    let rows = lines()[1].clone() + "\r\n";
    let many = lines()[0].clone() + "\r\n" + &rows.repeat(5_001);
    assert!(many.len() < MAX_BYTES);
    assert_eq!(read(many.as_bytes()).unwrap_err()[0].0, "/rows/5002");
}

#[test]
fn what_is_no_table_is_refused_whatever_it_says_of_itself() {
    let mut bomb = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let packed = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    bomb.start_file("xl/workbook.xml", packed).unwrap();
    for _ in 0..64 {
        bomb.write_all(&vec![b' '; 1024 * 1024]).unwrap();
    }
    let bomb = bomb.finish().unwrap().into_inner();
    assert!(bomb.len() < MAX_BYTES / 10, "{}", bomb.len());
    assert!(read(&bomb).unwrap_err()[0].1.zh.contains("过大"));

    // The same with a size that lies: the field stands at 24 of the central directory's entry and at 22 of the file's.
    let mut liar = bomb.clone();
    let entry = liar.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    liar[entry + 24..entry + 28].copy_from_slice(&100u32.to_le_bytes());
    liar[22..26].copy_from_slice(&100u32.to_le_bytes());
    read(&liar).unwrap_err();

    let good = write(&shipped(), Format::Xlsx).unwrap();
    for cut in (4..good.len()).step_by(997) {
        read(&good[..cut]).unwrap_err();
    }
    for (bytes, mend) in [
        (&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], ".xls"),
        (&b"\xc0\xe0\xb1\xf0"[..], "UTF-8"),
        (&b"PK\x03\x04 and then nonsense"[..], "无法读取"),
        (&b"{\"json\": true}"[..], "缺少此列"),
    ] {
        let faults = read(bytes).unwrap_err();
        assert!(faults.iter().any(|(_, words)| words.zh.contains(mend)), "{faults:?}");
    }
}
