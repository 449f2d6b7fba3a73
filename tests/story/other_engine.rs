//! The same program on PostgreSQL: the shortest path through everything that touches the database.

use mirrorlake_tests::city::{number, report, spot};
use mirrorlake_tests::database;
use mirrorlake_tests::{Live, Server};

#[tokio::test]
async fn postgres_serves_the_same_stories() {
    let Some(url) = database::postgres().await else {
        eprintln!("not run: MIRRORLAKE_TEST_POSTGRES names no cluster; `cargo xtask test` starts one");
        return;
    };
    let server = Server::start(&["--demo-scale", "0.1", "--database-url", &url]);
    let staff = server.account("dispatcher").await;
    let spot = spot(&staff).await;
    let mut live = Live::open(&staff).await;
    let body = report(&spot);
    let first = staff.post("/api/v1/reports", &body).await.expect(201);
    let again = staff.post("/api/v1/reports", &body).await.expect(200);
    assert_eq!(number(&first), number(&again));
    assert_eq!(first["assignment"]["grid"]["code"], spot.grid.as_str());
    let number = number(&first);
    live.until(|event| event.case_number() == number).await;

    let server = server.kill().start_again();
    let staff = server.account("dispatcher").await;
    staff.get(&format!("/api/v1/cases/{number}")).await.expect(200);
    let history = staff.get(&format!("/api/v1/cases/{number}/history")).await.expect(200);
    assert!(history.to_string().contains("\"report\""), "{history}");
}
