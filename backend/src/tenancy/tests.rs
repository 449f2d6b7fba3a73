//! Reports at the door: once however often they are sent, nobody made twice, each fault at its field.

use crate::on;
use crate::testing::{TestCity, cities};
use axum::http::StatusCode;
use serde_json::{Value, json};
use shared::person::Identity;

/// A number that fits: born on 1 January 1990, an odd serial for men.
pub fn identity(serial: u32) -> String {
    Identity::from_digits(&format!("34020219900101{serial:03}")).unwrap().reveal().to_owned()
}

pub fn tenant(name: &str, identity: &str) -> Value {
    json!({ "name": name, "identity": identity, "phone": "19900012345", "relation": "head", "from": "2026-11-01" })
}

impl TestCity {
    /// The cookie of a demo account, also after hours that no session outlives.
    pub async fn acting(&self, login: &str) -> String {
        let cookie = self.session_of(login).await;
        match self.call("GET", "/api/v1/session", &cookie, None).await.0 {
            StatusCode::OK => cookie,
            _ => self.sign_in(login).await,
        }
    }

    /// Dwellings in the grid of the account `worker` where nobody lives.
    pub async fn vacant(&self) -> Vec<String> {
        let worker = self.session_of("worker").await;
        let mother = self.get("/api/v1/residents?q=陈静&area=星辰社区&child_age=6", &worker).await;
        let building = mother["items"][0]["building"]["id"].as_str().unwrap().to_owned();
        let building = self.get(&format!("/api/v1/buildings/{building}"), &worker).await;
        let cells = building["dwellings"].as_array().unwrap().iter();
        cells.filter(|cell| cell["residents"] == 0).map(|cell| cell["id"].as_str().unwrap().to_owned()).collect()
    }

    /// Reports tenants of a dwelling as the account `worker`.
    pub async fn report_tenants(&self, dwelling: &str, body: Value) -> (StatusCode, Value) {
        let worker = self.acting("worker").await;
        self.call("POST", &format!("/api/v1/dwellings/{dwelling}/tenancies"), &worker, Some(body)).await
    }

    async fn number(&self, sql: &'static str) -> i64 {
        on!(&self.app.db, pool => sqlx::query_scalar(sql).fetch_one(pool).await).unwrap()
    }
}

#[tokio::test]
async fn a_report_is_stored_once_however_often_it_is_sent() {
    for city in cities().await {
        let dwelling = &city.vacant().await[0];
        let count = "SELECT count(*) FROM resident";
        let before = city.number(count).await;
        let child = json!({ "name": "赵小雨", "sex": "female", "birth": "2020-02-29", "relation": "child",
            "from": "2026-11-01", "until": "2027-10-31" });
        let body =
            json!({ "report_id": "phone-0001", "tenants": [tenant("赵雷", &identity(11)), child], "note": "两人" });
        let (status, first) = city.report_tenants(dwelling, body.clone()).await;
        assert_eq!(status, StatusCode::CREATED, "{first}");
        assert_eq!(first["number"], "T-20261122-000001", "{}", city.engine);
        let names: Vec<_> = first["people"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
        assert_eq!(names, ["赵*", "赵**"]);
        // The phone sends again, at once and many times, and after midnight.
        let again = futures_util::future::join_all((0..6).map(|_| city.report_tenants(dwelling, body.clone()))).await;
        assert!(again.iter().all(|(status, answer)| *status == StatusCode::OK && *answer == first), "{again:?}");
        city.clock.advance(chrono::Duration::hours(12));
        assert_eq!(city.report_tenants(dwelling, body.clone()).await, (StatusCode::OK, first.clone()));
        assert_eq!(city.number(count).await, before + 2, "{}", city.engine);
        let mut other = body.clone();
        other["note"] = json!("三人");
        assert_eq!(city.report_tenants(dwelling, other).await.0, StatusCode::CONFLICT);

        let home = city.get(&format!("/api/v1/dwellings/{dwelling}"), &city.acting("worker").await).await;
        assert_eq!(home["usage"], "rented");
        let members: Vec<_> = (home["members"].as_array().unwrap().iter())
            .map(|one| (one["name"].as_str().unwrap(), one["sex"].as_str().unwrap(), one["tenant"].as_bool().unwrap()))
            .collect();
        assert_eq!(members, [("赵雷", "male", true), ("赵小雨", "female", true)], "{}", city.engine);
        let planted = "SELECT count(*) FROM resident WHERE identity LIKE '%1990010101%' OR phone LIKE '%19900012345%' \
            OR origin LIKE '%19900012345%'";
        assert_eq!(city.number(planted).await, 0, "numbers are sealed");
        let origin =
            "SELECT count(*) FROM resident WHERE name = '赵雷' AND origin LIKE '%\"worker\"%' AND phone_tail = '2345'";
        assert_eq!(city.number(origin).await, 1);
    }
}

#[tokio::test]
async fn somebody_who_is_known_moves_and_is_never_made_twice() {
    for city in cities().await {
        let (homes, id) = (city.vacant().await, identity(21));
        let worker = city.session_of("worker").await;
        let body = |key: &str| json!({ "report_id": key, "tenants": [tenant("钱进", &id)] });
        city.report_tenants(&homes[0], body("phone-0001")).await;
        let before = city.number("SELECT count(*) FROM resident").await;
        let (status, moved) = city.report_tenants(&homes[1], body("phone-0002")).await;
        assert_eq!((status, &moved["people"][0]["known"]), (StatusCode::CREATED, &json!(true)), "{moved}");
        assert_eq!(city.number("SELECT count(*) FROM resident").await, before, "{}", city.engine);
        let home = async |id: &str| city.get(&format!("/api/v1/dwellings/{id}"), &worker).await;
        let (old, new) = (home(&homes[0]).await, home(&homes[1]).await);
        assert_eq!((&old["members"], &old["usage"]), (&json!([]), &json!("vacant")), "{}", city.engine);
        assert_eq!((&new["members"][0]["name"], &new["usage"]), (&json!("钱进"), &json!("rented")));
        let open = "SELECT count(*) FROM tenancy t JOIN resident r ON r.id = t.resident_id WHERE r.name = '钱进' AND t.ends IS NULL";
        assert_eq!(city.number(open).await, 1, "the old tenancy has ended");
        // Reported again where they live: the tenancy goes on, with its new last day.
        let mut longer = body("phone-0003");
        longer["tenants"][0]["until"] = json!("2027-06-30");
        city.report_tenants(&homes[1], longer).await;
        let all = "SELECT count(*) FROM tenancy t JOIN resident r ON r.id = t.resident_id WHERE r.name = '钱进'";
        assert_eq!((city.number(open).await, city.number(all).await), (0, 2), "{}", city.engine);
        // A number that belongs to somebody else is not tied to this name.
        let mistaken = json!({ "report_id": "phone-0004", "tenants": [tenant("孙悦", &id)] });
        let (status, refused) = city.report_tenants(&homes[2], mistaken).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused["errors"][0]["pointer"], "/tenants/0/identity");
        assert!(!refused.to_string().contains(&id) && !refused.to_string().contains("钱进"), "{refused}");

        let resident = new["members"][0]["id"].as_str().unwrap();
        let left = json!({ "report_id": "phone-0005", "moved_out": [{ "resident": resident, "on": "2026-11-20" }] });
        let (status, answer) = city.report_tenants(&homes[1], left.clone()).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        assert_eq!(home(&homes[1]).await["usage"], "vacant");
        let mut twice = left;
        twice["report_id"] = json!("phone-0006");
        let (_, refused) = city.report_tenants(&homes[1], twice).await;
        assert_eq!(refused["errors"][0]["pointer"], "/moved_out/0/resident", "who has left cannot leave");
        // Nothing of a refused report stays, and no number is lost with it.
        let (_, next) = city.report_tenants(&homes[2], body("phone-0007")).await;
        assert_eq!(next["number"], "T-20261122-000005", "{}", city.engine);
    }
}

