//! What is sent: signed so that others can verify it, narrowed to what was asked for, and nothing personal.

use super::{Heard, Receiver};
use crate::delivery::Errands;
use crate::live::store::last;
use crate::testing::cities;
use serde_json::json;
use sha2::{Digest, Sha256};

/// HMAC by the book (RFC 2104), without the library that signs.
fn hmac_by_hand(key: &[u8], text: &[u8]) -> String {
    assert!(key.len() <= 64, "longer keys are hashed first");
    let pad = |with: u8| (0..64).map(|at| key.get(at).copied().unwrap_or(0) ^ with).collect::<Vec<u8>>();
    let inner = Sha256::digest([&pad(0x36), text].concat());
    let outer = Sha256::digest([pad(0x5c).as_slice(), inner.as_slice()].concat());
    outer.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn verify(heard: &Heard, secret: &str) -> bool {
    let signed = [heard.header("x-mirrorlake-timestamp").as_bytes(), b".", &heard.body].concat();
    heard.header("x-mirrorlake-signature") == format!("v1={}", hmac_by_hand(secret.as_bytes(), &signed))
}

#[tokio::test]
async fn what_is_sent_is_signed_in_order_and_not_personal() {
    for city in cities().await {
        let (mut open, mut closed) = (Receiver::start().await, Receiver::start().await);
        let (_, secret) = city.connect(&open.url, json!({})).await;
        let (_, other_secret) = city.connect(&closed.url, json!({ "include_private": true })).await;
        let since = last(&city.app.db).await.unwrap();
        let personal = json!({ "description": "独居老人王富贵，密码是芝麻开门", "external_id": "HOTLINE-ZHIMA-77",
            "reporter": { "name": "欧阳铁柱", "phone": "19900001234" } });
        let with = |category: Option<&str>| {
            let mut report = personal.clone();
            report["category"] = json!(category);
            report["external_id"] = json!(format!("HOTLINE-ZHIMA-{category:?}"));
            report
        };
        let (public, _) = city.file(with(Some("E0130"))).await;
        let (private, _) = city.file(with(Some("S0101"))).await;
        let (unclassified, _) = city.file(with(None)).await;
        city.step("acceptor", &public, "accept", json!({ "note": "来电人欧阳铁柱，电话19900001234" })).await;
        city.step("dispatcher", &public, "file", json!({})).await;
        city.step("dispatcher", &public, "dispatch", json!({ "departments": ["drainage", "sanitation"] })).await;
        city.courier().await.round().await.unwrap();

        let heard = open.all();
        let told: Vec<(String, String)> = (heard.iter().map(Heard::json))
            .map(|event| {
                (event["action"].as_str().unwrap().to_owned(), event["case"]["number"].as_str().unwrap().to_owned())
            })
            .collect();
        let expected: Vec<(String, String)> = ["report", "assign", "accept", "file", "dispatch"]
            .map(|action| (action.to_owned(), public.clone()))
            .to_vec();
        assert_eq!(told, expected, "{}", city.engine);
        for delivery in &heard {
            assert!(verify(delivery, &secret) && !verify(delivery, &other_secret));
            let event = delivery.json();
            let installation = crate::db::setting(&city.app.db, "installation").await.unwrap().unwrap();
            assert_eq!(event["id"], format!("{installation}-{}", delivery.seq()));
            assert_eq!(event["id"], delivery.header("x-mirrorlake-delivery"));
            assert_eq!(event["action"], delivery.header("x-mirrorlake-event"));
            assert_eq!(delivery.header("x-mirrorlake-timestamp"), crate::testing::now().timestamp().to_string());
            assert_eq!(delivery.header("content-type"), "application/json");
        }
        let dispatched = heard[4].json();
        assert_eq!(dispatched["departments"], json!(["drainage", "sanitation"]));
        assert_eq!((&dispatched["state"], &heard[0].json()["state"]), (&json!("dispatched"), &json!("reported")));

        let all = closed.all();
        let seqs: Vec<i64> = all.iter().map(Heard::seq).collect();
        assert_eq!(seqs, (since + 1..=since + 9).collect::<Vec<_>>(), "every event, in order");
        for number in [&private, &unclassified] {
            assert!(all.iter().any(|heard| heard.json()["case"]["number"] == **number));
        }
        let names: Vec<String> = {
            let db = &city.app.db;
            crate::on!(db, pool => sqlx::query_scalar("SELECT name FROM worker").fetch_all(pool).await).unwrap()
        };
        assert!(names.len() > 10);
        for text in all.iter().chain(&heard).map(|heard| String::from_utf8(heard.body.to_vec()).unwrap()) {
            for planted in ["王富贵", "芝麻", "ZHIMA", "欧阳", "铁柱", "19900001234", "1234\"", "acceptor", "某处"]
            {
                assert!(!text.contains(planted), "{planted} in {text}");
            }
            assert!(!names.iter().any(|name| text.contains(&format!("\"{name}\""))), "a worker's full name in {text}");
        }
    }
}

#[tokio::test]
async fn a_webhook_is_told_of_what_it_asked_for_only() {
    for city in cities().await {
        let (mut closures, mut drainage, mut local) =
            (Receiver::start().await, Receiver::start().await, Receiver::start().await);
        let home = city.get("/api/v1/session", &city.sign_in("worker").await).await["office"]["area"]["code"].clone();
        city.connect(&closures.url, json!({ "actions": ["accept", "reject"] })).await;
        city.connect(&drainage.url, json!({ "departments": ["drainage"] })).await;
        city.connect(&local.url, json!({ "areas": [home] })).await;
        let leader = city.sign_in("leader").await;
        let grids = city.get("/api/v1/areas?level=grid", &leader).await;
        let grid = |here: bool| {
            let mut all = grids["items"].as_array().unwrap().iter();
            all.find(|grid| (grid["code"] == home) == here && grid["grid_kind"] == "general").unwrap()["label"].clone()
        };
        let (here, first) = city.file(json!({ "location": grid(true) })).await;
        let (there, second) = city.file(json!({ "location": grid(false) })).await;
        city.step("acceptor", &here, "reject", json!({ "note": "无效" })).await;
        city.step("acceptor", &there, "accept", json!({})).await;
        city.step("dispatcher", &there, "file", json!({})).await;
        city.step("dispatcher", &there, "dispatch", json!({ "departments": ["gas", "drainage"] })).await;
        city.step("dispatcher", &there, "transfer", json!({ "departments": ["water"], "note": "供水" })).await;
        let last = last(&city.app.db).await.unwrap();
        city.courier().await.round().await.unwrap();

        assert_eq!(closures.seqs(), [second + 2, second + 3]);
        assert_eq!(local.seqs(), [first, first + 1, second + 2]);
        // Judged by the case as it is when it is sent: drainage has no part in it any more.
        assert_eq!(drainage.seqs(), [0; 0]);
        for hook in city.get("/api/v1/webhooks", &city.sign_in("admin").await).await["items"].as_array().unwrap() {
            assert_eq!((&hook["sent_seq"], &hook["behind"]), (&json!(last), &json!(0)), "what is passed over is done");
        }
    }
}
