//! The tables through the API, on both engines: out and in again, what an import changes and what it leaves alone.

use super::shipped;
use crate::testing::{TestCity, cities};
use crate::{category, in_tx, on};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use chrono::Duration;
use serde_json::{Value, json};
use tower::ServiceExt;

const TABLE: &str = "/api/v1/categories/table";

/// Calls a door with bytes; answers bytes.
async fn send(city: &TestCity, method: &str, path: &str, cookie: &str, body: Vec<u8>) -> (StatusCode, Vec<u8>) {
    let request = Request::builder().method(method).uri(path).header(header::COOKIE, cookie).body(Body::from(body));
    let router = crate::router::router(city.app.clone(), None);
    let response = router.oneshot(request.unwrap()).await.unwrap();
    let status = response.status();
    (status, to_bytes(response.into_body(), usize::MAX).await.unwrap().into())
}

async fn put(city: &TestCity, query: &str, table: impl Into<Vec<u8>>) -> (StatusCode, Value) {
    let admin = city.session_of("admin").await;
    let (status, answer) = send(city, "PUT", &format!("{TABLE}{query}"), &admin, table.into()).await;
    (status, serde_json::from_slice(&answer).unwrap())
}

async fn export(city: &TestCity, format: &str) -> Vec<u8> {
    let admin = city.session_of("admin").await;
    let (status, table) = send(city, "GET", &format!("{TABLE}?format={format}"), &admin, Vec::new()).await;
    assert_eq!(status, StatusCode::OK);
    table
}

async fn csv(city: &TestCity) -> String {
    String::from_utf8(export(city, "csv").await).unwrap()
}

async fn changes(city: &TestCity) -> Vec<(i64, Option<String>, String, String)> {
    let select = "SELECT id, login, actor, changes FROM category_change ORDER BY id";
    on!(&city.app.db, pool => sqlx::query_as(select).fetch_all(pool).await).unwrap()
}

fn nothing(dry_run: bool) -> Value {
    let rows = shipped().criteria.len();
    json!({ "dry_run": dry_run, "rows": rows, "added": [], "changed": [], "retired": [], "reordered": false })
}

#[tokio::test]
async fn out_and_in_again_changes_nothing() {
    for city in cities().await {
        let before = category::load(&city.app.db).await.unwrap();
        assert_eq!((&before.categories, &before.criteria), (&shipped().categories, &shipped().criteria));
        for format in ["xlsx", "csv"] {
            let table = export(&city, format).await;
            for (query, dry_run) in [("?dry_run=true", true), ("", false)] {
                let (status, outcome) = put(&city, query, table.clone()).await;
                assert_eq!((status, outcome), (StatusCode::OK, nothing(dry_run)), "{format} on {}", city.engine);
            }
        }
        assert_eq!(category::load(&city.app.db).await.unwrap(), before);
        let recorded = changes(&city).await;
        assert_eq!(recorded.len(), 1, "the shipped tables only");
        assert_eq!((recorded[0].0, &recorded[0].1), (1, &None));
    }
}

