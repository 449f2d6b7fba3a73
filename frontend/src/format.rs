//! Numbers and times as people read them. Times are shown in the district's zone, UTC+8.

use chrono::{DateTime, Datelike, Timelike, Utc};
use shared::text::Lang;
use shared::time::china;

/// `14:32:05`
pub fn hms(at: DateTime<Utc>) -> String {
    let at = at.with_timezone(&china());
    format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
}

/// `14:32`
pub fn hm(at: DateTime<Utc>) -> String {
    let at = at.with_timezone(&china());
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// `11-22 14:32`
pub fn day_hm(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&china());
    format!("{:02}-{:02} {}", local.month(), local.day(), hm(at))
}

/// `2026-11-22`
pub fn day(at: DateTime<Utc>) -> String {
    at.with_timezone(&china()).date_naive().to_string()
}

/// `2026-11-22 星期日`
pub fn date(at: DateTime<Utc>, lang: Lang) -> String {
    const ZH: [&str; 7] = ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"];
    const EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let at = at.with_timezone(&china());
    let weekday = at.weekday().num_days_from_monday() as usize;
    let weekday = if lang == Lang::Zh { ZH[weekday] } else { EN[weekday] };
    format!("{}-{:02}-{:02} {weekday}", at.year(), at.month(), at.day())
}

/// `13,870`
pub fn count(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `96.5%`
pub fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// The two largest units of a span: `3小时20分`, `2天4小时`.
fn span(seconds: i64, lang: Lang) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (lang, days, hours) {
        (Lang::Zh, 0, 0) => format!("{minutes}分"),
        (Lang::Zh, 0, _) => format!("{hours}小时{minutes}分"),
        (Lang::Zh, ..) => format!("{days}天{hours}小时"),
        (Lang::En, 0, 0) => format!("{minutes} min"),
        (Lang::En, 0, _) => format!("{hours} h {minutes} min"),
        (Lang::En, ..) => format!("{days} d {hours} h"),
    }
}

/// Time left until the limit, or by how much it is past.
pub fn left(due: DateTime<Utc>, now: DateTime<Utc>, lang: Lang) -> String {
    let seconds = (due - now).num_seconds();
    let text = span(seconds.abs(), lang);
    match (lang, seconds < 0) {
        (Lang::Zh, false) => format!("剩余{text}"),
        (Lang::Zh, true) => format!("超期{text}"),
        (Lang::En, false) => format!("{text} left"),
        (Lang::En, true) => format!("{text} over"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn times_are_china_time() {
        let at = Utc.with_ymd_and_hms(2026, 11, 21, 22, 5, 9).unwrap();
        assert_eq!(hms(at), "06:05:09");
        assert_eq!(day_hm(at), "11-22 06:05");
        assert_eq!(date(at, Lang::Zh), "2026-11-22 星期日");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1000, 13_870, 1_234_567].map(count), ["0", "999", "1,000", "13,870", "1,234,567"]);
        assert_eq!(percent(13_385.0 / 13_870.0), "96.5%");
    }

    #[test]
    fn the_time_left_has_two_units_and_a_sign() {
        let now = Utc.with_ymd_and_hms(2026, 11, 22, 0, 0, 0).unwrap();
        let after = |minutes| now + chrono::Duration::minutes(minutes);
        assert_eq!(left(after(200), now, Lang::Zh), "剩余3小时20分");
        assert_eq!(left(after(-1700), now, Lang::Zh), "超期1天4小时");
        assert_eq!(left(after(12), now, Lang::En), "12 min left");
    }
}
