//! Imports through the real router, on every engine: against what is there already, against the rules of sources, and
//! against an import that ran to its end in one go.

mod jobs;
mod rows;

use super::queue::wake;
use crate::on;
use crate::router::router;
use crate::testing::{TestCity, cities, eventually};
use crate::vault::Secret;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use chrono::{Duration, NaiveDate};
use serde_json::Value;
use shared::person::{Identity, Sex};
use tower::ServiceExt;

const HEADER: &str = "姓名,性别,出生日期,身份证号,手机号,与户主关系,人口类型,关爱类别,小区,楼栋,单元,室号,户籍地址,迁入日期,迁出日期,承租起,承租止,社区";

async fn call(city: &TestCity, method: &str, path: &str, body: Vec<u8>) -> (StatusCode, Vec<u8>) {
    let cookie = city.session_of("admin").await;
    let request = Request::builder().method(method).uri(path).header(header::COOKIE, cookie);
    let request = request.body(Body::from(body)).unwrap();
    let response = router(city.app.clone(), None).oneshot(request).await.unwrap();
    let status = response.status();
    (status, to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec())
}

async fn json(city: &TestCity, method: &str, path: &str, body: Vec<u8>) -> (StatusCode, Value) {
    let (status, bytes) = call(city, method, path, body).await;
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

/// Sends a table and waits until it is read in.
async fn import(city: &TestCity, path: &str, body: impl Into<Vec<u8>>) -> Value {
    let (status, job) = json(city, "POST", &format!("/api/v1/imports/{path}"), body.into()).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{job}");
    until_over(city, job["id"].as_str().unwrap()).await
}

async fn until_over(city: &TestCity, id: &str) -> Value {
    loop {
        let (_, job) = json(city, "GET", &format!("/api/v1/imports/{id}"), Vec::new()).await;
        if !["waiting", "running"].contains(&job["state"].as_str().unwrap()) {
            return job;
        }
        wake();
        tokio::task::yield_now().await;
    }
}

/// read, added, changed, unchanged, refused, kept
fn counts(job: &Value) -> [i64; 6] {
    ["read", "added", "changed", "unchanged", "refused", "kept"].map(|name| job["counts"][name].as_i64().unwrap())
}

/// A resident in the words of the table, with everything that is stored of them.
async fn residents(city: &TestCity) -> Vec<Vec<String>> {
    let sql = "SELECT r.id, r.name, r.sex, CAST(r.birth AS TEXT), r.identity, r.phone, r.relation, r.registration, r.care, \
        c.name, b.name, e.number, d.number, r.registered_address, CAST(r.moved_in AS TEXT), CAST(r.moved_out AS TEXT), \
        CAST((SELECT max(t.starts) FROM tenancy t WHERE t.resident_id = r.id) AS TEXT), \
        CAST((SELECT max(t.ends) FROM tenancy t WHERE t.resident_id = r.id) AS TEXT), r.area_code \
        FROM resident r JOIN dwelling d ON d.id = r.dwelling_id JOIN entrance e ON e.id = d.entrance_id \
        JOIN building b ON b.id = d.building_id LEFT JOIN complex c ON c.id = b.complex_id ORDER BY r.id";
    type Row = (
        (i64, String, String, String, Option<String>, Option<String>, String, String, Option<String>),
        (
            Option<String>,
            String,
            i64,
            String,
            Option<String>,
            String,
            Option<String>,
            Option<String>,
            Option<String>,
            String,
        ),
    );
    macro_rules! read {
        ($pool:expr) => {{
            use sqlx::Row as _;
            let rows = sqlx::query(sql).fetch_all($pool).await.unwrap();
            rows.iter()
                .map(|r| {
                    (
                        (r.get(0), r.get(1), r.get(2), r.get(3), r.get(4), r.get(5), r.get(6), r.get(7), r.get(8)),
                        (
                            r.get(9),
                            r.get(10),
                            r.get(11),
                            r.get(12),
                            r.get(13),
                            r.get(14),
                            r.get(15),
                            r.get(16),
                            r.get(17),
                            r.get(18),
                        ),
                    )
                })
                .collect::<Vec<Row>>()
        }};
    }
    let rows: Vec<Row> = on!(&city.app.db, pool => read!(pool));
    let open = |secret, id, sealed: Option<String>| {
        sealed.map_or("无".to_owned(), |sealed| city.app.vault.open(secret, id, &sealed).unwrap())
    };
    let word = |code: &str, words: &[(&str, &str)]| {
        words.iter().find(|(known, _)| *known == code).map(|(_, zh)| (*zh).to_owned()).expect("a word")
    };
    macro_rules! words {
        ($kind:ident) => {
            shared::person::$kind::ALL.iter().map(|it| (it.code(), it.text().zh)).collect::<Vec<_>>()
        };
    }
    let (sexes, relations) = (words!(Sex), words!(Relation));
    let (registrations, cares) = (words!(Registration), words!(CareGroup));
    let none = |text: Option<String>| text.unwrap_or_else(|| "无".to_owned());
    let book = city.app.areas.book();
    rows.into_iter()
        .map(|((id, name, sex, birth, identity, phone, relation, registration, care), home)| {
            let (complex, building, entrance, number, address, moved_in, moved_out, starts, ends, area) = home;
            vec![
                name,
                word(&sex, &sexes),
                birth,
                open(Secret::ResidentIdentity, id, identity),
                open(Secret::ResidentPhone, id, phone),
                word(&relation, &relations),
                word(&registration, &registrations),
                care.map_or("无".to_owned(), |care| word(&care, &cares)),
                none(complex),
                building,
                format!("{entrance}单元"),
                number,
                none(address),
                moved_in,
                none(moved_out),
                none(starts),
                none(ends),
                crate::register::doors::community(&book, &area),
            ]
        })
        .collect()
}

fn table(rows: &[Vec<String>]) -> String {
    let lines: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    format!("{HEADER}\r\n{}\r\n", lines.join("\r\n"))
}

async fn execute(city: &TestCity, sql: &'static str) {
    on!(&city.app.db, pool => sqlx::query(sql).execute(pool).await.map(drop)).unwrap();
}

/// Everybody of the city, made up for tests: a building's dwellings and people who do not exist.
async fn strangers(city: &TestCity, count: usize) -> Vec<Vec<String>> {
    let mut doors: Vec<Vec<String>> =
        residents(city).await.into_iter().map(|row| [&row[8..12], &row[17..]].concat()).collect();
    doors.sort();
    doors.dedup();
    let birth = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap();
    (0..count)
        .zip(doors.into_iter().cycle())
        .map(|(at, door)| {
            let born = birth + Duration::days(at as i64 % 3_000);
            let sex = if at % 2 == 1 { Sex::Male } else { Sex::Female };
            let serial = format!("{:02}{}", at / 3_000, at % 2);
            let digits = format!("990250{}{serial}", born.format("%Y%m%d"));
            let identity = Identity::from_digits(&digits).unwrap().reveal().to_owned();
            let mut row = vec![String::new(); 18];
            row[0] = format!("试{}", ["甲", "乙", "丙", "丁"][at % 4]);
            (row[1], row[3]) = (sex.text().zh.to_owned(), identity);
            row[4] = format!("1990{:07}", at);
            row[8..12].clone_from_slice(&door[..4]);
            row[17].clone_from(&door[4]);
            row
        })
        .collect()
}
