//! Keys that are changed while everything goes on, and what is forgotten in time.

use super::{mother, number};
use crate::disclosure::retention::{NOBODY, Terms, anonymise, count};
use crate::on;
use crate::testing::cities;
use crate::vault::{Secret, Vault, confirm, rotate};
use serde_json::json;
use sqlx::AssertSqlSafe;

#[tokio::test]
async fn a_rotation_that_dies_goes_on_and_every_value_opens_after_it() {
    for city in cities().await {
        let (db, file) = (&city.app.db, city.data.path().join("keys"));
        let mother = mother(&city).await;
        let commander = city.session_of("commander").await;
        let report = json!({ "source": "web", "description": "路灯不亮", "address": "星辰花园",
            "reporter": { "phone": "19900004711" } });
        let (_, filed) = city.call("POST", "/api/v1/reports", &commander, Some(report)).await;

        let admin = city.session_of("admin").await;
        let hook = json!({ "name": "大屏", "url": "http://127.0.0.1:9/", "areas": [], "actions": [], "departments": [],
            "include_private": false, "active": true });
        let (_, hook) = city.call("POST", "/api/v1/webhooks", &admin, Some(hook)).await;
        let push = json!({ "department": "police", "kinds": ["tenant_reported"], "fields": ["name"], "purpose": "登记",
            "basis": "《居住证暂行条例》第四条", "url": "http://127.0.0.1:9/" });
        let (_, push) = city.call("POST", "/api/v1/pushes/subscriptions", &admin, Some(push)).await;
        let signing = [(Secret::WebhookSecret, "webhook", hook), (Secret::PushSecret, "push_subscription", push)];

        // As an earlier version stored it.
        let plain = "UPDATE webhook SET secret = $1";
        let secret = signing[0].2["secret"].as_str().unwrap();
        on!(db, pool => sqlx::query(plain).bind(secret).execute(pool).await.map(drop)).unwrap();

        let first = Vault::in_file(&file).unwrap();
        assert_eq!(rotate::left(db, &first).await.unwrap(), 0);
        assert_eq!(first.add_key().unwrap(), 2);
        let all = rotate::left(db, &first).await.unwrap();
        assert!(all > number(&city, "SELECT count(phone) + count(identity) FROM resident").await, "owners, too");
        let (of, vault) = (db.clone(), first.clone());
        let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let dying = tokio::spawn(async move {
            rotate::reseal(&of, &vault, 50, |_, _| told.send(()).unwrap()).await.unwrap();
        });
        for _ in 0..3 {
            heard.recv().await.unwrap();
        }
        dying.abort();
        assert!(dying.await.unwrap_err().is_cancelled(), "killed in the middle");
        let again = Vault::in_file(&file).unwrap();
        let left = rotate::left(db, &again).await.unwrap();
        assert!(left > 0 && left < all, "{left} of {all}");

        // The server opens both, though it was started with the first key only.
        let masked =
            city.get(&format!("/api/v1/cases/{}", filed["case"]["number"].as_str().unwrap()), &commander).await;
        assert_eq!(masked["reporter_phone"], "199****4711");
        rotate::reseal(db, &again, 500, |_, _| {}).await.unwrap();
        assert_eq!(rotate::left(db, &again).await.unwrap(), 0);
        assert_eq!(rotate::sealed_with(db, Secret::ResidentPhone, Some(1)).await.unwrap(), 0);
        assert_eq!(again.forget_old().unwrap(), 2);
        let late = Vault::in_file(&file).unwrap();
        assert_eq!(late.numbers(), [2]);
        confirm(db, &late).await.unwrap();
        let rows = "SELECT id, phone, identity FROM resident WHERE phone IS NOT NULL AND identity IS NOT NULL";
        let rows: Vec<(i64, String, String)> = on!(db, pool => sqlx::query_as(rows).fetch_all(pool).await).unwrap();
        for (id, phone, identity) in &rows {
            let phone = late.open(Secret::ResidentPhone, *id, phone).unwrap();
            late.open(Secret::ResidentIdentity, *id, identity).unwrap();
            assert!(id.to_string() != mother.id || phone == mother.phone);
        }
        for (secret, table, created) in signing {
            let row = AssertSqlSafe(format!("SELECT id, secret FROM {table}"));
            let (id, sealed): (i64, String) = on!(db, pool => sqlx::query_as(row).fetch_one(pool).await).unwrap();
            assert_eq!(late.open(secret, id, &sealed).unwrap(), created["secret"].as_str().unwrap());
            assert!(sealed.starts_with("m1:2:"), "{sealed}");
        }
        let found = "SELECT id FROM resident WHERE identity_hash = $1";
        let hash = late.hash(Secret::ResidentIdentity, &mother.identity);
        let found: i64 = on!(db, pool => sqlx::query_scalar(found).bind(hash).fetch_one(pool).await).unwrap();
        assert_eq!(found.to_string(), mother.id, "the hash of a number does not change with the key");
        let verdict = crate::audit::verify(db, &[]).await.unwrap();
        assert!(verdict.findings.first().is_empty(), "the history is as it was");
    }
}

