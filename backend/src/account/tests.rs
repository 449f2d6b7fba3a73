//! Sessions live, idle and end; offices are changed; accounts are made, narrowed and closed; guessing is slowed.

use super::*;
use crate::db::testing::databases;
use crate::testing::{PASSWORD, TestCity, cities, now};
use axum::http::StatusCode;
use chrono::Duration;
use serde_json::{Value, json};
use shared::api::session::Client;

const SESSION: &str = "/api/v1/session";

fn attempt<'a>(login: &'a str, password: &'a str, from: &str) -> Attempt<'a> {
    Attempt { login, password, from: Some(from.parse().unwrap()), client: Client::Other }
}

/// Signs in through the door and returns the cookie; `None` when refused.
async fn enter(city: &TestCity, login: &str, password: &str) -> Option<String> {
    let attempt = Attempt { login, password, from: None, client: Client::Firefox };
    let token = city.app.sessions.sign_in(&city.app.db, attempt, city.clock.now()).await.ok()?;
    Some(format!("mirrorlake_session={token}"))
}

/// The code of the first area of a level.
fn area(city: &TestCity, level: &str) -> String {
    let book = city.app.areas.book();
    book.all().find(|area| area.level.code() == level).unwrap().code.to_string()
}

fn account(offices: &[(&str, &str)]) -> Value {
    let office = |(role, area): &(&str, &str)| json!({ "role": role, "area": area });
    json!({ "name": "李璟", "offices": offices.iter().map(office).collect::<Vec<_>>() })
}

#[tokio::test]
async fn a_session_lives_until_it_idles_grows_old_or_is_ended() {
    for city in cities().await {
        let worker = city.sign_in("worker").await;
        let status = async || city.call("GET", SESSION, &worker, None).await.0;
        for _ in 0..3 {
            city.clock.advance(Duration::hours(7));
            assert_eq!(status().await, StatusCode::OK, "kept alive by use, on {}", city.engine);
        }
        city.clock.advance(Duration::hours(4));
        assert_eq!(status().await, StatusCode::UNAUTHORIZED, "older than a day");

        let worker = city.sign_in("worker").await;
        city.clock.advance(Duration::hours(9));
        assert_eq!(city.call("GET", SESSION, &worker, None).await.0, StatusCode::UNAUTHORIZED, "idle");

        let worker = city.sign_in("worker").await;
        assert_eq!(city.call("DELETE", SESSION, &worker, None).await.0, StatusCode::NO_CONTENT);
        assert_eq!(city.call("GET", SESSION, &worker, None).await.0, StatusCode::UNAUTHORIZED, "signed out");
    }
}

