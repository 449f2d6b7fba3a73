//! Which days are worked: Monday to Friday, but for the days that a notice of the State Council names.
//!
//! The days are a city's data (`assets/calendars/`), one row for each day that a notice names. Counting does not walk
//! from day to day, so that a limit of years costs as little as one of hours: exceptions are kept in order, each with
//! the sum of the workdays gained and lost up to it.

use super::deadline::local;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

words! {
    /// What a row of the calendar file says of its day.
    DayKind {
        Holiday = "holiday", "放假", "Holiday";
        /// A weekend day worked in exchange for a holiday.
        Workday = "workday", "调休上班", "Make-up workday";
    }
}

/// The columns of a calendar file, in order.
pub const HEADER: &str = "day,kind,name,source";

/// Years that a calendar file may speak of; anything else is a slip of the pen.
const YEARS: std::ops::RangeInclusive<i32> = 1949..=2999;

/// Why a calendar file cannot be used; names the line, counted from 1 with its header.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("calendar, line {line}: {problem}")]
pub struct CalendarError {
    pub line: usize,
    pub problem: String,
}

/// A day that is not what its day of the week makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Exception {
    day: NaiveDate,
    /// Workdays gained (make-up workdays) less workdays lost (holidays), up to this day and including it.
    gained: i64,
}

/// Which days are worked. The default knows weekends only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// In order of days.
    exceptions: Vec<Exception>,
    years: BTreeSet<i32>,
}

impl Calendar {
    /// The calendar that is shipped: what the State Council announced for the whole of China.
    pub fn china() -> Calendar {
        static CHINA: LazyLock<Calendar> = LazyLock::new(|| {
            Calendar::parse(include_str!("../../../assets/calendars/cn.csv")).expect("a test reads the shipped file")
        });
        CHINA.clone()
    }

    /// A calendar of these days. Holidays on a weekend and workdays from Monday to Friday change nothing; a day that
    /// is in both lists is a holiday.
    pub fn of(
        holidays: impl IntoIterator<Item = NaiveDate>,
        make_up_workdays: impl IntoIterator<Item = NaiveDate>,
    ) -> Calendar {
        let workdays = make_up_workdays.into_iter().map(|day| (day, DayKind::Workday));
        let days = workdays.chain(holidays.into_iter().map(|day| (day, DayKind::Holiday))).collect();
        Calendar::from_days(&days)
    }

    /// Reads a calendar file: comma-separated, without quotes, first line [`HEADER`], rows in any order. Days are
    /// written `2026-02-17`, or `2026/2/17` as spreadsheets like to save them.
    pub fn parse(text: &str) -> Result<Calendar, CalendarError> {
        let wrong = |line: usize, problem: String| CalendarError { line: line + 1, problem };
        let mut lines = text.strip_prefix('\u{feff}').unwrap_or(text).lines().enumerate();
        match lines.next() {
            Some((_, header)) if header.trim_end() == HEADER => {}
            _ => return Err(wrong(0, format!("the header must be '{HEADER}'"))),
        }
        let mut days = BTreeMap::new();
        for (line, row) in lines.filter(|(_, row)| !row.trim().is_empty()) {
            let cells: Vec<&str> = row.split(',').map(str::trim).collect();
            let [day, kind, name, source] = cells[..] else {
                return Err(wrong(line, format!("4 columns expected, {} found", cells.len())));
            };
            let date = ["%Y-%m-%d", "%Y/%m/%d"]
                .into_iter()
                .find_map(|form| NaiveDate::parse_from_str(day, form).ok())
                .filter(|date| YEARS.contains(&date.year()))
                .ok_or_else(|| wrong(line, format!("'{day}' is no day like 2026-02-17")))?;
            let kind: DayKind = kind.parse().map_err(|e: crate::text::UnknownWord| wrong(line, e.to_string()))?;
            if kind == DayKind::Workday && is_weekday(date) {
                return Err(wrong(line, format!("{date} is from Monday to Friday and worked anyway")));
            }
            if name.is_empty() || source.is_empty() {
                return Err(wrong(line, "the holiday's name and the source of the row are missing".to_owned()));
            }
            if days.insert(date, kind).is_some() {
                return Err(wrong(line, format!("{date} is listed twice")));
            }
        }
        Ok(Calendar::from_days(&days))
    }

