//! Who is subscribed, to what, and what a pause, an end and a narrower subscription do.

use super::{Department, subscription};
use crate::delivery::Errands;
use crate::testing::cities;
use axum::http::StatusCode;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/pushes/subscriptions";

#[tokio::test]
async fn a_subscription_needs_purpose_basis_and_fields_that_the_department_is_entitled_to() {
    for city in cities().await {
        let admin = city.session_of("admin").await;
        let with = |field: &str, value: Value| {
            let mut input = subscription("housing", "http://127.0.0.1:9/in", &["name"]);
            input[field] = value;
            input
        };
        for (input, pointer) in [
            (with("purpose", json!(" ")), "/purpose"),
            (with("basis", json!("")), "/basis"),
            (with("kinds", json!([])), "/kinds"),
            (with("fields", json!(["name", "identity"])), "/fields/1"),
            (with("url", json!("http://hub.example.com/")), "/url"),
            (with("areas", json!(["999999000000"])), "/areas/0"),
            (with("department", json!("everybody")), "/department"),
        ] {
            let (status, refused) = city.call("POST", PATH, &admin, Some(input)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{pointer}: {refused}");
            assert_eq!(refused["errors"][0]["pointer"], pointer);
        }
        let (id, secret) = city.subscribe("housing", "http://127.0.0.1:9/in", &["name"]).await;
        assert_eq!(secret.len(), 64);
        let list = city.get(PATH, &admin).await;
        assert!(!list.to_string().contains(&secret), "shown once");
        let other = subscription("police", "http://127.0.0.1:9/in", &["name"]);
        let (status, refused) = city.call("PUT", &format!("{PATH}/{id}"), &admin, Some(other)).await;
        assert_eq!(
            (status, &refused["errors"][0]["pointer"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("/department"))
        );
    }
}

#[tokio::test]
async fn a_pause_keeps_an_end_withdraws_and_what_was_narrowed_is_not_sent() {
    for city in cities().await {
        let (admin, homes, courier) = (city.session_of("admin").await, city.vacant().await, city.pusher().await);
        let mut police = Department::start().await;
        let (id, _) = city.subscribe("police", &police.url, &["name", "identity"]).await;
        let put = async |active: bool, fields: &[&str]| {
            let mut input = subscription("police", &police.url, fields);
            input["active"] = json!(active);
            let (status, answer) = city.call("PUT", &format!("{PATH}/{id}"), &admin, Some(input)).await;
            assert_eq!(status, StatusCode::OK, "{answer}");
        };
        put(false, &["name", "identity"]).await;
        city.new_tenant(&homes[0], 91).await;
        courier.round().await.unwrap();
        assert_eq!(city.pushed("waiting").await.len(), 1);
        put(true, &["name"]).await;
        courier.round().await.unwrap();
        let heard = police.heard.try_recv().expect("it goes on where it stopped").json();
        assert_eq!(heard["people"][0]["masked"], json!(["identity", "phone"]), "judged when it is sent");

        police.answer_next([(410, "")]);
        city.new_tenant(&homes[0], 92).await;
        courier.round().await.unwrap();
        let view = &city.get(PATH, &admin).await["items"][0];
        assert_eq!((&view["active"], view["gone_at"].is_string()), (&json!(false), true), "{view}");
        assert_eq!(city.call("DELETE", &format!("{PATH}/{id}"), &admin, None).await.0, StatusCode::NO_CONTENT);
        assert_eq!(city.get(PATH, &admin).await["items"], json!([]));
        assert_eq!(city.pushed("withdrawn").await.len(), 1);
        assert_eq!(city.pushed("delivered").await.len(), 1, "what was told stays on record");
        city.new_tenant(&homes[0], 93).await;
        courier.round().await.unwrap();
        assert_eq!(police.seqs(), [2], "{}: only what it refused", city.engine);
    }
}
