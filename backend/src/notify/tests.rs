//! The bell through the API: each office hears what concerns it and nothing else, live as in the list.

use super::service::WINDOW;
use crate::case::Directory;
use crate::live::hub::frame;
use crate::live::store::{after, last};
use crate::testing::{TestCity, cities};
use axum::http::StatusCode;
use chrono::Duration;
use serde_json::{Value, json};
use shared::access::Office;
use shared::api::session::SessionView;
use shared::live::LiveEvent;
use shared::notice::{MOST_COUNTED, concerns};

/// A case at the place of the demo's worker, or, `elsewhere`, in a grid of another community. Returns its number.
async fn report(city: &TestCity, elsewhere: bool) -> String {
    let leader = city.sign_in("leader").await;
    let home = city.get("/api/v1/session", &city.sign_in("worker").await).await["office"]["area"]["code"].clone();
    let grids = city.get("/api/v1/areas?level=grid", &leader).await;
    let community = |code: &Value| code.as_str().unwrap()[..12].to_owned();
    let fits = |grid: &&Value| match elsewhere {
        true => grid["grid_kind"] == "general" && community(&grid["code"]) != community(&home),
        false => grid["code"] == home,
    };
    let location = grids["items"].as_array().unwrap().iter().find(fits).unwrap()["label"].clone();
    let body = json!({ "source": "web", "category": "E0130", "description": "污水外溢", "location": location });
    let (status, answer) = city.call("POST", "/api/v1/reports", "", Some(body)).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    answer["case"]["number"].as_str().unwrap().to_owned()
}

/// Takes a step as somebody; they look at the case first.
async fn act(city: &TestCity, cookie: &str, number: &str, action: &str, mut with: Value) {
    let case = city.get(&format!("/api/v1/cases/{number}"), cookie).await;
    with["version"] = case["version"].clone();
    let (status, answer) =
        city.call("POST", &format!("/api/v1/cases/{number}/actions/{action}"), cookie, Some(with)).await;
    assert_eq!(status, StatusCode::OK, "{action}: {answer}");
}

/// `action number` of every notice after an event, oldest first.
async fn heard(city: &TestCity, cookie: &str, since: i64) -> Vec<String> {
    let page = city.get("/api/v1/notices?limit=200", cookie).await;
    let items = page["items"].as_array().unwrap();
    let seqs: Vec<i64> = items.iter().map(|item| item["seq"].as_i64().unwrap()).collect();
    assert!(seqs.is_sorted_by(|a, b| a > b), "newest first");
    let fresh = items.iter().filter(|item| item["seq"].as_i64().unwrap() > since);
    let mut lines: Vec<String> =
        fresh.map(|item| format!("{} {}", item["action"].as_str().unwrap(), item["case"].as_str().unwrap())).collect();
    lines.reverse();
    lines
}

fn lines(number: &str, actions: &[&str]) -> Vec<String> {
    actions.iter().map(|action| format!("{action} {number}")).collect()
}

