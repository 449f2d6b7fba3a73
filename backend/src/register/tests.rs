//! Imports through the real router, on every engine: against what is there already, against the rules of sources, and
//! against an import that ran to its end in one go.

use super::queue::wake;
use super::{Folder, Ground, Wanted, run, store};
use crate::on;
use crate::router::router;
use crate::testing::{TestCity, cities};
use crate::vault::Secret;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use calamine::{Reader, Xlsx};
use chrono::{Duration, NaiveDate};
use serde_json::Value;
use shared::origin::Channel;
use shared::person::{Identity, Sex};
use shared::register::{ImportState, RegisterTable};
use std::collections::BTreeSet;
use std::io::Cursor;
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

/// The first sheet of a spreadsheet, as texts.
fn cells(file: Vec<u8>) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
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
                super::doors::community(&book, &area),
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
    let doors: BTreeSet<Vec<String>> =
        residents(city).await.into_iter().map(|row| [&row[8..12], &row[17..]].concat()).collect();
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

#[tokio::test]
async fn the_residents_of_the_demo_go_out_and_come_in_again() {
    for city in cities().await {
        let before: Vec<Vec<String>> = residents(&city).await;
        assert!(before.len() > 1_500, "{}", before.len());
        let households =
            "SELECT count(*) FROM household h WHERE EXISTS (SELECT 1 FROM resident r WHERE r.household_id = h.id)";
        let count = async || -> i64 {
            on!(&city.app.db, pool => sqlx::query_scalar(households).fetch_one(pool).await).unwrap()
        };
        let homes = count().await;
        let file = table(&before);
        let same = import(&city, "residents?dry_run=false&as_of=2026-11-20", file.clone()).await;
        let all = before.len() as i64;
        assert_eq!(counts(&same), [all, 0, 0, all, 0, 0], "{same} on {}", city.engine);
        for sql in ["DELETE FROM tenancy", "DELETE FROM resident", "DELETE FROM household"] {
            execute(&city, sql).await;
        }
        let dry = import(&city, "residents?dry_run=true&as_of=2026-11-20", file.clone()).await;
        assert_eq!(counts(&dry), [all, all, 0, 0, 0, 0], "{dry}");
        assert!(residents(&city).await.is_empty(), "a dry run stores nothing");
        let job = import(&city, "residents?as_of=2026-11-20", file.clone()).await;
        assert_eq!(counts(&job), counts(&dry), "a dry run says what a run does");
        let sorted = |mut rows: Vec<Vec<String>>| {
            rows.sort();
            rows
        };
        assert_eq!(sorted(residents(&city).await), sorted(before), "on {}", city.engine);
        assert_eq!(count().await, homes);
        let again = import(&city, "residents?as_of=2026-11-21", file).await;
        assert_eq!(counts(&again), [all, 0, 0, all, 0, 0]);
        assert!(!job.to_string().contains("990"), "a job holds no value of a row: {job}");
    }
}

#[tokio::test]
async fn a_worker_at_the_door_outranks_an_older_list() {
    for city in cities().await {
        let person = strangers(&city, 1).await.remove(0);
        let phone = async |query: &str, phone: &str| {
            let mut row = person.clone();
            row[4] = phone.to_owned();
            let job = import(&city, &format!("residents?{query}"), table(&[row])).await;
            let stored = residents(&city).await.pop().unwrap()[4].clone();
            (stored, counts(&job))
        };
        assert_eq!(phone("as_of=2026-11-01", "19900000001").await, ("19900000001".to_owned(), [1, 1, 0, 0, 0, 0]));
        let corrected = phone("as_of=2026-11-05&channel=worker", "19900000002").await;
        assert_eq!(corrected, ("19900000002".to_owned(), [1, 0, 1, 0, 0, 0]));
        let older = phone("as_of=2026-11-04", "19900000003").await;
        assert_eq!(older, ("19900000002".to_owned(), [1, 0, 0, 1, 0, 1]), "on {}", city.engine);
        let dry = phone("as_of=2026-11-09&dry_run=true", "19900000003").await;
        assert_eq!(dry, ("19900000002".to_owned(), [1, 0, 1, 0, 0, 0]));
        let later = phone("as_of=2026-11-09", "19900000003").await;
        assert_eq!(later, ("19900000003".to_owned(), [1, 0, 1, 0, 0, 0]));
        let origin: String = on!(&city.app.db, pool =>
            sqlx::query_scalar("SELECT origin FROM resident ORDER BY id DESC LIMIT 1").fetch_one(pool).await)
        .unwrap();
        let origin: Value = serde_json::from_str(&origin).unwrap();
        assert_eq!(origin["fields"]["phone"]["channel"], "department");
        assert_eq!(origin["fields"]["phone"]["by"], "import 5");
        assert_eq!(origin["record"]["by"], "import 1");
    }
}

