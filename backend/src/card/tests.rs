//! A card for every household, and nothing on it or behind its code about who lives there.

use crate::testing::{TestCity, cities};
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::collections::HashSet;

const ORIGIN: &str = "https://jinghu.example";

/// The mother of the lost child with her grid and dwelling.
async fn mother(city: &TestCity, cookie: &str) -> (Value, String, String) {
    let found = city.get("/api/v1/residents?q=陈静&area=星辰社区&child_age=6", cookie).await["items"][0].clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (grid, dwelling) = (text(&found["area"]["grid"]["code"]), text(&found["dwelling"]["id"]));
    (found, grid, dwelling)
}

#[tokio::test]
async fn every_household_of_a_grid_has_a_card_without_a_name_on_it() {
    for city in cities().await {
        let worker = city.session_of("worker").await;
        let (_, grid, dwelling) = mother(&city, &worker).await;
        let path = format!("/api/v1/cards/{grid}?origin={ORIGIN}");
        let sheet = city.get(&path, &worker).await;
        let living = "SELECT count(DISTINCT household_id) FROM resident WHERE moved_out IS NULL AND area_code = $1";
        let households: i64 =
            crate::on!(&city.app.db, pool => sqlx::query_scalar(living).bind(&grid).fetch_one(pool).await).unwrap();
        assert!(households > 20, "{households}");
        assert_eq!(sheet["cards"].as_array().unwrap().len() as i64, households, "{}", city.engine);

        let posts: Vec<_> = sheet["staff"].as_array().unwrap().iter().map(|one| one["post"].clone()).collect();
        assert_eq!(posts, ["grid_worker", "grid_leader", "community_head"]);
        assert!(sheet["departments"].as_array().unwrap().iter().any(|one| one["department"] == "police"));

        // Neither names nor numbers of those who live here, in letters or in the codes.
        let names = "SELECT name FROM resident WHERE area_code = $1";
        let names: Vec<String> =
            crate::on!(&city.app.db, pool => sqlx::query_scalar(names).bind(&grid).fetch_all(pool).await).unwrap();
        // Staff are named, and a name of theirs may hold a shorter one of somebody who lives here.
        let mut unstaffed = sheet.clone();
        unstaffed["staff"].take();
        let text = unstaffed.to_string();
        let told: Vec<_> = names.iter().filter(|name| text.contains(name.as_str())).collect();
        assert!(told.is_empty(), "{told:?}");

        let urls: HashSet<&str> =
            sheet["plates"].as_array().unwrap().iter().map(|plate| plate["url"].as_str().unwrap()).collect();
        assert_eq!(urls.len(), sheet["plates"].as_array().unwrap().len(), "no two doors share a code");
        assert!(urls.iter().all(|url| url.starts_with("https://jinghu.example/report?at=")));
        assert_eq!(city.get(&path, &worker).await, sheet, "a code stays what it is");
        let one = city.get(&format!("{path}&dwelling={dwelling}"), &worker).await;
        assert_eq!((one["cards"].as_array().unwrap().len(), &one["cards"][0]["number"]), (1, &json!("301")));
    }
}

#[tokio::test]
async fn a_scanned_code_says_where_the_door_is_and_files_a_report_there() {
    for city in cities().await {
        let worker = city.session_of("worker").await;
        let (found, grid, dwelling) = mother(&city, &worker).await;
        let sheet = city.get(&format!("/api/v1/cards/{grid}?dwelling={dwelling}&origin={ORIGIN}"), &worker).await;
        let code = sheet["plates"][0]["url"].as_str().unwrap().rsplit('=').next().unwrap();
        let door = city.get(&format!("/api/v1/doorplates/{code}"), "").await;
        assert_eq!((&door["building"]["id"], &door["entrance"]), (&found["building"]["id"], &json!(2)));
        assert!(door["address"].as_str().unwrap().ends_with("星辰花园29栋2单元"), "{door}");
        assert!(!door.to_string().contains("301"), "the door is known, the household is not");
        let report = json!({ "source": "web", "description": "楼道灯不亮", "building_id": door["building"]["id"],
            "location": door["location"], "address": door["address"] });
        let (status, filed) = city.call("POST", "/api/v1/reports", "", Some(report)).await;
        assert_eq!(status, StatusCode::CREATED, "{filed}");
        assert_eq!(filed["assignment"]["grid"]["code"], grid);
        for wrong in ["000000000000", "x", &"a".repeat(200)] {
            let path = format!("/api/v1/doorplates/{wrong}");
            assert_eq!(city.call("GET", &path, "", None).await.0, StatusCode::NOT_FOUND, "{wrong}");
        }
    }
}

#[tokio::test]
async fn cards_are_printed_by_the_staff_of_the_grid() {
    for city in cities().await {
        let commander = city.session_of("commander").await;
        let worker = city.session_of("worker").await;
        let (_, grid, dwelling) = mother(&city, &commander).await;
        let grids = city.get("/api/v1/areas?level=grid", &commander).await;
        let mut other = grids["items"].as_array().unwrap().iter().map(|area| area["code"].as_str().unwrap());
        let other = other.rfind(|code| *code != grid).unwrap();
        let status = async |path: String, cookie: &str| city.call("GET", &path, cookie, None).await.0;
        let sheet = |grid: &str| format!("/api/v1/cards/{grid}?origin={ORIGIN}");
        assert_eq!(status(sheet(other), &commander).await, StatusCode::OK);
        assert_eq!(status(sheet(other), &worker).await, StatusCode::NOT_FOUND);
        let elsewhere = format!("{}&dwelling={dwelling}", sheet(other));
        assert_eq!(status(elsewhere, &commander).await, StatusCode::NOT_FOUND, "a dwelling of another grid");
        assert_eq!(status(sheet("340202"), &commander).await, StatusCode::NOT_FOUND);
        let foreign = format!("/api/v1/cards/{grid}?origin=javascript:1");
        assert_eq!(status(foreign, &worker).await, StatusCode::UNPROCESSABLE_ENTITY);
    }
}
