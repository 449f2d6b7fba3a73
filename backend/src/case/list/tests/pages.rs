//! Filters and pages.

use super::{all, mix, number, overdue, walk};
use crate::case::list::filter::ListQuery;
use crate::case::list::service;
use crate::case::store::CaseRow;
use crate::case::{sees, tests::report};
use crate::testing::{TestCity, cities};
use axum::http::StatusCode;
use chrono::{DateTime, Duration, SecondsFormat, Utc};
use serde_json::json;
use shared::access::{Office, Role};
use shared::api::queue::ListOrder;
use shared::area::{AreaCode, AreaLevel};
use shared::case::queue::{own_level_only, states_of};
use shared::case::workflow::{Stage, State};
use shared::case::{Light, Source};
use shared::worker::Department;
use std::collections::HashSet;

type Test = Box<dyn Fn(&CaseRow) -> bool>;

/// Every filter with what it means, said once more without SQL.
fn filters(rows: &[CaseRow], now: DateTime<Utc>) -> Vec<(String, Test)> {
    fn test(query: impl Into<String>, holds: impl Fn(&CaseRow) -> bool + 'static) -> (String, Test) {
        (query.into(), Box::new(holds))
    }
    let light =
        move |row: &CaseRow, wanted: Light| row.course.0.state.is_open() && row.course.0.clock.light(now) == wanted;
    let open = |row: &CaseRow| row.course.0.state.is_open();
    let area = AreaCode::trusted(rows[0].area_code.as_str());
    let mut tests = vec![
        test("", |_| true),
        test("&open=true", open),
        test("&open=false", |_| true),
        test("&category=E0130", |row| row.course.0.category.as_deref() == Some("E0130")),
        test("&pending=true", |row| row.course.0.pending.is_some()),
        test("&overdue=true", move |row| overdue(&row.course.0, now)),
        test("&due_soon=true", move |row| light(row, Light::Yellow)),
        test("&supervised=true", |row| row.course.0.supervised_at.is_some()),
        test("&watch=1", move |row| open(row) && row.course.0.planned_at.is_none()),
        test("&watch=3", move |row| open(row) && row.course.0.fed_back_at.is_none()),
        test("&watch=0", open),
        test("&stage=handling&state=filed", |_| false),
        test("&category=E0130&source=hotline", |row| {
            row.course.0.category.as_deref() == Some("E0130") && row.source.0 == Source::Hotline
        }),
        test("&department=gas&source=web", |row| {
            row.course.0.departments().contains(&Department::Gas) && row.source.0 == Source::Web
        }),
        test("&department=water&state=rejected", |row| {
            row.course.0.departments().contains(&Department::Water) && row.course.0.state == State::Rejected
        }),
        test("&overdue=true&department=drainage&supervised=true", move |row| {
            overdue(&row.course.0, now)
                && row.course.0.departments().contains(&Department::Drainage)
                && row.course.0.supervised_at.is_some()
        }),
    ];
    for &stage in Stage::ALL {
        tests.push(test(format!("&stage={stage}"), move |row| row.course.0.state.stage() == stage));
    }
    for &state in State::ALL {
        tests.push(test(format!("&state={state}"), move |row| row.course.0.state == state));
        tests.push(test(format!("&state={state}&category=E0192"), move |row| {
            row.course.0.state == state && row.course.0.category.as_deref() == Some("E0192")
        }));
    }
    for &source in Source::ALL {
        tests.push(test(format!("&source={source}"), move |row| row.source.0 == source));
    }
    for &department in Department::ALL {
        let holds = move |row: &CaseRow| row.course.0.departments().contains(&department);
        tests.push(test(format!("&department={department}"), holds));
    }
    for area in std::iter::successors(Some(area), AreaCode::parent) {
        let of = area.clone();
        tests.push(test(format!("&area={area}"), move |row| of.contains(&row.area())));
        let of = area.clone();
        tests.push(test(format!("&area={area}&source=patrol&open=true"), move |row| {
            of.contains(&row.area()) && row.source.0 == Source::Patrol && row.course.0.state.is_open()
        }));
        tests.push(test(format!("&area={area}&category=E0192"), move |row| {
            area.contains(&row.area()) && row.course.0.category.as_deref() == Some("E0192")
        }));
    }
    tests.extend(periods(rows));
    tests.extend(words(rows));
    tests
}

fn periods(rows: &[CaseRow]) -> Vec<(String, Test)> {
    let moment = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Micros, true);
    // Moments at which a case was reported: the first is within the period, the last is not.
    let (since, until) = (rows[rows.len() / 2].reported_at, rows[rows.len() / 4].reported_at);
    let (from, to) = (moment(since), moment(until));
    vec![
        (format!("&since={from}"), Box::new(move |row: &CaseRow| row.reported_at >= since)),
        (format!("&until={to}"), Box::new(move |row: &CaseRow| row.reported_at < until)),
        (
            format!("&since={from}&until={to}&source=web"),
            Box::new(move |row: &CaseRow| (since..until).contains(&row.reported_at) && row.source.0 == Source::Web),
        ),
    ]
}

