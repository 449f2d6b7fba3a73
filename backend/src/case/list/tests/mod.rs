//! Lists on both engines, each against a plain look at every case.

mod board;
mod export;
mod pages;
mod saved;

use super::store::statements;
use crate::case::store::{self, CaseRow, select_case};
use crate::db::testing::databases;
use crate::on;
use crate::testing::TestCity;
use axum::http::StatusCode;
use chrono::Duration;
use serde_json::Value;
use shared::area::AreaLevel;
use shared::case::course::{Application, ApplicationKind, Course, Order, OrderStep};
use shared::case::workflow::State;
use shared::worker::Department;
use sqlx::Executor;

const ALL: &str = select_case!("FROM case_record c ORDER BY c.reported_at DESC, c.id DESC");

/// Every case, in the order of the list.
async fn all(city: &TestCity) -> Vec<CaseRow> {
    on!(&city.app.db, pool => sqlx::query_as(ALL).fetch_all(pool).await).expect("cases can be read")
}

/// Gives every third case a course that the demo does not bring along: other states and levels, several departments,
/// clocks that run out or stand still, applications, supervision. The same in every run.
async fn mix(city: &TestCity) {
    let now = city.clock.now();
    let mut tx = city.app.db.begin().await.unwrap();
    for (at, mut row) in all(city).await.into_iter().enumerate().filter(|(at, _)| at % 3 == 0) {
        let turn = at / 3;
        let course = &mut row.course.0;
        course.state = State::ALL[turn % State::ALL.len()];
        course.level = AreaLevel::ALL[turn % 3];
        course.closed_at = (!course.state.is_open()).then_some(now - Duration::minutes(1));
        course.orders = orders(turn);
        course.pending = (turn % 7 == 0).then_some(Application {
            kind: ApplicationKind::Appeal,
            department: Department::Drainage,
            until: None,
            endorsed: turn % 2 == 0,
        });
        course.supervised_at = (turn % 11 == 0).then_some(now);
        course.planned_at = (turn % 2 == 0).then_some(now);
        course.fed_back_at = (turn % 4 == 0).then_some(now);
        let due = now + Duration::hours(turn as i64 % 9 - 4);
        (course.clock.warn_at, course.clock.due_at) = (due - Duration::hours(2), due);
        course.clock.paused_at = (turn % 5 == 0).then_some(due + Duration::hours(turn as i64 % 3 - 1));
        if turn % 13 == 0 {
            course.category = None;
        }
        let seen = row.version;
        assert!(store::update(&mut tx, &row, seen).await.unwrap());
    }
    tx.commit().await.unwrap();
}

fn orders(turn: usize) -> Vec<Order> {
    let departments = [Department::Drainage, Department::Gas, Department::Water];
    (0..turn % 4).map(|at| Order { department: departments[(turn + at) % 3], step: OrderStep::Sent }).collect()
}

/// The numbers of a whole list, page by page.
async fn walk(city: &TestCity, filter: &str, cookie: &str) -> Vec<String> {
    let (mut numbers, mut after) = (Vec::new(), String::new());
    loop {
        let page = city.get(&format!("/api/v1/cases?limit=97{filter}{after}"), cookie).await;
        numbers.extend(page["items"].as_array().unwrap().iter().map(number));
        let Some(next) = page["next"].as_str() else { return numbers };
        after = format!("&after={next}");
    }
}

fn number(case: &Value) -> String {
    case["number"].as_str().unwrap().to_owned()
}

fn overdue(course: &Course, now: chrono::DateTime<chrono::Utc>) -> bool {
    course.state.is_open() && course.clock.is_overdue(now)
}

#[tokio::test]
async fn every_statement_is_one_that_both_engines_take() {
    for test in databases().await {
        for text in statements() {
            let outcome = on!(&test.db, pool => pool.prepare(sqlx::SqlSafeStr::into_sql_str(text)).await.map(drop));
            assert!(outcome.is_ok(), "{}: {:?}\n{text}", test.engine, outcome.err());
        }
    }
}

#[tokio::test]
async fn what_no_list_has_is_refused_by_name() {
    for city in crate::testing::cities().await {
        let leader = city.sign_in("leader").await;
        let table = [
            ("area=无此区", "?area"),
            ("category=X9999", "?category"),
            ("stage=begun", "?stage"),
            ("state=begun", "?state"),
            ("source=fax", "?source"),
            ("department=army", "?department"),
            ("open=maybe", "?open"),
            ("watch=2", "?watch"),
            ("since=yesterday", "?since"),
            ("until=2026-02-30T00:00:00Z", "?until"),
            ("order=random", "?order"),
            ("limit=many", "?limit"),
            ("q=a%20b%20c%20d", "?q"),
            ("after=n1", "?after"),
            ("after=n999999999999999999.1", "?after"),
            ("order=due&after=n1763791200000000.7", "?after"),
            ("format=csv", "?format"),
            ("colour=red", "?colour"),
        ];
        for (query, pointer) in table {
            let (status, problem) = city.call("GET", &format!("/api/v1/cases?{query}"), &leader, None).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{query}: {problem}");
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{query}: {problem}");
        }
    }
}
