//! The lost child's mother, pages without gaps, questions that are refused.

use super::store::{self, ResidentRow};
use super::{People, changed};
use crate::app::{App, Options};
use crate::db::{StoreError, Tx, next};
use crate::testing::{TestCity, cities, now};
use axum::http::StatusCode;
use serde_json::json;
use shared::origin::{Channel, Origin, Origins};
use shared::person::{Identity, Phone, Registration};
use shared::time::china_day;

#[tokio::test]
async fn the_lost_childs_mother_is_told_from_her_namesake() {
    for city in cities().await {
        let commander = city.sign_in("commander").await;
        let found = async |q: &str| {
            city.get(&format!("/api/v1/residents?area=星辰社区&{q}"), &commander).await["items"].clone()
        };
        let door = |hit: &serde_json::Value| {
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            (text(&hit["building"]["name"]), hit["entrance"].as_u64().unwrap(), text(&hit["dwelling"]["name"]))
        };
        for q in ["q=陈静", "q=chenjing", "q=CHEN%20Jing"] {
            let both = found(q).await;
            let mut doors: Vec<_> = (both.as_array().unwrap().iter())
                .filter(|hit| hit["name"] == "陈静")
                .map(|hit| (hit["age"].as_i64().unwrap(), door(hit)))
                .collect();
            doors.sort();
            let expected =
                [(33, ("29栋".to_owned(), 2, "301".to_owned())), (71, ("12栋".to_owned(), 1, "502".to_owned()))];
            assert_eq!(doors, expected, "{q} on {}", city.engine);
        }
        let mother = &found("q=陈静&child_age=6").await[0];
        assert_eq!(door(mother), ("29栋".to_owned(), 2, "301".to_owned()));
        assert!(mother["match"]["reasons"].to_string().contains("6岁"), "{mother}");
        assert!(mother.get("phone").is_none());
    }
}

#[tokio::test]
async fn an_office_finds_the_people_of_its_own_area_only() {
    for city in cities().await {
        let found = async |login: &str, query: &str| {
            let cookie = city.sign_in(login).await;
            let page = city.get(&format!("/api/v1/residents?limit=100&{query}"), &cookie).await;
            let items = page["items"].as_array().unwrap().clone();
            (items, city.get("/api/v1/session", &cookie).await["office"]["area"].clone())
        };
        let (everywhere, district) = found("commander", "q=王").await;
        assert!(everywhere.iter().any(|hit| hit["area"]["community"]["name"] != "星辰社区"), "{}", city.engine);
        for (login, level) in [("worker", "grid"), ("community", "community"), ("subdistrict", "subdistrict")] {
            let (own, office) = found(login, "q=王").await;
            assert!(!own.is_empty(), "{login}");
            assert!(own.iter().all(|hit| hit["area"][level]["code"] == office["code"]), "{login}: {own:?}");
            // A larger area than one's own does not widen it; the search box follows the same rule.
            let wider = format!("q=王&area={}", district["code"].as_str().unwrap());
            assert_eq!(found(login, &wider).await.0, own, "{login}");
            let cookie = city.sign_in(login).await;
            let box_of = city.get(&wider.replacen("q=", "/api/v1/search?q=", 1), &cookie).await;
            let residents = box_of["residents"].as_array().unwrap();
            assert!(residents.iter().all(|hit| hit["area"][level]["code"] == office["code"]), "{login}: {residents:?}");
        }
        // The mother lives in the worker's own grid, her namesake does not.
        let (own, _) = found("worker", "q=陈静&area=星辰社区").await;
        let names = own.iter().filter(|hit| hit["name"] == "陈静").map(|hit| hit["age"].as_i64().unwrap());
        assert_eq!(names.collect::<Vec<_>>(), [33], "on {}", city.engine);
        let elsewhere = everywhere.iter().find(|hit| hit["area"]["community"]["name"] != "星辰社区").unwrap();
        let community = elsewhere["area"]["community"]["code"].as_str().unwrap();
        assert_eq!(found("community", &format!("q=王&area={community}")).await.0, Vec::<serde_json::Value>::new());
    }
}

