//! What is personal does not leave through a public door: a name and a phone number are planted in a report, and then
//! looked for in everything that a stranger can read, and in the log.

use mirrorlake_tests::Server;
use mirrorlake_tests::city::{number, report, spot};
use mirrorlake_tests::live::Live;
use serde_json::json;

const NAME: &str = "欧阳测密";
const PHONE: &str = "19900004711";
const WORDS: &str = "三楼老人独居";

#[tokio::test]
async fn what_a_reporter_says_about_himself_stays_inside() {
    let server = Server::start(&["--demo-scale", "0.1"]);
    let staff = server.account("dispatcher").await;
    let spot = spot(&staff).await;
    let mut live = Live::open(&staff).await;
    let mut body = report(&spot);
    body["description"] = json!(format!("{WORDS}，垃圾满溢"));
    body["reporter"] = json!({ "name": NAME, "phone": PHONE });

    let stranger = server.stranger();
    let answer = stranger.post("/api/v1/reports", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let number = number(&answer.json());
    let event = live.until(|event| event.case_number() == number).await;

    let mut said = vec![("the public answer", answer.text()), ("the live stream", event.data.clone())];
    let wall = stranger.get("/api/v1/wall").await;
    assert_eq!(wall.status, 200, "the demo's wall is open");
    assert!(wall.text().contains(&number), "the wall shows the case");
    assert!(!wall.text().contains(WORDS), "free text is not for the wall");
    said.push(("the wall", wall.text()));
    said.push(("the city", stranger.get("/api/v1/city").await.text()));
    said.push(("the list", staff.get("/api/v1/cases?limit=50").await.text()));
    for zoom in [12, 14, 16] {
        let (x, y) = tile(spot.lon, spot.lat, zoom);
        for layer in ["cases", "buildings", "grids", "areas", "base"] {
            let found = staff.get(&format!("/tiles/{layer}/{zoom}/{x}/{y}.mvt")).await;
            assert!([200, 204, 404].contains(&found.status), "{layer}/{zoom}: {}", found.status);
            said.push(("a tile", found.text()));
        }
    }
    said.push(("the log", server.log()));
    for (where_, text) in said {
        assert!(!text.contains(NAME) && !text.contains(PHONE), "{where_} tells who reported");
    }

    // Staff who handle the case see the name, and the phone only masked.
    let detail = staff.get(&format!("/api/v1/cases/{number}")).await.expect(200);
    assert_eq!(detail["reporter_name"], NAME);
    let masked = detail["reporter_phone"].as_str().expect("a masked phone").to_owned();
    assert!(masked.contains('*') && !masked.contains(&PHONE[3..7]), "{masked}");
}

#[tokio::test]
async fn lists_of_people_carry_no_phone_and_no_identity_number() {
    let staff = mirrorlake_tests::demo().account("commander").await;
    let found = staff.ask("/api/v1/residents", &[("q", "陈静")]).await;
    assert_eq!(found.status, 200);
    let digits = found.text().split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or_default();
    // Grid codes have 15 digits; a phone has 11 and an identity number 18.
    assert!(digits <= 17, "a number of {digits} digits");
    assert!(!found.text().contains("\"phone\"") && !found.text().contains("\"199"), "{}", found.text());
}

/// The tile that holds a place (Web Mercator).
fn tile(lon: f64, lat: f64, zoom: u32) -> (u32, u32) {
    let n = f64::from(1 << zoom);
    let y = (1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0;
    (((lon + 180.0) / 360.0 * n) as u32, (y * n) as u32)
}
