//! One row, asked for its columns. What is wrong with a cell is noted with the mend, and the row goes on being read, so
//! that one look at the list of refused rows mends all of it.

use super::columns::{Layout, NONE, columns};
use super::sheet::Cell;
use chrono::{Days, NaiveDate};
use shared::person::Phone;

/// What a row says of a field: nothing (`None`), that there is none (`Some(None)`), or a value.
pub type Said<T> = Option<Option<T>>;

/// What is wrong: the column, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub column: &'static str,
    pub mend: String,
}

impl Fault {
    pub fn new(column: &'static str, mend: impl Into<String>) -> Fault {
        Fault { column, mend: mend.into() }
    }
}

#[derive(Debug)]
pub struct Given<'a> {
    layout: &'a Layout,
    cells: &'a [Cell],
    pub faults: Vec<Fault>,
}

impl<'a> Given<'a> {
    pub fn new(layout: &'a Layout, cells: &'a [Cell]) -> Given<'a> {
        Given { layout, cells, faults: Vec::new() }
    }

    pub fn fault(&mut self, column: &'static str, mend: impl Into<String>) {
        self.faults.push(Fault::new(column, mend));
    }

    /// The cell, unless it is empty or cannot be believed.
    fn cell(&mut self, column: &'static str) -> Option<&'a Cell> {
        let cell = self.cells.get(self.layout.place(column)?)?;
        let mend = match cell {
            Cell::Formula => "单元格是公式，请粘贴为数值",
            Cell::Error => "单元格内容出错，请改正",
            Cell::Long(_) => "内容过长，请改正",
            Cell::Text(text) if text.contains('\u{fffd}') => "有无法识别的字，请另存为 UTF-8 编码后重填",
            Cell::Text(text) if text.chars().any(char::is_control) => "含有换行或控制字符，请删除",
            Cell::Text(text) if text.is_empty() => return None,
            _ => return Some(cell),
        };
        self.fault(column, mend);
        None
    }

    fn said(&mut self, column: &'static str) -> Said<&'a Cell> {
        let cell = self.cell(column)?;
        Some(if matches!(cell, Cell::Text(text) if text == NONE) { None } else { Some(cell) })
    }

    pub fn text(&mut self, column: &'static str, most: usize) -> Said<String> {
        match self.said(column)? {
            None => Some(None),
            Some(cell) => {
                let text = half_width(&cell.shown());
                if text.chars().count() > most {
                    self.fault(column, format!("最多 {most} 个字"));
                    return None;
                }
                Some(Some(text))
            }
        }
    }

    /// A text that must be there; `无` is allowed and says none.
    pub fn needed(&mut self, column: &'static str, most: usize) -> Said<String> {
        let faults = self.faults.len();
        let said = self.text(column, most);
        if said.is_none() && self.faults.len() == faults {
            self.fault(column, format!("不能为空；没有请写“{NONE}”"));
        }
        said
    }

    /// A text without blanks inside, of a length that names have.
    pub fn name(&mut self, column: &'static str) -> Said<String> {
        let name = self.text(column, 50)?;
        // Rosters space names of two characters: `陈　静`.
        Some(name.map(|name| if name.is_ascii() { name } else { name.split_whitespace().collect() }))
    }

    /// One of a few words, by their label or by another usual word.
    pub fn word<T: Copy>(&mut self, column: &'static str, parse: impl Fn(&str) -> Option<T>) -> Said<T> {
        match self.text(column, 20)? {
            None => Some(None),
            Some(text) => match parse(&text) {
                Some(word) => Some(Some(word)),
                None => {
                    let known = columns(self.layout.table).iter().find(|known| known.header == column);
                    let words = known.and_then(|known| known.words).map(|words| words()).unwrap_or_default();
                    self.fault(column, format!("只能填：{}", words.join("、")));
                    None
                }
            },
        }
    }

    pub fn day(&mut self, column: &'static str) -> Said<NaiveDate> {
        match self.said(column)? {
            None => Some(None),
            Some(cell) => match day(cell) {
                Some(day) => Some(Some(day)),
                None => {
                    self.fault(column, "日期无法识别，请写成 1993-03-05 的样子");
                    None
                }
            },
        }
    }

    pub fn phone(&mut self, column: &'static str) -> Said<Phone> {
        match self.text(column, 40)? {
            None => Some(None),
            Some(text) => match Phone::parse(&text) {
                Ok(phone) => Some(Some(phone)),
                Err(_) => {
                    self.fault(column, "不是一个电话号码：只留一个号码，只写数字");
                    None
                }
            },
        }
    }

    pub fn number(&mut self, column: &'static str) -> Said<f64> {
        match self.said(column)? {
            None => Some(None),
            Some(Cell::Number(number)) => Some(Some(*number)),
            Some(cell) => match half_width(&cell.shown()).parse() {
                Ok(number) => Some(Some(number)),
                Err(_) => {
                    self.fault(column, "应为数字");
                    None
                }
            },
        }
    }

    /// A whole number within bounds, of a text with or without this unit behind it.
    pub fn count(&mut self, column: &'static str, unit: &str, least: i64, most: i64) -> Said<i64> {
        match self.text(column, 20)? {
            None => Some(None),
            Some(text) => match text.strip_suffix(unit).unwrap_or(&text).trim().parse() {
                Ok(number) if (least..=most).contains(&number) => Some(Some(number)),
                _ => {
                    self.fault(column, format!("应为 {least} 到 {most} 的整数"));
                    None
                }
            },
        }
    }

    /// Whether a cell holds a number where a text is needed to keep all digits.
    pub fn is_rounded(&self, column: &'static str) -> bool {
        let cell = self.layout.place(column).and_then(|place| self.cells.get(place));
        matches!(cell, Some(Cell::Number(number)) if number.abs() >= 1e14)
    }
}

/// A date in the forms that lists have: a date cell, its number, `1993-3-5`, `1993/03/05`, `1993年3月5日`, `19930305`.
fn day(cell: &Cell) -> Option<NaiveDate> {
    match cell {
        Cell::Date(day) => Some(*day),
        Cell::Number(number) if number.fract() == 0.0 && (10_000_101.0..99_991_232.0).contains(number) => {
            day(&Cell::Text(number.to_string()))
        }
        // Days since the end of 1899, as spreadsheet programs count; larger numbers are no birthday.
        Cell::Number(number) if (61.0..110_000.0).contains(number) => {
            NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(*number as u64))
        }
        Cell::Text(text) => {
            let text = half_width(text);
            let text = text.split([' ', 'T']).next()?;
            let parts: Vec<&str> =
                text.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty()).collect();
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            if !parts.iter().all(|part| digits(part)) {
                return None;
            }
            match parts.as_slice() {
                [year, month, day] if year.len() == 4 => {
                    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
                }
                [whole] if whole.len() == 8 => NaiveDate::parse_from_str(whole, "%Y%m%d").ok(),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Full-width letters, digits and signs as the usual ones.
pub fn half_width(text: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    };
    text.chars().map(half).collect::<String>().trim().to_owned()
}
