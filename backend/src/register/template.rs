//! The empty table of a kind: its header, one filled row of a person who does not exist, lists of the words that are
//! allowed, and a sheet that explains each column.

use super::columns::{Column, columns};
use rust_xlsxwriter::{DataValidation, Format, FormatAlign, Workbook, XlsxError};
use shared::register::RegisterTable;

/// Rows for which lists of words are offered.
const LISTED: u32 = 100_000;

pub fn template(table: RegisterTable) -> Result<Vec<u8>, XlsxError> {
    let columns = columns(table);
    let (mut book, bold) = (Workbook::new(), Format::new().set_bold());
    let needed = Format::new().set_bold().set_font_color("#B42318");
    // Numbers of eighteen digits survive in cells that are texts.
    let text = Format::new().set_num_format("@");
    let sheet = book.add_worksheet().set_name(table.text().zh)?;
    for (place, column) in (0..).zip(columns) {
        sheet.set_column_width(place, width(column))?;
        sheet.set_column_format(place, &text)?;
        sheet.write_string_with_format(0, place, column.header, if column.needed { &needed } else { &bold })?;
        sheet.write_string_with_format(1, place, column.example, &text)?;
        if let Some(words) = column.words {
            let mut list = words();
            if column.example == super::columns::NONE {
                list.push(super::columns::NONE);
            }
            let validation = DataValidation::new().allow_list_strings(&list)?;
            sheet.add_data_validation(1, place, LISTED, place, &validation)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let help = book.add_worksheet().set_name("填写说明")?;
    for (place, (title, width)) in
        (0..).zip([("列名", 14), ("要求", 8), ("说明", 64), ("可填的词", 40), ("也认得的列名", 40)])
    {
        help.set_column_width(place, width)?;
        help.write_string_with_format(0, place, title, &bold)?;
    }
    for (row, column) in (1..).zip(columns) {
        let words = column.words.map(|words| words().join("、")).unwrap_or_default();
        let need = if column.needed { "必填" } else { "选填" };
        for (place, text) in (0..).zip([column.header, need, column.hint, &words, &column.also.join("、")]) {
            help.write_string_with_format(row, place, text, &wrap)?;
        }
    }
    let row = columns.len() as u32 + 2;
    for (at, line) in (row..).zip([
        "第二行是示例，导入前请删除或覆盖。",
        "留空表示“没有说”，不改动已有的内容；写“无”表示“没有”，会清除已有的内容。",
        "列的先后不限；不认识的列会报告并忽略。也可以用 CSV（UTF-8 或 GBK 编码）。",
        "同一张表可以反复导入：没有变化的行不会改动任何内容。",
        "填错的行不会导入，会连同原因退回一张表，改好后可以直接再导入。",
    ]) {
        help.write_string(at, 0, line)?;
    }
    book.save_to_buffer()
}

fn width(column: &Column) -> f64 {
    let example: usize = column.example.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    (example.max(column.header.chars().count() * 2) + 3) as f64
}
