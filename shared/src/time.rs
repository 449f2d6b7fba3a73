//! The district's time. China has one zone, UTC+8, without daylight saving.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

/// UTC+8.
pub fn china() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).expect("eight hours are in range")
}

/// The calendar day in China.
pub fn china_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&china()).date_naive()
}

/// Whole years between birth and a day; somebody born on 29 February turns on 1 March of a common year.
pub fn age(birth: NaiveDate, today: NaiveDate) -> i32 {
    today.years_since(birth).map_or(0, |years| years as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn age_changes_on_the_birthday() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(age(day(1956, 11, 22), day(2026, 11, 21)), 69);
        assert_eq!(age(day(1956, 11, 22), day(2026, 11, 22)), 70);
        assert_eq!(age(day(1956, 2, 29), day(2026, 2, 28)), 69);
        assert_eq!(age(day(1956, 2, 29), day(2026, 3, 1)), 70);
    }
}
