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
    let phones = found.text().split(|c: char| !c.is_ascii_digit()).any(|run| run.len() >= 11 && run.starts_with('1'));
    assert!(!found.text().contains("\"phone\"") && !phones, "{}", found.text());
}

/// The roles of the demo, and with them every door that anybody has.
const ROLES: [&str; 11] = [
    "acceptor",
    "dispatcher",
    "commander",
    "worker",
    "grid_leader",
    "community",
    "subdistrict",
    "department",
    "leader",
    "auditor",
    "admin",
];

/// Numbers of a resident, of an owner and of a reporter are learned by reveals, and then looked for behind every door of
/// every role, in tiles and stream, in the log at its most talkative, and in the bytes of the database.
#[tokio::test]
async fn numbers_are_said_by_a_reveal_and_by_nothing_else() {
    let server = Server::talkative(&["--demo-scale", "0.1"]);
    let commander = server.account("commander").await;
    let spot = spot(&commander).await;
    let mut live = Live::open(&commander).await;
    let mut body = report(&spot);
    body["reporter"] = json!({ "name": NAME, "phone": PHONE });
    let case = number(&server.stranger().post("/api/v1/reports", &body).await.expect(201));
    let event = live.until(|event| event.case_number() == case).await;
    let question = [("q", "陈静"), ("area", "星辰社区"), ("child_age", "6")];
    let found = commander.ask("/api/v1/residents", &question).await.expect(200)["items"][0].clone();
    let (resident, dwelling) = (text(&found["id"]), text(&found["dwelling"]["id"]));

    let mut planted = vec![PHONE.to_owned()];
    for (path, fields) in [
        (format!("residents/{resident}"), json!(["phone", "identity"])),
        (format!("dwellings/{dwelling}"), json!(["owner_phone"])),
        (format!("cases/{case}"), json!(["reporter_phone"])),
    ] {
        let why = json!({ "fields": fields, "purpose": "missing_person", "reason": "孩子走失" });
        let answer = commander.post(&format!("/api/v1/{path}/reveal"), &why).await;
        assert_eq!(answer.header("cache-control"), "no-store");
        let values = answer.expect(200)["values"].clone();
        planted.extend(
            values.as_array().expect("values").iter().filter_map(|value| value["value"].as_str().map(str::to_owned)),
        );
    }
    assert!(planted.len() >= 4, "telephone, identity number, owner and reporter: {}", planted.len());
    let clean = |what: &str, bytes: &[u8]| {
        for value in &planted {
            assert!(!bytes.windows(value.len()).any(|part| part == value.as_bytes()), "{what} says a number");
        }
    };

    let description = server.stranger().get("/openapi.json").await.expect(200);
    let fill = |path: &str| {
        let building = found["building"]["id"].as_str().unwrap_or_default();
        let id = match path.split('/').nth(3) {
            Some("residents") => &resident,
            Some("dwellings") => &dwelling,
            Some("buildings") => building,
            _ => "1",
        };
        path.replace("{id}", id).replace("{number}", &case).replace("{code}", &spot.grid)
    };
    let mut doors = vec!["/metrics".to_owned(), "/healthz".to_owned(), "/openapi.json".to_owned()];
    for (path, item) in description["paths"].as_object().expect("paths") {
        if item.get("get").is_some() && path != "/api/v1/live" && !path.starts_with("/tiles/") {
            doors.push(fill(path));
        }
    }
    doors.extend(["/api/v1/search?q=陈静", "/api/v1/residents?q=陈静", "/api/v1/cases?limit=500"].map(str::to_owned));
    // What is asked for by a number is answered without saying it.
    doors.extend(planted.iter().map(|value| format!("/api/v1/search?q={value}")));
    for zoom in [12, 14, 16] {
        let (x, y) = tile(spot.lon, spot.lat, zoom);
        doors.extend(
            ["cases", "buildings", "grids", "areas", "base"].map(|layer| format!("/tiles/{layer}/{zoom}/{x}/{y}.mvt")),
        );
    }
    let mut opened = 0;
    for who in std::iter::once(None).chain(ROLES.map(Some)) {
        let caller = match who {
            Some(login) => server.account(login).await,
            None => server.stranger(),
        };
        for door in &doors {
            let answer = caller.get(door).await;
            assert!(answer.status < 500, "{door}: {}", answer.text());
            opened += usize::from(answer.status == 200);
            clean(&format!("{door} for {who:?}"), &answer.body);
        }
    }
    assert!(opened > 300, "only {opened} answers");
    clean("the live stream", event.data.as_bytes());

    let log = server.log();
    assert!(log.contains("TRACE") || log.contains("DEBUG"), "the log is talkative");
    clean("the log", log.as_bytes());
    for name in ["mirrorlake.db", "mirrorlake.db-wal"] {
        clean(name, &std::fs::read(server.data().join(name)).expect("the database is a file"));
    }
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The tile that holds a place (Web Mercator).
fn tile(lon: f64, lat: f64, zoom: u32) -> (u32, u32) {
    let n = f64::from(1 << zoom);
    let y = (1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0;
    (((lon + 180.0) / 360.0 * n) as u32, (y * n) as u32)
}
