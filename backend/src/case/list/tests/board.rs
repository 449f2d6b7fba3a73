//! The board of 督考130 against the rule itself, at the moments at which terms end.

use super::{all, mix};
use crate::case::list::board::late_before;
use crate::testing::cities;
use chrono::{Duration, TimeZone};
use serde_json::json;
use shared::case::calendar::Calendar;
use shared::case::supervision::{Supervision, SupervisionDays, Watch, standing};
use shared::time::china;
use shared::worker::Department;

#[tokio::test]
async fn the_board_counts_what_the_rule_says_at_the_end_of_every_term() {
    for city in cities().await {
        mix(&city).await;
        let rows = all(&city).await;
        // To the last second of the day, to midnight, and so on for four days.
        let to_midnight = china().with_ymd_and_hms(2026, 11, 23, 0, 0, 0).unwrap().to_utc() - city.clock.now();
        let mut steps = vec![Duration::zero(), to_midnight - Duration::seconds(1)];
        for _ in 0..4 {
            steps.extend([Duration::seconds(1), Duration::days(1) - Duration::seconds(1)]);
        }
        for step in steps {
            city.clock.advance(step);
            let (now, leader) = (city.clock.now(), city.sign_in("leader").await);
            let board = city.get("/api/v1/supervision", &leader).await;
            let stands: Vec<_> = (rows.iter().map(|row| (row, &row.course.0)))
                .map(|(row, course)| {
                    let days = city.app.options.supervision_days;
                    let (planned, fed_back, closed) = (course.planned_at, course.fed_back_at, course.closed_at);
                    (row, standing(row.reported_at, planned, fed_back, closed, now, days, &city.app.calendar))
                })
                .collect();
            let count = |list: Watch, late: &dyn Fn(&(_, _)) -> bool| {
                let listed: Vec<_> = stands.iter().filter(|(_, stands)| stands.is_in(list)).copied().collect();
                json!({ "count": listed.len(), "late": listed.iter().filter(|case| late(case)).count() })
            };
            let overdue = |row: &&crate::case::store::CaseRow| super::overdue(&row.course.0, now);
            assert_eq!(board["plan"], count(Watch::Plan, &|(_, stands)| stands.plan_late), "{}: {now}", city.engine);
            assert_eq!(
                board["feedback"],
                count(Watch::Feedback, &|(_, stands)| stands.feedback_late),
                "{}: {now}",
                city.engine
            );
            assert_eq!(board["open"], count(Watch::Open, &|(row, _)| overdue(row)), "{}: {now}", city.engine);
            let open: Vec<_> = rows.iter().filter(|row| row.course.0.state.is_open()).collect();
            assert_eq!(board["supervised"], open.iter().filter(|row| row.course.0.supervised_at.is_some()).count());
            let departments: Vec<_> = (Department::ALL.iter())
                .filter_map(|&department| {
                    let theirs = || open.iter().filter(|row| row.course.0.departments().contains(&department));
                    let late = theirs().filter(|row| overdue(row)).count();
                    (theirs().count() > 0)
                        .then(|| json!({ "department": department, "open": theirs().count(), "late": late }))
                })
                .collect();
            assert_eq!(board["departments"], json!(departments), "{}: {now}", city.engine);
            let listed = super::walk(&city, "&watch=1", &leader).await.len();
            assert_eq!(board["plan"]["count"], listed, "the list behind the number");
        }
    }
}

#[test]
fn one_moment_parts_late_reports_from_others_whichever_days_count() {
    let calendar = Calendar::china();
    // National Day with its make-up workdays, and the turn of the year.
    for (month, day) in [(9, 25), (12, 28)] {
        let first = china().with_ymd_and_hms(2026, month, day, 0, 0, 0).unwrap().to_utc();
        for now in
            (0..16).flat_map(|day| [-1, 0, 1].map(|second| first + Duration::days(day) + Duration::seconds(second)))
        {
            for &days in SupervisionDays::ALL {
                for due in [|terms: Supervision| terms.plan_due, |terms: Supervision| terms.feedback_due] {
                    let before = late_before(now, days, &calendar, due);
                    for hours in 0..24 * 20 {
                        for reported in [-1, 0].map(|second| now - Duration::hours(hours) + Duration::seconds(second)) {
                            let late = now >= due(Supervision::of(reported, days, &calendar));
                            assert_eq!(reported < before, late, "{reported} at {now}, {days}");
                        }
                    }
                }
            }
        }
    }
}
