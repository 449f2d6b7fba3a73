//! Sessions live, idle and end; guessing is slowed.

use super::*;
use crate::clock::Clock;
use crate::db::testing::databases;
use chrono::{Duration, TimeZone, Utc};
use shared::api::session::Role;

#[tokio::test]
async fn a_session_lives_until_it_idles_or_is_ended() {
    let start = Utc.with_ymd_and_hms(2026, 11, 22, 8, 0, 0).unwrap();
    for test in databases().await {
        let (db, clock, sessions) = (&test.db, Clock::frozen(start), Sessions::default());
        let mut tx = db.begin().await.unwrap();
        create_account(&mut tx, "li", "李璟", Role::Worker, "correct horse").await.unwrap();
        tx.commit().await.unwrap();

        let sign_in = async |login, password| sessions.sign_in(db, login, password, clock.now()).await;
        assert!(matches!(sign_in("li", "wrong horse").await, Err(AccountError::WrongLogin)));
        assert!(matches!(sign_in("nobody", "correct horse").await, Err(AccountError::WrongLogin)));
        let token = sign_in("li", "correct horse").await.unwrap();

        let viewer = async || sessions.viewer(db, &token, clock.now()).await.unwrap();
        assert_eq!(viewer().await.unwrap().login, "li", "{}", test.engine);
        for _ in 0..2 {
            clock.advance(Duration::hours(7));
            assert!(viewer().await.is_some(), "kept alive by use");
        }
        clock.advance(Duration::hours(9));
        assert!(viewer().await.is_none(), "idle for nine hours");

        let token = sign_in("li", "correct horse").await.unwrap();
        sessions.sign_out(db, &token).await.unwrap();
        assert!(sessions.viewer(db, &token, clock.now()).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn guessing_is_slowed_per_login() {
    for test in databases().await {
        let sessions = Sessions::default();
        let now = Utc.with_ymd_and_hms(2026, 11, 22, 8, 0, 0).unwrap();
        let mut refused = 0;
        for _ in 0..12 {
            match sessions.sign_in(&test.db, "li", "guess", now).await {
                Err(AccountError::TooMany) => refused += 1,
                other => assert!(matches!(other, Err(AccountError::WrongLogin))),
            }
        }
        assert!(refused >= 1);
        assert!(matches!(sessions.sign_in(&test.db, "wang", "guess", now).await, Err(AccountError::WrongLogin)));
    }
}

#[tokio::test]
async fn short_passwords_are_refused() {
    for test in databases().await {
        let mut tx = test.db.begin().await.unwrap();
        let outcome = create_account(&mut tx, "li", "李璟", Role::Worker, "1234567").await;
        assert!(matches!(outcome, Err(AccountError::Password)));
    }
}

#[tokio::test]
async fn demo_accounts_with_the_same_password_keep_their_sessions() {
    for test in databases().await {
        let (db, sessions) = (&test.db, Sessions::default());
        let now = Utc.with_ymd_and_hms(2026, 11, 22, 8, 0, 0).unwrap();
        demo_accounts(db, Some("the same password")).await.unwrap();
        let token = sessions.sign_in(db, "leader", "the same password", now).await.unwrap();
        demo_accounts(db, Some("the same password")).await.unwrap();
        assert!(sessions.viewer(db, &token, now).await.unwrap().is_some(), "{}", test.engine);
        demo_accounts(db, Some("another password")).await.unwrap();
        assert!(sessions.viewer(db, &token, now).await.unwrap().is_none(), "a new password ends the old sessions");
    }
}
