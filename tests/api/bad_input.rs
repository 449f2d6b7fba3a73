//! Wrong input of every kind is refused in words that say how to mend it, and leaves nothing behind.

use mirrorlake_tests::city::{accepted_today, report, spot};
use mirrorlake_tests::{Answer, Server};
use reqwest::Method;
use serde_json::{Value, json};

/// problem+json with the right status; the pointer, when one is expected, is among those at fault.
fn check_problem(answer: &Answer, status: &[u16], pointer: Option<&str>, what: &str) {
    assert!(status.contains(&answer.status), "{what}: {} {}", answer.status, answer.text());
    assert_eq!(answer.header("content-type"), "application/problem+json", "{what}");
    let problem = answer.json();
    assert_eq!(problem["status"], answer.status, "{what}");
    for field in ["type", "title", "detail"] {
        assert!(problem[field].as_str().is_some_and(|text| !text.is_empty()), "{what}: {field} in {problem}");
    }
    if let Some(pointer) = pointer {
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        let named = errors.iter().any(|error| error["pointer"] == pointer);
        assert!(named, "{what}: {pointer} is not named in {problem}");
        assert!(errors.iter().all(|error| error["detail"].as_str().is_some_and(|text| !text.is_empty())), "{what}");
    }
}

/// What is wrong, the change to a good report, and the field that must be named.
fn wrong_reports() -> Vec<(&'static str, Value, &'static str)> {
    vec![
        ("unknown source", json!({ "source": "smoke signal" }), "/source"),
        ("unknown category", json!({ "category": "E9999" }), "/category"),
        ("empty description", json!({ "description": "  " }), "/description"),
        ("long description", json!({ "description": "长".repeat(2001) }), "/description"),
        ("control characters", json!({ "description": "响\u{0}\u{7}" }), "/description"),
        ("long external id", json!({ "external_id": "x".repeat(101) }), "/external_id"),
        ("missing datum", json!({ "location": { "lon": 118.37, "lat": 31.33 } }), "/location/datum"),
        ("unknown datum", json!({ "location": { "lon": 118.37, "lat": 31.33, "datum": "moon" } }), "/location/datum"),
        (
            "longitude of nowhere",
            json!({ "location": { "lon": 218.37, "lat": 31.33, "datum": "wgs84" } }),
            "/location/lon",
        ),
        ("swapped axes", json!({ "location": { "lon": 31.33, "lat": 118.37, "datum": "wgs84" } }), "/location"),
        ("another city", json!({ "location": { "lon": 121.4737, "lat": 31.2304, "datum": "wgs84" } }), "/location"),
        ("text as number", json!({ "location": { "lon": "118", "lat": 31.33, "datum": "wgs84" } }), "/location/lon"),
        ("unknown building", json!({ "building_id": "no-such-building" }), "/building_id"),
        ("long address", json!({ "address": "路".repeat(201) }), "/address"),
        ("a day that is none", json!({ "occurred_at": "2026-02-30T00:00:00Z" }), "/occurred_at"),
    ]
}