#[tokio::test]
async fn each_office_hears_what_concerns_it_in_the_list_as_live() {
    for city in cities().await {
        let since = last(&city.app.db).await.unwrap();
        let admin = city.sign_in("admin").await;
        let second = json!({ "name": "派遣员乙", "offices": [{ "role": "dispatcher", "area": "340202000000" }],
            "password": crate::testing::PASSWORD });
        let (status, saved) = city.call("PUT", "/api/v1/accounts/dispatcher2", &admin, Some(second)).await;
        assert_eq!(status, StatusCode::OK, "{saved}");
        let [acceptor, dispatcher, department, worker] = [
            city.sign_in("acceptor").await,
            city.sign_in("dispatcher").await,
            city.sign_in("department").await,
            city.sign_in("worker").await,
        ];

        let (here, there) = (report(&city, false).await, report(&city, true).await);
        act(&city, &acceptor, &here, "accept", json!({})).await;
        act(&city, &dispatcher, &here, "file", json!({})).await;
        act(&city, &dispatcher, &here, "dispatch", json!({ "departments": ["drainage"] })).await;
        act(&city, &department, &here, "acknowledge", json!({})).await;
        act(&city, &department, &here, "progress", json!({ "note": "已到现场" })).await;
        act(&city, &city.sign_in("leader").await, &here, "supervise", json!({ "note": "限三日" })).await;
        act(&city, &department, &here, "feed_back", json!({ "note": "字".repeat(300) })).await;
        act(&city, &worker, &here, "verify", json!({})).await;
        act(&city, &dispatcher, &here, "close", json!({})).await;

        let both = |action: &str| [lines(&here, &[action]), lines(&there, &[action])].concat();
        let at_the_place = lines(&here, &["assign", "supervise", "feed_back", "close"]);
        let centre = ["accept", "file", "supervise", "feed_back", "verify"];
        let table: [(&str, Vec<String>); 10] = [
            ("acceptor", both("report")),
            // Their own filing is not news to them; to their colleague it is.
            ("dispatcher", lines(&here, &["accept", "supervise", "feed_back", "verify"])),
            ("dispatcher2", lines(&here, &centre)),
            ("commander", lines(&here, &["supervise", "verify"])),
            ("worker", at_the_place.clone()),
            ("grid_leader", at_the_place),
            ("department", lines(&here, &["dispatch", "supervise", "close"])),
            ("leader", lines(&here, &["progress", "feed_back", "close"])),
            ("auditor", Vec::new()),
            ("subdistrict", Vec::new()),
        ];
        let rows = after(&city.app.db, since, 1_000).await.unwrap();
        let directory = Directory::of(&city.app);
        for (login, expected) in table {
            let cookie = city.sign_in(login).await;
            assert_eq!(heard(&city, &cookie, since).await, expected, "{login} on {}", city.engine);
            let session: SessionView =
                serde_json::from_value(city.get("/api/v1/session", &cookie).await).expect("a session");
            assert_eq!(live(&rows, &directory, &session.office.office(), login), expected, "{login}, live");
        }
        let page = city.get("/api/v1/notices?limit=200", &city.sign_in("dispatcher2").await).await;
        let fed_back = page["items"].as_array().unwrap().iter().find(|item| item["action"] == "feed_back").unwrap();
        assert_eq!(
            (&fed_back["state"], &fed_back["role"], fed_back["note"].as_str().unwrap().chars().count()),
            (&json!("fed_back"), &json!("department"), 80)
        );
    }
}

/// What a browser makes of the stream: what its office sees, that is not its own, that concerns it. And a wall never
/// learns who did anything.
fn live(rows: &[crate::live::store::LiveRow], directory: &Directory, office: &Office, login: &str) -> Vec<String> {
    let now = crate::testing::now();
    let mut lines = Vec::new();
    for row in rows {
        let frame = frame(row, directory, now);
        let data = |bytes: &[u8]| {
            let text = std::str::from_utf8(bytes).unwrap().to_owned();
            text.lines().find_map(|line| line.strip_prefix("data: ").map(str::to_owned)).unwrap()
        };
        if let Some(wall) = frame.bytes(None) {
            let wall: Value = serde_json::from_str(&data(wall)).unwrap();
            assert!(wall.get("by").is_none() && wall.get("role").is_none(), "{wall}");
        }
        let Some(bytes) = frame.bytes(Some(office)) else { continue };
        let event: LiveEvent = serde_json::from_str(&data(bytes)).unwrap();
        // The state on the stream is the case's present one; these rows were read late, so it is put back.
        let what = shared::notice::Happening { state: row.state.0, ..event.happening() };
        if event.by.as_deref() != Some(login) && concerns(&what, office.role) {
            lines.push(format!("{} {}", event.action, event.case.number));
        }
    }
    lines
}

