//! The box through the real router: every dwelling by its written address, nothing of other areas, no numbers of people
//! in an address.

use super::dwellings::find;
use crate::testing::{TestCity, cities};
use axum::http::StatusCode;
use pinyin::ToPinyin;
use serde_json::json;
use shared::area::AreaCode;
use std::collections::{HashMap, HashSet};

const DOORS: &str = "SELECT d.id, d.number, d.floor, e.number AS entrance, b.name, b.address, COALESCE(c.name, '') AS complex \
    FROM dwelling d JOIN entrance e ON e.id = d.entrance_id JOIN building b ON b.id = d.building_id \
    LEFT JOIN complex c ON c.id = b.complex_id ORDER BY d.id";

#[derive(Debug, sqlx::FromRow)]
struct Door {
    id: i64,
    number: String,
    floor: i64,
    entrance: i64,
    name: String,
    address: String,
    complex: String,
}

async fn doors(city: &TestCity) -> Vec<Door> {
    crate::on!(&city.app.db, pool => sqlx::query_as(DOORS).fetch_all(pool).await).expect("the table of dwellings")
}

impl Door {
    fn full_name(&self) -> String {
        if self.name.contains(&self.complex) { self.name.clone() } else { format!("{}{}", self.complex, self.name) }
    }

    /// What stands before the number of the building, and the number.
    fn parts(&self) -> Option<(String, String)> {
        let full = self.full_name();
        let stem = full.trim_end_matches(['号', '楼', '栋']);
        let head = stem.trim_end_matches(|c: char| c.is_ascii_digit());
        (head.len() < stem.len()).then(|| (head.to_owned(), stem[head.len()..].to_owned()))
    }

    /// The address as somebody may write it; the text that it shares with other dwellings of the same address.
    fn written(&self, kind: usize) -> (String, String) {
        let Door { number, entrance, floor, .. } = self;
        let (full, tail) = (self.full_name(), format!("{entrance}单元{number}室"));
        let same = format!("{full}{tail}");
        let Some((head, building)) = self.parts() else { return (same.clone(), same) };
        match kind {
            0 => (same.clone(), same),
            1 => (format!("{} {tail}", self.address), format!("{}{tail}", self.address)),
            2 => (format!("{head}{building}-{entrance}-{number}"), same),
            3 => (
                format!("{head}{}栋{}单元{}室", chinese(&building), chinese(&entrance.to_string()), digits(number)),
                same,
            ),
            4 => (wide(&format!("{head}{building}幢{entrance}单元{number}")), same),
            5 => (format!("{head} {building}號樓 {entrance}門 {number}戶"), same),
            6 => (format!("{full}{entrance}单元{floor}层{number}"), same),
            _ => {
                let sound: String = head
                    .chars()
                    .map(|c| c.to_pinyin().map_or(c.to_string(), |p| p.plain().replace('ü', "v")))
                    .collect();
                (format!("{sound} {building}-{entrance}-{number}"), format!("{sound}{building}{tail}"))
            }
        }
    }
}

const KINDS: usize = 8;

fn digits(number: &str) -> String {
    number.chars().map(|c| "零一二三四五六七八九".chars().nth(c.to_digit(10).unwrap() as usize).unwrap()).collect()
}

fn chinese(number: &str) -> String {
    match number.parse::<u32>().unwrap() {
        10 => "十".to_owned(),
        11..20 => format!("十{}", digits(&number[1..])),
        20..100 if number.ends_with('0') => format!("{}十", digits(&number[..1])),
        20..100 => format!("{}十{}", digits(&number[..1]), digits(&number[1..])),
        _ => digits(number),
    }
}

fn wide(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii() { char::from_u32(c as u32 + 0xFEE0).unwrap() } else { c }).collect()
}

#[tokio::test]
async fn every_dwelling_is_found_by_its_address_first_in_the_list() {
    for city in cities().await {
        let (doors, district) = (doors(&city).await, AreaCode::trusted("340202000000".to_owned()));
        assert!(doors.len() > 3_000, "{} dwellings", doors.len());
        let mut same: [HashMap<String, HashSet<String>>; KINDS] = Default::default();
        for door in &doors {
            for (kind, same) in same.iter_mut().enumerate() {
                same.entry(door.written(kind).1).or_default().insert(door.id.to_string());
            }
        }
        // The dwellings of a building are asked for in turn in every spelling.
        for (turn, door) in doors.iter().enumerate() {
            let kind = turn % KINDS;
            let (text, key) = door.written(kind);
            let (hits, _) = find(&city.app, &text, &district, 8).await.unwrap();
            let first = hits.first().and_then(|hit| hit.dwelling.as_ref());
            let first = first.unwrap_or_else(|| panic!("nothing for {text} on {}", city.engine));
            assert!(same[kind][&key].contains(&first.id), "{text} is {}, not {hits:?}", door.id);
            assert_eq!(hits[0].missing, None);
        }
    }
}

