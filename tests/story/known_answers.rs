//! The stories of the source articles, with the answers that every demo city has, whatever its size.

use mirrorlake_tests::{Answer, demo};
use serde_json::Value;

fn items(answer: Answer) -> Vec<Value> {
    answer.expect(200)["items"].as_array().expect("items").clone()
}

/// A lost child of six can say only the mother's name.
#[tokio::test]
async fn the_lost_childs_mother_is_found_among_namesakes() {
    let staff = demo().account("commander").await;
    let both = items(staff.ask("/api/v1/residents", &[("q", "陈静"), ("area", "星辰社区")]).await);
    let mut ages: Vec<_> = both.iter().map(|hit| hit["age"].as_i64().expect("an age")).collect();
    ages.sort_unstable();
    assert_eq!(ages, [33, 71], "{both:?}");

    let query = [("q", "陈静"), ("area", "星辰社区"), ("child_age", "6")];
    let fitting = items(staff.ask("/api/v1/residents", &query).await);
    let first = &fitting[0];
    assert_eq!(first["age"], 33);
    assert_eq!(first["building"]["name"], "29栋");
    assert_eq!(first["entrance"], 2);
    assert_eq!(first["dwelling"]["name"], "301");
    assert_eq!(first["complex"]["name"], "星辰花园");
    let reasons = first["match"]["reasons"].to_string();
    assert!(reasons.contains('6'), "it says why: {reasons}");
}

#[tokio::test]
async fn pinyin_and_initials_find_her_too() {
    let staff = demo().account("commander").await;
    let id = |hits: &[Value]| hits.iter().map(|hit| hit["id"].clone()).collect::<Vec<_>>();
    let by_name = items(staff.ask("/api/v1/residents", &[("q", "陈静"), ("area", "星辰社区")]).await);
    for query in ["chenjing", "chen jing", "cj"] {
        let found =
            items(staff.ask("/api/v1/residents", &[("q", query), ("area", "星辰社区"), ("limit", "100")]).await);
        for wanted in id(&by_name) {
            assert!(id(&found).contains(&wanted), "{query} does not find resident {wanted}");
        }
    }
}

/// A neighbour hears strangers: who owns the flat, who rents it now?
#[tokio::test]
async fn the_tenant_check_names_owner_and_current_tenants() {
    let staff = demo().account("commander").await;
    let her = items(staff.ask("/api/v1/residents", &[("q", "陈静"), ("area", "星辰社区"), ("child_age", "6")]).await);
    let complex = her[0]["complex"]["name"].as_str().expect("a complex").to_owned();
    let found = staff.ask("/api/v1/search", &[("q", "星辰花园16栋")]).await.expect(200);
    let building = (found["places"].as_array().expect("places").iter())
        .find(|place| place["kind"] == "building" && place["name"].as_str().is_some_and(|name| name.contains("16栋")))
        .unwrap_or_else(|| panic!("{complex} 16栋 is not found: {found}"));
    let id = building["id"].as_str().expect("an id");
    let building = staff.get(&format!("/api/v1/buildings/{id}")).await.expect(200);
    let cell = (building["dwellings"].as_array().expect("dwellings").iter())
        .find(|cell| cell["entrance"] == 3 && cell["number"] == "1102")
        .expect("3单元1102 is there");
    assert_eq!(cell["usage"], "rented");
    let id = cell["id"].as_str().expect("an id");
    let dwelling = staff.get(&format!("/api/v1/dwellings/{id}")).await.expect(200);
    assert!(dwelling["owner_name"].as_str().is_some_and(|name| !name.is_empty()));
    let members = dwelling["members"].as_array().expect("members");
    let tenants = members.iter().filter(|member| member["tenant"] == true).count();
    assert_eq!(tenants, 2, "two current tenants, not the former one: {members:?}");
}

/// Every building of 青云林海 lies in one of its ten grids, and a place at a building is in that building's grid.
#[tokio::test]
async fn a_place_in_a_grid_is_that_grids() {
    let staff = demo().account("dispatcher").await;
    let spot = mirrorlake_tests::city::spot(&staff).await;
    let (lon, lat) = (spot.lon.to_string(), spot.lat.to_string());
    let query = [("lon", lon.as_str()), ("lat", lat.as_str()), ("datum", "wgs84")];
    let located = staff.ask("/api/v1/locate", &query).await.expect(200);
    assert_eq!(located["grid"]["code"], spot.grid.as_str(), "{located}");
    assert_eq!(located["community"]["name"], "星辰社区", "{located}");
    assert!(located["worker"]["name"].as_str().is_some_and(|name| !name.is_empty()), "{located}");
    assert!(located["reason"].as_str().is_some_and(|reason| reason.contains("依据")), "{located}");
}

/// Grid 07: the worker is on leave and the backup takes over. Grid 08: both are away, so the grid leader does.
#[tokio::test]
async fn an_absent_worker_has_a_stand_in() {
    let staff = demo().account("dispatcher").await;
    let mut choices = Vec::new();
    for serial in ["007", "008", "001"] {
        let area = grid_of("青云林海社区", serial, &staff).await;
        let (lon, lat) = (area["label"]["lon"].to_string(), area["label"]["lat"].to_string());
        let query = [("lon", lon.as_str()), ("lat", lat.as_str()), ("datum", "wgs84")];
        let located = staff.ask("/api/v1/locate", &query).await.expect(200);
        assert_eq!(located["grid"]["code"], area["code"], "the label of a grid lies in it");
        choices.push(located["worker_choice"].as_str().expect("a choice").to_owned());
    }
    assert_eq!(choices, ["backup", "grid_leader", "on_duty"]);
}

async fn grid_of(community: &str, serial: &str, staff: &mirrorlake_tests::Caller) -> Value {
    let found = staff.ask("/api/v1/search", &[("q", community)]).await.expect(200);
    let community = (found["areas"].as_array().expect("areas").iter())
        .find(|area| area["name"] == community && area["level"] == "community")
        .unwrap_or_else(|| panic!("{community} is not found: {found}"));
    let code = format!("{}{serial}", community["code"].as_str().expect("a code"));
    staff.get(&format!("/api/v1/areas/{code}")).await.expect(200)
}
