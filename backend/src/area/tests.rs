//! Boundaries are edited under load, loads add up, and the public learns no full name.

use crate::app::{App, Options};
use crate::on;
use crate::testing::{cities, eventually};
use axum::http::StatusCode;
use geo::Intersects;
use geo_types::{MultiPolygon, Point, Rect};
use serde_json::{Value, json};
use shared::area::{AreaCode, AreaLevel, GridKind};
use shared::assign::DecidedBy;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// `/api/v1/locate` for a label point of an area view.
fn locate(label: &Value) -> String {
    format!("/api/v1/locate?lon={}&lat={}&datum=wgs84", label["lon"], label["lat"])
}

#[tokio::test]
async fn a_changed_boundary_moves_the_next_report() {
    for city in cities().await {
        let admin = city.sign_in("admin").await;
        let grids = city.get("/api/v1/areas?level=grid", &admin).await;
        let general: Vec<&Value> =
            grids["items"].as_array().unwrap().iter().filter(|grid| grid["grid_kind"] == "general").collect();
        let (first, second) = (general[0], general[1]);
        let here = locate(&first["label"]);
        assert_eq!(city.get(&here, "").await["grid"]["code"], first["code"], "{}", city.engine);

        // The second grid becomes a small square around the first one's label: the smaller of two takes the point.
        let (lon, lat) = (first["label"]["lon"].as_f64().unwrap(), first["label"]["lat"].as_f64().unwrap());
        let d = 1e-5;
        let ring = [[lon - d, lat - d], [lon + d, lat - d], [lon + d, lat + d], [lon - d, lat + d], [lon - d, lat - d]];
        let path = format!("/api/v1/areas/{}/boundary", second["code"].as_str().unwrap());
        let body = json!({ "datum": "wgs84", "coordinates": [[ring]] });
        let revision = city.get("/api/v1/city", "").await["revision"].clone();
        assert_eq!(city.call("PUT", &path, &admin, Some(body.clone())).await.0, StatusCode::NO_CONTENT);

        let answer = city.get(&here, "").await;
        assert_eq!((&answer["grid"]["code"], &answer["decided_by"]), (&second["code"], &json!("overlap")));
        assert_ne!(city.get("/api/v1/city", "").await["revision"], revision, "browsers fetch the map anew");

        let worker = city.sign_in("worker").await;
        assert_eq!(city.call("PUT", &path, &worker, Some(body)).await.0, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn boundaries_that_cannot_be_are_refused_and_named() {
    for city in cities().await {
        let admin = city.sign_in("admin").await;
        let grids = city.get("/api/v1/areas?level=grid", &admin).await;
        let path = format!("/api/v1/areas/{}/boundary", grids["items"][0]["code"].as_str().unwrap());
        let bow_tie = json!([[[[118.0, 31.0], [118.1, 31.1], [118.1, 31.0], [118.0, 31.1], [118.0, 31.0]]]]);
        let open = json!([[[[118.0, 31.0], [118.1, 31.0], [118.1, 31.1], [118.0, 31.1]]]]);
        for coordinates in [bow_tie, open, json!([])] {
            let body = json!({ "datum": "wgs84", "coordinates": coordinates });
            let (status, problem) = city.call("PUT", &path, &admin, Some(body)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(problem["errors"][0]["pointer"], "/coordinates");
        }
        let body = json!({ "datum": "wgs84", "coordinates": [] });
        let unknown = city.call("PUT", "/api/v1/areas/340202999999999/boundary", &admin, Some(body)).await;
        assert_eq!(unknown.0, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn loads_add_up_from_grid_to_district() {
    for city in cities().await {
        let leader = city.sign_in("leader").await;
        let sum = async |level: &str, field: &str| -> u64 {
            let page = city.get(&format!("/api/v1/areas?level={level}"), &leader).await;
            page["items"].as_array().unwrap().iter().map(|area| area[field].as_u64().unwrap()).sum()
        };
        let district = sum("district", "open").await;
        assert!(district > 0);
        for level in ["subdistrict", "community", "grid"] {
            assert_eq!(sum(level, "open").await, district, "{level}");
        }
        assert_eq!(sum("grid", "overdue").await, sum("district", "overdue").await);
    }
}

#[tokio::test]
async fn households_are_counted_where_people_live_and_grids_that_are_off_say_so() {
    for city in cities().await {
        let leader = city.session_of("leader").await;
        let lived_in =
            "SELECT area_code, count(DISTINCT household_id) FROM resident WHERE moved_out IS NULL GROUP BY area_code";
        let lived_in: Vec<(String, i64)> =
            on!(&city.app.db, pool => sqlx::query_as(lived_in).fetch_all(pool).await).unwrap();
        let page = city.get("/api/v1/areas", &leader).await;
        let (mut sizes, mut known) = (BTreeSet::new(), 0);
        for area in page["items"].as_array().unwrap() {
            let code = AreaCode::trusted(area["code"].as_str().unwrap());
            let inside = lived_in.iter().filter(|(own, _)| code.contains(&AreaCode::trusted(own.as_str())));
            let households = inside.map(|(_, count)| count).sum::<i64>();
            assert_eq!(area["households"], households, "{area} on {}", city.engine);
            let size = match households {
                _ if area["grid_kind"] != "general" => Value::Null,
                0..240 => json!("small"),
                361.. => json!("large"),
                _ => Value::Null,
            };
            assert_eq!(area["size"], size, "{area}");
            sizes.insert(size.to_string());
            if area["name"] == "青云林海社区" {
                known += households;
                assert_eq!(
                    area["within"].as_str(),
                    city.app.areas.book().get(&code.parent().unwrap()).map(|own| own.name.as_str())
                );
            }
        }
        assert_eq!(known, 2_158, "青云林海社区, as the newspaper has it");
        assert!(sizes.contains("null") && sizes.contains("\"small\""), "{sizes:?}");
    }
}

#[tokio::test]
async fn the_public_learns_the_grid_but_no_full_name() {
    for city in cities().await {
        let leader = city.sign_in("leader").await;
        let grids = city.get("/api/v1/areas?level=grid", &leader).await;
        let here = locate(&grids["items"][0]["label"]);
        let (public, staff) = (city.get(&here, "").await, city.get(&here, &leader).await);
        assert_eq!(public["grid"], staff["grid"]);
        assert!(public["worker"]["name"].as_str().unwrap().ends_with('*'));
        assert!(!staff["worker"]["name"].as_str().unwrap().contains('*'));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_boundary_edited_under_load_is_seen_whole() {
    for city in cities().await {
        let areas = &city.app.areas;
        let grid = areas.book().all().find(|area| area.grid_kind == Some(GridKind::General)).cloned().unwrap();
        assert_eq!(grid.level, AreaLevel::Grid);
        let home = Point::new(grid.label.lon, grid.label.lat);
        let elsewhere = Rect::new((home.x() + 1e-5, home.y()), (home.x() + 2e-5, home.y() + 1e-5)).to_polygon();
        let elsewhere = MultiPolygon(vec![elsewhere]);
        let (done, seen) = (AtomicBool::new(false), [AtomicUsize::new(0), AtomicUsize::new(0)]);
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while !done.load(Ordering::Acquire) {
                        // Tree and index come from one book: they agree, whichever boundary is in force.
                        let book = areas.book();
                        let drawn = book.get(&grid.code).unwrap().boundary.intersects(&home);
                        let decision = book.index.locate(grid.label).decision;
                        let owned =
                            decision.grid.as_ref() == Some(&grid.code) && decision.decided_by == DecidedBy::Inside;
                        assert_eq!(owned, drawn);
                        seen[usize::from(owned)].fetch_add(1, Ordering::AcqRel);
                    }
                });
            }
            let mut edits = 0;
            while edits < 10 || seen.iter().any(|count| count.load(Ordering::Acquire) == 0) {
                let boundary = if edits % 2 == 0 { elsewhere.clone() } else { grid.boundary.clone() };
                let edit = areas.set_boundary(&city.app.db, &grid.code, boundary);
                let edited = tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(edit));
                edited.expect("both boundaries are valid");
                edits += 1;
            }
            done.store(true, Ordering::Release);
        });
    }
}

#[tokio::test]
async fn what_another_process_draws_decides_here_too() {
    for city in cities().await {
        let options = Options { data: city.data.path().to_owned(), ..Options::default() };
        let app = App::start(city.app.db.clone(), city.app.vault.clone(), city.clock.clone(), options).await.unwrap();
        let grid = app.areas.book().all().find(|area| area.grid_kind == Some(GridKind::General)).cloned().unwrap();
        let decided = |app: &App| {
            let decision = app.areas.book().index.locate(grid.label).decision;
            decision.grid.as_ref() == Some(&grid.code) && decision.decided_by == DecidedBy::Inside
        };
        assert!(decided(&app));
        let (x, y) = (grid.label.lon, grid.label.lat);
        let elsewhere = Rect::new((x + 1e-5, y), (x + 2e-5, y + 1e-5)).to_polygon();
        let before = app.tiles.sets.load().revision.clone();
        app.areas.set_boundary(&app.db, &grid.code, MultiPolygon(vec![elsewhere])).await.unwrap();
        app.refresh_map().await.unwrap();
        assert!(!decided(&app));
        let redrawn = app.tiles.sets.load().revision.clone();
        assert_ne!(redrawn, before);
        let heard = async || city.app.tiles.sets.load().revision == redrawn;
        eventually("the other process draws anew", heard).await;
        assert!(!decided(&city.app), "on {}", city.engine);
        let build = app.tiles.sets.load().build;
        app.refresh_map().await.unwrap();
        assert_eq!(app.tiles.sets.load().build, build, "what has not changed is not drawn again");
    }
}