#[tokio::test]
async fn ones_sessions_are_listed_and_a_revoked_one_is_worth_nothing_at_once() {
    for city in cities().await {
        let lost = enter(&city, "leader", PASSWORD).await.unwrap();
        city.clock.advance(Duration::minutes(10));
        let mine = city.sign_in("leader").await;
        let other = city.sign_in("auditor").await;
        let all = city.get("/api/v1/sessions", &mine).await;
        let told: Vec<_> = (all["items"].as_array().unwrap().iter())
            .map(|session| (session["client"].as_str().unwrap(), session["current"].as_bool().unwrap()))
            .collect();
        assert_eq!(told, [("other", true), ("firefox", false)], "{} on {}", all, city.engine);

        let path = format!("/api/v1/sessions/{}", all["items"][1]["id"].as_str().unwrap());
        assert_eq!(city.call("DELETE", &path, &other, None).await.0, StatusCode::NOT_FOUND, "not theirs");
        assert_eq!(city.call("GET", SESSION, &lost, None).await.0, StatusCode::OK);
        assert_eq!(city.call("DELETE", &path, &mine, None).await.0, StatusCode::NO_CONTENT);
        assert_eq!(city.call("GET", SESSION, &lost, None).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(city.call("GET", "/api/v1/cases", &lost, None).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(city.call("DELETE", &path, &mine, None).await.0, StatusCode::NOT_FOUND, "gone already");

        // Open streams ask the same question: the session must live and act in the same office.
        let token = mine.split_once('=').unwrap().1;
        let sessions = &city.app.sessions;
        let account = sessions.account(&city.app.db, token, city.clock.now()).await.unwrap().unwrap();
        let still = async |account: &Account| sessions.still(&city.app.db, account, city.clock.now()).await.unwrap();
        assert!(still(&account).await);
        assert!(!still(&Account { position: 1, ..account.clone() }).await);
        assert_eq!(city.call("DELETE", SESSION, &mine, None).await.0, StatusCode::NO_CONTENT);
        assert!(!still(&account).await, "on {}", city.engine);
    }
}

#[tokio::test]
async fn one_acts_in_one_office_at_a_time() {
    for city in cities().await {
        let cookie = city.sign_in("department").await;
        let me = city.get(SESSION, &cookie).await;
        let departments: Vec<_> =
            me["offices"].as_array().unwrap().iter().map(|office| office["department"].clone()).collect();
        assert_eq!(departments, ["drainage", "urban_management", "sanitation"]);
        assert_eq!(me["office"]["department"], "drainage");

        let choose = async |position: u32| {
            city.call("PUT", "/api/v1/session/office", &cookie, Some(json!({ "position": position }))).await
        };
        let (status, changed) = choose(2).await;
        assert_eq!((status, &changed["office"]["department"]), (StatusCode::OK, &json!("sanitation")));
        assert_eq!(city.get(SESSION, &cookie).await["office"]["position"], 2, "it stays so on {}", city.engine);
        assert_eq!(choose(3).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let another = city.sign_in("department").await;
        assert_eq!(city.get(SESSION, &another).await["office"]["position"], 0, "another session has its own");

        // What an office allows changes with it.
        let admin = city.sign_in("admin").await;
        let grid = area(&city, "grid");
        let both = account(&[("worker", &grid), ("auditor", &area(&city, "district"))]);
        let saved = city.call("PUT", "/api/v1/accounts/li", &admin, Some(both)).await.1;
        let cookie = enter(&city, "li", saved["initial_password"].as_str().unwrap()).await.unwrap();
        assert_eq!(city.call("GET", "/api/v1/residents?q=王", &cookie, None).await.0, StatusCode::OK);
        let second = Some(json!({ "position": 1 }));
        assert_eq!(city.call("PUT", "/api/v1/session/office", &cookie, second).await.0, StatusCode::OK);
        assert_eq!(city.call("GET", "/api/v1/residents?q=王", &cookie, None).await.0, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    for city in cities().await {
        let (mine, lost) = (city.sign_in("leader").await, city.sign_in("leader").await);
        let change = async |current: &str, new: &str| {
            let body = json!({ "current": current, "new": new });
            let (status, problem) = city.call("PUT", "/api/v1/session/password", &mine, Some(body)).await;
            (status.as_u16(), problem["errors"][0]["pointer"].as_str().map(str::to_owned))
        };
        let refused = |field: &str| (422, Some(field.to_owned()));
        assert_eq!(change("a guess of mine", "correct horse battery").await, refused("/current"));
        assert_eq!(change(PASSWORD, "short").await, refused("/new"));
        assert_eq!(change(PASSWORD, "aaaaaaaaaaaaa").await, refused("/new"));
        assert_eq!(city.call("GET", SESSION, &lost, None).await.0, StatusCode::OK, "nothing has happened yet");
        assert_eq!(change(PASSWORD, "correct horse battery").await, (204, None));
        assert_eq!(city.call("GET", SESSION, &lost, None).await.0, StatusCode::UNAUTHORIZED, "{}", city.engine);
        assert_eq!(city.call("GET", SESSION, &mine, None).await.0, StatusCode::OK);
        assert!(enter(&city, "leader", PASSWORD).await.is_none());
        assert!(enter(&city, "leader", "correct horse battery").await.is_some());
    }
}

#[tokio::test]
async fn accounts_are_made_changed_and_closed() {
    for city in cities().await {
        let admin = city.sign_in("admin").await;
        let put = async |body: Value| city.call("PUT", "/api/v1/accounts/li.jing", &admin, Some(body)).await;
        let (grid, community) = (area(&city, "grid"), area(&city, "community"));
        let (status, saved) = put(account(&[("worker", &grid)])).await;
        assert_eq!(status, StatusCode::OK, "{saved}");
        let password = saved["initial_password"].as_str().unwrap().to_owned();
        let cookie = enter(&city, "li.jing", &password).await.unwrap();
        let me = city.get(SESSION, &cookie).await;
        assert_eq!((&me["name"], &me["office"]["area"]["code"]), (&json!("李璟"), &json!(grid)));

        // A new name keeps the session and the password; other offices end the session.
        let mut renamed = account(&[("worker", &grid)]);
        renamed["name"] = json!("李静");
        let (_, saved) = put(renamed).await;
        assert_eq!((&saved["initial_password"], &saved["account"]["sessions"]), (&Value::Null, &json!(1)));
        assert_eq!(city.get(SESSION, &cookie).await["name"], "李静");
        put(account(&[("community", &community)])).await;
        assert_eq!(city.call("GET", SESSION, &cookie, None).await.0, StatusCode::UNAUTHORIZED, "{}", city.engine);

        // Disabled: no session goes on and none begins, and the answer does not tell why.
        let cookie = enter(&city, "li.jing", &password).await.unwrap();
        let mut disabled = account(&[("community", &community)]);
        disabled["disabled"] = json!(true);
        assert_eq!(put(disabled).await.1["account"]["disabled"], true);
        assert_eq!(city.call("GET", SESSION, &cookie, None).await.0, StatusCode::UNAUTHORIZED);
        let body = json!({ "login": "li.jing", "password": password });
        let (status, closed) = city.call("POST", SESSION, "", Some(body)).await;
        let unknown = json!({ "login": "nobody.at.all", "password": password });
        assert_eq!((status, closed), city.call("POST", SESSION, "", Some(unknown)).await);

        // Enabled again; an administrator ends every session.
        put(account(&[("community", &community)])).await;
        let cookie = enter(&city, "li.jing", &password).await.unwrap();
        let end =
            async |login| city.call("DELETE", &format!("/api/v1/accounts/{login}/sessions"), &admin, None).await.0;
        assert_eq!(end("li.jing").await, StatusCode::NO_CONTENT);
        assert_eq!(city.call("GET", SESSION, &cookie, None).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(end("nobody").await, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn every_fault_of_an_account_names_its_field() {
    for city in cities().await {
        let admin = city.sign_in("admin").await;
        let (district, community) = (area(&city, "district"), area(&city, "community"));
        let office =
            |role: &str, area: &str, department: Value| json!({ "role": role, "area": area, "department": department });
        let of = |offices: Value| json!({ "name": "李璟", "offices": offices });
        let good = office("leader", &district, Value::Null);
        let eleven: Vec<Value> = (0..11).map(|_| good.clone()).collect();
        let cases = [
            ("li", json!({ "name": " ", "offices": [good] }), "/name"),
            ("Li Jing", of(json!([good])), "/login"),
            ("li", json!({ "name": "李璟", "offices": [good], "worker": "999999999" }), "/worker"),
            ("li", json!({ "name": "李璟", "offices": [good], "worker": "x" }), "/worker"),
            ("li", json!({ "name": "李璟", "offices": [good], "password": "qwertyuiop" }), "/password"),
            ("li", of(json!([])), "/offices"),
            ("li", of(json!(eleven)), "/offices"),
            ("li", of(json!([good, good])), "/offices/1"),
            ("li", of(json!([good, office("leader", "340202999999", Value::Null)])), "/offices/1/area"),
            ("li", of(json!([office("worker", &community, Value::Null)])), "/offices/0/area"),
            ("li", of(json!([office("department", &district, Value::Null)])), "/offices/0/department"),
            ("li", of(json!([office("leader", &district, json!("gas"))])), "/offices/0/department"),
            ("li", of(json!([office("king", &district, Value::Null)])), "/offices/0/role"),
        ];
        for (login, body, pointer) in cases {
            let path = format!("/api/v1/accounts/{}", login.replace(' ', "%20"));
            let (status, problem) = city.call("PUT", &path, &admin, Some(body.clone())).await;
            let pointers: Vec<&Value> =
                problem["errors"].as_array().into_iter().flatten().map(|error| &error["pointer"]).collect();
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
            assert!(pointers.contains(&&json!(pointer)), "{pointer}: {problem}");
        }
        assert_eq!(city.call("DELETE", "/api/v1/accounts/li/sessions", &admin, None).await.0, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn the_last_administrator_stays() {
    for city in cities().await {
        let admin = city.sign_in("admin").await;
        let district = area(&city, "district");
        let put = async |login: &str, body: &Value| {
            city.call("PUT", &format!("/api/v1/accounts/{login}"), &admin, Some(body.clone())).await.0
        };
        let (leader, administrator) = (account(&[("leader", &district)]), account(&[("admin", &district)]));
        let mut disabled = administrator.clone();
        disabled["disabled"] = json!(true);
        assert_eq!(put("admin", &leader).await, StatusCode::CONFLICT);
        assert_eq!(put("admin", &disabled).await, StatusCode::CONFLICT);
        assert_eq!(city.call("GET", SESSION, &admin, None).await.0, StatusCode::OK, "nothing of it was stored");
        assert_eq!(put("second", &disabled).await, StatusCode::OK);
        assert_eq!(put("admin", &leader).await, StatusCode::CONFLICT, "a disabled one does not count");
        assert_eq!(put("second", &administrator).await, StatusCode::OK);

        // Two that demote each other at the same time: one stays.
        let demote = async |login: &str| {
            let wanted = Wanted {
                login: login.to_owned(),
                name: "值班长".to_owned(),
                worker: None,
                offices: vec![shared::access::Office {
                    role: shared::access::Role::Commander,
                    area: shared::area::AreaCode::trusted(district.as_str()),
                    department: None,
                }],
                disabled: false,
            };
            service::put(&city.app.db, &wanted, None, city.clock.now()).await
        };
        let (one, two) = tokio::join!(demote("admin"), demote("second"));
        let refused = [&one, &two].into_iter().filter(|r| matches!(r, Err(AccountError::LastAdministrator))).count();
        assert_eq!((refused, one.is_ok() || two.is_ok()), (1, true), "{one:?} {two:?} on {}", city.engine);
    }
}

#[tokio::test]
async fn an_administrator_of_a_part_answers_for_that_part() {
    for city in cities().await {
        let admin = city.sign_in("admin").await;
        let subdistricts: Vec<String> = (city.app.areas.book().all())
            .filter(|area| area.level.code() == "subdistrict")
            .map(|area| area.code.to_string())
            .collect();
        let part = account(&[("admin", &subdistricts[0])]);
        let saved = city.call("PUT", "/api/v1/accounts/part", &admin, Some(part)).await.1;
        let part = enter(&city, "part", saved["initial_password"].as_str().unwrap()).await.unwrap();

        let own = account(&[("subdistrict", &subdistricts[0])]);
        let elsewhere = account(&[("subdistrict", &subdistricts[1])]);
        let put = async |login: &str, body: &Value| {
            city.call("PUT", &format!("/api/v1/accounts/{login}"), &part, Some(body.clone())).await
        };
        assert_eq!(put("here", &own).await.0, StatusCode::OK);
        let (status, problem) = put("there", &elsewhere).await;
        assert_eq!((status.as_u16(), &problem["errors"][0]["pointer"]), (422, &json!("/offices/0/area")), "{problem}");
        assert_eq!(put("admin", &own).await.0, StatusCode::FORBIDDEN, "the district's administrator is not theirs");
        let end = city.call("DELETE", "/api/v1/accounts/leader/sessions", &part, None).await.0;
        assert_eq!(end, StatusCode::FORBIDDEN);

        let logins = async |cookie: &str| {
            let (mut logins, mut path) = (Vec::new(), "/api/v1/accounts?limit=4".to_owned());
            loop {
                let page = city.get(&path, cookie).await;
                let items = page["items"].as_array().unwrap();
                logins.extend(items.iter().map(|account| account["login"].as_str().unwrap().to_owned()));
                let Some(after) = page["next"].as_str() else { return logins };
                path = format!("/api/v1/accounts?limit=4&after={after}");
            }
        };
        let everybody = logins(&admin).await;
        assert_eq!(everybody.len(), shared::access::Role::ALL.len() + 2, "{everybody:?} on {}", city.engine);
        assert!(everybody.is_sorted(), "{everybody:?}");
        let theirs = logins(&part).await;
        assert!(theirs.contains(&"here".to_owned()) && !theirs.contains(&"leader".to_owned()), "{theirs:?}");
    }
}

#[tokio::test]
async fn guessing_is_slowed_per_login_and_per_address() {
    for test in databases().await {
        let sessions = Sessions::default();
        let guess = async |login: &str, from: &str| {
            matches!(sessions.sign_in(&test.db, attempt(login, "guess", from), now()).await, Err(AccountError::TooMany))
        };
        let mut slowed = 0;
        for _ in 0..12 {
            slowed += u32::from(guess("li", "192.0.2.1").await);
        }
        assert!(slowed >= 1, "an unknown login is slowed like any other");
        assert!(!guess("wang", "192.0.2.1").await, "others come in");
        assert!(guess("li", "192.0.2.2").await, "from wherever");
        for _ in 0..60 {
            guess("li", "192.0.2.1").await;
        }
        assert!(guess("zhao", "192.0.2.1").await, "an address that tried sixty times is slowed for every login");
        assert!(!guess("zhao", "192.0.2.2").await);
    }
}

#[tokio::test]
async fn demo_accounts_stand_where_the_stories_happen_and_survive_a_restart() {
    for city in cities().await {
        let db = &city.app.db;
        let offices = async |login: &str| {
            let me = city.get(SESSION, &city.sign_in(login).await).await;
            (me["office"]["area"]["name"].as_str().unwrap().to_owned(), me["worker"].is_string())
        };
        assert_eq!(offices("community").await, ("星辰社区".to_owned(), true));
        assert_eq!(offices("subdistrict").await, ("星辰街道".to_owned(), false));
        assert_eq!(offices("worker").await.0, offices("grid_leader").await.0);
        assert!(offices("worker").await.1);

        let leader = city.sign_in("leader").await;
        let again = demo_accounts(db, Some(PASSWORD), now()).await.unwrap();
        assert_eq!(again.logins.len(), shared::access::Role::ALL.len());
        assert_eq!(city.call("GET", SESSION, &leader, None).await.0, StatusCode::OK, "{}", city.engine);
        demo_accounts(db, Some("another password"), now()).await.unwrap();
        assert_eq!(city.call("GET", SESSION, &leader, None).await.0, StatusCode::UNAUTHORIZED);
        assert!(matches!(demo_accounts(db, Some("1234567"), now()).await, Err(AccountError::DemoPassword)));
    }
    for test in databases().await {
        assert!(matches!(demo_accounts(&test.db, None, now()).await, Err(AccountError::NoAreas)));
    }
}
