//! Case numbers, for people: category, day, serial of the day (`E0130-20261122-0007`).

use chrono::NaiveDate;

/// The category part of a report that nobody has classified yet.
pub const UNCLASSIFIED: &str = "U0000";

/// The number of case `serial` (from 1) of a category on a day.
pub fn case_number(category: Option<&str>, day: NaiveDate, serial: i64) -> String {
    format!("{}-{}-{serial:04}", category.unwrap_or(UNCLASSIFIED), day.format("%Y%m%d"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well_and_grow() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        assert_eq!(case_number(Some("E0130"), day, 7), "E0130-20261122-0007");
        assert_eq!(case_number(None, day, 12345), "U0000-20261122-12345");
    }
}
