//! Seals: every day once, whoever makes them; read by auditors.

use super::{Staff, life};
use crate::audit::{seal_missing, verify};
use crate::case::resume_due;
use crate::testing::{TestCity, cities};
use axum::http::StatusCode;
use chrono::{Duration, NaiveDate};
use futures_util::future::{join, join_all};
use serde_json::json;
use shared::api::audit::Seal;
use shared::time::china_day;

async fn seals(city: &TestCity) -> Vec<Seal> {
    crate::audit::seals(&mut city.app.db.snapshot().await.unwrap()).await.unwrap()
}

#[tokio::test]
async fn each_day_is_sealed_once_after_its_end_and_covers_what_came_since_the_day_before() {
    for city in cities().await {
        let now = || city.clock.now();
        let last = async || crate::live::store::last(&city.app.db).await.unwrap();
        seal_missing(&city.app.db, now()).await.unwrap();
        let staff = Staff::of(&city).await;
        let number = staff.report().await;
        let past = seals(&city).await;
        let today = china_day(now());
        assert!(past.len() > 30, "{}: the demo has a past: {}", city.engine, past.len());
        assert_eq!(past.last().unwrap().day, today.pred_opt().unwrap());
        assert!(past.windows(2).all(|pair| pair[1].day == pair[0].day.succ_opt().unwrap()));
        assert!(past.windows(2).all(|pair| pair[1].previous == pair[0].digest));

        // Suspended until a moment that is long sealed when the program looks again.
        let until = now() + Duration::hours(20);
        let mut steps = life();
        steps.truncate(7);
        steps.extend([
            ("department", "ask_suspension", json!({ "note": "等待到货", "until": until })),
            ("dispatcher", "grant", json!({})),
        ]);
        staff.walk(&number, &steps).await;
        // 14:00 on a Sunday; until five minutes past midnight nothing is sealed.
        city.clock.advance(Duration::hours(10) + Duration::minutes(5) - Duration::seconds(1));
        assert_eq!(seal_missing(&city.app.db, now()).await.unwrap(), 0);
        city.clock.advance(Duration::seconds(1));
        let made = join_all((0..8).map(|_| seal_missing(&city.app.db, now()))).await;
        // The server's own task may have been the fastest. It also resumes the demo's suspended cases.
        assert!(made.into_iter().map(Result::unwrap).sum::<usize>() <= 1);
        let all = seals(&city).await;
        let sealed = all.last().unwrap();
        assert_eq!((all.len(), sealed.day), (past.len() + 1, today), "{}", city.engine);
        assert_eq!(sealed.last_seq, last().await);
        assert_eq!(sealed.events, sealed.last_seq - past.last().unwrap().last_seq);
        assert!(sealed.events >= 11);

        // Two days that nobody saw, then the resumption dated into the first of them, then its seal.
        city.clock.advance(Duration::days(2));
        assert_eq!(seal_missing(&city.app.db, now()).await.unwrap(), 2);
        assert!(resume_due(&city.app).await.unwrap() >= 1);
        let late = last().await - sealed.last_seq;
        city.clock.advance(Duration::days(1));
        assert_eq!(seal_missing(&city.app.db, now()).await.unwrap(), 1);
        let all = seals(&city).await;
        let counted: i64 = all[all.len() - 3..].iter().map(|seal| seal.events).sum();
        assert_eq!(counted, late, "{}: late events are covered when they come", city.engine);
        assert_eq!(all.last().unwrap().last_seq, last().await);
        assert_eq!(all.iter().map(|seal| seal.cases).sum::<i64>(), city.cases().await);
        let verdict = verify(&city.app.db, &past).await.unwrap();
        assert_eq!((verdict.findings.first(), verdict.seals), (&[][..], all.len() as i64), "{}", city.engine);
    }
}

#[tokio::test]
async fn auditors_read_seals_page_by_page_newest_first() {
    for city in cities().await {
        seal_missing(&city.app.db, city.clock.now()).await.unwrap();
        let staff = Staff::of(&city).await;
        let mut read: Vec<Seal> = Vec::new();
        let mut path = "/api/v1/audit/seals?limit=7".to_owned();
        loop {
            let (status, page) = staff.call("auditor", "GET", &path, None).await;
            assert_eq!(status, StatusCode::OK, "{page}");
            read.extend(serde_json::from_value::<Vec<Seal>>(page["items"].clone()).unwrap());
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/api/v1/audit/seals?limit=7&after={next}");
        }
        read.reverse();
        assert_eq!(read, seals(&city).await, "{}: and JSON keeps every digit", city.engine);
        assert!(read[0].day < NaiveDate::from_ymd_opt(2026, 11, 21).unwrap());
        for other in ["leader", "commander", "dispatcher"] {
            assert_eq!(staff.call(other, "GET", "/api/v1/audit/seals", None).await.0, StatusCode::FORBIDDEN, "{other}");
        }
        let (status, _) = staff.call("auditor", "GET", "/api/v1/audit/seals?after=yesterday", None).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn a_city_verifies_after_hundreds_of_steps_and_while_they_are_taken() {
    for city in cities().await {
        let staff = Staff::of(&city).await;
        let life = life();
        let one = async || {
            let number = staff.report().await;
            staff.walk(&number, &life).await;
        };
        let lives = async || {
            for _ in 0..6 {
                join_all((0..4).map(|_| one())).await;
            }
        };
        let watch = async || {
            let mut events = 0;
            for _ in 0..4 {
                let verdict = verify(&city.app.db, &[]).await.unwrap();
                assert_eq!(verdict.findings.first(), &[], "{}: in the middle of work", city.engine);
                assert!(verdict.events >= events);
                events = verdict.events;
            }
            events
        };
        let before = verify(&city.app.db, &[]).await.unwrap().events;
        join(lives(), watch()).await;
        let verdict = verify(&city.app.db, &[]).await.unwrap();
        assert_eq!((verdict.events, verdict.cases), (before + 24 * 16, city.cases().await), "{}", city.engine);
        city.clock.advance(Duration::days(1));
        seal_missing(&city.app.db, city.clock.now()).await.unwrap();
        let verdict = verify(&city.app.db, &[]).await.unwrap();
        assert_eq!(verdict.findings.first(), &[], "{}", city.engine);
    }
}
