//! From cells to categories and criteria. Every cell is looked at, so that one look at the answer mends the whole table.

use super::cells::{Cell, Cells};
use super::{CategoryBook, Column, Faults};
use crate::both;
use crate::http::Both;
use shared::case::category::{Category, Criterion, Priority, category_of, is_category_code};
use shared::case::deadline::{Limit, LimitUnit};
use shared::evidence::EvidenceKind;
use shared::text::Text;
use shared::worker::Department;
use std::collections::HashMap;

/// Characters of a Chinese name.
const LONGEST: usize = 60;
/// Characters of an English name.
const LONGEST_EN: usize = 120;

/// One row, read.
struct Row {
    number: u32,
    category: Category,
    criterion: Criterion,
}

/// The table as a book of its own.
pub fn book(cells: Cells) -> Result<CategoryBook, Vec<(String, Both)>> {
    let mut faults = Faults::default();
    let mut rows = cells.into_iter();
    let Some((number, header)) = rows.next() else { return Err(empty()) };
    let places = places(number, &header, &mut faults);
    let mut read = Vec::new();
    if faults.0.is_empty() {
        for (number, cells) in rows {
            read.extend(Reader { number, cells: &cells, places: &places, faults: &mut faults }.row());
            if faults.is_full() {
                break;
            }
        }
        if read.is_empty() && faults.0.is_empty() {
            return Err(empty());
        }
    }
    let book = gather(read, &mut faults);
    if faults.0.is_empty() { Ok(book) } else { Err(faults.0) }
}

fn empty() -> Vec<(String, Both)> {
    vec![("/rows".to_owned(), both!("表格没有内容", "the table is empty"))]
}

/// Where each column stands: in any order, each once, nothing else.
fn places(number: u32, header: &[Cell], faults: &mut Faults) -> HashMap<&'static str, usize> {
    let mut places = HashMap::new();
    for (place, cell) in header.iter().enumerate() {
        let name = match cell {
            Ok(name) if name.is_empty() => continue,
            Ok(name) => name.as_str(),
            Err(mend) => {
                faults.add(number, &format!("{}", place + 1), mend.clone());
                continue;
            }
        };
        match Column::ALL.into_iter().find(|column| column.header() == name) {
            None => faults.add(number, name, both!("没有这一列，请删除", "there is no such column; remove it")),
            Some(column) if places.insert(column.header(), place).is_some() => {
                faults.add(number, name, both!("该列重复", "the column is there twice"));
            }
            Some(_) => {}
        }
    }
    for column in Column::ALL.into_iter().filter(|column| !places.contains_key(column.header())) {
        faults.add(number, column.header(), both!("缺少此列", "the column is missing"));
    }
    places
}

/// Reads one row, naming each fault.
struct Reader<'a> {
    number: u32,
    cells: &'a [Cell],
    places: &'a HashMap<&'static str, usize>,
    faults: &'a mut Faults,
}

