//! From report to stored case, on both engines: assigned, idempotent, refused by field, never edited.

mod casework;
mod ties;

use crate::in_tx;
use crate::live::store::after;
use crate::testing::{TestCity, cities};
use axum::http::StatusCode;
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::collections::HashSet;

/// A point inside the first general grid, and the grid's code.
async fn somewhere(city: &TestCity) -> (Value, Value) {
    let leader = city.sign_in("leader").await;
    let grids = city.get("/api/v1/areas?level=grid", &leader).await;
    let grid = grids["items"].as_array().unwrap().iter().find(|grid| grid["grid_kind"] == "general").unwrap();
    (grid["label"].clone(), grid["code"].clone())
}

pub fn report(location: &Value) -> Value {
    json!({ "source": "web", "category": "E0130", "description": "污水外溢，气味很大", "location": location })
}

#[tokio::test]
async fn a_report_is_stored_assigned_and_recorded() {
    for city in cities().await {
        let (location, grid) = somewhere(&city).await;
        let (status, answer) = city.call("POST", "/api/v1/reports", "", Some(report(&location))).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        assert_eq!(
            (&answer["assignment"]["grid"]["code"], &answer["assignment"]["decided_by"]),
            (&grid, &json!("inside"))
        );
        assert_eq!(answer["case"]["description"], Value::Null, "the public answer repeats no free text");
        let number = answer["case"]["number"].as_str().unwrap();
        assert!(number.starts_with("E0130-20261122-"));

        let dispatcher = city.sign_in("dispatcher").await;
        let detail = city.get(&format!("/api/v1/cases/{number}"), &dispatcher).await;
        assert_eq!((&detail["description"], &detail["grid"]["code"]), (&json!("污水外溢，气味很大"), &grid));
        assert!(detail["reason"].as_str().unwrap().contains("网格"));
        let history = city.get(&format!("/api/v1/cases/{number}/history"), &dispatcher).await;
        let actions: Vec<_> =
            history["items"].as_array().unwrap().iter().map(|event| event["action"].clone()).collect();
        assert_eq!(actions, ["report", "assign"]);
        let newest = city.get("/api/v1/cases?limit=1", &dispatcher).await;
        assert_eq!(newest["items"][0]["number"], number);
    }
}

#[tokio::test]
async fn the_same_external_id_is_the_same_case_however_many_come_at_once() {
    for city in cities().await {
        let (location, _) = somewhere(&city).await;
        let before = city.cases().await;
        let mut body = report(&location);
        body["external_id"] = json!("A-17");
        let answers = join_all((0..40).map(|_| city.call("POST", "/api/v1/reports", "", Some(body.clone())))).await;
        let created = answers.iter().filter(|(status, _)| *status == StatusCode::CREATED).count();
        let numbers: HashSet<_> = answers.iter().map(|(_, answer)| answer["case"]["number"].to_string()).collect();
        assert_eq!((created, numbers.len(), city.cases().await - before), (1, 1, 1), "{}", city.engine);
        assert!(answers.iter().all(|(status, _)| *status == StatusCode::CREATED || *status == StatusCode::OK));

        body["source"] = json!("hotline");
        let other = city.call("POST", "/api/v1/reports", "", Some(body)).await;
        assert_eq!(other.0, StatusCode::CREATED, "another channel may use the same id");
    }
}

#[tokio::test]
async fn many_reports_at_once_get_numbers_and_events_of_their_own() {
    for city in cities().await {
        let (location, _) = somewhere(&city).await;
        let last = crate::live::store::last(&city.app.db).await.unwrap();
        let answers =
            join_all((0..300).map(|_| city.call("POST", "/api/v1/reports", "", Some(report(&location))))).await;
        let numbers: HashSet<_> = answers.iter().map(|(_, answer)| answer["case"]["number"].to_string()).collect();
        assert_eq!(numbers.len(), 300, "{}", city.engine);
        let events = after(&city.app.db, last, 1_000).await.unwrap();
        let sequence: Vec<i64> = events.iter().map(|event| event.seq).collect();
        assert_eq!(sequence, (last + 1..=last + 600).collect::<Vec<_>>(), "no gap, no double");
    }
}

