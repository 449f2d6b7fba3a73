//! The tenant check, and what somebody may not see of it.

use crate::testing::cities;
use axum::http::StatusCode;
use serde_json::Value;

#[tokio::test]
async fn the_tenant_check_shows_owner_and_current_tenants_only() {
    for city in cities().await {
        let community = city.sign_in("community").await;
        let found = city.get("/api/v1/search?q=星辰花园16栋", &community).await;
        let building = found["places"][0]["id"].as_str().unwrap();
        let detail = city.get(&format!("/api/v1/buildings/{building}"), &community).await;
        let cell = |cell: &&Value| cell["entrance"] == 3 && cell["number"] == "1102";
        let dwelling = detail["dwellings"].as_array().unwrap().iter().find(cell).expect("3单元 1102");
        assert_eq!(dwelling["usage"], "rented");
        let home = city.get(&format!("/api/v1/dwellings/{}", dwelling["id"].as_str().unwrap()), &community).await;
        let tenants = home["members"].as_array().unwrap().iter().filter(|member| member["tenant"] == true).count();
        assert_eq!(tenants, 2, "{}: the former tenant is not among them", city.engine);
        assert!(!home["owner_name"].as_str().unwrap().is_empty());

        // A grid worker of another grid learns nothing of it: neither who lives there nor how the building is divided.
        let worker = city.sign_in("worker").await;
        let path = format!("/api/v1/dwellings/{}", dwelling["id"].as_str().unwrap());
        assert_eq!(city.call("GET", &path, &worker, None).await.0, StatusCode::NOT_FOUND);
        let seen = city.get(&format!("/api/v1/buildings/{building}"), &worker).await;
        assert_eq!((&seen["name"], seen["dwellings"].as_array().unwrap().len()), (&detail["name"], 0));
        let own = city.get("/api/v1/search?q=星辰花园29栋", &worker).await["places"][0]["id"].clone();
        let own = city.get(&format!("/api/v1/buildings/{}", own.as_str().unwrap()), &worker).await;
        assert!(own["dwellings"].as_array().unwrap().iter().any(|cell| cell["residents"].as_u64().unwrap() > 0));
        let search = city.get("/api/v1/search?q=星辰花园16栋", &worker).await;
        let shown = |place: &Value| place["kind"] == "building" && place["id"] == building;
        assert!(!search["places"].as_array().unwrap().iter().any(shown), "{search}");

        let department = city.sign_in("department").await;
        let path = format!("/api/v1/dwellings/{}", dwelling["id"].as_str().unwrap());
        assert_eq!(city.call("GET", &path, &department, None).await.0, StatusCode::FORBIDDEN);
        let seen = city.get(&format!("/api/v1/buildings/{building}"), &department).await;
        let residents = seen["dwellings"].as_array().unwrap().iter().map(|cell| cell["residents"].as_u64().unwrap());
        assert_eq!(residents.sum::<u64>(), 0, "who may not see people does not learn how many there are");
    }
}

#[tokio::test]
async fn unknown_places_are_not_found() {
    for city in cities().await {
        let worker = city.sign_in("worker").await;
        for path in ["/api/v1/buildings/999999999", "/api/v1/buildings/x", "/api/v1/dwellings/-1"] {
            assert_eq!(city.call("GET", path, &worker, None).await.0, StatusCode::NOT_FOUND, "{path}");
        }
    }
}