#[tokio::test]
async fn those_who_moved_away_long_ago_are_counted_and_not_known() {
    for city in cities().await {
        let (db, commander) = (&city.app.db, city.session_of("commander").await);
        let report = json!({ "source": "web", "description": "路灯不亮", "address": "星辰花园",
            "reporter": { "name": "甲", "phone": "19900004711" } });
        for _ in 0..2 {
            city.call("POST", "/api/v1/reports", &commander, Some(report.clone())).await;
        }
        for sql in [
            "UPDATE resident SET moved_out = '2021-11-22' WHERE id = 1",
            "UPDATE resident SET moved_out = '2021-11-23' WHERE id = 2",
            "UPDATE case_record SET closed_at = '2023-11-22T05:59:00+00:00' WHERE id = (SELECT max(id) FROM case_record)",
            "UPDATE case_record SET closed_at = '2023-11-22T06:01:00+00:00' \
                WHERE id = (SELECT max(id) - 1 FROM case_record)",
        ] {
            on!(db, pool => sqlx::query(sql).execute(pool).await.map(drop)).unwrap();
        }
        let old = "SELECT count(*) FROM resident WHERE moved_out < '2021-11-22'";
        assert_eq!(number(&city, old).await, 0, "the demo's people moved later");
        let before = number(&city, "SELECT value FROM counter WHERE name = 'person'").await;
        let terms = Terms::before(city.clock.now(), 5, 3).unwrap();
        let dry = count(db, &terms).await.unwrap();
        assert_eq!((dry.residents, dry.reporters), (1, 1));
        assert_eq!(anonymise(db, &terms).await.unwrap(), dry);
        assert_eq!(count(db, &terms).await.unwrap(), Default::default(), "nothing is left");
        type Row = (String, chrono::NaiveDate, Option<String>, Option<String>, Option<String>, Option<String>, i64);
        let row = "SELECT name, birth, phone, phone_tail, identity_hash, registered_address, revision FROM resident WHERE id = 1";
        let row: Row = on!(db, pool => sqlx::query_as(row).fetch_one(pool).await).unwrap();
        assert_eq!((row.0.as_str(), &row.1.format("%m-%d").to_string()[..]), (NOBODY, "01-01"));
        assert_eq!((&row.2, &row.3, &row.4, &row.5, row.6), (&None, &None, &None, &None, before + 1));
        let kept = "SELECT count(*) FROM resident WHERE id = 2 AND name <> '（已匿名）' AND identity IS NOT NULL";
        assert_eq!(number(&city, kept).await, 1, "a day short of the term");
        let known = "SELECT count(*) FROM case_record WHERE reporter_phone IS NOT NULL";
        assert_eq!(number(&city, known).await, 1);
    }
}
