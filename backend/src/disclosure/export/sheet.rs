//! The workbook of a list of persons, marked with who took it away.
//!
//! The mark is in the first row, in header and footer of every printed page, and, where nobody looks, in the properties of
//! the document.

use rust_xlsxwriter::{DocProperties, Format, FormatAlign, Workbook, XlsxError};
use shared::text::{Lang, Text};
use tokio::sync::mpsc::Receiver;

/// Names of the columns with their widths in characters.
const COLUMNS: [(Text, f64); 13] = [
    (Text { zh: "姓名", en: "Name" }, 12.0),
    (Text { zh: "性别", en: "Sex" }, 6.0),
    (Text { zh: "年龄", en: "Age" }, 6.0),
    (Text { zh: "社区", en: "Community" }, 14.0),
    (Text { zh: "网格", en: "Grid" }, 12.0),
    (Text { zh: "楼栋", en: "Building" }, 20.0),
    (Text { zh: "单元", en: "Entrance" }, 6.0),
    (Text { zh: "户室", en: "Dwelling" }, 8.0),
    (Text { zh: "与户主关系", en: "Relation" }, 10.0),
    (Text { zh: "户籍", en: "Registration" }, 10.0),
    (Text { zh: "关爱类别", en: "Care group" }, 12.0),
    (Text { zh: "电话", en: "Telephone" }, 16.0),
    (Text { zh: "身份证号", en: "Identity number" }, 22.0),
];
const ADDRESS: (Text, f64) = (Text { zh: "户籍地址", en: "Registered address" }, 36.0);

/// One person.
#[derive(Debug)]
pub struct Line {
    pub texts: [String; 13],
    pub address: Option<String>,
}

/// Who takes the list away, when, and what for.
#[derive(Clone, Debug)]
pub struct Watermark {
    /// Of the request.
    pub number: String,
    pub name: String,
    pub login: String,
    pub at: String,
    pub purpose: String,
    /// What is on the list.
    pub list: String,
}

impl Watermark {
    fn line(&self) -> String {
        format!("{} · {} ({}) · {} · {}", self.number, self.name, self.login, self.at, self.purpose)
    }
}

/// Writes what comes until no more comes. For a thread that may block.
pub fn write(
    mut lines: Receiver<Vec<Line>>,
    mark: &Watermark,
    with_address: bool,
    lang: Lang,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let title = Text { zh: "人员名单", en: "List of persons" }.get(lang);
    workbook.set_properties(
        &DocProperties::new()
            .set_title(title)
            .set_author(&mark.login)
            .set_comment(&mark.number)
            .set_custom_property("mirrorlake-export", &*mark.number),
    );
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_name(title)?;
    let printed = mark.line().replace('&', "&&");
    let keep = Text {
        zh: "内部资料，请妥善保管，用后销毁", en: "Internal: keep it safe, destroy it after use"
    }
    .get(lang);
    sheet.set_header(format!("&C{printed}"));
    sheet.set_footer(format!("&L{printed}&C{keep}&R&P / &N"));
    sheet.set_landscape().set_paper_size(9).set_repeat_rows(0, 1)?;
    sheet.set_freeze_panes(2, 0)?;
    let (head, marked) = (Format::new().set_bold(), Format::new().set_bold().set_font_color(0xC0_25_25));
    let (number, plain) = (Format::new().set_align(FormatAlign::Right), Format::new().set_quote_prefix());
    let columns: Vec<(Text, f64)> = COLUMNS.into_iter().chain(with_address.then_some(ADDRESS)).collect();
    sheet.write_string_with_format(0, 0, format!("{} · {} · {keep}", mark.list, mark.line()), &marked)?;
    for (column, (name, width)) in (0..).zip(&columns) {
        sheet.set_column_width(column, *width)?;
        sheet.write_string_with_format(1, column, name.get(lang), &head)?;
    }
    let mut row = 1;
    while let Some(page) = lines.blocking_recv() {
        for line in page {
            row += 1;
            let address = with_address.then(|| line.address.unwrap_or_default());
            for (column, text) in (0..).zip(line.texts.into_iter().chain(address)) {
                // Nothing is run by a spreadsheet: every cell is a text.
                let format = if column == 2 { &number } else { &plain };
                sheet.write_string_with_format(row, column, text, format)?;
            }
        }
    }
    workbook.save_to_buffer()
}
