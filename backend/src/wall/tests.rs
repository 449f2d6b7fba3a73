//! The wall's numbers are the cases', and nothing on it is personal.

use crate::testing::cities;
use axum::http::StatusCode;
use serde_json::{Value, json};

#[tokio::test]
async fn the_numbers_are_those_of_the_cases() {
    for city in cities().await {
        let wall = city.get("/api/v1/wall", "").await;
        let (accepted, handled) =
            (wall["year"]["accepted"].as_i64().unwrap(), wall["year"]["handled"].as_i64().unwrap());
        assert_eq!(accepted, city.cases().await, "{}", city.engine);
        let rate = wall["year"]["handled_rate"].as_f64().unwrap();
        assert!((rate - 0.965).abs() < 0.001, "{rate}");
        assert_eq!(wall["today"]["open"].as_i64().unwrap(), accepted - handled);
        assert_eq!(wall["one_three_zero"]["not_cleared"], wall["today"]["open"]);
        let channels: i64 = wall["sources"].as_array().unwrap().iter().map(|row| row["count"].as_i64().unwrap()).sum();
        assert_eq!(channels, wall["today"]["accepted"].as_i64().unwrap());
        let ranked: i64 =
            wall["subdistricts"].as_array().unwrap().iter().map(|row| row["accepted"].as_i64().unwrap()).sum();
        assert_eq!(ranked, accepted);
    }
}

#[tokio::test]
async fn nothing_on_the_wall_is_personal() {
    for city in cities().await {
        let leader = city.sign_in("leader").await;
        let wall = city.get("/api/v1/wall", "").await;
        let categories = city.get("/api/v1/categories", "").await;
        let private: Vec<&Value> = (categories["items"].as_array().unwrap().iter())
            .filter(|category| category["private"] == true)
            .map(|category| &category["code"])
            .collect();
        let open = wall["open"].as_array().unwrap();
        let shown = open.iter().chain(wall["ticker"].as_array().unwrap());
        for case in shown {
            assert!(!private.contains(&&case["category"]), "{case}");
            assert!(case["description"].is_null());
            assert!(case["worker"].is_null() || case["worker"]["name"].as_str().unwrap().contains('*'), "{case}");
        }
        let staff = city.get("/api/v1/cases?open=true&limit=500", &leader).await;
        let hidden =
            staff["items"].as_array().unwrap().iter().filter(|case| private.contains(&&case["category"])).count();
        assert!(hidden > 0, "the demo has open private cases");
        assert_eq!(open.len() + hidden, staff["items"].as_array().unwrap().len());
    }
}

#[tokio::test]
async fn a_private_report_moves_the_numbers_but_shows_nowhere() {
    for city in cities().await {
        let before = city.get("/api/v1/wall", "").await;
        let body = json!({ "source": "web", "category": "S0101", "description": "家事", "address": "某处" });
        assert_eq!(city.call("POST", "/api/v1/reports", "", Some(body)).await.0, StatusCode::CREATED);
        let after = city.get("/api/v1/wall", "").await;
        assert_eq!(after["today"]["accepted"].as_i64(), before["today"]["accepted"].as_i64().map(|n| n + 1));
        assert_eq!(after["open"].as_array().unwrap().len(), before["open"].as_array().unwrap().len());
    }
}
