//! Administering webhooks: the secret is shown once, inputs are bounded, and nobody connects more than their own area.

use crate::testing::{PASSWORD, cities};
use crate::vault::Secret;
use axum::http::StatusCode;
use serde_json::{Value, json};

#[tokio::test]
async fn the_secret_is_shown_once() {
    for city in cities().await {
        let admin = city.sign_in("admin").await;
        let (id, secret) =
            city.connect("https://hub.example.cn/in", json!({ "actions": ["close", "close", "report"] })).await;
        assert!(secret.len() == 64 && secret.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert_ne!(city.connect("https://hub.example.cn/in", json!({})).await.1, secret);
        let list = city.get("/api/v1/webhooks", &admin).await;
        let input = json!({ "name": "改名", "url": "https://hub.example.cn/in2", "active": false });
        let path = format!("/api/v1/webhooks/{id}");
        let (status, changed) = city.call("PUT", &path, &admin, Some(input)).await;
        assert_eq!(status, StatusCode::OK, "{changed}");
        assert!(!list.to_string().contains(&secret) && !changed.to_string().contains(&secret));
        assert_eq!(list["items"][0]["actions"], json!(["report", "close"]), "each once, in the order of the work");
        assert_eq!(list["items"][0]["areas"][0]["code"], "340202000000");
        assert_eq!(
            (&changed["name"], &changed["active"], &changed["actions"]),
            (&json!("改名"), &json!(false), &json!([]))
        );
        let stored: String = crate::on!(&city.app.db, pool =>
            sqlx::query_scalar("SELECT secret FROM webhook ORDER BY id").fetch_one(pool).await)
        .unwrap();
        let opened = city.app.vault.open(Secret::WebhookSecret, id.parse().unwrap(), &stored);
        assert_eq!(opened.as_deref(), Ok(secret.as_str()), "a change keeps the secret");
        assert!(!stored.contains(&secret), "it is sealed");

        assert_eq!(city.call("DELETE", &path, &admin, None).await.0, StatusCode::NO_CONTENT);
        for (method, path) in
            [("DELETE", path.clone()), ("GET", format!("{path}/dead")), ("DELETE", "/api/v1/webhooks/x".into())]
        {
            assert_eq!(city.call(method, &path, &admin, None).await.0, StatusCode::NOT_FOUND, "{path}");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_a_webhook_is_refused_field_by_field_and_there_are_twenty() {
    for city in cities().await {
        let admin = city.sign_in("admin").await;
        let base = json!({ "name": "x", "url": "https://a.example/" });
        let wrong = [
            ("name", json!("  ")),
            ("name", json!("x".repeat(61))),
            ("url", json!("http://a.example/")),
            ("url", json!("ftp://10.0.0.1/")),
            ("actions", json!(["explode"])),
            ("areas", json!(["340202000000", "999999000000"])),
            ("departments", json!(["secret_service"])),
            ("secret", json!("mine")),
        ];
        for (field, value) in wrong {
            let mut input = base.clone();
            input[field] = value;
            let (status, problem) = city.call("POST", "/api/v1/webhooks", &admin, Some(input)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {problem}");
            assert!(problem["errors"][0]["pointer"].as_str().unwrap().contains(field), "{problem}");
        }
        let answers = futures_util::future::join_all(
            (0..25).map(|_| city.call("POST", "/api/v1/webhooks", &admin, Some(base.clone()))),
        )
        .await;
        let made = answers.iter().filter(|(status, _)| *status == StatusCode::CREATED).count();
        let refused = answers.iter().filter(|(status, _)| *status == StatusCode::CONFLICT).count();
        assert_eq!((made, refused), (20, 5), "{}", city.engine);
    }
}

#[tokio::test]
async fn an_administrator_of_a_part_reaches_that_part() {
    for city in cities().await {
        let admin = city.sign_in("admin").await;
        let areas = city.get("/api/v1/areas?level=subdistrict", &admin).await;
        let codes: Vec<&Value> = areas["items"].as_array().unwrap().iter().map(|area| &area["code"]).take(2).collect();
        let part =
            json!({ "name": "街道管理员", "offices": [{ "role": "admin", "area": codes[0] }], "password": PASSWORD });
        let (status, saved) = city.call("PUT", "/api/v1/accounts/admin2", &admin, Some(part)).await;
        assert_eq!(status, StatusCode::OK, "{saved}");
        let of_the_part = city.sign_in("admin2").await;
        let (whole, _) = city.connect("https://a.example/", json!({})).await;

        let make = async |areas: Value| {
            let input = json!({ "name": "x", "url": "https://b.example/", "areas": areas });
            city.call("POST", "/api/v1/webhooks", &of_the_part, Some(input)).await
        };
        let (status, own) = make(json!([])).await;
        assert_eq!(
            (status, &own["webhook"]["areas"][0]["code"]),
            (StatusCode::CREATED, codes[0]),
            "never more than the part"
        );
        assert_eq!(make(json!([codes[1]])).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let seen = city.get("/api/v1/webhooks", &of_the_part).await;
        assert_eq!(seen["items"].as_array().unwrap().len(), 1);
        let foreign = format!("/api/v1/webhooks/{whole}");
        assert_eq!(city.call("DELETE", &foreign, &of_the_part, None).await.0, StatusCode::NOT_FOUND);
        assert_eq!(city.get("/api/v1/webhooks", &admin).await["items"].as_array().unwrap().len(), 2);
        assert_eq!(
            city.call("GET", "/api/v1/webhooks", &city.sign_in("dispatcher").await, None).await.0,
            StatusCode::FORBIDDEN
        );
    }
}
