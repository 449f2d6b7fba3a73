//! The day that goes on.

use super::{SEED, categories, now, plain};
use crate::life::replay::demo_day;
use std::collections::BTreeSet;

#[test]
fn a_day_is_ordered_repeatable_and_new_at_another_start() {
    let city = plain::city(30);
    let day = demo_day(&city, SEED, now(), 500);
    assert_eq!(day.len(), 500);
    assert_eq!(day, demo_day(&city, SEED, now(), 500));
    assert!(day.is_sorted_by_key(|replay| replay.offset_s));
    assert!(day.last().unwrap().offset_s < 86_400 && day.last().unwrap().offset_s > 70_000);
    let ids: BTreeSet<_> = day.iter().map(|r| (r.report.source, r.report.external_id.clone())).collect();
    assert_eq!(ids.len(), 500);
    let next = demo_day(&city, SEED, now() + chrono::Duration::days(1), 500);
    assert!(next.iter().all(|r| !ids.contains(&(r.report.source, r.report.external_id.clone()))));
}

#[test]
fn every_report_is_one_that_the_server_takes() {
    let city = plain::city(30);
    let codes: BTreeSet<String> = categories().into_iter().map(|category| category.code).collect();
    for replay in demo_day(&city, SEED, now(), 300) {
        let report = replay.report;
        assert!(report.category.is_some_and(|code| codes.contains(&code)));
        assert!(report.external_id.is_some_and(|id| id.len() <= 100));
        assert!((1..=2_000).contains(&report.description.chars().count()));
        assert!(report.address.is_some_and(|address| address.chars().count() <= 200));
        let position = report.location.unwrap().to_wgs84().unwrap();
        assert!((118.3..118.4).contains(&position.lon) && (31.2..31.6).contains(&position.lat));
    }
}