fn words(rows: &[CaseRow]) -> Vec<(String, Test)> {
    let mut tests: Vec<(String, Test)> = Vec::new();
    let whole = rows[7].number.clone();
    let part = whole[6..].to_owned();
    let short = whole[whole.len() - 3..].to_owned();
    for words in [
        vec!["污水"],
        vec!["学士街", "污水"],
        vec!["花园", "栋", "垃圾"],
        vec!["没有这个词"],
        vec!["100%"],
        vec!["KtV"],
    ] {
        let query = format!("&q={}", words.join("%20").replace("100%", "100%25"));
        let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
        tests.push((query, Box::new(move |row| words.iter().all(|word| written(row, word)))));
    }
    tests
        .push((format!("&q={}", part.clone()), Box::new(move |row| row.number.contains(&part) || written(row, &part))));
    // Too short for a number: the year alone would find everything.
    tests.push((format!("&q={}", short.clone()), Box::new(move |row| written(row, &short))));
    tests.push((format!("&q={}", whole.to_lowercase()), Box::new(move |row| row.number == whole)));
    tests
}

fn written(row: &CaseRow, word: &str) -> bool {
    row.place.to_lowercase().contains(word) || row.description.to_lowercase().contains(word)
}

fn numbers<'a>(rows: impl Iterator<Item = &'a CaseRow>) -> Vec<String> {
    rows.map(|row| row.number.clone()).collect()
}

#[tokio::test]
async fn filters_and_pages_agree_with_the_whole() {
    for city in cities().await {
        mix(&city).await;
        let (leader, rows, now) = (city.sign_in("leader").await, all(&city).await, city.clock.now());
        assert_eq!(rows.len() as i64, city.cases().await);
        let mut found = 0;
        for (query, holds) in filters(&rows, now) {
            let expected = numbers(rows.iter().filter(|row| holds(row)));
            found += usize::from(!expected.is_empty());
            assert_eq!(walk(&city, &query, &leader).await, expected, "{}: {query}", city.engine);

            let mut due: Vec<&CaseRow> = rows.iter().filter(|row| holds(row)).collect();
            due.retain(|row| row.course.0.state.is_open() || query.contains("pending"));
            due.sort_by_key(|row| (row.course.0.clock.due_at, row.id));
            let listed = walk(&city, &format!("{query}&order=due"), &leader).await;
            assert_eq!(listed, numbers(due.into_iter()), "{}: {query} by due", city.engine);
        }
        assert!(found > 60, "only {found} filters find anything");
    }
}

/// Whether a case waits for an office.
fn waits(office: &Office, row: &CaseRow) -> bool {
    let course = &row.course.0;
    let level = match office.role {
        Role::Community => Some(AreaLevel::Community),
        Role::Subdistrict => Some(AreaLevel::Subdistrict),
        _ => None,
    };
    let in_state = course.state.is_open()
        && states_of(office.role).contains(&course.state)
        && (!own_level_only(office.role, course.state) || level == Some(course.level));
    let asked = course.pending.as_ref().is_some_and(|asked| match office.role {
        Role::Commander => true,
        Role::Acceptor => asked.endorsed,
        Role::Dispatcher => !asked.endorsed,
        _ => false,
    });
    in_state || asked
}

#[tokio::test]
async fn every_office_lists_what_it_sees_and_what_waits_for_it() {
    for city in cities().await {
        mix(&city).await;
        let rows = all(&city).await;
        for login in [
            "acceptor",
            "dispatcher",
            "commander",
            "worker",
            "grid_leader",
            "community",
            "subdistrict",
            "department",
            "leader",
            "auditor",
        ] {
            let cookie = city.sign_in(login).await;
            let office = office(&city, &cookie).await;
            let seen: Vec<&CaseRow> = rows.iter().filter(|row| sees(&office, row)).collect();
            let all = numbers(seen.iter().copied());
            assert_eq!(walk(&city, "", &cookie).await, all, "{}: {login}", city.engine);
            assert_eq!(
                walk(&city, "&area=340202000000", &cookie).await,
                all,
                "{login}: more than one's own is one's own"
            );
            let elsewhere = rows.iter().map(CaseRow::area).find(|area| !office.area.contains(area));
            if let Some(elsewhere) = elsewhere {
                assert!(walk(&city, &format!("&area={elsewhere}"), &cookie).await.is_empty(), "{login}");
            }
            let theirs = |row: &&CaseRow| row.course.0.departments().contains(&Department::Water);
            let shared = numbers(seen.iter().copied().filter(theirs));
            assert_eq!(walk(&city, "&department=water", &cookie).await, shared, "{login}");

            let mine = numbers(seen.iter().copied().filter(|row| waits(&office, row)));
            assert_eq!(walk(&city, "&mine=true", &cookie).await, mine, "{}: {login}", city.engine);
            let queue = city.get("/api/v1/queue", &cookie).await;
            let states: Vec<&str> =
                queue["states"].as_array().unwrap().iter().map(|s| s["state"].as_str().unwrap()).collect();
            assert_eq!(states, states_of(office.role).into_iter().map(State::code).collect::<Vec<_>>(), "{login}");
            for counted in queue["states"].as_array().unwrap() {
                let waiting: Vec<_> = (seen.iter())
                    .filter(|row| row.course.0.state.code() == counted["state"] && waits(&office, row))
                    .map(|row| row.course.0.clock.light(city.clock.now()))
                    .collect();
                let lit = |light| waiting.iter().filter(|other| **other == light).count();
                assert_eq!(
                    (&counted["count"], &counted["due_soon"], &counted["overdue"]),
                    (&json!(waiting.len()), &json!(lit(Light::Yellow)), &json!(lit(Light::Red))),
                    "{}: {login}, {counted}",
                    city.engine
                );
            }
            let pending = seen.iter().filter(|row| {
                row.course.0.pending.is_some()
                    && waits(&Office { role: office.role, ..office.clone() }, row)
                    && !shared::case::queue::desks_of(office.role).is_empty()
            });
            let pending = pending.filter(|row| match office.role {
                Role::Commander => true,
                role => (role == Role::Acceptor) == row.course.0.pending.as_ref().is_some_and(|asked| asked.endorsed),
            });
            assert_eq!(queue["pending"], pending.count(), "{}: {login}", city.engine);
        }
    }
}

