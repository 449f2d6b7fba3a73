//! Categories of reports: a city's own table, read from data (`assets/categories.csv`), never code.

use super::deadline::Limit;
use crate::worker::Department;
use serde::{Deserialize, Serialize};

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
    pub limit: Limit,
    /// Private categories are never shown on the wall or to the public.
    pub private: bool,
    /// Urgent cases stop the wall's tour.
    pub urgent: bool,
}

/// Why a category table cannot be used; names the line, counted from 1 with its header.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("category table, line {line}: {problem}")]
pub struct CategoryError {
    pub line: usize,
    pub problem: String,
}

/// The columns, in order.
pub const HEADER: &str = "code,zh,en,major_zh,major_en,department,limit,unit,private,urgent";

/// Reads the table: comma-separated, without quotes, first line [`HEADER`].
pub fn parse_categories(text: &str) -> Result<Vec<Category>, CategoryError> {
    let mut lines = text.lines().enumerate();
    let wrong = |line: usize, problem: String| CategoryError { line: line + 1, problem };
    match lines.next() {
        Some((_, header)) if header.trim_end() == HEADER => {}
        _ => return Err(wrong(0, format!("the header must be '{HEADER}'"))),
    }
    let mut categories: Vec<Category> = Vec::new();
    for (line, row) in lines.filter(|(_, row)| !row.trim().is_empty()) {
        let cells: Vec<&str> = row.trim_end().split(',').collect();
        let [code, zh, en, major_zh, major_en, department, limit, unit, private, urgent] = cells[..] else {
            return Err(wrong(line, format!("10 columns expected, {} found", cells.len())));
        };
        let shape =
            code.len() == 5 && code.starts_with(['E', 'C', 'S']) && code[1..].bytes().all(|b| b.is_ascii_digit());
        if !shape {
            return Err(wrong(line, format!("'{code}' is no category code like E0130")));
        }
        if categories.iter().any(|category| category.code == code) {
            return Err(wrong(line, format!("'{code}' is listed twice")));
        }
        let flag = |text: &str| match text {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(wrong(line, format!("'{text}' must be yes or no"))),
        };
        categories.push(Category {
            code: code.to_owned(),
            zh: zh.to_owned(),
            en: en.to_owned(),
            major_zh: major_zh.to_owned(),
            major_en: major_en.to_owned(),
            department: department.parse().map_err(|e: crate::text::UnknownWord| wrong(line, e.to_string()))?,
            limit: Limit {
                amount: limit.parse().map_err(|_| wrong(line, format!("'{limit}' is no whole number")))?,
                unit: unit.parse().map_err(|e: crate::text::UnknownWord| wrong(line, e.to_string()))?,
            },
            private: flag(private)?,
            urgent: flag(urgent)?,
        });
    }
    Ok(categories)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_is_valid() {
        let categories = parse_categories(include_str!("../../../assets/categories.csv")).unwrap();
        assert!(categories.len() > 60);
        let sewage = categories.iter().find(|c| c.code == "E0130").unwrap();
        assert_eq!((sewage.zh.as_str(), sewage.limit.amount), ("乱排污水", 2));
    }

    #[test]
    fn a_wrong_row_is_named() {
        let table = format!(
            "{HEADER}\nE0130,乱排污水,Sewage,市容环境,Environment,drainage,2,work_day,no,no\nE01,x,x,x,x,gas,1,work_day,no,no\n"
        );
        let error = parse_categories(&table).unwrap_err();
        assert_eq!((error.line, error.problem.contains("E01")), (3, true));
    }
}