#[tokio::test]
async fn each_fault_names_its_field_and_repeats_nothing() {
    for city in cities().await {
        let dwelling = &city.vacant().await[0];
        let good = tenant("李子木", &identity(31));
        let with = |field: &str, value: Value| {
            let mut tenant = good.clone();
            tenant[field] = value;
            json!({ "report_id": "phone-0001", "tenants": [good, tenant] })
        };
        let one = "110105194912310021";
        let cases = [
            (with("identity", json!(one)), "/tenants/1/identity"),
            (with("identity", json!(identity(31))), "/tenants/1/identity"),
            (with("identity", Value::Null), "/tenants/1/sex"),
            (with("phone", json!("call me")), "/tenants/1/phone"),
            (with("name", json!(" ")), "/tenants/1/name"),
            (with("from", json!("2026-11-23")), "/tenants/1/from"),
            (with("until", json!("2026-11-21")), "/tenants/1/until"),
            (with("sex", json!("female")), "/tenants/1/sex"),
            (with("birth", json!("1990-01-02")), "/tenants/1/birth"),
            (json!({ "report_id": "short", "tenants": [good] }), "/report_id"),
            (json!({ "report_id": "phone-0001" }), "/tenants"),
            (json!({ "report_id": "phone-0001", "tenants": vec![good.clone(); 21] }), "/tenants"),
            (
                json!({ "report_id": "phone-0001", "moved_out": [{ "resident": "1", "on": "2026-11-01" }] }),
                "/moved_out/0/resident",
            ),
        ];
        for (body, pointer) in cases {
            let (status, refused) = city.report_tenants(dwelling, body).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{pointer}: {refused}");
            let faults = refused["errors"].as_array().unwrap();
            assert!(faults.iter().any(|fault| fault["pointer"] == pointer), "{pointer}: {refused}");
            assert!(!refused.to_string().contains(one) && !refused.to_string().contains("call me"), "{refused}");
        }
        assert_eq!(city.number("SELECT count(*) FROM tenancy_report").await, 0);
    }
}

#[tokio::test]
async fn a_worker_reports_in_the_own_grid_only() {
    for city in cities().await {
        let body = json!({ "report_id": "phone-0001", "tenants": [tenant("周全", &identity(41))] });
        let own = city.vacant().await;
        let own: i64 = own[0].parse().unwrap();
        let grid: String = on!(&city.app.db, pool => {
            sqlx::query_scalar("SELECT area_code FROM dwelling WHERE id = $1").bind(own).fetch_one(pool).await
        })
        .unwrap();
        let other: i64 = on!(&city.app.db, pool => {
            sqlx::query_scalar("SELECT min(id) FROM dwelling WHERE area_code <> $1").bind(&grid).fetch_one(pool).await
        })
        .unwrap();
        assert_eq!(city.report_tenants(&other.to_string(), body.clone()).await.0, StatusCode::NOT_FOUND);
        assert_eq!(city.report_tenants("x", body.clone()).await.0, StatusCode::NOT_FOUND);
        let commander = city.session_of("commander").await;
        let path = format!("/api/v1/dwellings/{own}/tenancies");
        assert_eq!(city.call("POST", &path, &commander, Some(body)).await.0, StatusCode::FORBIDDEN);
    }
}
