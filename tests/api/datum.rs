//! One place named in four datums lands in the same grid. The other two forms of the point below were computed by
//! the published formulas in another language, not by the program under test.

use mirrorlake_tests::city::{report, spot};
use mirrorlake_tests::demo;
use serde_json::json;

/// The same point in the middle of the demo district: WGS-84, GCJ-02, BD-09.
const SAME_PLACE: [(&str, f64, f64); 3] = [("wgs84", 118.37, 31.33), ("gcj02", GCJ.0, GCJ.1), ("bd09", BD.0, BD.1)];
const GCJ: (f64, f64) = (118.3753980, 31.3281398);
const BD: (f64, f64) = (118.3819973, 31.3337970);

/// 1e-5 degrees is about a metre.
const METRE: f64 = 1e-5;

#[tokio::test]
async fn a_place_in_any_datum_is_stored_in_wgs84() {
    let staff = demo().account("dispatcher").await;
    let spot = spot(&staff).await;
    let mut grids = Vec::new();
    for (datum, lon, lat) in SAME_PLACE {
        let mut body = report(&spot);
        body["location"] = json!({ "lon": lon, "lat": lat, "datum": datum });
        let answer = staff.post("/api/v1/reports", &body).await.expect(201);
        let stored = &answer["case"]["location"];
        assert_eq!(stored["datum"], "wgs84");
        let off = |field: &str, expected: f64| (stored[field].as_f64().expect("a number") - expected).abs();
        assert!(off("lon", 118.37) < METRE && off("lat", 31.33) < METRE, "{datum}: {stored}");
        grids.push(answer["assignment"]["grid"].clone());
    }
    assert!(grids.iter().all(|grid| *grid == grids[0]), "{grids:?}");
}

#[tokio::test]
async fn locate_and_report_agree() {
    let staff = demo().account("dispatcher").await;
    let spot = spot(&staff).await;
    for (datum, lon, lat) in SAME_PLACE {
        let (lon, lat) = (lon.to_string(), lat.to_string());
        let query = [("lon", lon.as_str()), ("lat", lat.as_str()), ("datum", datum)];
        let located = staff.ask("/api/v1/locate", &query).await.expect(200);
        let mut body = report(&spot);
        body["location"] = json!({ "lon": 118.37, "lat": 31.33, "datum": "wgs84" });
        let reported = staff.post("/api/v1/reports", &body).await.expect(201);
        assert_eq!(located["grid"], reported["assignment"]["grid"], "{datum}");
        assert_eq!(located["decided_by"], reported["assignment"]["decided_by"], "{datum}");
    }
}
