//! What one live event changes in the numbers, before the next snapshot says it exactly.

use chrono::{DateTime, Utc};
use shared::api::case::CaseOnMap;
use shared::api::wall::{CategoryCount, SourceCount, WallView};
use shared::case::workflow::Action;
use shared::live::LiveEvent;
use shared::time::china_day;
use std::cmp::Reverse;

/// Bounds of the lists that grow.
const TICKER: usize = 30;
const OPEN: usize = 5_000;
const CATEGORIES: usize = 8;

/// Lays an event over the numbers. True when it brings a case that was not there.
pub fn apply(view: &mut WallView, event: &LiveEvent) -> bool {
    if event.seq <= view.seq {
        return false;
    }
    view.seq = event.seq;
    view.as_of = view.as_of.max(event.at);
    let case = &event.case;
    let was_open = view.open.iter().position(|open| open.number == case.number);
    let is_new = was_open.is_none() && case.state.is_open();
    match event.action {
        Action::Report => count_report(view, case, event.at),
        Action::Close if was_open.is_some() => count_closure(view, case, event.at),
        _ => {}
    }
    match (was_open, case.state.is_open()) {
        (Some(place), true) => view.open[place] = case.clone(),
        (Some(place), false) => drop(view.open.swap_remove(place)),
        (None, true) if view.open.len() < OPEN => view.open.push(case.clone()),
        (None, _) => {}
    }
    match view.ticker.iter().position(|shown| shown.number == case.number) {
        Some(place) => view.ticker[place] = case.clone(),
        None if event.action == Action::Report => view.ticker.insert(0, case.clone()),
        None => {}
    }
    view.ticker.truncate(TICKER);
    is_new
}

fn count_report(view: &mut WallView, case: &CaseOnMap, at: DateTime<Utc>) {
    view.today.open += 1;
    view.one_three_zero.not_cleared += 1;
    view.year.accepted += 1;
    rate(view);
    if let Some(rank) = rank(view, case) {
        rank.accepted += 1;
        rank.open += 1;
    }
    if china_day(at) != view.today.day {
        return;
    }
    view.today.accepted += 1;
    match view.sources.iter_mut().find(|count| count.source == case.source) {
        Some(count) => count.count += 1,
        None => view.sources.push(SourceCount { source: case.source, count: 1 }),
    }
    view.sources.sort_by_key(|count| Reverse(count.count));
    match view.categories.iter().position(|count| count.zh == case.category_zh) {
        Some(place) => view.categories[place].count += 1,
        None if view.categories.len() < CATEGORIES => {
            let (zh, en) = (case.category_zh.clone(), case.category_en.clone());
            view.categories.push(CategoryCount { zh, en, count: 1 });
        }
        None => {}
    }
    view.categories.sort_by_key(|count| Reverse(count.count));
}

fn count_closure(view: &mut WallView, case: &CaseOnMap, at: DateTime<Utc>) {
    let late = u32::from(case.due_at < at);
    view.today.closed += u32::from(china_day(at) == view.today.day);
    view.today.open = view.today.open.saturating_sub(1);
    view.today.overdue = view.today.overdue.saturating_sub(late);
    view.one_three_zero.not_cleared = view.one_three_zero.not_cleared.saturating_sub(1);
    view.year.handled += 1;
    rate(view);
    if let Some(rank) = rank(view, case) {
        rank.handled += 1;
        rank.open = rank.open.saturating_sub(1);
        rank.overdue = rank.overdue.saturating_sub(late);
    }
}

fn rate(view: &mut WallView) {
    let year = &mut view.year;
    year.handled_rate = (year.accepted > 0).then(|| f64::from(year.handled) / f64::from(year.accepted));
}

fn rank<'a>(view: &'a mut WallView, case: &CaseOnMap) -> Option<&'a mut shared::api::wall::SubdistrictRank> {
    let subdistrict = case.subdistrict.as_ref()?;
    view.subdistricts.iter_mut().find(|rank| rank.area.code == subdistrict.code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{case, noon};
    use chrono::Duration;
    use shared::api::area::AreaRef;
    use shared::api::wall::{OneThreeZero, SubdistrictRank, TodayNumbers, YearNumbers};
    use shared::area::AreaLevel;
    use shared::case::Source;
    use shared::case::workflow::{Stage, State};

    fn street() -> AreaRef {
        AreaRef { code: "340202001000".into(), name: "狮子山街道".into() }
    }

    fn wall() -> WallView {
        WallView {
            district: None,
            bbox: [0.0; 4],
            as_of: noon(),
            seq: 10,
            today: TodayNumbers { day: china_day(noon()), accepted: 411, closed: 300, open: 484, overdue: 9 },
            year: YearNumbers { since: china_day(noon()), accepted: 13_869, handled: 13_385, handled_rate: None },
            one_three_zero: OneThreeZero { without_plan: 1, without_feedback: 3, not_cleared: 484 },
            sources: vec![SourceCount { source: Source::Hotline, count: 1 }],
            categories: Vec::new(),
            subdistricts: vec![SubdistrictRank { area: street(), accepted: 5, handled: 3, open: 2, overdue: 1 }],
            ticker: Vec::new(),
            open: Vec::new(),
        }
    }

    fn event(seq: i64, number: i64, action: Action, state: State) -> LiveEvent {
        let case = CaseOnMap {
            number: format!("E0130-20261122-{number:04}"),
            state,
            stage: state.stage(),
            subdistrict: Some(street()),
            due_at: noon() + Duration::hours(2),
            ..case()
        };
        LiveEvent {
            seq,
            action,
            at: noon() + Duration::hours(3),
            case,
            level: AreaLevel::District,
            by: None,
            role: None,
        }
    }

    #[test]
    fn a_report_and_its_closure_come_out_even() {
        let mut view = wall();
        assert!(apply(&mut view, &event(11, 1, Action::Report, State::Reported)));
        assert_eq!((view.today.accepted, view.today.open, view.year.accepted), (412, 485, 13_870));
        assert_eq!(crate::format::percent(view.year.handled_rate.unwrap()), "96.5%");
        assert_eq!((view.subdistricts[0].accepted, view.subdistricts[0].open), (6, 3));
        assert_eq!((view.ticker.len(), view.open.len(), view.categories[0].count), (1, 1, 1));
        assert!(!apply(&mut view, &event(12, 1, Action::Dispatch, State::Dispatched)));
        assert_eq!(view.ticker[0].stage, Stage::Dispatched);
        assert!(!apply(&mut view, &event(13, 1, Action::Close, State::Closed)));
        assert_eq!((view.today.closed, view.today.open, view.today.overdue, view.year.handled), (301, 484, 8, 13_386));
        assert_eq!((view.open.len(), view.ticker.len(), view.one_three_zero.not_cleared), (0, 1, 484));
    }

    #[test]
    fn an_event_counts_once() {
        let mut view = wall();
        let report = event(11, 1, Action::Report, State::Reported);
        apply(&mut view, &report);
        let after = view.clone();
        assert!(!apply(&mut view, &report));
        assert_eq!(view, after);
    }

    #[test]
    fn lists_stay_bounded() {
        let mut view = wall();
        for seq in 11..6_000 {
            apply(&mut view, &event(seq, seq, Action::Report, State::Reported));
        }
        assert_eq!((view.ticker.len(), view.open.len()), (TICKER, OPEN));
        assert_eq!(view.ticker[0].number, "E0130-20261122-5999");
    }
}
