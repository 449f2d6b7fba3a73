//! One case for the tests of the pages.

use chrono::{DateTime, Duration, TimeZone, Utc};
use shared::api::area::AreaRef;
use shared::api::case::CaseOnMap;
use shared::case::workflow::State;
use shared::case::{Light, Source};

/// 2026-11-22 12:00 in China, a Sunday.
pub fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 4, 0, 0).unwrap()
}

/// Reported at noon, in handling, due ten hours later.
pub fn case() -> CaseOnMap {
    let area = |code: &str| Some(AreaRef { code: code.into(), name: String::new() });
    CaseOnMap {
        number: "E0130-20261122-0007".into(),
        source: Source::Web,
        category: Some("E0130".into()),
        category_zh: "乱排污水".into(),
        category_en: "Sewage discharge".into(),
        stage: State::Handling.stage(),
        state: State::Handling,
        light: Light::Green,
        urgent: false,
        supervised: false,
        location: None,
        place: "学士街33号楼".into(),
        description: None,
        building_id: None,
        subdistrict: area("340202001000"),
        community: area("340202001003"),
        grid: area("340202001003007"),
        worker: None,
        department: None,
        reported_at: noon(),
        warn_at: noon() + Duration::hours(8),
        due_at: noon() + Duration::hours(10),
        paused_at: None,
        closed_at: None,
        version: 3,
    }
}
