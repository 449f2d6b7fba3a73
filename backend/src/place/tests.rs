//! The tenant check, visits, and what somebody may not see of them.

use crate::testing::{TestCity, cities, now};
use axum::http::StatusCode;
use chrono::{Duration, NaiveDate, NaiveTime, TimeZone, Utc};
use serde_json::{Value, json};
use shared::time::{china, china_day};

/// The building and the dwelling of the tenant check.
async fn rented(city: &TestCity) -> (Value, Value) {
    let community = city.session_of("community").await;
    let found = city.get("/api/v1/search?q=星辰花园16栋", &community).await;
    let building = found["places"][0]["id"].as_str().unwrap().to_owned();
    let detail = city.get(&format!("/api/v1/buildings/{building}"), &community).await;
    let cell = |cell: &&Value| cell["entrance"] == 3 && cell["number"] == "1102";
    let dwelling = detail["dwellings"].as_array().unwrap().iter().find(cell).expect("3单元 1102").clone();
    (detail, dwelling)
}

/// The path of the household of the lost child, which lies in the worker's own grid.
async fn home(city: &TestCity) -> String {
    let worker = city.session_of("worker").await;
    let found = city.get("/api/v1/residents?q=陈静&area=星辰社区&child_age=6", &worker).await;
    format!("/api/v1/dwellings/{}", found["items"][0]["dwelling"]["id"].as_str().unwrap())
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_tenant_check_answers_owner_tenants_and_former_tenants_apart_in_one_call() {
    for city in cities().await {
        let community = city.session_of("community").await;
        let (building, dwelling) = rented(&city).await;
        assert_eq!(dwelling["usage"], "rented");
        let path = format!("/api/v1/dwellings/{}", dwelling["id"].as_str().unwrap());
        let mut home = city.get(&path, &community).await;
        // Codes of areas are longer than telephones.
        home["area"].take();
        let members = home["members"].as_array().unwrap();
        assert_eq!(members.iter().filter(|member| member["tenant"] == true).count(), 2, "{}", city.engine);
        let (current, former) = (names(&home["tenants"]), names(&home["former_tenants"]));
        assert_eq!((current.len(), former.len()), (2, 1));
        assert!(current.iter().all(|name| names(&home["members"]).contains(name)));
        assert!(!names(&home["members"]).contains(&former[0]), "who has left does not live here");
        assert!(!home["owner_name"].as_str().unwrap().is_empty());
        // Every number is masked, and of those in the answer none is left whole.
        let phones = ["tenants", "former_tenants", "members"].map(|list| home[list].as_array().unwrap());
        let phones = phones.into_iter().flatten().map(|one| &one["phone"]).chain([&home["owner_phone"]]);
        let phones: Vec<&str> = phones.filter_map(Value::as_str).collect();
        assert!(phones.len() >= 4 && phones.iter().all(|phone| phone[3..7] == *"****"), "{phones:?}");
        assert!(members.iter().all(|member| member["identity"].as_str().unwrap()[3..14] == *"***********"));
        assert!(!home.to_string().split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() >= 11), "{home}");

        // A grid worker of another grid learns nothing of it: neither who lives there nor how the building is divided.
        let worker = city.session_of("worker").await;
        let building_path = format!("/api/v1/buildings/{}", building["id"].as_str().unwrap());
        assert_eq!(city.call("GET", &path, &worker, None).await.0, StatusCode::NOT_FOUND);
        let seen = city.get(&building_path, &worker).await;
        assert_eq!((&seen["name"], seen["dwellings"].as_array().unwrap().len()), (&building["name"], 0));
        let own = city.get("/api/v1/search?q=星辰花园29栋", &worker).await["places"][0]["id"].clone();
        let own = city.get(&format!("/api/v1/buildings/{}", own.as_str().unwrap()), &worker).await;
        assert!(own["dwellings"].as_array().unwrap().iter().any(|cell| cell["residents"].as_u64().unwrap() > 0));
        let outline = own["footprint"].as_array().unwrap();
        assert!(outline.len() > 4 && outline.first() == outline.last(), "{outline:?}");
        let search = city.get("/api/v1/search?q=星辰花园16栋", &worker).await;
        let shown = |place: &Value| place["kind"] == "building" && place["id"] == building["id"];
        assert!(!search["places"].as_array().unwrap().iter().any(shown), "{search}");

        let department = city.session_of("department").await;
        assert_eq!(city.call("GET", &path, &department, None).await.0, StatusCode::FORBIDDEN);
        let seen = city.get(&building_path, &department).await;
        let residents = seen["dwellings"].as_array().unwrap().iter().map(|cell| cell["residents"].as_u64().unwrap());
        assert_eq!(residents.sum::<u64>(), 0, "who may not see people does not learn how many there are");
    }
}