impl Reader<'_> {
    fn row(mut self) -> Option<Row> {
        let category_code = self.code(Column::CategoryCode, is_category_code, "E0130");
        let criterion_code = self.code(Column::CriterionCode, |code| category_of(code).is_some(), "E0130-1");
        if let (Some(category), Some(criterion)) = (&category_code, &criterion_code)
            && category_of(criterion) != Some(category)
        {
            let mend = both!("应为 {category}- 加序号", "must be {category}- and a serial");
            self.fault(Column::CriterionCode, mend);
        }
        let (major_zh, major_en) = self.names(Column::Major, Column::MajorEn);
        let (category_zh, category_en) = self.names(Column::Category, Column::CategoryEn);
        let (criterion_zh, criterion_en) = self.names(Column::Criterion, Column::CriterionEn);
        let department = self.word(Column::Department, Department::ALL, |it| (it.code(), it.text()));
        let amount = self.amount();
        let unit = self.word(Column::Unit, LimitUnit::ALL, |it| (it.code(), it.text()));
        let priority = self.word(Column::Priority, Priority::ALL, |it| (it.code(), it.text()));
        let evidence = self.evidence();
        let public = self.flag(Column::Public);
        let urgent = self.flag(Column::Urgent);
        let (category_code, department) = (category_code?, department?);
        let limit = Limit { amount: amount?, unit: unit? };
        Some(Row {
            number: self.number,
            category: Category {
                code: category_code.clone(),
                zh: category_zh?,
                en: category_en?,
                major_zh: major_zh?,
                major_en: major_en?,
                department,
                limit,
                private: !public?,
                urgent: urgent?,
                retired: false,
            },
            criterion: Criterion {
                code: criterion_code?,
                category: category_code,
                zh: criterion_zh?,
                en: criterion_en?,
                limit,
                department: Some(department),
                priority: priority?,
                evidence: evidence?,
                retired: false,
            },
        })
    }

    fn fault(&mut self, column: Column, mend: Both) {
        self.faults.add(self.number, column.header(), mend);
    }

    /// The text of a cell, empty or not; `None` when it cannot be read, which is then on record.
    fn text(&mut self, column: Column) -> Option<String> {
        match self.cells.get(self.places[column.header()]) {
            Some(Ok(text)) => Some(text.clone()),
            Some(Err(mend)) => {
                self.fault(column, mend.clone());
                None
            }
            None => Some(String::new()),
        }
    }

    fn code(&mut self, column: Column, shape: impl Fn(&str) -> bool, example: &str) -> Option<String> {
        let code = self.text(column)?;
        if shape(&code) {
            return Some(code);
        }
        self.fault(column, both!("编码应形如 {example}", "must be a code like {example}"));
        None
    }

    /// A name in both languages; English may be left out, Chinese then stands for it.
    fn names(&mut self, zh: Column, en: Column) -> (Option<String>, Option<String>) {
        let (name, other) = (self.text(zh), self.text(en));
        let other = other.map(|text| if text.is_empty() { name.clone().unwrap_or_default() } else { text });
        (name.and_then(|name| self.name(zh, name, LONGEST)), other.and_then(|name| self.name(en, name, LONGEST_EN)))
    }

    fn name(&mut self, column: Column, name: String, longest: usize) -> Option<String> {
        let mend = match &name {
            // What is empty in English stands in Chinese, which was named if it is empty too.
            name if name.is_empty() && matches!(column, Column::Major | Column::Category | Column::Criterion) => {
                both!("不能为空", "must not be empty")
            }
            name if name.chars().count() > longest => both!("最多 {longest} 个字", "at most {longest} characters"),
            name if name.chars().any(char::is_control) => {
                both!("含有换行或控制字符，请删除", "contains line breaks or control characters; remove them")
            }
            // A spreadsheet program would take it for a formula when the table is exported again.
            name if name.starts_with(['=', '+', '-', '@']) => {
                both!("不能以 = + - @ 开头", "must not begin with = + - @")
            }
            _ => return Some(name),
        };
        self.fault(column, mend);
        None
    }

    /// A word by its Chinese or English label or by its code.
    fn word<T: Copy>(&mut self, column: Column, all: &[T], names: impl Fn(T) -> (&'static str, Text)) -> Option<T> {
        let given = self.text(column)?;
        let found = find(&given, all, &names);
        if found.is_none() {
            let zh: Vec<&str> = all.iter().map(|it| names(*it).1.zh).collect();
            let (zh, en) = (zh.join("、"), zh.join(", "));
            self.fault(column, both!("应为：{zh}", "must be one of {en}"));
        }
        found
    }

    fn amount(&mut self) -> Option<u32> {
        let given = self.text(Column::Amount)?;
        let amount = given.parse().ok().filter(|amount| (1..=Limit::MOST).contains(amount));
        if amount.is_none() {
            let most = Limit::MOST;
            self.fault(Column::Amount, both!("应为 1 到 {most} 的整数", "must be a whole number from 1 to {most}"));
        }
        amount
    }

    fn evidence(&mut self) -> Option<Vec<EvidenceKind>> {
        let given = self.text(Column::Evidence)?;
        let mut kinds = Vec::new();
        for part in given.split(['、', '，', ',', '+', ';', '；', '/']).map(str::trim).filter(|part| !part.is_empty())
        {
            match find(part, EvidenceKind::ALL, &|kind: EvidenceKind| (kind.code(), kind.text())) {
                Some(kind) => kinds.push(kind),
                None => {
                    let all: Vec<&str> = EvidenceKind::ALL.iter().map(|kind| kind.text().zh).collect();
                    let (zh, en) = (all.join("、"), all.join(", "));
                    self.fault(
                        Column::Evidence,
                        both!("应为 {zh}，用顿号分开，或留空", "must be any of {en}, or empty"),
                    );
                    return None;
                }
            }
        }
        kinds.sort_unstable();
        kinds.dedup();
        Some(kinds)
    }

    fn flag(&mut self, column: Column) -> Option<bool> {
        match self.text(column)?.to_ascii_lowercase().as_str() {
            "是" | "yes" | "true" | "1" => Some(true),
            "否" | "no" | "false" | "0" => Some(false),
            _ => {
                self.fault(column, both!("应为“是”或“否”", "must be 是 or 否"));
                None
            }
        }
    }
}

fn find<T: Copy>(given: &str, all: &[T], names: &impl Fn(T) -> (&'static str, Text)) -> Option<T> {
    all.iter().copied().find(|it| {
        let (code, text) = names(*it);
        given == text.zh || given.eq_ignore_ascii_case(code) || given.eq_ignore_ascii_case(text.en)
    })
}

/// Rows of one category become one: they agree about it, and no criterion is there twice.
fn gather(rows: Vec<Row>, faults: &mut Faults) -> CategoryBook {
    let mut categories: Vec<Category> = Vec::new();
    let mut criteria: Vec<Criterion> = Vec::new();
    let mut first: HashMap<String, (usize, u32)> = HashMap::new();
    let mut seen: HashMap<String, u32> = HashMap::new();
    for Row { number, category, mut criterion } in rows {
        if let Some(other) = seen.insert(criterion.code.clone(), number) {
            let mend = both!("与第 {other} 行重复", "is in row {other} already");
            faults.add(number, Column::CriterionCode.header(), mend);
        }
        match first.get(&category.code) {
            Some((place, other)) => {
                let known = &categories[*place];
                let same = [
                    (Column::Major, known.major_zh == category.major_zh),
                    (Column::Category, known.zh == category.zh),
                    (Column::Public, known.private == category.private),
                    (Column::Urgent, known.urgent == category.urgent),
                    (Column::MajorEn, known.major_en == category.major_en),
                    (Column::CategoryEn, known.en == category.en),
                ];
                for (column, _) in same.into_iter().filter(|(_, same)| !same) {
                    let mend = both!(
                        "同一类别应与第 {other} 行一致",
                        "must be as in row {other}, for the category is the same"
                    );
                    faults.add(number, column.header(), mend);
                }
            }
            None => {
                first.insert(category.code.clone(), (categories.len(), number));
                categories.push(category);
            }
        }
        let (place, _) = first[&criterion.category];
        // The category's department is that of its first row; others name theirs only where it differs.
        criterion.department = criterion.department.filter(|own| *own != categories[place].department);
        criteria.push(criterion);
    }
    CategoryBook::new(categories, criteria, 0)
}
