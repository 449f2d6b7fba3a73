//! What becomes of rows: out and in again, whose word stands, what goes back, who is who.

use super::*;
use crate::register::Folder;
use calamine::{Reader, Xlsx};
use std::collections::BTreeSet;
use std::io::Cursor;

/// The first sheet of a spreadsheet, as texts.
fn cells(file: Vec<u8>) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
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
        rows[3][4] = rows[0][4].clone();
        let first = import(&city, "residents?as_of=2026-11-01", table(&rows[..3])).await;
        assert_eq!(counts(&first), [3, 3, 0, 0, 0, 0], "{first}");
        let again = import(&city, "residents?as_of=2026-11-02", table(&rows[3..])).await;
        assert_eq!(counts(&again), [1, 0, 0, 1, 0, 0], "recognised by dwelling, name and birth: {again}");
        let households = "SELECT household_id FROM resident WHERE name = '试同名' ORDER BY id";
        let ids: Vec<i64> = on!(&city.app.db, pool => sqlx::query_scalar(households).fetch_all(pool).await).unwrap();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 3, "three heads, three households: {ids:?}");
    }
}