#[tokio::test]
async fn pages_neither_repeat_nor_skip() {
    for city in cities().await {
        let commander = city.sign_in("commander").await;
        let all = city.get("/api/v1/residents?q=王&limit=100", &commander).await;
        let ids = |page: &serde_json::Value| -> Vec<String> {
            page["items"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
        };
        let mut paged = Vec::new();
        let mut path = "/api/v1/residents?q=王&limit=7".to_owned();
        while paged.len() < 98 {
            let page = city.get(&path, &commander).await;
            paged.extend(ids(&page));
            path = format!("/api/v1/residents?q=王&limit=7&after={}", page["next"].as_str().expect("more follow"));
        }
        assert_eq!(paged[..98], ids(&all)[..98]);
    }
}

#[tokio::test]
async fn odd_questions_are_refused_by_name() {
    for city in cities().await {
        let commander = city.sign_in("commander").await;
        for (query, pointer) in [
            ("q=", "?q"),
            ("", "?q"),
            ("q=陈静&area=没有的社区", "?area"),
            ("q=陈静&after=x", "?after"),
            ("q=陈静&sex=x", "?sex"),
        ] {
            let (status, problem) = city.call("GET", &format!("/api/v1/residents?{query}"), &commander, None).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{query}: {problem}");
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{query}: {problem}");
        }
    }
}

/// Somebody new at the address of the mother of the lost child, with numbers that nobody else has.
async fn move_in(city: &TestCity, name: &str) -> ResidentRow {
    let people = city.app.people.load();
    let today = china_day(now());
    let wanted = crate::search::PeopleQuery { q: "陈静".into(), age_to: Some(40), ..Default::default() };
    let page = people.search(&wanted, today, shared::text::Lang::Zh);
    let mother = people.entry(page.items[0].entry);
    let row = ResidentRow {
        id: 9_000_000,
        area_code: mother.area.to_string(),
        household_id: mother.household,
        dwelling_id: mother.dwelling,
        name: name.to_owned(),
        sex: mother.sex,
        birth: mother.birth,
        relation: mother.relation,
        registration: Registration::Migrant,
        care: None,
        phone: Some(Phone::parse("139 9000 4321").expect("a number")),
        identity: Some(Identity::parse("11010519491231002X").expect("a number")),
        registered_address: None,
        moved_in: today,
        moved_out: None,
        origin: Origins::new(Origin { channel: Channel::Worker, at: now(), by: None }),
    };
    let mut tx = city.app.db.begin().await.expect("a transaction");
    store::insert(&mut tx, &city.app.vault, &[], std::slice::from_ref(&row), &[]).await.expect("stored");
    tx.commit().await.expect("committed");
    row
}

async fn change(city: &TestCity, set: &'static str, row: &ResidentRow) -> Result<(), StoreError> {
    let mut tx: Tx = city.app.db.begin().await?;
    let revision = next(&mut tx, "person", 1).await?;
    crate::in_tx!(&mut tx, conn => sqlx::query(set).bind(revision).bind(row.id).execute(conn).await.map(drop))?;
    tx.commit().await
}

#[tokio::test]
async fn a_change_is_found_at_once_also_by_another_process() {
    for city in cities().await {
        let other =
            App::start(city.app.db.clone(), city.app.vault.clone(), city.clock.clone(), Options::default()).await;
        let other = other.expect("a second process");
        let names = |app: &App, q: &str| -> Vec<String> {
            let people = app.people.load();
            let query = crate::search::PeopleQuery { q: q.to_owned(), only: None, ..Default::default() };
            let page = people.search(&query, china_day(now()), shared::text::Lang::Zh);
            let ids = page.items.iter().map(|item| people.entry(item.entry));
            ids.filter(|one| one.id == 9_000_000).map(|one| one.name).collect()
        };
        let row = move_in(&city, "𠮷野家佳").await;
        for app in [&city.app, &other] {
            changed(app).await.expect("the index follows");
            assert_eq!(names(app, "𠮷野"), ["𠮷野家佳"], "on {}", city.engine);
        }
        change(&city, "UPDATE resident SET name = '尉迟敬', revision = $1 WHERE id = $2", &row).await.expect("renamed");
        for app in [&city.app, &other] {
            changed(app).await.expect("the index follows");
            assert_eq!((names(app, "𠮷野"), names(app, "yuchij")), (vec![], vec!["尉迟敬".to_owned()]));
        }
        let gone = "UPDATE resident SET moved_out = birth, revision = $1 WHERE id = $2";
        change(&city, gone, &row).await.expect("moved out");
        for app in [&city.app, &other] {
            changed(app).await.expect("the index follows");
            assert_eq!(names(app, "尉迟敬"), Vec::<String>::new());
        }
        let anew = People::read(&city.app.db).await.expect("read again");
        assert_eq!(anew.load().len(), city.app.people.load().len());
    }
}

#[tokio::test]
async fn whole_numbers_and_their_ends_find_their_owner_within_the_office() {
    for city in cities().await {
        let row = move_in(&city, "欧阳若").await;
        changed(&city.app).await.expect("the index follows");
        let commander = city.sign_in("commander").await;
        for (q, kind) in [
            ("q=4321&kin=陈静", "phone_tail"),
            ("q=歐陽若", "traditional"),
            ("q=欧阳弱", "homophone"),
            ("q=欧阳大若&phone_tail=4321", "one_character_off"),
        ] {
            let found = city.get(&format!("/api/v1/residents?{q}"), &commander).await["items"].clone();
            let own = found.as_array().unwrap().iter().find(|hit| hit["id"] == json!(row.id.to_string()));
            let own = own.unwrap_or_else(|| panic!("{q} on {}: {found}", city.engine));
            assert_eq!(own["match"]["kind"], kind, "{q}");
            assert!(!found.to_string().contains("13990004321") && !found.to_string().contains("110105194912"));
        }
        for (q, kind) in [("11010519491231002x", "identity"), ("13990004321", "phone"), ("139-9000-4321", "phone")] {
            let ask = Some(json!({ "q": q }));
            let (_, found) = city.call("POST", "/api/v1/search", &commander, ask).await;
            assert_eq!(found["residents"][0]["id"], row.id.to_string(), "{q}: {found}");
            assert_eq!(found["residents"][0]["match"]["kind"], kind);
            assert!(!found.to_string().contains("13990004321") && !found.to_string().contains("110105194912"));
            let (status, refused) = city.call("GET", &format!("/api/v1/residents?q={q}"), &commander, None).await;
            assert_eq!((status, &refused["errors"][0]["pointer"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("?q")));
        }
        let kin = city.get("/api/v1/residents?q=4321&kin=chenjing", &commander).await["items"].clone();
        assert!(kin[0]["match"]["reasons"].to_string().contains("同户有陈静"), "{kin}");
        // An office elsewhere does not learn that the number exists.
        let elsewhere =
            city.app.areas.book().all().find(|area| !area.code.contains(&city_code(&row))).map(|a| a.code.clone());
        let area = elsewhere.expect("another area");
        let ask = Some(json!({ "q": "13990004321", "area": area }));
        let (_, found) = city.call("POST", "/api/v1/search", &commander, ask).await;
        assert_eq!(found["residents"], json!([]));
        let refused = city.call("GET", "/api/v1/residents?q=陈静&phone_tail=12", &commander, None).await;
        assert_eq!(
            (refused.0, &refused.1["errors"][0]["pointer"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("?phone_tail"))
        );
    }
}

fn city_code(row: &ResidentRow) -> shared::area::AreaCode {
    shared::area::AreaCode::trusted(row.area_code.clone())
}
