//! The same report sent twice is one case: channels retry, and so do phones in a lift.

use futures_util::future::join_all;
use mirrorlake_tests::city::{number, report, spot};
use mirrorlake_tests::demo;
use serde_json::json;

#[tokio::test]
async fn the_same_report_again_is_the_same_case() {
    let staff = demo().account("dispatcher").await;
    let body = report(&spot(&staff).await);
    let first = staff.post("/api/v1/reports", &body).await.expect(201);
    let second = staff.post("/api/v1/reports", &body).await.expect(200);
    assert_eq!(number(&first), number(&second));
    assert_eq!(first["assignment"]["grid"], second["assignment"]["grid"]);

    let mut other_channel = body.clone();
    other_channel["source"] = json!("wechat");
    let third = staff.post("/api/v1/reports", &other_channel).await.expect(201);
    assert_ne!(number(&first), number(&third), "an external id belongs to its source");
}

#[tokio::test]
async fn twenty_at_once_make_one_case() {
    let staff = demo().account("dispatcher").await;
    let body = report(&spot(&staff).await);
    let answers = join_all((0..20).map(|_| staff.post("/api/v1/reports", &body))).await;
    let created = answers.iter().filter(|answer| answer.status == 201).count();
    let repeated = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!((created, repeated), (1, 19), "{:?}", answers.iter().map(|a| a.status).collect::<Vec<_>>());
    let mut numbers: Vec<_> = answers.iter().map(|answer| number(&answer.json())).collect();
    numbers.dedup();
    assert_eq!(numbers.len(), 1, "{numbers:?}");
}
