//! Lists of persons: asked for by one, approved by another, fetched once.

use super::log;
use crate::router::router;
use crate::testing::{TestCity, cities};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use calamine::{Data, Reader, Xlsx};
use chrono::Duration;
use serde_json::{Value, json};
use std::io::{Cursor, Read};
use tower::ServiceExt;

async fn ask(city: &TestCity, login: &str, input: Value) -> (StatusCode, Value) {
    let cookie = city.session_of(login).await;
    city.call("POST", "/api/v1/person-exports", &cookie, Some(input)).await
}

async fn decide(city: &TestCity, login: &str, id: &str, how: &str, body: Value) -> StatusCode {
    let cookie = city.session_of(login).await;
    city.call("POST", &format!("/api/v1/person-exports/{id}/{how}"), &cookie, Some(body)).await.0
}

async fn fetch(city: &TestCity, login: &str, id: &str) -> (StatusCode, Vec<u8>) {
    let cookie = city.session_of(login).await;
    let request = Request::get(format!("/api/v1/person-exports/{id}/file")).header("cookie", cookie);
    let request = request.body(Body::empty()).unwrap();
    let response = router(city.app.clone(), None).oneshot(request).await.unwrap();
    let status = response.status();
    (status, to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec())
}

/// The parts of a workbook that carry the mark: header and footer, custom properties.
fn part(file: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[tokio::test]
async fn a_list_needs_another_persons_approval_and_is_fetched_once() {
    for city in cities().await {
        let wanted = json!({ "kind": "elders", "fields": ["phone"], "purpose": "visit", "reason": "重阳节上门走访" });
        let (status, asked) = ask(&city, "community", wanted.clone()).await;
        assert_eq!(status, StatusCode::CREATED, "{asked}");
        let id = asked["id"].as_str().unwrap();
        let persons = asked["persons"].as_i64().unwrap();
        assert!(persons > 0);
        assert_eq!(fetch(&city, "community", id).await.0, StatusCode::CONFLICT, "not approved yet");
        assert_eq!(decide(&city, "community", id, "approve", json!({})).await, StatusCode::FORBIDDEN);
        assert_eq!(decide(&city, "leader", id, "refuse", json!({})).await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(decide(&city, "leader", id, "approve", json!({})).await, StatusCode::OK);
        assert_eq!(decide(&city, "leader", id, "approve", json!({})).await, StatusCode::CONFLICT);
        assert_eq!(fetch(&city, "commander", id).await.0, StatusCode::NOT_FOUND, "somebody else's");

        let (status, file) = fetch(&city, "community", id).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(fetch(&city, "community", id).await.0, StatusCode::CONFLICT, "once");
        let mark = format!("DC-20261122-{:0>4}", id);
        let sheet = part(&file, "xl/worksheets/sheet1.xml");
        let (_, printed) = sheet.split_once("<headerFooter").unwrap();
        assert_eq!(printed.matches(&mark).count(), 2, "header and footer: {printed}");
        assert!(printed.contains("community"), "{printed}");
        assert!(part(&file, "docProps/custom.xml").contains(&mark));

        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).unwrap();
        let range = book.worksheet_range_at(0).unwrap().unwrap();
        let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect();
        assert!(rows[0][0].contains(&mark));
        assert_eq!(rows.len() as i64, persons + 2);
        let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
        for row in &rows[2..] {
            assert!(row[2].parse::<i32>().unwrap() >= 70, "{row:?}");
            assert!(row[12].is_empty() || row[12].contains("***********"), "not asked for: {row:?}");
        }
        assert!(rows[2..].iter().any(|row| digits(&row[11]) >= 11), "telephones were asked for and approved");

        let steps = log(&city, &format!("subject=export&subject_id={id}")).await;
        let steps: Vec<&str> = steps.iter().map(|row| row["action"].as_str().unwrap()).collect();
        assert_eq!(steps, ["export_fetch", "export_approve", "export_ask"]);
    }
}

#[tokio::test]
async fn masked_unless_asked_refused_expired_and_of_ones_own_area() {
    for city in cities().await {
        let plain =
            json!({ "kind": "children", "fields": ["identity"], "purpose": "evacuation", "reason": "汛期转移名单" });
        let (_, asked) = ask(&city, "subdistrict", plain.clone()).await;
        let id = asked["id"].as_str().unwrap().to_owned();
        decide(&city, "leader", &id, "approve", json!({})).await;
        let (_, file) = fetch(&city, "subdistrict", &id).await;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).unwrap();
        let range = book.worksheet_range_at(0).unwrap().unwrap();
        let numbers: Vec<String> = range.rows().skip(2).map(|row| row[12].to_string()).collect();
        assert!(numbers.iter().any(|number| !number.is_empty()));
        assert!(
            numbers.iter().all(|number| number.is_empty() || number.contains('*')),
            "a subdistrict reveals no minors"
        );

        let (_, asked) = ask(&city, "commander", plain.clone()).await;
        let id = asked["id"].as_str().unwrap().to_owned();
        decide(&city, "leader", &id, "approve", json!({})).await;
        city.clock.advance(Duration::hours(7));
        city.session_of("commander").await;
        let (_, refused) =
            ask(&city, "commander", json!({ "kind": "tenants", "purpose": "other", "reason": "看看谁住" })).await;
        assert_eq!(refused["errors"][0]["pointer"], "/reason", "too short");
        let (status, _) = ask(
            &city,
            "community",
            json!({ "kind": "everybody", "purpose": "evacuation",
            "reason": "汛期转移名单", "area": "340202999" }),
        )
        .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        city.clock.advance(Duration::hours(18));
        // The night has ended the session.
        let cookie = city.sign_in("commander").await;
        let page = city.get("/api/v1/person-exports", &cookie).await;
        assert_eq!(page["items"][0]["state"], "expired", "{page}");
        let late = city.call("GET", &format!("/api/v1/person-exports/{id}/file"), &cookie, None).await.0;
        assert_eq!(late, StatusCode::CONFLICT);
        let worker = city.sign_in("worker").await;
        assert_eq!(city.get("/api/v1/person-exports", &worker).await["items"], json!([]));
    }
}
