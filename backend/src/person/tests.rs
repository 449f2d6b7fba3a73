//! The lost child's mother, pages without gaps, questions that are refused.

use crate::testing::cities;
use axum::http::StatusCode;

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