#[tokio::test]
async fn wrong_reports_are_refused_and_leave_nothing() {
    // A server of its own: the count must not move, whatever other tests do meanwhile.
    let server = Server::start(&["--demo-scale", "0.1"]);
    let staff = server.account("dispatcher").await;
    let spot = spot(&staff).await;
    let before = accepted_today(&staff).await;

    for (what, change, pointer) in wrong_reports() {
        let mut body = report(&spot);
        for (field, value) in change.as_object().expect("a change is an object") {
            body[field] = value.clone();
        }
        let answer = staff.post("/api/v1/reports", &body).await;
        check_problem(&answer, &[422], Some(pointer), what);
    }

    let mut body = report(&spot);
    body.as_object_mut().expect("an object").remove("description");
    check_problem(&staff.post("/api/v1/reports", &body).await, &[422], Some("/description"), "missing description");
    let mut body = report(&spot);
    body["surprise"] = json!(true);
    check_problem(&staff.post("/api/v1/reports", &body).await, &[422], None, "unknown field");

    for (what, text) in
        [("half a JSON", r#"{"source": "hotline","#), ("no JSON", "上报"), ("nothing", ""), ("a list", "[]")]
    {
        let answer = staff.send(Method::POST, "/api/v1/reports", Some(text.into())).await;
        check_problem(&answer, &[400, 422], None, what);
    }
    assert_eq!(accepted_today(&staff).await, before, "a refused report was counted");

    // Just across the border is not wrong: the case is kept, is nobody's here, and says so.
    let city = staff.get("/api/v1/city").await.expect(200);
    let west = city["bbox"][0].as_f64().expect("a longitude");
    let mut near = report(&spot);
    near["location"] = json!({ "lon": west - 0.03, "lat": spot.lat, "datum": "wgs84" });
    let answer = staff.post("/api/v1/reports", &near).await.expect(201);
    assert_eq!(answer["assignment"]["decided_by"], "outside", "{answer}");
    assert!(answer["assignment"]["grid"].is_null(), "{answer}");
    assert_eq!(accepted_today(&staff).await, before + 1);
}

#[tokio::test]
async fn ten_megabytes_are_refused_before_they_are_read() {
    let staff = mirrorlake_tests::demo().account("dispatcher").await;
    let mut body = report(&spot(&staff).await);
    body["description"] = json!("长".repeat(10 * 1024 * 1024 / 3));
    // The server may hang up while we are still sending: then there is no answer to read, which is as good.
    let request = staff.http.post(staff.url("/api/v1/reports")).header("content-type", "application/json");
    match request.body(body.to_string()).send().await {
        Ok(response) => assert_eq!(response.status(), 413),
        Err(error) => assert!(error.is_request() || error.is_body(), "{error}"),
    }
    assert_eq!(staff.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn wrong_addresses_and_methods_are_problems_too() {
    let staff = mirrorlake_tests::demo().account("dispatcher").await;
    for (what, method, path, status) in [
        ("unknown case", Method::GET, "/api/v1/cases/E0000-20200101-9999", 404),
        ("unknown history", Method::GET, "/api/v1/cases/E0000-20200101-9999/history", 404),
        ("unknown building", Method::GET, "/api/v1/buildings/999999999", 404),
        ("unknown dwelling", Method::GET, "/api/v1/dwellings/999999999", 404),
        ("id that is none", Method::GET, "/api/v1/buildings/%00", 404),
        ("unknown address", Method::GET, "/api/v1/nothing", 404),
        ("wrong method", Method::DELETE, "/api/v1/reports", 405),
        ("wrong method", Method::PUT, "/api/v1/session", 405),
        ("unknown layer", Method::GET, "/tiles/secrets/12/3394/1671.mvt", 404),
        ("tile off the map", Method::GET, "/tiles/buildings/3/9/9.mvt", 404),
        ("tile of no zoom", Method::GET, "/tiles/buildings/99/0/0.mvt", 404),
    ] {
        let answer = staff.send(method, path, None).await;
        check_problem(&answer, &[status], None, what);
    }
    for (what, query, pointer) in [
        ("no datum", &[("lon", "118.37"), ("lat", "31.33")][..], "?datum"),
        ("no longitude", &[("lat", "31.33"), ("datum", "wgs84")], "?lon"),
        ("no number", &[("lon", "east"), ("lat", "31.33"), ("datum", "wgs84")], "?lon"),
        ("not a number", &[("lon", "NaN"), ("lat", "31.33"), ("datum", "wgs84")], "?lon"),
        ("swapped axes", &[("lon", "31.33"), ("lat", "118.37"), ("datum", "wgs84")], "?lon"),
    ] {
        let answer = staff.ask("/api/v1/locate", query).await;
        assert_eq!(answer.status, 422, "{what}: {}", answer.text());
        let errors = answer.json()["errors"].to_string();
        assert!(errors.contains(&pointer[1..]), "{what}: {pointer} is not named in {errors}");
    }
}

#[tokio::test]
async fn a_problem_speaks_the_readers_language() {
    let stranger = mirrorlake_tests::demo().stranger();
    let read = |language: &'static str| {
        let request = stranger.http.get(stranger.url("/api/v1/session")).header("accept-language", language);
        async { request.send().await.expect("an answer").text().await.expect("a text") }
    };
    let (chinese, english) = (read("zh-CN,zh;q=0.9").await, read("en-GB,en;q=0.9,zh;q=0.5").await);
    assert!(chinese.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{chinese}");
    assert!(!english.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{english}");
}
