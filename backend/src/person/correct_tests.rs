//! A correction from the door: what it changes, whose word stands, and who may make one.

use crate::testing::{TestCity, cities};
use axum::http::StatusCode;
use chrono::Duration;
use serde_json::{Value, json};

/// The mother of the lost child, and the path of her dwelling.
async fn mother(city: &TestCity) -> (String, String) {
    let worker = city.session_of("worker").await;
    let found = city.get("/api/v1/residents?q=陈静&area=星辰社区&child_age=6", &worker).await["items"][0].clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&found["id"]), format!("/api/v1/dwellings/{}", text(&found["dwelling"]["id"])))
}

async fn record(city: &TestCity, id: &str, home: &str) -> Option<Value> {
    let home = city.get(home, &city.session_of("worker").await).await;
    home["members"].as_array().unwrap().iter().find(|member| member["id"] == id).cloned()
}

#[tokio::test]
async fn a_correction_is_stored_with_its_source_and_a_new_revision() {
    for city in cities().await {
        let (id, home) = mother(&city).await;
        let worker = city.session_of("worker").await;
        let before = record(&city, &id, &home).await.unwrap();
        let revision = async || {
            let sql = "SELECT revision FROM resident WHERE id = $1";
            let id: i64 = id.parse().unwrap();
            crate::on!(&city.app.db, pool => sqlx::query_scalar::<_, i64>(sql).bind(id).fetch_one(pool).await).unwrap()
        };
        let first = revision().await;
        let change = json!({ "phone": "138 0555 1234", "registered_address": "合肥市庐阳区长江路1号" });
        let path = format!("/api/v1/residents/{id}");
        let (status, answer) = city.call("PATCH", &path, &worker, Some(change)).await;
        assert_eq!(
            (status, answer),
            (StatusCode::OK, json!({ "accepted": ["phone", "registered_address"], "kept": [] }))
        );
        let after = record(&city, &id, &home).await.unwrap();
        assert_eq!((&after["phone"], &after["name"]), (&json!("138****1234"), &before["name"]), "{}", city.engine);
        assert_eq!(after["registered_address"], "合肥市庐阳区长江路1号");
        let source = &after["origins"]["fields"]["phone"];
        assert_eq!((&source["channel"], &source["by"]), (&json!("worker"), &json!("worker")));
        assert_eq!(after["origins"]["record"], before["origins"]["record"], "the rest is as it was told before");
        assert!(after["origins"]["fields"].get("name").is_none());
        assert!(revision().await > first);

        let cleared = json!({ "phone": "", "registered_address": " " });
        assert_eq!(city.call("PATCH", &path, &worker, Some(cleared)).await.0, StatusCode::OK);
        let after = record(&city, &id, &home).await.unwrap();
        assert!(after["phone"].is_null() && after["registered_address"].is_null());

        let gone = json!({ "moved_out": "2026-11-21" });
        assert_eq!(city.call("PATCH", &path, &worker, Some(gone)).await.0, StatusCode::OK);
        assert_eq!(record(&city, &id, &home).await, None, "who has left is no member any more");
    }
}

#[tokio::test]
async fn a_later_word_stands_against_a_correction() {
    for city in cities().await {
        let (id, home) = mother(&city).await;
        let worker = city.session_of("worker").await;
        let path = format!("/api/v1/residents/{id}");
        let named = |name: &str| Some(json!({ "name": name }));
        assert_eq!(city.call("PATCH", &path, &worker, named("陈婧")).await.0, StatusCode::OK);
        // A machine whose clock is behind cannot undo what was told after its time.
        city.clock.advance(-Duration::hours(1));
        let (_, answer) = city.call("PATCH", &path, &worker, named("陈静")).await;
        assert_eq!(answer, json!({ "accepted": [], "kept": ["name"] }), "{}", city.engine);
        assert_eq!(record(&city, &id, &home).await.unwrap()["name"], "陈婧");
    }
}

#[tokio::test]
async fn corrections_are_made_within_the_area_and_within_bounds() {
    for city in cities().await {
        let (id, _) = mother(&city).await;
        let path = format!("/api/v1/residents/{id}");
        let name = Some(json!({ "name": "王芳" }));
        let worker = city.session_of("worker").await;
        let commander = city.session_of("commander").await;
        assert_eq!(city.call("PATCH", &path, &commander, name.clone()).await.0, StatusCode::FORBIDDEN);
        let other = city.get("/api/v1/residents?q=陈静&area=星辰社区", &commander).await;
        let other = other["items"].as_array().unwrap().iter().find(|hit| hit["age"] == 71).unwrap()["id"].clone();
        for elsewhere in [other.as_str().unwrap(), "999999999", "x"] {
            let path = format!("/api/v1/residents/{elsewhere}");
            assert_eq!(city.call("PATCH", &path, &worker, name.clone()).await.0, StatusCode::NOT_FOUND, "{elsewhere}");
        }
        for (change, pointer) in [
            (json!({}), ""),
            (json!({ "name": " " }), "/name"),
            (json!({ "phone": "call me" }), "/phone"),
            (json!({ "moved_out": "2026-11-23" }), "/moved_out"),
            (json!({ "registered_address": "长".repeat(201) }), "/registered_address"),
        ] {
            let (status, problem) = city.call("PATCH", &path, &worker, Some(change)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
        }
        let unknown = Some(json!({ "identity": "11010519491231002X" }));
        assert_eq!(city.call("PATCH", &path, &worker, unknown).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    }
}
