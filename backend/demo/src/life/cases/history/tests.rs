//! Every course, by every kind of worker, in any time that is left: the machine refuses none of its steps.

use super::super::open::Fate;
use super::super::script::{Appeal, Attention, Script};
use super::{Child, Facts, Link, write};
use crate::life::dice::Dice;
use crate::life::tests::{categories, china_time};
use crate::model::Event;
use chrono::{DateTime, Duration, Utc};
use shared::access::Role;
use shared::area::AreaCode;
use shared::case::Source;
use shared::case::calendar::Calendar;
use shared::case::category::Category;
use shared::case::workflow::{Action, State};
use shared::worker::Department;
use std::sync::LazyLock;

const HANDLED: [Script; 11] = [
    Script::Usual,
    Script::Joint,
    Script::Settled { satisfied: false, note: "已处理" },
    Script::Refused { first: Department::Fire, refusal: "业主拒绝", note: "已处理" },
    Script::Rejected,
    Script::Merged,
    Script::Reopened,
    Script::Appealed(Appeal::Pending),
    Script::Appealed(Appeal::Endorsed),
    Script::Appealed(Appeal::Granted),
    Script::Appealed(Appeal::Refused),
];

const OPEN: [Script; 15] = [
    Script::Usual,
    Script::Joint,
    Script::Waiting(State::Reported),
    Script::Waiting(State::Accepted),
    Script::Waiting(State::Filed),
    Script::Waiting(State::Dispatched),
    Script::Waiting(State::Verified),
    Script::AsksExtension,
    Script::AsksSuspension,
    Script::Suspended,
    Script::FedBack,
    Script::Verified,
    Script::Returned,
    Script::Transferred,
    Script::Reworked,
];

/// When all these histories end.
static END: LazyLock<DateTime<Utc>> = LazyLock::new(|| china_time(2026, 11, 22, 15, 30));

/// A child that was open nearly to the end.
static CHILDREN: LazyLock<[Child; 1]> =
    LazyLock::new(|| [Child { linked_at: *END - Duration::days(90), closed_at: *END - Duration::minutes(1) }]);

/// Writes the course several times, for kinds of limits, workers and sources, and for ages from minutes to months.
fn everywhere(script: Script, change: impl Fn(&mut Facts<'_>), check: impl Fn(&Facts<'_>, &[Event])) {
    let (calendar, grid, categories) = (Calendar::china(), AreaCode::trusted("340202001001001"), categories());
    let of = |code: &str| categories.iter().find(|category| category.code == code).unwrap();
    let limits: [&Category; 4] = [of("E0501"), of("E0110"), of("E0101"), of("S0102")];
    for (number, category) in limits.into_iter().enumerate() {
        for age in [2, 20, 65, 300, 3_000, 9_000, 90_000] {
            for role in [Role::Worker, Role::GridLeader, Role::Community] {
                for source in [Source::Patrol, Source::Hotline] {
                    let mut facts = Facts {
                        number: "X",
                        source,
                        category,
                        calendar: &calendar,
                        reported_at: *END - Duration::minutes(age),
                        end: *END,
                        fate: Fate::Handled,
                        script,
                        attention: None,
                        silent: false,
                        worker: (role, "某某".to_owned()),
                        grid: &grid,
                        grid_name: "第一网格",
                        community_name: "某社区",
                        subdistrict_name: "某街道",
                        merged_into: Some("Y"),
                        link: None,
                        children: &[],
                    };
                    change(&mut facts);
                    for id in 0..12 {
                        let events = write(&mut Dice::of(number as u64, "test", id), &facts);
                        assert!(events.is_sorted_by_key(|event| event.at), "{script:?} {events:?}");
                        let late = events.iter().any(|event| event.at > facts.end && event.action != Action::Assign);
                        assert!(!late, "{script:?} {events:?}");
                        check(&facts, &events);
                    }
                }
            }
        }
    }
}

fn state(events: &[Event]) -> State {
    events.last().unwrap().course.state
}

fn at(events: &[Event], action: Action) -> Option<DateTime<Utc>> {
    events.iter().find(|event| event.action == action).map(|event| event.at)
}

#[test]
fn handled_cases_are_over() {
    for script in HANDLED {
        everywhere(script, |_| {}, |_, events| assert!(!state(events).is_open(), "{script:?} {events:?}"));
    }
}

#[test]
fn open_cases_are_open_and_where_they_should_be() {
    for fate in [Fate::Open, Fate::Extended, Fate::Overdue] {
        for script in OPEN {
            for attention in [None, Some(Attention::Supervised), Some(Attention::Nudged)] {
                let change = |facts: &mut Facts<'_>| {
                    (facts.fate, facts.attention) = (fate, attention);
                    if script == Script::Waiting(State::Verified) {
                        facts.source = Source::Patrol;
                    }
                };
                everywhere(script, change, |facts, events| {
                    assert!(state(events).is_open(), "{script:?} {events:?}");
                    if let Script::Waiting(wanted) = script
                        && facts.end - facts.reported_at > Duration::minutes(10)
                    {
                        assert_eq!(state(events), wanted, "{events:?}");
                    }
                });
            }
        }
    }
}

#[test]
fn a_case_on_the_spot_and_a_shelved_one_need_their_circumstances() {
    let patrol = |facts: &mut Facts<'_>| facts.source = Source::Patrol;
    everywhere(Script::OnTheSpot, patrol, |_, events| {
        assert!(at(events, Action::SelfHandle).is_some() && !state(events).is_open());
    });
    for runs_out in [false, true] {
        let long_ago = |facts: &mut Facts<'_>| facts.reported_at = facts.end - Duration::days(120);
        everywhere(Script::Shelved { runs_out }, long_ago, |_, events| {
            assert!(at(events, Action::Resume).is_some() && !state(events).is_open(), "{events:?}");
        });
    }
}

#[test]
fn a_child_is_linked_while_it_is_open_and_its_parent_closed_after_it() {
    let link = |facts: &mut Facts<'_>| {
        let middle = facts.reported_at + (facts.end - facts.reported_at) / 2;
        facts.link = Some(Link { number: "Y", at: middle });
    };
    everywhere(Script::Usual, link, |facts, events| {
        let linked = at(events, Action::Link).unwrap();
        assert!(linked >= facts.link.as_ref().unwrap().at && Some(linked) <= at(events, Action::Close), "{events:?}");
    });
    let parent = |facts: &mut Facts<'_>| facts.children = &*CHILDREN;
    everywhere(Script::Usual, parent, |_, events| {
        assert!(at(events, Action::Close) >= Some(CHILDREN[0].closed_at), "{events:?}");
    });
}
