//! Categories of reports and their filing criteria: a city's own tables, read from data (`assets/categories.csv`,
//! `assets/criteria.csv`), never code.
//!
//! Invariants: a criterion's code is its category's code and a serial (`E0101-2`); a category's limit is that of its
//! first criterion; a criterion names a department only where that differs from its category's.

use super::deadline::Limit;
use crate::evidence::EvidenceKind;
use crate::text::UnknownWord;
use crate::worker::Department;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

words! {
    /// How much a case presses.
    Priority {
        Normal = "normal", "一般", "Normal";
        High = "high", "紧急", "High";
        Urgent = "urgent", "特急", "Urgent";
    }
}

/// One minor class (小类) with what follows from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Category {
    /// `E0130`: E event, C component, S service; two digits major class, two digits minor class.
    pub code: String,
    pub zh: String,
    pub en: String,
    /// Major class (大类).
    pub major_zh: String,
    pub major_en: String,
    pub department: Department,
    /// That of the first criterion: what a report may expect until a criterion is chosen.
    pub limit: Limit,
    /// Private categories are never shown on the wall or to the public.
    pub private: bool,
    /// Urgent cases stop the wall's tour.
    pub urgent: bool,
    /// Kept for the cases that have it; no longer offered.
    #[serde(default)]
    pub retired: bool,
}

/// One filing criterion (立案条件): under which condition a case is filed, and what then holds for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Criterion {
    /// `E0101-2`: the category and a serial.
    pub code: String,
    pub category: String,
    pub zh: String,
    pub en: String,
    pub limit: Limit,
    /// The category's when left out.
    pub department: Option<Department>,
    pub priority: Priority,
    /// Photos without which nobody feeds back.
    pub evidence: Vec<EvidenceKind>,
    /// Kept for the cases that have it; no longer offered.
    #[serde(default)]
    pub retired: bool,
}

/// Whether a text has the shape of a category's code: a letter and four digits.
pub fn is_category_code(code: &str) -> bool {
    code.len() == 5 && code.starts_with(['E', 'C', 'S']) && code[1..].bytes().all(|b| b.is_ascii_digit())
}

/// The category of a criterion's code, if it has the shape of one: the category's code, a dash, 1 to 999.
pub fn category_of(criterion: &str) -> Option<&str> {
    let (category, serial) = criterion.split_once('-')?;
    let counts =
        (1..=3).contains(&serial.len()) && serial.bytes().all(|b| b.is_ascii_digit()) && !serial.starts_with('0');
    (is_category_code(category) && counts).then_some(category)
}

/// A code of either kind, as the category and, if one is named, the criterion.
pub fn split(code: &str) -> (&str, Option<&str>) {
    match code.split_once('-') {
        Some((category, _)) => (category, Some(code)),
        None => (code, None),
    }
}

/// Why a table cannot be used; names the line, counted from 1 with its header.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("table of categories or criteria, line {line}: {problem}")]
pub struct CategoryError {
    pub line: usize,
    pub problem: String,
}

/// The columns of `categories.csv`, in order.
pub const HEADER: &str = "code,zh,en,major_zh,major_en,department,limit,unit,private,urgent";
/// The columns of `criteria.csv`, in order. No department means the category's; photos are parted by `+`.
pub const CRITERIA_HEADER: &str = "code,zh,en,limit,unit,department,priority,evidence";

/// Reads categories: comma-separated, without quotes, first line [`HEADER`].
pub fn parse_categories(text: &str) -> Result<Vec<Category>, CategoryError> {
    let mut categories: Vec<Category> = Vec::new();
    for line in lines(text, HEADER)? {
        let [code, zh, en, major_zh, major_en, department, limit, unit, private, urgent] = line.cells()?;
        if !is_category_code(code) {
            return Err(line.wrong(format!("'{code}' is no category code like E0130")));
        }
        if categories.iter().any(|category| category.code == code) {
            return Err(line.wrong(format!("'{code}' is listed twice")));
        }
        categories.push(Category {
            code: code.to_owned(),
            zh: zh.to_owned(),
            en: en.to_owned(),
            major_zh: major_zh.to_owned(),
            major_en: major_en.to_owned(),
            department: line.word(department)?,
            limit: line.limit(limit, unit)?,
            private: line.flag(private)?,
            urgent: line.flag(urgent)?,
            retired: false,
        });
    }
    Ok(categories)
}

/// Reads criteria: comma-separated, without quotes, first line [`CRITERIA_HEADER`].
pub fn parse_criteria(text: &str) -> Result<Vec<Criterion>, CategoryError> {
    let mut criteria: Vec<Criterion> = Vec::new();
    for line in lines(text, CRITERIA_HEADER)? {
        let [code, zh, en, limit, unit, department, priority, evidence] = line.cells()?;
        let category = category_of(code);
        let category = category.ok_or_else(|| line.wrong(format!("'{code}' is no criterion code like E0101-2")))?;
        if criteria.iter().any(|criterion| criterion.code == code) {
            return Err(line.wrong(format!("'{code}' is listed twice")));
        }
        criteria.push(Criterion {
            code: code.to_owned(),
            category: category.to_owned(),
            zh: zh.to_owned(),
            en: en.to_owned(),
            limit: line.limit(limit, unit)?,
            department: if department.is_empty() { None } else { Some(line.word(department)?) },
            priority: line.word(priority)?,
            evidence: evidence
                .split('+')
                .filter(|kind| !kind.is_empty())
                .map(|kind| line.word(kind))
                .collect::<Result<_, _>>()?,
            retired: false,
        });
    }
    Ok(criteria)
}