#[tokio::test]
async fn an_entrance_alone_a_number_that_is_not_there_and_other_areas() {
    for city in cities().await {
        let cookie = city.sign_in("commander").await;
        let asked = async |q: &str| city.get(&format!("/api/v1/search?q={q}"), &cookie).await;
        let hit = asked("星辰花园29栋二单元").await["dwellings"][0].clone();
        assert_eq!((&hit["building"]["name"], &hit["entrance"]), (&json!("29栋"), &json!(2)), "{hit}");
        assert_eq!(hit["dwelling"], json!(null));
        for q in ["星辰花园29栋2单元301", "红星新村29栋2单元301", "xingchen29-2-301", "29栋2-301"] {
            let answer = asked(q).await;
            let hit = &answer["dwellings"][0];
            assert_eq!((&hit["complex"]["name"], &hit["dwelling"]["name"]), (&json!("星辰花园"), &json!("301")), "{q}");
            // Without a complex, another building of that number may be the first of the places.
            if q != "29栋2-301" {
                assert_eq!(answer["places"][0]["name"], "星辰花园29栋", "{q}");
            }
        }
        assert_eq!(asked("红星新村29栋2单元301").await["dwellings"][0]["match"]["text"], "红星新村29栋");
        let missed = asked("星辰花园29栋2单元9901").await["dwellings"][0].clone();
        assert_eq!((&missed["missing"], &missed["dwelling"]), (&json!("9901"), &json!(null)));
        // The number 01 is inside 301, and 9 inside 29.
        for q in ["星辰花园29栋2单元01", "星辰花园9栋2单元3"] {
            let hits = asked(q).await["dwellings"].clone();
            assert!(hits.as_array().unwrap().iter().all(|hit| hit["dwelling"] == json!(null)), "{q}: {hits}");
        }

        // The worker's grid holds the mother's door; a dwelling of another subdistrict is not there for him.
        let worker = city.sign_in("worker").await;
        let own = city.get("/api/v1/session", &worker).await["office"]["area"]["code"].as_str().unwrap().to_owned();
        let of = async |q: &str| city.get(&format!("/api/v1/search?q={q}"), &worker).await["dwellings"].clone();
        assert_eq!(of("星辰花园29栋2单元301").await[0]["dwelling"]["name"], "301");
        let everywhere = asked("1栋1单元101").await;
        assert!(everywhere["dwellings_total"].as_u64().unwrap() > 8, "more are counted than are shown");
        let here = of("1栋1单元101").await;
        assert!(here.as_array().unwrap().iter().all(|hit| hit["area"]["grid"]["code"] == own.as_str()), "{here}");
        assert!(here.as_array().unwrap().len() < 8, "{here}");
    }
}

#[tokio::test]
async fn numbers_of_people_travel_in_the_body_only() {
    for city in cities().await {
        let cookie = city.sign_in("commander").await;
        for q in ["19900004711", "199-0000-4711", "34020219900101123X", "陈静19900004711"] {
            let (status, problem) = city.call("GET", &format!("/api/v1/search?q={q}"), &cookie, None).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{q}");
            assert_eq!(problem["errors"][0]["pointer"], "?q", "{problem}");
            let (status, answer) = city.call("POST", "/api/v1/search", &cookie, Some(json!({ "q": q }))).await;
            assert_eq!(status, StatusCode::OK, "{q}: {answer}");
        }
        // A grid's code and a case's number are no numbers of people.
        for q in ["340202", "E0130-20261122-0007"] {
            city.get(&format!("/api/v1/search?q={q}"), &cookie).await;
        }
        let asked = json!({ "q": "陈静", "child_age": 6, "area": "星辰社区", "sex": "female" });
        let (_, by_body) = city.call("POST", "/api/v1/search", &cookie, Some(asked)).await;
        let by_address = city.get("/api/v1/search?q=陈静&child_age=6&area=星辰社区&sex=female", &cookie).await;
        assert_eq!(by_body, by_address);
        assert_eq!(by_body["residents_total"], by_body["residents"].as_array().unwrap().len());
        assert!(!by_body["residents"].as_array().unwrap().is_empty());
    }
}

#[tokio::test]
async fn areas_are_found_by_name_sound_initials_and_code() {
    for city in cities().await {
        let cookie = city.session_of("commander").await;
        let asked = async |q: &str| {
            let found = city.get(&format!("/api/v1/search?q={q}"), &cookie).await["areas"].clone();
            let names = found.as_array().unwrap().iter().map(|area| area["name"].as_str().unwrap().to_owned());
            (names.collect::<Vec<_>>(), found[0]["code"].as_str().unwrap_or_default().to_owned())
        };
        for q in ["星辰", "xingchen", "xc", "xingc"] {
            assert_eq!(asked(q).await.0[..2], ["星辰街道", "星辰社区"], "{q} on {}", city.engine);
        }
        assert_eq!(asked("xcsq").await.0[0], "星辰社区");
        let (names, code) = asked("星辰社区第四网格").await;
        assert_eq!(names, ["第四网格"]);
        assert_eq!(asked(&code).await, (names, code));
        assert_eq!(asked("没有这个地方").await.0, [""; 0]);
    }
}
