//! Every door, tried by everybody; and the description as it is published.

use crate::app::{App, Options};
use crate::http::Access;
use crate::router::doors;
use crate::testing::cities;
use axum::http::StatusCode;
use shared::access::{Deed, Object, Office, Role, may};
use shared::area::AreaCode;
use tower::ServiceExt;

/// A path with its parameters filled in. What it names need not exist: an open door then answers that it is not there.
fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        "{code}" => "340202000000",
        "{layer}" => "base",
        "{z}" => "14",
        "{x}" => "13572",
        "{y}" => "6670.mvt",
        named if named.starts_with('{') => "1",
        other => other,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Whether a door opens to those who hold an office of a role, by the function that decides.
fn should_open(access: Access, role: Role) -> bool {
    let office = Office { role, area: AreaCode::trusted("340202000000"), department: None };
    match access {
        Access::Public | Access::Session => true,
        Access::Display => may(&office, Deed::SeeCases, Object::Any),
        Access::May(deed) => may(&office, deed, Object::Any),
    }
}

/// Each cell of the table is knocked at; the table itself is a snapshot, so that a change of who may do what is read
/// by somebody before it is accepted.
#[tokio::test]
async fn every_door_opens_to_those_it_names_and_to_nobody_else() {
    for city in cities().await {
        let (_, _, mut table) = doors(city.app.clone());
        assert!(table.len() > 25);
        // Whoever signs out cannot knock any more.
        table.sort_by_key(|door| door.method == "DELETE" && door.path == "/api/v1/session");
        let mut keys = Vec::new();
        for &role in Role::ALL {
            keys.push((role, city.sign_in(role.code()).await));
        }
        let mut lines = Vec::new();
        for door in &table {
            let opens = async |cookie: &str| {
                let answer = city.call(&door.method, &filled(&door.path), cookie, None).await.0;
                assert!(!answer.is_server_error(), "{door:?}: {answer}");
                ![StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&answer)
            };
            // The wall is open to everybody in the demo.
            let public = matches!(door.access, Access::Public | Access::Display);
            assert_eq!(opens("").await, public, "nobody at {door:?}");
            let mut who = Vec::new();
            for (role, cookie) in &keys {
                let open = opens(cookie).await;
                assert_eq!(open, should_open(door.access, *role), "{role} at {door:?} on {}", city.engine);
                who.extend(open.then_some(role.code()));
            }
            let everybody = who.len() == Role::ALL.len();
            let who = match (door.access, everybody) {
                (Access::Public, true) => "everybody".to_owned(),
                (Access::Display, true) => "the wall with its key, anybody signed in".to_owned(),
                (_, true) => "anybody signed in".to_owned(),
                _ => who.join(", "),
            };
            lines.push((&door.path, &door.method, who));
        }
        lines.sort();
        let lines: Vec<String> = lines.iter().map(|(path, method, who)| format!("{method} {path}: {who}")).collect();
        insta::assert_snapshot!("who_may", lines.join("\n"));
    }
}

#[tokio::test]
async fn a_wall_without_its_key_is_closed() {
    for city in cities().await {
        let options = Options { display_key: Some("the-key".to_owned()), ..Options::default() };
        let app = App::start(city.app.db.clone(), city.app.vault.clone(), city.clock.clone(), options).await.unwrap();
        let (router, _, table) = doors(app.clone());
        let cookie = city.sign_in("worker").await;
        for door in table.iter().filter(|door| door.access == Access::Display) {
            let knock = async |query: &str, cookie: &str| {
                let request = axum::http::Request::get(format!("{}{query}", filled(&door.path)));
                let request = request.header("cookie", cookie).body(axum::body::Body::empty()).unwrap();
                router.clone().with_state(app.clone()).oneshot(request).await.unwrap().status()
            };
            for query in ["", "?key=", "?key=another"] {
                assert_eq!(knock(query, "").await, StatusCode::UNAUTHORIZED, "{door:?}{query}");
            }
            assert_ne!(knock("?key=the-key", "").await, StatusCode::UNAUTHORIZED, "{door:?}");
            assert!(knock("", &cookie).await.is_success(), "{door:?}: staff need no key");
        }
    }
}

#[tokio::test]
async fn a_page_of_another_site_cannot_act() {
    for city in cities().await {
        let cookie = city.sign_in("department").await;
        for (method, path, body) in [
            ("DELETE", "/api/v1/session", ""),
            ("PUT", "/api/v1/session/office", "{\"position\":1}"),
            ("PUT", "/api/v1/session/password", "{}"),
            ("PUT", "/api/v1/accounts/li", "{}"),
        ] {
            let request = axum::http::Request::builder()
                .method(method)
                .uri(path)
                .header("cookie", &cookie)
                .header("host", "mirrorlake.example")
                .header("origin", "https://elsewhere.example")
                .body(axum::body::Body::from(body))
                .unwrap();
            let router = crate::router::router(city.app.clone(), None);
            assert_eq!(router.oneshot(request).await.unwrap().status(), StatusCode::FORBIDDEN, "{method} {path}");
        }
        assert_eq!(city.get("/api/v1/session", &cookie).await["office"]["position"], 0, "nothing has changed");
    }
}

#[tokio::test]
async fn the_description_is_the_one_we_promised() {
    let city = cities().await.swap_remove(0);
    let (_, description, _) = doors(city.app);
    insta::assert_json_snapshot!("openapi", serde_json::to_value(description).unwrap());
}

#[tokio::test]
async fn errors_speak_the_readers_language() {
    let city = cities().await.swap_remove(0);
    let (status, problem) = city.call("GET", "/api/v1/nothing", "", None).await;
    assert_eq!((status, problem["title"].as_str()), (StatusCode::NOT_FOUND, Some("未找到")));
    let (status, problem) = city.call("PATCH", "/api/v1/cases", "", None).await;
    assert_eq!(
        (status, problem["type"].as_str()),
        (StatusCode::METHOD_NOT_ALLOWED, Some("/problems/method-not-allowed"))
    );
}