async fn office(city: &TestCity, cookie: &str) -> Office {
    let session = city.get("/api/v1/session", cookie).await;
    let office = &session["office"];
    Office {
        role: office["role"].as_str().unwrap().parse().unwrap(),
        area: AreaCode::trusted(office["area"]["code"].as_str().unwrap()),
        department: office["department"].as_str().map(|code| code.parse().unwrap()),
    }
}

#[tokio::test]
async fn pages_are_complete_while_cases_are_being_added() {
    for city in cities().await {
        let leader = city.sign_in("leader").await;
        let before = numbers(all(&city).await.iter());
        let spot = city.get("/api/v1/areas?level=grid", &leader).await["items"][0]["label"].clone();
        for query in ["", "&open=true", "&q=栋"] {
            let expected: HashSet<String> = walk(&city, query, &leader).await.into_iter().collect();
            let (mut listed, mut after) = (Vec::new(), String::new());
            loop {
                let page = city.get(&format!("/api/v1/cases?limit=100{query}{after}"), &leader).await;
                listed.extend(page["items"].as_array().unwrap().iter().map(number));
                city.clock.advance(Duration::seconds(1));
                let (status, _) = city.call("POST", "/api/v1/reports", "", Some(report(&spot))).await;
                assert_eq!(status, StatusCode::CREATED);
                let Some(next) = page["next"].as_str() else { break };
                after = format!("&after={next}");
            }
            let once: HashSet<String> = listed.iter().cloned().collect();
            assert_eq!(once.len(), listed.len(), "{}: {query} has doubles", city.engine);
            assert_eq!(once, expected, "{}: {query} is what was there at the first page", city.engine);
        }
        let now = numbers(all(&city).await.iter());
        assert!(now.len() > before.len() && now.ends_with(&before));
    }
}

#[tokio::test]
async fn words_are_looked_for_piece_by_piece_and_nothing_is_missed() {
    for city in cities().await {
        let rows = all(&city).await;
        let account = account(&city).await;
        for (q, lead) in [("栋", ""), ("污水", ""), ("没有这个词", ""), ("垃圾", "hotline")] {
            let query = ListQuery {
                q: Some(q.to_owned()),
                source: lead.parse().ok(),
                order: Some(ListOrder::Newest),
                ..ListQuery::default()
            };
            let wanted = query.read(&city.app, &account).unwrap().unwrap();
            let candidates: Vec<&CaseRow> =
                rows.iter().filter(|row| query.source.is_none_or(|source| row.source.0 == source)).collect();
            let (mut found, mut after, mut pages) = (Vec::new(), wanted.start(), 0);
            loop {
                let page = service::page(&city.app.db, &wanted, after, 10, 60).await.unwrap();
                pages += 1;
                found.extend(numbers(page.rows.iter()));
                assert!(page.searched_to.is_none() || page.rows.len() < 10);
                let Some(next) = page.next else { break };
                let gone = candidates.iter().filter(|row| (row.reported_at, row.id) < after).count()
                    - candidates.iter().filter(|row| (row.reported_at, row.id) < next).count();
                assert!(gone <= 60, "{}: a page looked at {gone} cases", city.engine);
                after = next;
            }
            let expected = numbers(candidates.iter().copied().filter(|row| written(row, q)));
            assert_eq!(found, expected, "{}: {q}", city.engine);
            assert!(pages >= candidates.len() / 60, "{}: {q}", city.engine);
        }
    }
}

async fn account(city: &TestCity) -> crate::account::Account {
    let cookie = city.sign_in("leader").await;
    let headers = axum::http::HeaderMap::from_iter([(axum::http::header::COOKIE, cookie.parse().unwrap())]);
    let token = crate::http::cookie::token(&headers).unwrap();
    city.app.sessions.account(&city.app.db, token, city.clock.now()).await.unwrap().unwrap()
}
