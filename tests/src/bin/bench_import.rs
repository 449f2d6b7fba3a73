//! A million residents as CSV, again, and changed as XLSX: rows a second, the server's memory at its peak, how long a
//! stop takes, and how long others wait for an answer meanwhile.
//!
//! Everybody is made up: identity numbers of a place that does not exist, in a complex of one grid of the demo.

use mirrorlake_tests::city::{number, report, spot};
use mirrorlake_tests::{Caller, Server};
use rust_xlsxwriter::Workbook;
use serde_json::Value;
use std::fmt::Write;
use std::time::{Duration, Instant};
use tokio::sync::oneshot::{self, error::TryRecvError};

const BUILDINGS: usize = 2_500;
const FLOORS: usize = 20;
/// On a floor.
const DOORS: usize = 7;
const HEADER: [&str; 14] = [
    "姓名",
    "性别",
    "出生日期",
    "身份证号",
    "手机号",
    "与户主关系",
    "人口类型",
    "小区",
    "楼栋",
    "单元",
    "室号",
    "户籍地址",
    "迁入日期",
    "备注",
];

#[tokio::main]
async fn main() {
    let rows: usize = std::env::args().nth(1).and_then(|rows| rows.parse().ok()).unwrap_or(1_000_000);
    let server = Server::start(&["--demo-scale", "0.1"]);
    let admin = server.account("admin").await;
    let commander = server.account("commander").await;
    let place =
        commander.get("/api/v1/residents?q=%E9%99%88%E9%9D%99&limit=1").await.json()["items"][0]["location"].clone();

    let at = |name: &str| place[name].as_f64().expect("a coordinate");
    let mut buildings = "小区,楼栋,层数,单元数,经度,纬度,坐标系\n".to_owned();
    let mut dwellings = "小区,楼栋,单元,室号,楼层,用途,房主,房主电话\n".to_owned();
    for building in 1..=BUILDINGS {
        writeln!(buildings, "试验花园,{building}栋,{FLOORS},1,{},{},WGS84", at("lon"), at("lat")).expect("memory");
        for floor in 1..=FLOORS {
            for door in 1..=DOORS {
                let number = format!("{floor}{door:02}");
                writeln!(dwellings, "试验花园,{building}栋,1单元,{number},{floor},自住,试房主,19900000000")
                    .expect("memory");
            }
        }
    }
    measure(&server, &admin, "buildings", "CSV", buildings.into_bytes()).await;
    measure(&server, &admin, "dwellings", "CSV", dwellings.into_bytes()).await;
    println!("idle server: {} MB", memory(&server, "VmRSS"));

    let file = csv(rows);
    println!("the CSV has {} MB", file.len() / 1_000_000);
    let (staff, spot) = (server.account("dispatcher").await, spot(&commander).await);
    let (over, mut ended) = oneshot::channel();
    let others = tokio::spawn(async move {
        let mut waits = Vec::new();
        while ended.try_recv() == Err(TryRecvError::Empty) {
            let asked = Instant::now();
            let answer = staff.post("/api/v1/reports", &report(&spot)).await;
            waits.push(asked.elapsed());
            let _stored = number(&answer.expect(201));
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        waits
    });
    measure(&server, &admin, "residents", "CSV, new", file.clone()).await;
    over.send(()).expect("reports still come in");
    let mut waits = others.await.expect("every report is stored");
    waits.sort_unstable();
    let wait = |share: usize| waits[(waits.len() - 1) * share / 100].as_secs_f64() * 1_000.0;
    println!("a report stored meanwhile: p50 {:.0} ms, p95 {:.0} ms, worst {:.0} ms", wait(50), wait(95), wait(100));
    measure(&server, &admin, "residents", "CSV, the same again", file.clone()).await;
    let sheet = xlsx(rows);
    println!("the XLSX has {} MB", sheet.len() / 1_000_000);
    measure(&server, &admin, "residents", "XLSX, every telephone changed", sheet).await;

    let job = send(&admin, "residents", file).await;
    let path = format!("/api/v1/imports/{job}");
    while admin.get(&path).await.json()["counts"]["read"] == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let stopped = Instant::now();
    admin.send(reqwest::Method::POST, &format!("{path}/cancel"), None).await.expect(200);
    while admin.get(&path).await.json()["state"] != "cancelled" {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    println!("from the wish to stop until it stands: {:.0} ms", stopped.elapsed().as_secs_f64() * 1_000.0);
    let peak = memory(&server, "VmHWM");
    let server = server.kill().start_again();
    println!(
        "the server's memory at its peak: {peak} MB; the register itself, read anew by an idle server: {} MB",
        memory(&server, "VmRSS")
    );
}

async fn send(admin: &Caller, table: &str, file: Vec<u8>) -> String {
    let answer = admin.send(reqwest::Method::POST, &format!("/api/v1/imports/{table}"), Some(file)).await.expect(202);
    answer["id"].as_str().expect("a number").to_owned()
}

async fn measure(server: &Server, admin: &Caller, table: &str, what: &str, file: Vec<u8>) {
    let job = send(admin, table, file).await;
    let (begun, mut most) = (Instant::now(), 0);
    let job: Value = loop {
        tokio::time::sleep(Duration::from_millis(250)).await;
        most = most.max(memory(server, "VmRSS"));
        let job = admin.get(&format!("/api/v1/imports/{job}")).await.json();
        if !["waiting", "running"].contains(&job["state"].as_str().unwrap_or_default()) {
            break job;
        }
    };
    let (seconds, counts) = (begun.elapsed().as_secs_f64(), &job["counts"]);
    let read = counts["read"].as_f64().unwrap_or_default();
    println!(
        "{table} ({what}): {read} rows in {seconds:.1} s, {:.0} rows/s, at most {most} MB; {counts}",
        read / seconds
    );
    assert_eq!(job["state"], "done", "{job}");
    assert_eq!(counts["refused"], 0, "{job}");
}

/// Of the server's process, in MB.
fn memory(server: &Server, which: &str) -> i64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid())).expect("the server runs");
    let line = status.lines().find_map(|line| line.strip_prefix(which)?.strip_prefix(':')).expect("a figure");
    line.trim().trim_end_matches(" kB").parse::<i64>().expect("a number") / 1_024
}

