//! The verification as auditors ask for it in the pages.

use super::{Staff, life};
use crate::in_tx;
use crate::testing::cities;
use axum::http::{Method, StatusCode};

#[tokio::test]
async fn an_auditor_verifies_and_reads_what_is_wrong_in_their_language() {
    for city in cities().await {
        let staff = Staff::of(&city).await;
        let number = staff.report().await;
        staff.walk(&number, &life()).await;
        let path = "/api/v1/audit/verification";
        let auditor = city.session_of("auditor").await;
        let verify = async |language: &str| {
            let (status, verdict) = city.call_in(language, Method::POST, path, &auditor, None).await;
            assert_eq!(status, StatusCode::OK, "{}: {verdict}", city.engine);
            verdict
        };
        let sound = verify("zh-CN").await;
        assert_eq!(sound["count"], 0, "{}: {sound}", city.engine);
        assert_eq!(sound["cases"], city.cases().await);

        let change = "UPDATE case_record SET departments = '' WHERE number = $1";
        let mut tx = city.app.db.begin().await.unwrap();
        in_tx!(&mut tx, conn => sqlx::query(change).bind(&number).execute(conn).await.map(drop)).unwrap();
        tx.commit().await.unwrap();
        for (language, word) in [("zh-CN", "与历史不符"), ("en", "is not what its history leads to")] {
            let found = verify(language).await;
            assert_eq!(found["count"], 1, "{}", city.engine);
            let words = found["findings"][0].as_str().unwrap();
            assert!(words.contains(word) && words.contains(&number), "{language}: {words}");
        }
    }
}