#[tokio::test]
async fn bad_reports_name_the_field_and_store_nothing() {
    for city in cities().await {
        let (location, _) = somewhere(&city).await;
        let with = |field: &str, value: Value| {
            let mut body = report(&location);
            body[field] = value;
            body
        };
        let (lon, lat) = (location["lon"].clone(), location["lat"].clone());
        let long = "长".repeat(2_001);
        let table = [
            (with("source", json!("fax")), "/source"),
            (with("category", json!("X9999")), "/category"),
            (with("description", json!("")), "/description"),
            (with("description", json!("a\u{7}b")), "/description"),
            (with("description", json!(long)), "/description"),
            (with("location", json!({ "lon": lon, "lat": lat })), "/location/datum"),
            (with("location", json!({ "lon": lon, "lat": lat, "datum": "mars" })), "/location/datum"),
            (with("location", json!({ "lon": 200, "lat": lat, "datum": "wgs84" })), "/location/lon"),
            (with("location", json!({ "lon": 12.5, "lat": 99, "datum": "wgs84" })), "/location/lat"),
            (with("location", json!({ "lon": lat, "lat": lon, "datum": "wgs84" })), "/location"),
            (with("location", json!({ "lon": 2.35, "lat": 48.85, "datum": "wgs84" })), "/location"),
            (with("location", Value::Null), "/location"),
            (with("building_id", json!("no")), "/building_id"),
            (with("reporter", json!({ "phone": "call me" })), "/reporter/phone"),
            (with("occurred_at", json!("2031-01-01T00:00:00+08:00")), "/occurred_at"),
            (with("severity", json!(3)), "/severity"),
        ];
        let before = city.cases().await;
        for (body, pointer) in table {
            let (status, problem) = city.call("POST", "/api/v1/reports", "", Some(body)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{pointer}: {problem}");
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
            assert!(!problem["errors"][0]["detail"].as_str().unwrap().is_empty());
        }
        assert_eq!(city.cases().await, before);
    }
}

#[tokio::test]
async fn a_building_decides_by_its_registered_grid() {
    for city in cities().await {
        let worker = city.sign_in("worker").await;
        let found = city.get("/api/v1/search?q=星辰花园29栋", &worker).await;
        let building =
            city.get(&format!("/api/v1/buildings/{}", found["places"][0]["id"].as_str().unwrap()), &worker).await;
        let (location, _) = somewhere(&city).await;
        let mut body = report(&location);
        body["building_id"] = building["id"].clone();
        let (_, answer) = city.call("POST", "/api/v1/reports", "", Some(body)).await;
        assert_eq!(answer["assignment"]["decided_by"], "building");
        assert_eq!(answer["assignment"]["grid"], building["area"]["grid"]);
        assert_eq!(answer["assignment"]["warnings"].as_array().unwrap().len(), 1, "the point is far from the building");
    }
}

#[tokio::test]
async fn without_a_place_a_case_waits_for_the_acceptor_and_outside_for_transfer() {
    for city in cities().await {
        let mut body = report(&Value::Null);
        body["address"] = json!("学士街口");
        let (status, answer) = city.call("POST", "/api/v1/reports", "", Some(body)).await;
        assert_eq!((status, &answer["assignment"]["grid"]), (StatusCode::CREATED, &Value::Null));

        let bbox = city.get("/api/v1/city", "").await["bbox"].clone();
        let outside = json!({ "lon": bbox[0].as_f64().unwrap() - 0.01, "lat": bbox[1], "datum": "wgs84" });
        let (status, answer) = city.call("POST", "/api/v1/reports", "", Some(report(&outside))).await;
        assert_eq!((status, &answer["assignment"]["decided_by"]), (StatusCode::CREATED, &json!("outside")));
        assert_eq!(answer["assignment"]["worker"], Value::Null);
    }
}

#[tokio::test]
async fn the_same_place_in_every_datum_is_the_same_grid() {
    for city in cities().await {
        let (location, grid) = somewhere(&city).await;
        let here =
            shared::geo::Position { lon: location["lon"].as_f64().unwrap(), lat: location["lat"].as_f64().unwrap() };
        for &datum in shared::geo::Datum::ALL {
            let body = report(&serde_json::to_value(here.to_datum(datum)).unwrap());
            let (_, answer) = city.call("POST", "/api/v1/reports", "", Some(body)).await;
            assert_eq!(answer["assignment"]["grid"]["code"], grid, "{datum}");
        }
    }
}

#[tokio::test]
async fn the_database_refuses_to_change_history() {
    for city in cities().await {
        for change in ["UPDATE case_event SET note = 'x' WHERE seq = 1", "DELETE FROM case_event WHERE seq = 1"] {
            let mut tx = city.app.db.begin().await.unwrap();
            let outcome = in_tx!(&mut tx, conn => sqlx::query(change).execute(conn).await.map(drop));
            let refused = outcome.expect_err("history is append-only").to_string();
            assert!(refused.contains("append-only"), "{}: {refused}", city.engine);
        }
    }
}