fn person(at: usize) -> [String; 14] {
    let (year, month, day) = (1950 + at % 60, 1 + at / 60 % 12, 1 + at / 720 % 28);
    let woman = at.is_multiple_of(2);
    let serial = at / 20_160;
    let digits = format!(
        "99{:04}{year}{month:02}{day:02}{:02}{}",
        1_000 + serial / 100,
        serial % 100,
        if woman { 4 } else { 3 }
    );
    let door = at / 3 % (BUILDINGS * FLOORS * DOORS);
    let (building, floor) = (door / (FLOORS * DOORS) + 1, door / DOORS % FLOORS + 1);
    let text = |text: &str| text.to_owned();
    [
        format!("{}{}", ["试", "验", "样"][at % 3], ["甲", "乙", "丙", "丁", "戊"][at / 3 % 5]),
        text(if woman { "女" } else { "男" }),
        format!("{year}-{month:02}-{day:02}"),
        format!("{digits}{}", check(&digits)),
        format!("1990{at:07}"),
        text(["户主", "配偶", "子女"][at % 3]),
        text("户籍人口"),
        text("试验花园"),
        format!("{building}栋"),
        text("1单元"),
        format!("{floor}{:02}", door % DOORS + 1),
        format!("试验省试验市试验路{}号", at % 50_000),
        text("2019-06-01"),
        text("无"),
    ]
}

/// ISO 7064 MOD 11-2.
fn check(digits: &str) -> char {
    let sum = digits.bytes().fold(0, |sum, digit| (sum + usize::from(digit - b'0')) * 2 % 11);
    char::from(b"10X98765432"[sum])
}

fn csv(rows: usize) -> Vec<u8> {
    let mut text = format!("\u{feff}{}\r\n", HEADER.join(","));
    for at in 0..rows {
        text.push_str(&person(at).join(","));
        text.push_str("\r\n");
    }
    text.into_bytes()
}

/// As a spreadsheet program writes it: every text once, in the table of strings.
fn xlsx(rows: usize) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_low_memory().expect("a sheet");
    for (column, name) in (0..).zip(HEADER) {
        sheet.write_string(0, column, name).expect("a cell");
    }
    for at in 0..rows {
        let mut person = person(at);
        person[4] = format!("1991{at:07}");
        for (column, text) in (0..).zip(&person) {
            sheet.write_string(at as u32 + 1, column, text).expect("a cell");
        }
    }
    book.save_to_buffer().expect("a spreadsheet")
}
