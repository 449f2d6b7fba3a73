//! Every door, tried by everybody; and the description as it is published.

use crate::http::Access;
use crate::router::doors;
use crate::testing::cities;
use axum::http::StatusCode;
use shared::api::session::Role;

/// A path with its parameters filled in.
fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        "{code}" => "340202000000",
        "{id}" | "{number}" => "1",
        "{layer}" => "base",
        "{z}" => "14",
        "{x}" => "13572",
        "{y}" => "6670.mvt",
        other => other,
    });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn every_door_opens_to_those_it_names_and_to_nobody_else() {
    for city in cities().await {
        let (_, _, table) = doors(city.app.clone());
        assert!(table.len() > 20);
        for door in &table {
            let knock = async |cookie: &str| city.call(&door.method, &filled(&door.path), cookie, None).await.0;
            let turned_away = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN];
            let nobody = knock("").await;
            match door.access {
                // The wall is open in the demo. `GET session` answers 401 to those who have none.
                Access::Public | Access::Display => {
                    assert!(!turned_away.contains(&nobody) || door.path == "/api/v1/session", "{door:?}: {nobody}");
                }
                Access::Session | Access::May(_) => assert_eq!(nobody, StatusCode::UNAUTHORIZED, "{door:?}"),
            }
            for role in Role::ALL {
                if let Access::May(permission) = door.access {
                    let answer = knock(&city.sign_in(role.code()).await).await;
                    let forbidden = answer == StatusCode::FORBIDDEN;
                    assert_eq!(forbidden, !role.may(permission), "{role}: {door:?}: {answer}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_page_of_another_site_cannot_act() {
    use tower::ServiceExt;
    for city in cities().await {
        let request = axum::http::Request::delete("/api/v1/session")
            .header("host", "mirrorlake.example")
            .header("origin", "https://elsewhere.example")
            .body(axum::body::Body::empty())
            .unwrap();
        let router = crate::router::router(city.app.clone(), None);
        assert_eq!(router.oneshot(request).await.unwrap().status(), StatusCode::FORBIDDEN);
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