/// A line of a table and its number.
struct Line<'a> {
    number: usize,
    text: &'a str,
}

/// The lines after the header that are not empty.
fn lines<'a>(text: &'a str, header: &str) -> Result<impl Iterator<Item = Line<'a>> + use<'a>, CategoryError> {
    let mut lines = text.lines().enumerate().map(|(index, line)| Line { number: index + 1, text: line.trim_end() });
    match lines.next() {
        Some(line) if line.text == header => Ok(lines.filter(|line| !line.text.is_empty())),
        _ => Err(CategoryError { line: 1, problem: format!("the header must be '{header}'") }),
    }
}

impl<'a> Line<'a> {
    fn wrong(&self, problem: String) -> CategoryError {
        CategoryError { line: self.number, problem }
    }

    fn cells<const N: usize>(&self) -> Result<[&'a str; N], CategoryError> {
        let cells: Vec<&str> = self.text.split(',').collect();
        cells.try_into().map_err(|cells: Vec<&str>| self.wrong(format!("{N} columns expected, {} found", cells.len())))
    }

    fn word<T: FromStr<Err = UnknownWord>>(&self, given: &str) -> Result<T, CategoryError> {
        given.parse().map_err(|unknown: UnknownWord| self.wrong(unknown.to_string()))
    }

    fn flag(&self, given: &str) -> Result<bool, CategoryError> {
        match given {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(self.wrong(format!("'{given}' must be yes or no"))),
        }
    }

    fn limit(&self, amount: &str, unit: &str) -> Result<Limit, CategoryError> {
        let amount = amount.parse().map_err(|_| self.wrong(format!("'{amount}' is no whole number")))?;
        Ok(Limit { amount, unit: self.word(unit)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::deadline::LimitUnit;

    fn shipped() -> (Vec<Category>, Vec<Criterion>) {
        let categories = parse_categories(include_str!("../../../assets/categories.csv")).unwrap();
        (categories, parse_criteria(include_str!("../../../assets/criteria.csv")).unwrap())
    }

    #[test]
    fn every_shipped_category_has_criteria_and_the_limit_of_the_first() {
        let (categories, criteria) = shipped();
        assert!(categories.len() >= 98, "{}", categories.len());
        for category in &categories {
            let own: Vec<&Criterion> =
                criteria.iter().filter(|criterion| criterion.category == category.code).collect();
            let first = own.first().unwrap_or_else(|| panic!("{} has no criterion", category.code));
            assert_eq!((first.limit, first.department), (category.limit, None), "{}", category.code);
            for (index, criterion) in own.iter().enumerate() {
                assert_eq!(criterion.code, format!("{}-{}", category.code, index + 1));
                assert_ne!(criterion.department, Some(category.department), "{}", criterion.code);
            }
        }
        for criterion in &criteria {
            assert!(categories.iter().any(|category| category.code == criterion.category), "{}", criterion.code);
            assert!(criterion.evidence.is_empty() || criterion.category.starts_with('C'), "{}", criterion.code);
        }
    }

    #[test]
    fn the_starter_tree_is_complete() {
        let (categories, criteria) = shipped();
        let ranges = [("C01", 1, 4), ("S01", 1, 15), ("S02", 1, 3), ("S03", 1, 3), ("S04", 1, 8), ("S05", 1, 4)];
        let more = [("S06", 1, 2), ("S07", 1, 5), ("S08", 1, 3), ("E05", 1, 8)];
        for (major, from, to) in ranges.into_iter().chain(more) {
            for minor in from..=to {
                let code = format!("{major}{minor:02}");
                // The disputes are 14 kinds and others.
                let code = if code == "S0115" { "S0199".to_owned() } else { code };
                assert!(categories.iter().any(|category| category.code == code), "{code}");
            }
        }
        let limit = |code: &str| criteria.iter().find(|criterion| criterion.code == code).map(|it| it.limit);
        assert_eq!(limit("E0101-1"), Some(Limit { amount: 15, unit: LimitUnit::WorkDay }));
        assert_eq!(limit("C0101-4"), Some(Limit { amount: 5, unit: LimitUnit::WorkDay }));
        let colours = criteria.iter().filter(|criterion| criterion.category == "S0101").map(|it| it.priority);
        assert_eq!(colours.collect::<Vec<_>>(), [Priority::Normal, Priority::High, Priority::Urgent]);
    }

    #[test]
    fn a_wrong_row_is_named() {
        let table = format!(
            "{HEADER}\nE0130,乱排污水,Sewage,市容环境,Environment,drainage,2,work_day,no,no\nE01,x,x,x,x,gas,1,work_day,no,no\n"
        );
        let error = parse_categories(&table).unwrap_err();
        assert_eq!((error.line, error.problem.contains("E01")), (3, true));
        let table = format!("{CRITERIA_HEADER}\nE0130-1,a,b,2,work_day,,normal,after+never\n");
        let error = parse_criteria(&table).unwrap_err();
        assert_eq!((error.line, error.problem.contains("never")), (2, true));
    }

    #[test]
    fn codes_have_a_shape() {
        assert_eq!(category_of("E0101-12"), Some("E0101"));
        for wrong in
            ["E0101", "E0101-", "E0101-0", "E0101-01", "E0101-1000", "X0101-1", "E101-1", "E0101-1-1", "险0101-1"]
        {
            assert_eq!(category_of(wrong), None, "{wrong}");
        }
        assert_eq!((split("E0101-2"), split("E0101")), (("E0101", Some("E0101-2")), ("E0101", None)));
    }
}
