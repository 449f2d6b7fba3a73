//! Who may come in.

use mirrorlake_tests::{PASSWORD, demo};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn people_cases_and_the_stream_need_a_session() {
    let stranger = demo().stranger();
    for path in [
        "/api/v1/residents?q=%E9%99%88%E9%9D%99",
        "/api/v1/search?q=%E9%99%88%E9%9D%99",
        "/api/v1/cases",
        "/api/v1/dwellings/1",
        "/api/v1/buildings/1",
    ] {
        let answer = stranger.get(path).await;
        assert_eq!(answer.status, 401, "{path}: {}", answer.text());
    }
    assert_eq!(stranger.get("/api/v1/session").await.status, 401);
}

#[tokio::test]
async fn a_department_does_not_look_people_up() {
    let department = demo().account("department").await;
    assert_eq!(department.ask("/api/v1/residents", &[("q", "陈静")]).await.status, 403);
    assert_eq!(department.get("/api/v1/cases?limit=1").await.status, 200);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_login_look_the_same() {
    let stranger = demo().stranger();
    let wrong = stranger.post("/api/v1/session", &json!({ "login": "leader", "password": "guess-guess" })).await;
    let unknown = stranger.post("/api/v1/session", &json!({ "login": "nobody", "password": "guess-guess" })).await;
    assert_eq!((wrong.status, unknown.status), (401, 401));
    assert_eq!(wrong.text(), unknown.text());
    assert!(!wrong.headers.contains_key("set-cookie"));
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let stranger = demo().stranger();
    let guess = json!({ "login": "guessed-at", "password": "guess-guess" });
    let mut statuses = Vec::new();
    for _ in 0..15 {
        statuses.push(stranger.post("/api/v1/session", &guess).await.status);
    }
    assert_eq!(statuses[0], 401);
    assert_eq!(statuses[14], 429, "{statuses:?}");
    // Others come in as before.
    let cookie = stranger.sign_in("commander", PASSWORD).await;
    assert!(!cookie.is_empty());
}

#[tokio::test]
async fn the_cookie_is_for_the_server_alone_and_ends_with_signing_out() {
    let stranger = demo().stranger();
    let answer = stranger.post("/api/v1/session", &json!({ "login": "admin", "password": PASSWORD })).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let cookie = answer.header("set-cookie").to_owned();
    for flag in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(flag), "{flag} is missing in the cookie");
    }
    let session = cookie.split(';').next().expect("a first part").to_owned();
    let admin = mirrorlake_tests::Caller::new(demo().base(), Some(session));
    let me = admin.get("/api/v1/session").await.expect(200);
    assert_eq!((me["login"].as_str(), me["office"]["role"].as_str()), (Some("admin"), Some("admin")));
    assert_eq!(admin.send(Method::DELETE, "/api/v1/session", None).await.status, 204);
    // The same cookie, still held by a thief, is worth nothing now.
    assert_eq!(admin.get("/api/v1/session").await.status, 401);
    assert_eq!(admin.get("/api/v1/cases").await.status, 401);
}

#[tokio::test]
async fn a_page_of_another_site_changes_nothing() {
    let admin = demo().account("admin").await;
    let request = admin.http.delete(admin.url("/api/v1/session")).header("origin", "https://elsewhere.example");
    assert_eq!(request.send().await.expect("an answer").status(), 403);
    assert_eq!(admin.get("/api/v1/session").await.status, 200);
}
