//! Imports as jobs: all three tables, killed and started again, stopped, and files that are none.

use super::*;
use crate::register::{self, Folder, Ground, Wanted, run, store};
use chrono::{DateTime, Utc};
use shared::origin::Channel;
use shared::register::{ImportState, RegisterTable};

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
        let known =
            async || city.get("/api/v1/search?q=试验花园1栋", &commander).await.to_string().contains("试验花园");
        eventually("the map learns of the new building", known).await;
    }
}

#[tokio::test]
async fn a_complex_is_known_by_what_it_was_called_before() {
    for city in cities().await {
        let at = city.app.areas.book().all().find(|area| area.code.as_str().len() > 12).unwrap().label;
        let row = |name: &str| format!("试验花园,{name},6,1,{},{},WGS84,老试验厂、试验花园、厂前里\n", at.lon, at.lat);
        let rows: String = ["1栋", "2栋"].into_iter().map(row).collect();
        let table = format!("小区,楼栋,层数,单元数,经度,纬度,坐标系,小区旧名\n{rows}无,试验路1号,6,1,,,,厂前里\n");
        let dry = import(&city, "buildings?dry_run=true", table.clone()).await;
        let job = import(&city, "buildings", table.clone()).await;
        assert_eq!(counts(&job), [3, 2, 0, 0, 1, 0], "{job}");
        assert_eq!(counts(&dry), counts(&job));
        assert_eq!(counts(&import(&city, "buildings", table).await), [3, 0, 0, 2, 1, 0], "on {}", city.engine);
        let one_more = "小区,楼栋,小区曾用名\n试验花园小区,1栋,新村\n试验花园,2栋,新村\n";
        assert_eq!(counts(&import(&city, "buildings?dry_run=true", one_more).await), [2, 0, 1, 1, 0, 0]);
        assert_eq!(counts(&import(&city, "buildings", one_more).await), [2, 0, 1, 1, 0, 0]);

        let dwellings =
            "小区,楼栋,单元,室号,楼层\n老试验厂,1栋,1单元,301,3\n新村,2幢,1单元,401,4\n别村,2幢,1单元,401,4\n";
        assert_eq!(counts(&import(&city, "dwellings", dwellings).await), [3, 2, 0, 0, 1, 0]);
        city.app.refresh_map().await.unwrap();
        let commander = city.session_of("commander").await;
        let found = city.get("/api/v1/search?q=厂前里2栋", &commander).await;
        let hit = &found["places"][0];
        assert_eq!((&hit["name"], &hit["match"]["text"]), (&"试验花园2栋".into(), &"厂前里2栋".into()), "{found}");
    }
}

fn wanted(now: DateTime<Utc>, bytes: usize) -> Wanted {
    Wanted {
        table: RegisterTable::Residents,
        channel: Channel::Department,
        as_of: register::as_of(Some("2026-11-20"), now).unwrap(),
        dry_run: false,
        file_name: String::new(),
        bytes: bytes as i64,
        login: None,
        by_name: "test".to_owned(),
    }
}

#[tokio::test]
async fn of_imports_that_start_at_once_one_has_its_turn() {
    for city in cities().await {
        let (db, now) = (&city.app.db, city.clock.now());
        let mut waiting = Vec::new();
        for _ in 0..8 {
            waiting.push(register::enter(db, &wanted(now, 1), now).await.unwrap());
        }
        while !waiting.is_empty() {
            let begun = waiting.iter().map(|&id| {
                let db = db.clone();
                tokio::spawn(async move { (id, register::start(&db, id, now).await.unwrap()) })
            });
            let mut running = Vec::new();
            for begun in begun.collect::<Vec<_>>() {
                let (id, ours) = begun.await.unwrap();
                running.extend(ours.then_some(id));
            }
            assert_eq!(running.len(), 1, "of {waiting:?} on {}", city.engine);
            store::finish(db, running[0], ImportState::Done, now, &[], None).await.unwrap();
            waiting.retain(|id| *id != running[0]);
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

        let (db, now) = (&killed.app.db, killed.clock.now());
        let id = register::enter(db, &wanted(now, file.len()), now).await.unwrap();
        assert!(register::start(db, id, now).await.unwrap());
        let folder = Folder::in_data(&killed.app.options.data);
        folder.make().unwrap();
        std::fs::write(folder.table(id), &file).unwrap();
        let job = register::job(db, id).await.unwrap().unwrap();
        let ground = Ground {
            db: db.clone(),
            vault: killed.app.vault.clone(),
            clock: killed.clock.clone(),
            areas: killed.app.areas.book(),
            folder: folder.clone(),
        };
        let some_stored = async {
            while store::job(db, id).await.unwrap().is_some_and(|job| job.rows_read == 0) {
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
        loop {
            let (_, job) = json(&city, "GET", &path, Vec::new()).await;
            assert!(job["fault"].is_null(), "{job}");
            if job["counts"]["read"] != 0 {
                break;
            }
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