    fn from_days(days: &BTreeMap<NaiveDate, DayKind>) -> Calendar {
        let mut gained = 0;
        let exceptions = days
            .iter()
            .filter(|(day, kind)| is_weekday(**day) == (**kind == DayKind::Holiday))
            .map(|(day, kind)| {
                gained += if *kind == DayKind::Workday { 1 } else { -1 };
                Exception { day: *day, gained }
            })
            .collect();
        Calendar { exceptions, years: days.keys().map(NaiveDate::year).collect() }
    }

    pub fn is_workday(&self, day: NaiveDate) -> bool {
        let excepted = self.exceptions.binary_search_by_key(&day, |exception| exception.day).is_ok();
        is_weekday(day) != excepted
    }

    /// The years that the calendar has a row for, in order.
    pub fn years(&self) -> impl Iterator<Item = i32> {
        self.years.iter().copied()
    }

    /// The first year touched by a span that the calendar has no row for: there it knows weekends only.
    pub fn missing_year(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Option<i32> {
        (local(from).year()..=local(to).year()).find(|year| !self.years.contains(year))
    }

    /// The `count`-th workday after a day: 1 is the next one. `count` 0 is the day itself, worked or not.
    pub fn workday_after(&self, day: NaiveDate, count: u32) -> NaiveDate {
        match count {
            0 => day,
            _ => self.workday(self.workdays_through(day) + i64::from(count) - 1),
        }
    }

    /// How many workdays there are from 1 January of year 1 to a day, both included.
    pub(super) fn workdays_through(&self, day: NaiveDate) -> i64 {
        let passed = self.exceptions.partition_point(|exception| exception.day <= day);
        weekdays_through(day) + passed.checked_sub(1).map_or(0, |last| self.exceptions[last].gained)
    }

    /// The workday before which there are `index` others since 1 January of year 1; ends with the year 9999.
    pub(super) fn workday(&self, index: i64) -> NaiveDate {
        let passed = self.exceptions.partition_point(|it| weekdays_through(it.day) + it.gained <= index);
        let gained = passed.checked_sub(1).map_or(0, |last| self.exceptions[last].gained);
        let weekday = weekday(index - gained);
        match self.exceptions.get(passed) {
            // The weekday lies beyond the next exception: that one gives the workday, so it is a make-up day.
            Some(next) if next.day <= weekday => next.day,
            _ => weekday,
        }
    }
}

/// What to tell people (Chinese, English) about a year of which [`Calendar::missing_year`] knows no notice.
pub fn missing_year_warning(year: i32) -> (String, String) {
    (
        format!("{year}年的放假安排尚未录入，工作日仅按周末推算"),
        format!("The holidays of {year} are not entered yet; workdays are reckoned from weekends alone"),
    )
}

fn is_weekday(day: NaiveDate) -> bool {
    day.weekday().num_days_from_monday() < 5
}

/// Days from Monday to Friday since 1 January of year 1, which was a Monday, to a day.
fn weekdays_through(day: NaiveDate) -> i64 {
    let days = i64::from(day.num_days_from_ce());
    days.div_euclid(7) * 5 + days.rem_euclid(7).min(5)
}

/// The inverse: the weekday before which there are `index` others.
fn weekday(index: i64) -> NaiveDate {
    let days = index.div_euclid(5) * 7 + index.rem_euclid(5) + 1;
    i32::try_from(days).ok().and_then(NaiveDate::from_num_days_from_ce_opt).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests;