#[tokio::test]
async fn an_import_adds_changes_and_retires_and_is_on_record() {
    for city in cities().await {
        let listed = async |query: &str| city.get(&format!("/api/v1/categories{query}"), "").await["items"].clone();
        let has = |items: &Value, code: &str| items.as_array().unwrap().iter().any(|it| it["code"] == code);
        let original = csv(&city).await;
        let mut lines: Vec<String> = original.lines().map(str::to_owned).collect();
        // A category goes, a criterion of another goes, one is new, one is another.
        lines.retain(|line| !line.contains(",E0192,") && !line.contains("E0101-5"));
        lines.push("市容环境,E0199,随地吐痰,E0199-1,被发现随地吐痰,城管,1,工作时,紧急,近景,是,否,,,".to_owned());
        let edited = lines.join("\n").replace("乱排污水,E0130-1", "污水乱排,E0130-1");
        let expected = json!({
            "added": ["E0199", "E0199-1"], "changed": ["E0130"], "retired": ["E0192", "E0101-5", "E0192-1"]
        });
        for (query, stored) in [("?dry_run=true", false), ("", true)] {
            let (status, outcome) = put(&city, query, edited.clone()).await;
            assert_eq!(status, StatusCode::OK, "{outcome}");
            for key in ["added", "changed", "retired"] {
                assert_eq!(outcome[key], expected[key], "{key} on {}", city.engine);
            }
            assert_eq!(outcome["reordered"], false);
            let items = listed("").await;
            assert_eq!((has(&items, "E0199"), has(&items, "E0192")), (stored, !stored));
        }
        assert!(has(&listed("?retired=true").await, "E0192"), "kept");
        let illegal = listed("").await.as_array().unwrap().iter().find(|it| it["code"] == "E0101").cloned().unwrap();
        assert_eq!(illegal["criteria"].as_array().unwrap().len(), 4);
        let (status, problem) = city
            .call(
                "POST",
                "/api/v1/reports",
                "",
                Some(json!({ "source": "web", "category": "E0192", "description": "满", "address": "某处" })),
            )
            .await;
        assert_eq!((status, &problem["errors"][0]["pointer"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("/category")));
        let leader = city.session_of("leader").await;
        let old = city.get("/api/v1/cases?category=E0192&limit=1", &leader).await;
        assert_eq!(old["items"][0]["category_zh"], "垃圾满溢", "old cases keep their name");

        let recorded = changes(&city).await;
        let (id, login, _, text) = &recorded[1];
        assert_eq!((recorded.len(), *id, login.as_deref()), (2, 2, Some("admin")));
        assert!(text.contains("E0199") && text.contains("污水乱排") && !text.contains("E0113"), "{text}");
        let mut tx = city.app.db.begin().await.unwrap();
        let erase = in_tx!(&mut tx, conn => sqlx::query("DELETE FROM category_change").execute(conn).await.map(drop));
        assert!(erase.is_err(), "append-only on {}", city.engine);
        drop(tx);

        // Another process has a copy of its own and sees that it is old.
        let other = crate::app::App::start(
            city.app.db.clone(),
            city.app.vault.clone(),
            city.clock.clone(),
            city.app.options.clone(),
        )
        .await
        .unwrap();
        let (_, back) = put(&city, "", original).await;
        assert_eq!((&back["added"], &back["retired"]), (&expected["retired"], &expected["added"]), "offered again");
        assert!(other.categories.load().offered("E0192").is_none());
        super::service::refresh(&other).await.unwrap();
        assert!(other.categories.load().offered("E0192").is_some());
        assert_eq!(other.categories.load().revision, 3);
    }
}

#[tokio::test]
async fn a_table_with_faults_stores_nothing_and_says_where() {
    for city in cities().await {
        let good = csv(&city).await;
        let faulty = good.replacen(",15,工作日,", ",15,天,", 1);
        let (status, problem) = put(&city, "", faulty).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(problem["errors"][0]["pointer"], "/rows/2/时限单位", "{problem}");
        assert_eq!(put(&city, "", "").await.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(put(&city, "", vec![b' '; super::MAX_BYTES + 1]).await.0, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(put(&city, "?dryrun=true", good).await.0, StatusCode::UNPROCESSABLE_ENTITY, "a misspelt question");
        assert_eq!(changes(&city).await.len(), 1, "{}", city.engine);
        let leader = city.session_of("leader").await;
        assert_eq!(send(&city, "GET", TABLE, &leader, Vec::new()).await.0, StatusCode::FORBIDDEN);
    }
}

/// Reports, and takes steps, each of which must succeed; the last answer.
async fn walk(city: &TestCity, category: &str, steps: &[(&str, &str, Value)]) -> Value {
    let body = json!({ "source": "web", "category": category, "description": "测试", "address": "某处" });
    let (status, answer) = city.call("POST", "/api/v1/reports", "", Some(body)).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    let mut case = answer["case"].clone();
    for (login, action, input) in steps {
        let (status, answer) = step(city, &case, login, action, input.clone()).await;
        assert_eq!(status, StatusCode::OK, "{login} {action}: {answer}");
        case = answer;
    }
    case
}

async fn step(city: &TestCity, case: &Value, login: &str, action: &str, mut input: Value) -> (StatusCode, Value) {
    let number = case["number"].as_str().unwrap();
    let dispatcher = city.session_of("dispatcher").await;
    input["version"] = city.get(&format!("/api/v1/cases/{number}"), &dispatcher).await["version"].clone();
    let path = format!("/api/v1/cases/{number}/actions/{action}");
    city.call("POST", &path, &city.session_of(login).await, Some(input)).await
}

#[tokio::test]
async fn a_criterion_is_chosen_by_filing_and_later_tables_are_for_later_cases() {
    for city in cities().await {
        let accept = || ("acceptor", "accept", json!({}));
        let hours = |case: &Value| {
            let clock = &case["course"]["clock"];
            let at = |key: &str| clock[key].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
            at("due_at") - at("started_at")
        };
        let first = walk(&city, "E0503", &[accept(), ("dispatcher", "file", json!({}))]).await;
        assert_eq!(first["course"]["criterion"], "E0503-1", "the usual one when nobody says otherwise");
        assert_eq!((&first["criterion"]["priority"], &first["department"]), (&json!("normal"), &json!("drainage")));
        let burst = [accept(), ("dispatcher", "file", json!({ "category": "E0503-2" }))];
        let second = walk(&city, "E0503", &burst).await;
        assert_eq!(second["course"]["criterion"], "E0503-2");
        assert_eq!((&second["course"]["category"], &second["category"]), (&json!("E0503"), &json!("E0503")));
        assert_eq!((&second["criterion"]["priority"], hours(&second)), (&json!("urgent"), Duration::hours(1)));
        let dispatched = step(&city, &second, "dispatcher", "dispatch", json!({ "departments": ["drainage"] })).await.1;
        let due = dispatched["due_at"].clone();

        let table = csv(&city)
            .await
            .replace("E0503-2,管道破裂,排水,1,紧急工作时,特急", "E0503-2,管道破裂,市政,3,紧急工作时,紧急");
        let (status, outcome) = put(&city, "", table).await;
        assert_eq!((status, &outcome["changed"]), (StatusCode::OK, &json!(["E0503-2"])), "{outcome}");
        let dispatcher = city.session_of("dispatcher").await;
        let running = city.get(&format!("/api/v1/cases/{}", second["number"].as_str().unwrap()), &dispatcher).await;
        assert_eq!((&running["due_at"], &running["department"]), (&due, &json!("drainage")), "{}", city.engine);
        let next = walk(&city, "E0503", &burst).await;
        assert_eq!((hours(&next), &next["department"]), (Duration::hours(3), &json!("municipal")));
        assert_eq!(next["criterion"]["priority"], "high");

        // A case that is on its way goes on when its category is retired; others cannot take it.
        let waiting = walk(&city, "E0503", &[accept()]).await;
        let other = walk(&city, "E0130", &[accept()]).await;
        let without: String =
            csv(&city).await.lines().filter(|line| !line.contains("E0503-")).map(|l| l.to_owned() + "\n").collect();
        assert_eq!(put(&city, "", without).await.1["retired"], json!(["E0503", "E0503-1", "E0503-2"]));
        let (status, filed) = step(&city, &waiting, "dispatcher", "file", json!({})).await;
        assert_eq!((status, &filed["course"]["criterion"]), (StatusCode::OK, &json!("E0503-1")), "{filed}");
        for code in ["E0503", "E0503-1", "E0130-7", "X9999-1"] {
            let (status, problem) = step(&city, &other, "dispatcher", "file", json!({ "category": code })).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
            assert_eq!(problem["errors"][0]["pointer"], "/category");
        }
    }
}

#[tokio::test]
async fn nobody_says_done_without_the_photo_that_the_criterion_asks_for() {
    for city in cities().await {
        let steps = [
            ("acceptor", "accept", json!({})),
            ("dispatcher", "file", json!({})),
            ("dispatcher", "dispatch", json!({ "departments": ["drainage"] })),
            ("department", "acknowledge", json!({})),
        ];
        let case = walk(&city, "C0111", &steps).await;
        assert_eq!(case["criterion"]["evidence"], json!(["after"]));
        let done = || json!({ "note": "已修复" });
        let (status, problem) = step(&city, &case, "department", "feed_back", done()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        let error = &problem["errors"][0];
        assert_eq!(error["pointer"], "/evidence");
        assert!(error["detail"].as_str().unwrap().contains("处置后"), "{problem}");
        let photo = |kind: &str| {
            let path = format!("/api/v1/cases/{}/evidence?kind={kind}", case["number"].as_str().unwrap());
            let mut png = std::io::Cursor::new(Vec::new());
            image::RgbImage::new(64, 64).write_to(&mut png, image::ImageFormat::Png).unwrap();
            (path, png.into_inner())
        };
        let department = city.sign_in("department").await;
        for (kind, expected) in [("before", StatusCode::UNPROCESSABLE_ENTITY), ("after", StatusCode::OK)] {
            let (path, png) = photo(kind);
            let (status, answer) = send(&city, "POST", &path, &department, png).await;
            assert_eq!(status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&answer));
            assert_eq!(step(&city, &case, "department", "feed_back", done()).await.0, expected, "{kind}");
        }
        let plain = walk(&city, "E0130", &steps).await;
        assert_eq!(step(&city, &plain, "department", "feed_back", done()).await.0, StatusCode::OK);
    }
}

#[tokio::test]
async fn the_limit_of_one_criterion_is_changed_for_later_cases_and_put_on_record() {
    for city in cities().await {
        let admin = city.session_of("admin").await;
        let put = async |code: &str, amount: u32, unit: &str| {
            let body = json!({ "amount": amount, "unit": unit });
            city.call("PUT", &format!("/api/v1/criteria/{code}/limit"), &admin, Some(body)).await
        };
        let (status, outcome) = put("E0130-1", 3, "work_hour").await;
        assert_eq!((status, &outcome["changed"]), (StatusCode::OK, &json!(["E0130-1"])), "{outcome}");
        let (_, again) = put("E0130-1", 3, "work_hour").await;
        assert_eq!(again["changed"], json!([]), "the same limit is no change");
        let all = city.get("/api/v1/categories", "").await;
        let changed = all["items"].as_array().unwrap().iter().find(|category| category["code"] == "E0130").unwrap();
        let limit = json!({ "amount": 3, "unit": "work_hour" });
        assert_eq!((&changed["limit"], &changed["criteria"][0]["limit"]), (&limit, &limit), "{}", city.engine);
        for (code, amount, expected) in [
            ("E0130-1", 0, StatusCode::UNPROCESSABLE_ENTITY),
            ("E0130-1", 10_000, StatusCode::UNPROCESSABLE_ENTITY),
            ("E9999-1", 3, StatusCode::NOT_FOUND),
        ] {
            assert_eq!(put(code, amount, "work_day").await.0, expected, "{code} {amount}");
        }
        let record = "SELECT count(*) FROM category_change";
        let count: i64 = crate::on!(&city.app.db, pool => sqlx::query_scalar(record).fetch_one(pool).await).unwrap();
        assert_eq!(count, 2, "the shipped tables and one change");
    }
}