#[tokio::test]
async fn what_is_read_is_read_in_that_office_only() {
    for city in cities().await {
        let [acceptor, dispatcher, department] =
            [city.sign_in("acceptor").await, city.sign_in("dispatcher").await, city.sign_in("department").await];
        let number = report(&city, false).await;
        act(&city, &acceptor, &number, "accept", json!({})).await;
        act(&city, &dispatcher, &number, "file", json!({})).await;
        act(&city, &dispatcher, &number, "dispatch", json!({ "departments": ["drainage", "sanitation"] })).await;

        let read = async |cookie: &str, seq: i64| {
            let (status, count) = city.call("PUT", "/api/v1/notices/read", cookie, Some(json!({ "seq": seq }))).await;
            assert_eq!(status, StatusCode::OK, "{count}");
            count
        };
        let before = city.get("/api/v1/notices/count", &department).await;
        assert!(before["unread"].as_u64().unwrap() >= 1);
        assert_eq!(before["read_seq"], 0);
        let newest = before["last_seq"].as_i64().unwrap();
        assert_eq!(newest, last(&city.app.db).await.unwrap());
        let done = read(&department, newest).await;
        assert_eq!(done, json!({ "unread": 0, "read_seq": newest, "last_seq": newest }));

        // In the office of another department the same account has read nothing yet.
        let office = json!({ "position": 2 });
        assert_eq!(city.call("PUT", "/api/v1/session/office", &department, Some(office)).await.0, StatusCode::OK);
        let other = city.get("/api/v1/notices/count", &department).await;
        assert_eq!((&other["read_seq"], other["unread"].as_u64() > Some(0)), (&json!(0), true));
        assert_eq!(heard(&city, &department, newest - 2).await, lines(&number, &["dispatch"]));

        // A mark goes back for nobody and ahead of time for nobody.
        let office = json!({ "position": 0 });
        assert_eq!(city.call("PUT", "/api/v1/session/office", &department, Some(office)).await.0, StatusCode::OK);
        assert_eq!(read(&department, 1).await["read_seq"], newest);
        assert_eq!(read(&department, i64::MAX).await["read_seq"], newest);
        act(&city, &dispatcher, &number, "nudge", json!({})).await;
        assert_eq!(city.get("/api/v1/notices/count", &department).await["unread"], 1);
        for wrong in [json!({ "seq": -1 }), json!({})] {
            let answer = city.call("PUT", "/api/v1/notices/read", &department, Some(wrong)).await;
            assert_eq!(answer.0, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.1);
        }
    }
}

#[tokio::test]
async fn many_are_paged_through_once_each_and_counted_to_a_hundred() {
    for city in cities().await {
        let acceptor = city.sign_in("acceptor").await;
        let newest = last(&city.app.db).await.unwrap();
        let mut body = json!({ "source": "web", "category": "E0130", "description": "x", "address": "某处" });
        for at in 0..130 {
            body["external_id"] = json!(format!("bell-{at}"));
            assert_eq!(city.call("POST", "/api/v1/reports", "", Some(body.clone())).await.0, StatusCode::CREATED);
        }
        let (status, count) = city.call("PUT", "/api/v1/notices/read", &acceptor, Some(json!({ "seq": newest }))).await;
        assert_eq!((status, count["unread"].as_u64()), (StatusCode::OK, Some(u64::from(MOST_COUNTED))));

        let mut seqs = Vec::new();
        let mut path = "/api/v1/notices?limit=50".to_owned();
        loop {
            let page = city.get(&path, &acceptor).await;
            seqs.extend(page["items"].as_array().unwrap().iter().map(|item| item["seq"].as_i64().unwrap()));
            let Some(next) = page["next"].as_str().filter(|_| seqs.iter().all(|seq| *seq > newest)) else { break };
            path = format!("/api/v1/notices?limit=50&after={next}");
        }
        let fresh: Vec<i64> = seqs.iter().copied().filter(|seq| *seq > newest).collect();
        // Each report is two events, and the first of each pair is the acceptor's.
        let expected: Vec<i64> = (0..130).rev().map(|at| newest + 2 * at + 1).collect();
        assert_eq!(fresh, expected, "{}", city.engine);
        const { assert!(WINDOW > 260, "all of them lie in the window") };

        let wrong = city.call("GET", "/api/v1/notices?after=x", &acceptor, None).await;
        assert_eq!(wrong.0, StatusCode::UNPROCESSABLE_ENTITY);
        city.clock.advance(Duration::days(31));
        let acceptor = city.sign_in("acceptor").await;
        assert_eq!(city.get("/api/v1/notices", &acceptor).await["items"], json!([]), "a month later nobody asks");
    }
}
