//! Every history is one that the machine allows, and the changes of its steps give its course again.

use super::{SEED, categories, china_time, district, now, populated};
use crate::model::{Case, City, Event};
use chrono::{DateTime, Utc};
use shared::access::{Office, Role};
use shared::area::{AreaCode, AreaLevel};
use shared::case::Source;
use shared::case::calendar::Calendar;
use shared::case::changes;
use shared::case::course::Course;
use shared::case::deadline::Limit;
use shared::case::step::{Circumstances, Move};
use shared::case::workflow::{Action, State};
use shared::worker::Department;
use std::collections::{BTreeMap, BTreeSet};

/// What a step must have been given, read from what it led to.
fn step(event: &Event, before: &Course) -> Move {
    let after = &event.course;
    let fresh = |department: &Department| !before.departments().contains(department);
    let departments = match event.action {
        Action::Dispatch => after.departments(),
        Action::Transfer => after.departments().into_iter().filter(fresh).collect(),
        _ => Vec::new(),
    };
    Move {
        departments,
        until: after.pending.as_ref().and_then(|asked| asked.until),
        target: after.parent.clone(),
        satisfied: after.satisfied,
        ..Move::of(event.action).note(&event.note)
    }
}

/// When a child was linked, and when it was closed.
type Span = (DateTime<Utc>, Option<DateTime<Utc>>);

/// The machine of a city: calendar, limits, and when which case had an open child.
struct Machine {
    calendar: Calendar,
    limits: BTreeMap<String, Limit>,
    children: BTreeMap<String, Vec<Span>>,
}

impl Machine {
    fn of(city: &City) -> Machine {
        let mut children: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for case in &city.cases {
            if let Some(link) = case.events.iter().find(|event| event.action == Action::Link) {
                let parent = link.course.parent.clone().unwrap();
                children.entry(parent).or_default().push((link.at, case.course.closed_at));
            }
        }
        let limits = categories().into_iter().map(|category| (category.code, category.limit)).collect();
        Machine { calendar: Calendar::china(), limits, children }
    }

    /// The course after an event, by somebody with the event's role.
    fn after(&self, case: &Case, event: &Event, before: &Course) -> Option<Course> {
        let Some(role) = event.role else {
            return match event.action {
                Action::Assign => Some(before.clone()),
                Action::Resume => before.resumed(event.at, &self.calendar).map(|(_, course)| course),
                _ => None,
            };
        };
        let children = self.children.get(&case.number).into_iter().flatten();
        let open_children = children.clone().any(|(from, to)| *from <= event.at && to.is_none_or(|to| event.at < to));
        let limits = |code: &str| self.limits.get(code).copied();
        let now = Circumstances { at: event.at, calendar: &self.calendar, limits: &limits, open_children };
        let departments: Vec<Option<Department>> = match role {
            Role::Department => before.departments().into_iter().map(Some).collect(),
            _ => vec![None],
        };
        let move_ = step(event, before);
        departments.into_iter().find_map(|department| {
            let office = Office { role, area: AreaCode::trusted("340202000000"), department };
            // Two departments may have a part in a case; the actor says which one it was.
            let named = department.is_none_or(|department| event.actor == department.text().zh);
            before.next(&move_, &office, &now).ok().filter(|_| named)
        })
    }
}

fn check(city: &City, end: DateTime<Utc>) {
    let machine = Machine::of(city);
    for (case, id) in city.cases.iter().zip(1..) {
        assert_eq!(case.id, id);
        let limit = machine.limits[&case.category];
        let level = if case.source == Source::Patrol { AreaLevel::Community } else { AreaLevel::District };
        let reported = Course::reported(case.reported_at, Some((&case.category, limit)), level, &machine.calendar);
        let [first, second, ..] = &case.events[..] else { panic!("{case:?}") };
        assert_eq!((first.action, first.at, &first.course), (Action::Report, case.reported_at, &reported));
        assert_eq!(second.action, Action::Assign);
        for pair in case.events.windows(2) {
            assert!(pair[0].at <= pair[1].at && pair[1].at < end && !pair[1].actor.is_empty(), "{case:?}");
            let after = machine.after(case, &pair[1], &pair[0].course);
            assert_eq!(after.as_ref(), Some(&pair[1].course), "{:?} of {}", pair[1], case.number);
        }
        assert_eq!(case.course, case.events.last().unwrap().course);
        assert_eq!(case.course.closed_at.is_some(), !case.course.state.is_open());
    }
}

#[test]
fn every_step_is_one_that_the_machine_allows() {
    check(district(), now());
}

#[test]
fn also_in_small_cities_and_in_years_that_have_just_begun() {
    for (grids, moment) in [
        (24, now()),
        (40, china_time(2027, 1, 1, 0, 5)),
        (40, china_time(2026, 1, 2, 13, 0)),
        (30, china_time(2026, 2, 20, 4, 30)),
        (60, china_time(2026, 10, 4, 12, 0)),
    ] {
        for seed in 0..4 {
            check(&populated(grids, SEED + seed, moment), moment);
        }
    }
}

#[test]
fn the_changes_of_a_history_give_its_course_again() {
    for case in &district().cases {
        let before = [None].into_iter().chain(case.events.iter().map(|event| Some(&event.course)));
        let changes: Vec<_> =
            case.events.iter().zip(before).map(|(event, before)| changes::between(before, &event.course)).collect();
        assert_eq!(changes::replay(&changes).as_ref(), Some(&case.course), "{}", case.number);
    }
}

#[test]
fn every_step_of_casework_is_taken_somewhere_but_that_with_photos() {
    let taken: BTreeSet<Action> =
        district().cases.iter().flat_map(|case| &case.events).map(|event| event.action).collect();
    let missing: Vec<Action> = Action::ALL.iter().filter(|action| !taken.contains(action)).copied().collect();
    assert_eq!(missing, [Action::Attach]);
    let states: BTreeSet<State> = district().cases.iter().map(|case| case.course.state).collect();
    assert_eq!(states.len(), State::ALL.len(), "{states:?}");
}
