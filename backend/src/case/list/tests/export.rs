//! Files, read back by other programs' eyes.

use super::{all, mix, walk};
use crate::router::router;
use crate::testing::{TestCity, cities};
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use calamine::{Data, Reader, Xlsx};
use serde_json::json;
use std::io::Cursor;
use tower::ServiceExt;

async fn fetch(city: &TestCity, query: &str, cookie: &str, language: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
    let request = Request::get(format!("/api/v1/cases/export?{query}"))
        .header(header::COOKIE, cookie)
        .header(header::ACCEPT_LANGUAGE, language);
    let response = router(city.app.clone(), None).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    (status, headers, to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec())
}

fn csv_rows(body: &[u8]) -> Vec<Vec<String>> {
    let text = body.strip_prefix("\u{feff}".as_bytes()).expect("the mark that Excel needs");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn xlsx_rows(body: Vec<u8>) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(body)).expect("a workbook");
    let name = book.sheet_names()[0].clone();
    assert!(book.worksheet_formula(&name).unwrap().is_empty(), "no cell is run");
    let sheet = book.worksheet_range(&name).unwrap();
    sheet.rows().map(<[Data]>::to_vec).collect()
}

#[tokio::test]
async fn both_files_hold_the_list_and_say_when_in_china() {
    for city in cities().await {
        mix(&city).await;
        let leader = city.sign_in("leader").await;
        let rows = all(&city).await;
        for query in ["", "&open=true", "&source=hotline&department=gas", "&order=due", "&q=污水"] {
            let listed = walk(&city, query, &leader).await;
            let ascii = query.replace("污水", "%E6%B1%A1%E6%B0%B4");
            let (status, headers, body) = fetch(&city, &format!("format=csv{ascii}"), &leader, "zh-CN").await;
            assert_eq!(status, StatusCode::OK);
            assert_eq!(headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
            assert_eq!(headers[header::CONTENT_DISPOSITION], "attachment; filename=\"cases-2026-11-22.csv\"");
            let lines = csv_rows(&body);
            assert_eq!((lines[0][0].as_str(), lines[0][16].as_str()), ("案件编号", "结案时间"));
            let numbers: Vec<&str> = lines[1..].iter().map(|line| line[0].as_str()).collect();
            assert_eq!(numbers, listed, "{}: {query}", city.engine);

            let (status, _, body) = fetch(&city, &format!("format=xlsx{ascii}"), &leader, "zh-CN").await;
            assert_eq!(status, StatusCode::OK);
            let cells = xlsx_rows(body);
            assert_eq!(cells.len(), lines.len());
            for (cells, line) in cells.iter().zip(&lines).skip(1) {
                let texts: Vec<String> = cells.iter().map(shown).collect();
                assert_eq!(&texts, line, "{}: {query}", city.engine);
            }
        }
        let (_, _, body) = fetch(&city, "", &leader, "en").await;
        let lines = csv_rows(&body);
        assert_eq!((lines[0][0].as_str(), lines[0][14].as_str()), ("Number", "Reported at"), "CSV is the default");
        for (line, row) in lines[1..].iter().zip(&rows) {
            let local = row.reported_at.naive_utc() + chrono::Duration::hours(8);
            assert_eq!(line[14], local.format("%Y-%m-%d %H:%M:%S").to_string());
            assert_eq!(line[3], row.course.0.state.text().en);
            assert_eq!((&line[6], &line[7]), (&row.place, &row.description));
            let departments = row.course.0.departments();
            if !departments.is_empty() {
                let names: Vec<&str> = departments.iter().map(|department| department.text().en).collect();
                assert_eq!(line[11], names.join(", "));
            }
        }
    }
}

/// A cell as the CSV has it.
fn shown(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::DateTime(at) => at.as_datetime().expect("a time").format("%Y-%m-%d %H:%M:%S").to_string(),
        other => other.to_string(),
    }
}

#[tokio::test]
async fn nothing_in_a_file_is_run_and_nothing_is_about_the_reporter() {
    for city in cities().await {
        let leader = city.sign_in("leader").await;
        let spot = city.get("/api/v1/areas?level=grid", &leader).await["items"][0]["label"].clone();
        let texts =
            ["=cmd|'/c calc'!A1", "+8613900000000", "-2+3", "@SUM(1+1)", "＝HYPERLINK(1)", "普通，\"引号\"\n换行"];
        for text in texts {
            let mut body = json!({ "source": "web", "category": "E0130", "description": text, "location": spot });
            body["reporter"] = json!({ "name": "申报人甲", "phone": "19912345678" });
            city.clock.advance(chrono::Duration::seconds(1));
            assert_eq!(city.call("POST", "/api/v1/reports", "", Some(body)).await.0, StatusCode::CREATED);
        }
        let (_, _, body) = fetch(&city, "format=csv", &leader, "zh").await;
        let whole = String::from_utf8(body.clone()).unwrap();
        assert!(!whole.contains("申报人甲") && !whole.contains("19912345678"));
        let lines = csv_rows(&body);
        for (line, text) in lines[1..].iter().zip(texts.iter().rev()) {
            let expected = if text.starts_with('普') { (*text).to_owned() } else { format!("'{text}") };
            assert_eq!(line[7], expected);
        }
        let begins = |cell: &String| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        assert!(!lines.iter().flatten().any(begins), "{}", city.engine);

        let (_, _, body) = fetch(&city, "format=xlsx", &leader, "zh").await;
        for (cells, text) in xlsx_rows(body)[1..].iter().zip(texts.iter().rev()) {
            assert_eq!(cells[7], Data::String((*text).to_owned()), "{}: as written, and a text", city.engine);
        }
    }
}

#[tokio::test]
async fn a_file_holds_what_the_office_sees_and_only_for_those_who_may() {
    for city in cities().await {
        let subdistrict = city.sign_in("subdistrict").await;
        let listed = walk(&city, "", &subdistrict).await;
        let (_, _, body) = fetch(&city, "format=csv", &subdistrict, "zh").await;
        assert_eq!(csv_rows(&body).len() - 1, listed.len());
        assert!(listed.len() < all(&city).await.len());
        for login in ["worker", "auditor"] {
            let (status, _, _) = fetch(&city, "", &city.sign_in(login).await, "zh").await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{login}");
        }
        let leader = city.sign_in("leader").await;
        let (status, _, problem) = fetch(&city, "format=pdf", &leader, "zh").await;
        let problem: serde_json::Value = serde_json::from_slice(&problem).unwrap();
        assert_eq!((status, &problem["errors"][0]["pointer"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("?format")));
    }
}
