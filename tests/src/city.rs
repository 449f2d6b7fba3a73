//! What every test may know about the demo city, found out through the doors.

use crate::caller::Caller;
use crate::server::unique;
use serde_json::{Value, json};

/// A place that surely lies in a grid: the building of a resident whom every demo city has.
#[derive(Clone, Debug)]
pub struct Spot {
    pub lon: f64,
    pub lat: f64,
    pub building: String,
    /// The code of the grid that the building is registered in.
    pub grid: String,
}

/// 星辰花园 29栋.
pub async fn spot(staff: &Caller) -> Spot {
    let found = staff.ask("/api/v1/residents", &[("q", "陈静"), ("area", "星辰社区"), ("child_age", "6")]).await;
    let found = found.expect(200);
    let first = &found["items"][0];
    Spot {
        lon: first["location"]["lon"].as_f64().expect("a longitude"),
        lat: first["location"]["lat"].as_f64().expect("a latitude"),
        building: first["building"]["id"].as_str().expect("a building").to_owned(),
        grid: first["area"]["grid"]["code"].as_str().expect("a grid").to_owned(),
    }
}

/// A report that is right in every field, with an external id of its own.
pub fn report(spot: &Spot) -> Value {
    json!({
        "source": "hotline",
        "external_id": unique("inspector"),
        "category": "E0192",
        "description": "垃圾桶满溢，影响通行",
        "location": { "lon": spot.lon, "lat": spot.lat, "datum": "wgs84" },
    })
}

/// The number of the case in the answer to a report.
pub fn number(answer: &Value) -> String {
    answer["case"]["number"].as_str().expect("a report is answered with its case").to_owned()
}

/// Cases accepted today, as the wall counts them.
pub async fn accepted_today(caller: &Caller) -> i64 {
    caller.get("/api/v1/wall").await.expect(200)["today"]["accepted"].as_i64().expect("a number")
}