#[tokio::test]
async fn refused_rows_go_back_with_their_mend_and_come_in_mended() {
    for city in cities().await {
        let mut rows = strangers(&city, 6).await;
        rows[1][11] = "9999".to_owned();
        rows[2][1] = if rows[2][1] == "女" { "男" } else { "女" }.to_owned();
        rows[3] = rows[0].clone();
        rows[4][9] = "999栋".to_owned();
        let job = import(&city, "residents", table(&rows)).await;
        assert_eq!(counts(&job), [6, 2, 0, 0, 4, 0], "{job} on {}", city.engine);
        let errors = format!("/api/v1/imports/{}/errors", job["id"].as_str().unwrap());
        let (status, file) = call(&city, "GET", &errors, Vec::new()).await;
        assert_eq!(status, StatusCode::OK);
        let sheet = cells(file.clone());
        assert_eq!(sheet[0][0], "错误原因");
        let reasons: Vec<&str> = sheet[1..].iter().map(|row| row[0].as_str()).collect();
        assert!(reasons[0].starts_with("第 3 行：【室号】没有登记这一户"), "{reasons:?}");
        assert!(reasons[1].starts_with("第 4 行：【性别】与身份证号不符"), "{reasons:?}");
        assert!(reasons[2].starts_with("第 5 行：【姓名】与第 2 行重复"), "{reasons:?}");
        assert!(reasons[3].starts_with("第 6 行：【楼栋】没有登记这栋楼"), "{reasons:?}");
        let of_refused: Vec<&[String]> = sheet[1..].iter().map(|row| &row[1..19]).collect();
        assert_eq!(of_refused, [&rows[1], &rows[2], &rows[3], &rows[4]].map(Vec::as_slice), "as they were sent");
        // The list itself is a table: sent back unmended it is refused in the same way.
        let back = import(&city, "residents", file).await;
        assert_eq!(counts(&back), [4, 0, 0, 1, 3, 0], "the copy of a row that is stored now is no copy any more");
        city.clock.advance(Duration::days(8));
        wake();
        while Folder::in_data(&city.app.options.data).refused(1).exists() {
            let (status, _) = call(&city, "GET", &errors, Vec::new()).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "the session is over as well, before the file is gone");
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn buildings_and_dwellings_come_in_from_their_templates() {
    for city in cities().await {
        for kind in ["buildings", "dwellings", "residents"] {
            let (status, file) = call(&city, "GET", &format!("/api/v1/imports/{kind}/template"), Vec::new()).await;
            assert_eq!(status, StatusCode::OK);
            let job = import(&city, &format!("{kind}?dry_run=true"), file).await;
            assert_eq!((&job["state"], counts(&job)[0]), (&Value::from("done"), 1), "{job}");
        }
        let at = city.app.areas.book().all().find(|area| area.code.as_str().len() > 12).unwrap().label;
        let buildings = |floors: u32, lat: f64| {
            let head = "小区,楼栋,层数,单元数,经度,纬度,坐标系,用途,别名";
            format!(
                "{head}\n试验花园,1栋,{floors},2,{},{lat},WGS84,住宅,老厂宿舍\n试验花园,2幢,6,1,{},{lat},,住宅,无\n",
                at.lon, at.lon
            )
        };
        let job = import(&city, "buildings?as_of=2026-11-01", buildings(6, at.lat)).await;
        assert_eq!(counts(&job), [2, 1, 0, 0, 1, 0], "one has no datum: {job}");
        let job = import(&city, "buildings?as_of=2026-11-02", buildings(7, at.lat)).await;
        assert_eq!(counts(&job), [2, 0, 1, 0, 1, 0]);
        let job = import(&city, "buildings?as_of=2026-11-03", buildings(7, at.lat + 0.1)).await;
        assert_eq!(counts(&job)[4], 2, "eleven kilometres away is another building");
        let dwellings = "小区,楼栋,单元,室号,楼层,用途,房主,房主电话\n试验花园,老厂宿舍,1单元,301室,3层,自住,试甲,19900000001\n\
            试验花园,1幢,2单元,801,8,空置,无,无\n试验花园,1幢,2单元,701,7,空置,无,无\n";
        let dry = import(&city, "dwellings?dry_run=true", dwellings).await;
        let job = import(&city, "dwellings", dwellings).await;
        assert_eq!(counts(&job), [3, 2, 0, 0, 1, 0], "there is no eighth floor: {job} on {}", city.engine);
        assert_eq!(counts(&dry), counts(&job));
        assert_eq!(counts(&import(&city, "dwellings", dwellings).await), [3, 0, 0, 2, 1, 0]);
        // The map knows the new building without a restart.
        let commander = city.session_of("commander").await;
        while !city.get("/api/v1/search?q=试验花园1栋", &commander).await.to_string().contains("试验花园") {
            wake();
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn killed_in_the_middle_and_started_again_is_the_same_as_one_run() {
    let (whole, killed) = (cities().await, cities().await);
    for (whole, killed) in whole.into_iter().zip(killed) {
        let file = table(&strangers(&whole, 3_500).await);
        let one = import(&whole, "residents?as_of=2026-11-20", file.clone()).await;
        assert_eq!(counts(&one), [3_500, 3_500, 0, 0, 0, 0], "{one}");

        let wanted = Wanted {
            table: RegisterTable::Residents,
            channel: Channel::Department,
            as_of: super::as_of(Some("2026-11-20"), killed.clock.now()).unwrap(),
            dry_run: false,
            file_name: String::new(),
            bytes: file.len() as i64,
            login: None,
            by_name: "test".to_owned(),
        };
        let (db, now) = (&killed.app.db, killed.clock.now());
        let id = super::enter(db, &wanted, now).await.unwrap();
        assert!(super::start(db, id, now).await.unwrap());
        let folder = Folder::in_data(&killed.app.options.data);
        folder.make().unwrap();
        std::fs::write(folder.table(id), &file).unwrap();
        let job = super::job(db, id).await.unwrap().unwrap();
        let ground = Ground {
            db: db.clone(),
            vault: killed.app.vault.clone(),
            clock: killed.clock.clone(),
            areas: killed.app.areas.book(),
            folder: folder.clone(),
        };
        let some_stored = async {
            while store::job(db, id).await.unwrap().unwrap().rows_read == 0 {
                tokio::task::yield_now().await;
            }
        };
        let path = folder.table(id);
        tokio::select! {
            ended = run(&ground, &job, &path) => panic!("it ended before it was killed: {ended:?}"),
            () = some_stored => {}
        }
        killed.clock.advance(Duration::seconds(61));
        let interrupted = until_over(&killed, &id.to_string()).await;
        assert_eq!((&interrupted["state"], &interrupted["restartable"]), (&"interrupted".into(), &true.into()));
        let stored = residents(&killed).await.len();
        let (status, _) = json(&killed, "POST", &format!("/api/v1/imports/{id}/restart"), Vec::new()).await;
        assert_eq!(status, StatusCode::OK);
        let done = until_over(&killed, &id.to_string()).await;
        let [read, added, changed, unchanged, refused, _] = counts(&done);
        assert_eq!((read, added + unchanged, changed, refused), (3_500, 3_500, 0, 0), "{done}");
        assert!((1_000..3_500).contains(&unchanged), "some were stored before: {done}, {stored}");
        assert_eq!(residents(&killed).await, residents(&whole).await, "on {}", whole.engine);
        assert!(!folder.table(id).exists(), "the table is removed when it is read in");
    }
}

#[tokio::test]
async fn an_import_is_stopped_between_batches_and_says_why_a_file_is_none() {
    for city in cities().await {
        let before = residents(&city).await.len() as i64;
        let file = table(&strangers(&city, 6_000).await);
        let (_, job) = json(&city, "POST", "/api/v1/imports/residents", file.into_bytes()).await;
        let path = format!("/api/v1/imports/{}", job["id"].as_str().unwrap());
        while json(&city, "GET", &path, Vec::new()).await.1["counts"]["read"] == 0 {
            wake();
            tokio::task::yield_now().await;
        }
        let (status, _) = json(&city, "POST", &format!("{path}/cancel"), Vec::new()).await;
        assert_eq!(status, StatusCode::OK);
        let job = until_over(&city, job["id"].as_str().unwrap()).await;
        assert_eq!(job["state"], ImportState::Cancelled.code(), "{job}");
        let stored = residents(&city).await.len() as i64 - before;
        assert!(stored < 6_000 && stored == counts(&job)[1], "what is counted is stored: {stored}, {job}");
        assert_eq!(json(&city, "POST", &format!("{path}/cancel"), Vec::new()).await.0, StatusCode::CONFLICT);

        let fault = async |table: &str, file: &[u8]| {
            let job = import(&city, table, file).await;
            assert_eq!(job["state"], ImportState::Failed.code(), "{job}");
            job["fault"].as_str().unwrap().to_owned()
        };
        assert!(fault("residents", "姓名,小区,楼栋,单元\n试甲,无,1栋,无\n".as_bytes()).await.contains("缺少列：室号"));
        assert!(fault("residents", "你好\n".as_bytes()).await.contains("没有人员表的表头"));
        assert!(fault("residents", b"PK\x03\x04 no archive").await.contains("无法读取"));
        assert!(fault("residents", b"\xd0\xcf\x11\xe0 old").await.contains(".xls"));
        assert_eq!(
            json(&city, "POST", "/api/v1/imports/residents", Vec::new()).await.0,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(json(&city, "POST", "/api/v1/imports/x", b"a".to_vec()).await.0, StatusCode::NOT_FOUND);
        let future = "/api/v1/imports/residents?as_of=2026-12-24";
        assert_eq!(json(&city, "POST", future, b"a".to_vec()).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let notes = import(&city, "residents", format!("{HEADER},民族\n").into_bytes()).await["notes"].to_string();
        assert!(notes.contains("民族"), "{notes}");
    }
}

#[tokio::test]
async fn namesakes_stay_apart_and_heads_open_households() {
    for city in cities().await {
        let mut rows = strangers(&city, 4).await;
        let door = rows[0].clone();
        for row in &mut rows {
            row[8..12].clone_from_slice(&door[8..12]);
            row[0] = "试同名".to_owned();
            row[5] = "户主".to_owned();
        }
        // The last two have no number: one was born on another day, one is the first again.
        for (at, born) in [(2, "1950-02-03"), (3, "1990-01-01")] {
            rows[at][3] = String::new();
            rows[at][2] = born.to_owned();
            rows[at][1] = "女".to_owned();
        }
        let first = import(&city, "residents?as_of=2026-11-01", table(&rows[..3])).await;
        assert_eq!(counts(&first), [3, 3, 0, 0, 0, 0], "{first}");
        let again = import(&city, "residents?as_of=2026-11-02", table(&rows[3..])).await;
        assert_eq!(counts(&again), [1, 0, 0, 1, 0, 0], "recognised by dwelling, name and birth: {again}");
        let households = "SELECT household_id FROM resident WHERE name = '试同名' ORDER BY id";
        let ids: Vec<i64> = on!(&city.app.db, pool => sqlx::query_scalar(households).fetch_all(pool).await).unwrap();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 3, "three heads, three households: {ids:?}");
    }
}
