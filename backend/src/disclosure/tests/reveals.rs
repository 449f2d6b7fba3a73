//! Numbers in full and their rows, looks and searches, alarms and the limit of a day.

use super::{log, mother, number, reveal};
use crate::app::{App, Options};
use crate::on;
use crate::router::router;
use crate::testing::cities;
use axum::http::StatusCode;
use chrono::Duration;
use serde_json::{Value, json};
use tower::ServiceExt;

#[tokio::test]
async fn a_number_is_given_with_a_row_and_only_to_those_it_is_for() {
    for city in cities().await {
        let mother = mother(&city).await;
        let path = format!("residents/{}", mother.id);
        let (status, answer) = reveal(&city, "worker", &path, &["phone", "identity"]).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert_eq!(answer["values"][0], json!({ "field": "phone", "value": mother.phone }));
        assert_eq!(answer["values"][1], json!({ "field": "identity", "value": mother.identity }));

        let rows = log(&city, "login=worker&action=reveal").await;
        let row = &rows[0];
        assert_eq!(rows.len(), 1);
        assert_eq!((&row["subject"], &row["subject_id"]), (&json!("resident"), &json!(mother.id)));
        assert_eq!(row["dwelling"]["id"], json!(mother.dwelling));
        assert!(row["dwelling"]["name"].as_str().unwrap().ends_with("29栋2单元301"), "{row}");
        assert_eq!((&row["fields"], &row["role"]), (&json!(["phone", "identity"]), &json!("worker")));
        assert_eq!((&row["purpose"], &row["reason"]), (&json!("missing_person"), &json!("孩子在广场走失")));
        let all = log(&city, "").await;
        assert!(!format!("{all:?}").contains(&mother.phone), "the log holds no value");

        // Those whose post has no such deed, and those of another area.
        for login in ["acceptor", "department", "leader", "auditor", "admin"] {
            assert_eq!(reveal(&city, login, &path, &["phone"]).await.0, StatusCode::FORBIDDEN, "{login}");
        }
        let elsewhere = "SELECT min(id) FROM resident WHERE area_code NOT LIKE \
            (SELECT substr(area_code, 1, 12) || '%' FROM account_office WHERE login = 'worker' AND position = 0)";
        let other = format!("residents/{}", number(&city, elsewhere).await);
        assert_eq!(reveal(&city, "worker", &other, &["phone"]).await.0, StatusCode::NOT_FOUND);
        let cookie = city.session_of("worker").await;
        for (input, pointer) in [
            (json!({ "fields": [], "purpose": "visit" }), "/fields"),
            (json!({ "fields": ["owner_phone"], "purpose": "visit" }), "/fields"),
            (json!({ "fields": ["phone"], "purpose": "other" }), "/reason"),
            (json!({ "fields": ["phone"], "purpose": "visit", "reason": "打 13800138000" }), "/reason"),
        ] {
            let url = format!("/api/v1/{path}/reveal");
            let (status, problem) = city.call("POST", &url, &cookie, Some(input)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
            assert_eq!(problem["errors"][0]["pointer"], pointer);
        }
        assert_eq!(log(&city, "action=reveal").await.len(), 1, "what was refused gave nothing");
    }
}

#[tokio::test]
async fn the_young_and_care_groups_are_a_higher_class() {
    for city in cities().await {
        let own =
            "substr(area_code, 1, 15) = (SELECT area_code FROM account_office WHERE login = 'worker' AND position = 0)";
        assert!(number(&city, "SELECT count(*) FROM resident WHERE birth > '2013-01-01'").await > 0);
        for protected in ["birth > '2013-01-01'", "care = 'lone_elder'"] {
            let sql = format!("SELECT min(id) FROM resident WHERE moved_out IS NULL AND {protected} AND {own}");
            let id: i64 = on!(&city.app.db, pool => sqlx::query_scalar(sqlx::AssertSqlSafe(sql.clone()))
                .fetch_one(pool).await)
            .unwrap();
            let path = format!("residents/{id}");
            let (status, problem) = reveal(&city, "worker", &path, &["identity"]).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{protected}");
            assert!(problem["detail"].as_str().unwrap().contains("未成年人"), "{problem}");
            for login in ["grid_leader", "community", "commander"] {
                let (status, answer) = reveal(&city, login, &path, &["identity"]).await;
                // A grid leader has the worker's grid or another one.
                assert!(
                    status == StatusCode::OK || (login == "grid_leader" && status == StatusCode::NOT_FOUND),
                    "{answer}"
                );
            }
            assert_eq!(log(&city, &format!("subject_id={id}&action=refused")).await.len(), 1);
        }
    }
}

#[tokio::test]
async fn owners_and_reporters_are_revealed_by_the_same_rule() {
    for city in cities().await {
        let mother = mother(&city).await;
        let (status, answer) =
            reveal(&city, "community", &format!("dwellings/{}", mother.dwelling), &["owner_phone"]).await;
        assert_eq!((status, &answer["values"][0]["field"]), (StatusCode::OK, &json!("owner_phone")));
        let commander = city.session_of("commander").await;
        let report = json!({ "source": "web", "description": "楼道灯坏了", "address": "星辰花园",
            "reporter": { "name": "甲", "phone": "199 0000 4711" } });
        let (_, filed) = city.call("POST", "/api/v1/reports", &commander, Some(report)).await;
        let case = filed["case"]["number"].as_str().unwrap().to_owned();
        assert_eq!(city.get(&format!("/api/v1/cases/{case}"), &commander).await["reporter_phone"], "199****4711");
        let (_, answer) = reveal(&city, "commander", &format!("cases/{case}"), &["reporter_phone"]).await;
        assert_eq!(answer["values"][0]["value"], "199 0000 4711");
        for (login, expected) in [("acceptor", StatusCode::OK), ("department", StatusCode::FORBIDDEN)] {
            let (status, _) = reveal(&city, login, &format!("cases/{case}"), &["reporter_phone"]).await;
            assert_eq!(status, expected, "{login}");
        }
        let plain =
            "SELECT count(*) FROM case_record WHERE reporter_phone IS NOT NULL AND reporter_phone NOT LIKE 'm1:%'";
        assert_eq!(number(&city, plain).await, 0, "stored sealed");
        assert_eq!(log(&city, &format!("subject=case&subject_id={case}")).await.len(), 2);
    }
}

#[tokio::test]
async fn looks_and_searches_are_written_down_and_a_household_says_who_saw_it() {
    for city in cities().await {
        let mother = mother(&city).await;
        for login in ["community", "worker"] {
            let cookie = city.session_of(login).await;
            city.get(&format!("/api/v1/dwellings/{}", mother.dwelling), &cookie).await;
        }
        let worker = city.session_of("worker").await;
        for q in ["陈静", " 陈静", "王"] {
            city.get(&format!("/api/v1/search?q={}", q.replace(' ', "%20")), &worker).await;
        }
        reveal(&city, "worker", &format!("residents/{}", mother.id), &["phone"]).await;
        let auditor = city.session_of("auditor").await;
        let page = city.get(&format!("/api/v1/dwellings/{}/accesses?limit=2", mother.dwelling), &auditor).await;
        let said = |page: &Value| {
            let items = page["items"].as_array().unwrap().iter();
            items.map(|row| format!("{} {}", row["login"], row["action"]).replace('"', "")).collect::<Vec<_>>()
        };
        assert_eq!(said(&page), ["worker reveal", "worker look"]);
        let next = page["next"].as_str().unwrap();
        let url = format!("/api/v1/dwellings/{}/accesses?limit=2&after={next}", mother.dwelling);
        let rest = city.get(&url, &auditor).await;
        assert_eq!((said(&rest), &rest["next"]), (vec!["community look".to_owned()], &Value::Null));

        let searches = log(&city, "login=worker&action=search").await;
        let hashes: Vec<&str> = searches.iter().map(|row| row["words_hash"].as_str().unwrap()).collect();
        assert_eq!(hashes.len(), 3);
        assert!(hashes[1] == hashes[2] && hashes[0] != hashes[1], "the same words are seen to be the same");
        assert!(!format!("{searches:?}").contains("陈静"), "the words are not kept");
        assert!(searches[1]["answers"].as_i64().unwrap() >= 1);
        for (query, count) in
            [("from=2026-11-22&to=2026-11-22&action=look", 2), ("from=2026-11-23", 0), ("to=2026-11-21", 0)]
        {
            assert_eq!(log(&city, query).await.len(), count, "{query}");
        }
        for change in ["UPDATE access_log SET reason = 'x'", "DELETE FROM access_log"] {
            let refused = on!(&city.app.db, pool => sqlx::query(change).execute(pool).await.is_err());
            assert!(refused, "{change} on {}", city.engine);
        }
        assert_eq!(number(&city, "SELECT max(id) - count(*) FROM access_log").await, 0, "no number is missing");
        assert_eq!(city.call("GET", "/api/v1/access-log", &worker, None).await.0, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn too_many_looks_raise_one_alarm_an_hour_and_reveals_end_at_the_limit() {
    for city in cities().await {
        let mother = mother(&city).await;
        let limits = "worker=3,300,1,2,10".parse().unwrap();
        let options = Options { access_limits: limits, data: city.data.path().to_owned(), ..Options::default() };
        let app = App::start(city.app.db.clone(), city.app.vault.clone(), city.clock.clone(), options).await.unwrap();
        let worker = city.session_of("worker").await;
        let call = async |method: &str, path: &str, body: Value| {
            let request = axum::http::Request::builder().method(method).uri(path).header("cookie", &worker);
            let request = request.header("content-type", "application/json");
            let request = request.body(axum::body::Body::from(body.to_string())).unwrap();
            router(app.clone(), None).oneshot(request).await.unwrap().status()
        };
        let look = async || call("GET", &format!("/api/v1/dwellings/{}", mother.dwelling), json!({})).await;
        let auditor = city.session_of("auditor").await;
        let alarms = async || city.get("/api/v1/access-alarms", &auditor).await;
        for _ in 0..3 {
            assert_eq!(look().await, StatusCode::OK);
        }
        assert_eq!(alarms().await["open"], 0, "as many as are usual");
        for _ in 0..3 {
            look().await;
        }
        let raised = alarms().await;
        assert_eq!((&raised["open"], &raised["items"][0]["kind"]), (&json!(1), &json!("looks")), "{raised}");
        assert_eq!((&raised["items"][0]["count"], &raised["items"][0]["most"]), (&json!(4), &json!(3)));
        city.clock.advance(Duration::minutes(61));
        for _ in 0..4 {
            look().await;
        }
        assert_eq!(alarms().await["open"], 2, "the next hour");

        let url = format!("/api/v1/residents/{}/reveal", mother.id);
        let input = json!({ "fields": ["phone"], "purpose": "visit" });
        let reveals = [call("POST", &url, input.clone()).await, call("POST", &url, input.clone()).await];
        assert_eq!(reveals, [StatusCode::OK, StatusCode::OK]);
        assert_eq!(call("POST", &url, input.clone()).await, StatusCode::TOO_MANY_REQUESTS);
        let raised = alarms().await;
        assert_eq!((&raised["open"], &raised["items"][0]["kind"]), (&json!(3), &json!("reveals")), "{raised}");
        assert_eq!(log(&city, "login=worker&action=refused").await.len(), 1);
        let alarm = &raised["items"][0];
        let noted = json!({ "login": alarm["login"], "kind": alarm["kind"], "hour": alarm["hour"] });
        let (status, after) = city.call("POST", "/api/v1/access-alarms/noted", &auditor, Some(noted.clone())).await;
        assert_eq!((status, &after["open"]), (StatusCode::OK, &json!(2)));
        let again = city.call("POST", "/api/v1/access-alarms/noted", &auditor, Some(noted)).await.0;
        assert_eq!(again, StatusCode::NOT_FOUND, "it is noted already");
        city.clock.advance(Duration::days(1));
        // Sessions have ended over night, the count of the day is what is asked here.
        let mut tx = app.db.begin().await.unwrap();
        let counts = crate::disclosure::store::counts(&mut tx, "worker", city.clock.now()).await.unwrap();
        assert_eq!(counts.reveals_today, 0, "a new day");
    }
}