#[tokio::test]
async fn a_tenant_is_one_through_the_last_day_of_the_lease() {
    for city in cities().await {
        let (_, dwelling) = rented(&city).await;
        let id: i64 = dwelling["id"].as_str().unwrap().parse().unwrap();
        let path = format!("/api/v1/dwellings/{id}");
        let last = NaiveDate::from_ymd_opt(2027, 2, 28).unwrap();
        let shorten = "UPDATE tenancy SET ends = $2 WHERE dwelling_id = $1 AND (ends IS NULL OR ends >= $3)";
        let changed = crate::on!(&city.app.db, pool =>
            sqlx::query(shorten).bind(id).bind(last).bind(china_day(now())).execute(pool).await.unwrap().rows_affected());
        let tenants = async |day: NaiveDate, time: NaiveTime| {
            let moment = china().from_local_datetime(&day.and_time(time)).unwrap().with_timezone(&Utc);
            city.clock.advance(moment - city.clock.now());
            let community = city.sign_in("community").await;
            let home = city.get(&path, &community).await;
            let marked = home["members"].as_array().unwrap().iter().filter(|one| one["tenant"] == true).count();
            (marked, names(&home["tenants"]).len(), names(&home["former_tenants"]).len())
        };
        let midnight = NaiveTime::MIN;
        let late = NaiveTime::from_hms_opt(23, 59, 59).unwrap();
        let current = changed as usize;
        assert_eq!(current, 2);
        assert_eq!(tenants(last, late).await, (2, 2, 1), "the whole last day, on {}", city.engine);
        assert_eq!(tenants(last + Duration::days(1), midnight).await, (0, 0, 3), "and not a moment longer");
    }
}

#[tokio::test]
async fn visits_are_noted_by_those_of_the_area_within_bounds() {
    for city in cities().await {
        let path = home(&city).await;
        let worker = city.session_of("worker").await;
        let visits = format!("{path}/visits");
        let note = |day: &str, note: &str| Some(json!({ "day": day, "note": note }));
        let (status, noted) = city.call("POST", &visits, &worker, note("2026-11-20", " 老人身体好 ")).await;
        assert_eq!((status, &noted["note"]), (StatusCode::CREATED, &json!("老人身体好")), "{noted}");
        let (status, _) = city.call("POST", &visits, &worker, note("2025-11-22", "一年前")).await;
        assert_eq!(status, StatusCode::CREATED, "a year ago today");
        for (day, words, pointer) in [
            ("2026-11-23", "明天", "/day"),
            ("2025-11-21", "太久", "/day"),
            ("2026-11-22", "  ", "/note"),
            ("2026-11-22", &"长".repeat(501), "/note"),
        ] {
            let (status, problem) = city.call("POST", &visits, &worker, note(day, words)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{day}");
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
        }
        let seen = city.get(&path, &worker).await;
        let days: Vec<_> = seen["visits"].as_array().unwrap().iter().map(|visit| visit["day"].clone()).collect();
        assert_eq!((days, &seen["may_record"]), (vec![json!("2026-11-20"), json!("2025-11-22")], &json!(true)));

        // Who may look but not write, and who is of another area.
        let commander = city.session_of("commander").await;
        assert_eq!(city.get(&path, &commander).await["may_record"], false);
        assert_eq!(city.call("POST", &visits, &commander, note("2026-11-20", "x")).await.0, StatusCode::FORBIDDEN);
        let (_, elsewhere) = rented(&city).await;
        let elsewhere = format!("/api/v1/dwellings/{}/visits", elsewhere["id"].as_str().unwrap());
        assert_eq!(city.call("POST", &elsewhere, &worker, note("2026-11-20", "x")).await.0, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn unknown_places_are_not_found() {
    for city in cities().await {
        let worker = city.session_of("worker").await;
        for path in ["/api/v1/buildings/999999999", "/api/v1/buildings/x", "/api/v1/dwellings/-1"] {
            assert_eq!(city.call("GET", path, &worker, None).await.0, StatusCode::NOT_FOUND, "{path}");
        }
    }
}
