//! Filters that somebody keeps.

use crate::testing::cities;
use axum::http::StatusCode;
use futures_util::future::join_all;
use serde_json::json;

const FILTERS: &str = "/api/v1/filters";

#[tokio::test]
async fn everybody_keeps_their_own_filters() {
    for city in cities().await {
        let (leader, worker) = (city.sign_in("leader").await, city.sign_in("worker").await);
        let keep = async |cookie: &str, name: &str, query: &str| {
            city.call("PUT", FILTERS, cookie, Some(json!({ "name": name, "query": query }))).await
        };
        let overdue = json!({ "name": "超期", "query": "overdue=true" });
        assert_eq!(keep(&leader, " 超期 ", "overdue=true").await, (StatusCode::OK, overdue.clone()));
        assert_eq!(keep(&worker, "超期", "mine=true").await.0, StatusCode::OK);
        assert_eq!(keep(&leader, "全部", "").await.0, StatusCode::OK);
        assert_eq!(keep(&leader, "超期", "overdue=true&order=due").await.0, StatusCode::OK, "the same name again");
        let items = city.get(FILTERS, &leader).await["items"].clone();
        let expected = json!([{ "name": "全部", "query": "" }, { "name": "超期", "query": "overdue=true&order=due" }]);
        assert_eq!(items, expected, "{}", city.engine);
        assert_eq!(city.get(FILTERS, &worker).await["items"], json!([{ "name": "超期", "query": "mine=true" }]));

        let drop = format!("{FILTERS}/超期");
        assert_eq!(city.call("DELETE", &drop, &leader, None).await.0, StatusCode::NO_CONTENT);
        assert_eq!(city.call("DELETE", &drop, &leader, None).await.0, StatusCode::NOT_FOUND);
        assert_eq!(city.get(FILTERS, &leader).await["items"].as_array().unwrap().len(), 1);
        assert_eq!(city.get(FILTERS, &worker).await["items"].as_array().unwrap().len(), 1, "another's stays");
        assert_eq!(city.call("GET", FILTERS, "", None).await.0, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn names_queries_and_their_number_are_bounded() {
    for city in cities().await {
        let leader = city.sign_in("leader").await;
        let keep = async |name: String, query: String| {
            let body = json!({ "name": name, "query": query });
            city.call("PUT", FILTERS, &leader, Some(body)).await
        };
        for (name, query, pointer) in [
            ("", "", "/name"),
            ("  ", "", "/name"),
            (&"长".repeat(41), "", "/name"),
            ("a\u{7}", "", "/name"),
            ("a", &"q".repeat(501), "/query"),
        ] {
            let (status, problem) = keep(name.to_owned(), query.to_owned()).await;
            assert_eq!((status, &problem["errors"][0]["pointer"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(pointer)));
        }
        assert_eq!(keep("长".repeat(40), "q".repeat(500)).await.0, StatusCode::OK);
        // All at once: the last free places are given away once.
        let outcomes = join_all((0..60).map(|at| keep(format!("f{at}"), String::new()))).await;
        let kept = outcomes.iter().filter(|(status, _)| *status == StatusCode::OK).count();
        assert_eq!(kept, 49, "{}", city.engine);
        assert!(outcomes.iter().all(|(status, _)| [StatusCode::OK, StatusCode::CONFLICT].contains(status)));
        assert_eq!(keep("长".repeat(40), "x".to_owned()).await.0, StatusCode::OK, "a full shelf may still be changed");
        assert_eq!(city.get(FILTERS, &leader).await["items"].as_array().unwrap().len(), 50);
    }
}
