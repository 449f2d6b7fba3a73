//! The bell against the table of casework: whom a case waits for hears that it does; and each role's list by hand.

use super::*;
use crate::case::workflow::{State as S, TABLE, To};

fn happening(action: Action, state: State, level: AreaLevel, by: Option<Role>) -> Happening {
    Happening { action, state, level, by, supervised: false }
}

fn hearers(what: Happening) -> Vec<&'static str> {
    Role::ALL.iter().filter(|role| concerns(&what, **role)).map(|role| role.code()).collect()
}

/// Written by hand from what each office is for; read against the code, not derived from it.
/// An event by action, state after it, level and doer; and who hears of it.
type Heard<'a> = (Action, State, AreaLevel, Option<Role>, &'a [&'a str]);

#[test]
fn each_office_hears_what_concerns_it_and_nothing_else() {
    use AreaLevel::{Community, District, Subdistrict};
    let by = |role| Some(role);
    let cases: &[Heard<'_>] = &[
        (Action::Report, S::Reported, District, None, &["acceptor"]),
        (Action::Report, S::Reported, Community, by(Role::Worker), &["acceptor", "community"]),
        (Action::Assign, S::Reported, District, None, &["worker", "grid_leader"]),
        (Action::Accept, S::Accepted, District, by(Role::Acceptor), &["dispatcher"]),
        (Action::Accept, S::Accepted, Community, by(Role::Community), &["community"]),
        (Action::Accept, S::Accepted, Subdistrict, by(Role::Subdistrict), &["subdistrict"]),
        (Action::Reject, S::Rejected, District, by(Role::Acceptor), &["worker", "grid_leader"]),
        (Action::File, S::Filed, District, by(Role::Dispatcher), &["dispatcher"]),
        (Action::File, S::Filed, Community, by(Role::Community), &["dispatcher"]),
        (Action::File, S::Filed, Subdistrict, by(Role::Subdistrict), &["subdistrict"]),
        (Action::Dispatch, S::Dispatched, District, by(Role::Dispatcher), &["department"]),
        (Action::Acknowledge, S::Handling, District, by(Role::Department), &[]),
        (Action::Return, S::Filed, District, by(Role::Department), &["dispatcher"]),
        (Action::Return, S::Accepted, Community, by(Role::Dispatcher), &["dispatcher", "community"]),
        (Action::Transfer, S::Dispatched, District, by(Role::Department), &["dispatcher", "department"]),
        (Action::Transfer, S::Dispatched, District, by(Role::Dispatcher), &["department"]),
        (Action::Progress, S::Handling, District, by(Role::Department), &[]),
        (Action::FeedBack, S::Handling, District, by(Role::Department), &["dispatcher"]),
        (Action::FeedBack, S::FedBack, District, by(Role::Department), &["dispatcher", "worker", "grid_leader"]),
        (Action::SelfHandle, S::Verified, District, by(Role::Worker), &["dispatcher", "commander"]),
        (Action::SelfHandle, S::Verified, Community, by(Role::Worker), &["dispatcher", "commander", "community"]),
        (Action::Verify, S::Verified, District, by(Role::Worker), &["dispatcher", "commander"]),
        (Action::Rework, S::Handling, District, by(Role::Worker), &["department"]),
        (Action::Rework, S::Filed, District, by(Role::Commander), &["dispatcher"]),
        (Action::Close, S::Closed, District, by(Role::Dispatcher), &["worker", "grid_leader", "department"]),
        (Action::Evaluate, S::Evaluated, District, by(Role::Acceptor), &[]),
        (Action::Reopen, S::Dispatched, District, by(Role::Acceptor), &["worker", "grid_leader", "department"]),
        (Action::AskExtension, S::Handling, District, by(Role::Department), &["dispatcher"]),
        (Action::AskSuspension, S::Handling, District, by(Role::Department), &["dispatcher"]),
        (Action::Appeal, S::Closed, District, by(Role::Department), &["dispatcher"]),
        (Action::Grant, S::Handling, District, by(Role::Dispatcher), &["department"]),
        (Action::Grant, S::Closed, District, by(Role::Dispatcher), &["acceptor", "department"]),
        (Action::Grant, S::Closed, District, by(Role::Acceptor), &["department"]),
        (Action::Refuse, S::Handling, District, by(Role::Dispatcher), &["department"]),
        (Action::Resume, S::Handling, District, None, &["dispatcher", "department"]),
        (Action::Escalate, S::Accepted, Subdistrict, by(Role::Community), &["subdistrict"]),
        (Action::Escalate, S::Accepted, District, by(Role::Subdistrict), &["dispatcher"]),
        (Action::Merge, S::Merged, District, by(Role::Acceptor), &["worker", "grid_leader"]),
        (Action::Link, S::Handling, District, by(Role::Acceptor), &[]),
        (
            Action::Supervise,
            S::Handling,
            District,
            by(Role::Leader),
            &["dispatcher", "commander", "worker", "grid_leader", "department"],
        ),
        (
            Action::Nudge,
            S::Handling,
            District,
            by(Role::Leader),
            &["dispatcher", "worker", "grid_leader", "department"],
        ),
        (Action::Attach, S::Handling, District, by(Role::Worker), &[]),
    ];
    for &(action, state, level, by, expected) in cases {
        assert_eq!(hearers(happening(action, state, level, by)), expected, "{action} {level}");
    }
    for action in Action::ALL {
        assert!(cases.iter().any(|case| case.0 == *action), "{action} is missing from this test");
    }
}

#[test]
fn a_leader_hears_of_supervised_cases_only_and_onlookers_of_nothing() {
    assert_eq!(heard_of(Role::Leader), [Action::Progress, Action::FeedBack, Action::Close]);
    for role in [Role::Auditor, Role::Admin] {
        assert!(heard_of(role).is_empty(), "{role}");
    }
    let closed = happening(Action::Close, State::Closed, AreaLevel::District, Some(Role::Dispatcher));
    assert!(!concerns(&closed, Role::Leader));
    assert!(concerns(&Happening { supervised: true, ..closed }, Role::Leader));
}

/// Another table says what a case waits for: whoever takes the next step has heard of the one before it.
#[test]
fn whoever_a_case_now_waits_for_has_heard_of_it() {
    let next = [Action::Accept, Action::File, Action::Dispatch, Action::Verify, Action::Close];
    for line in TABLE {
        let To::Is(state) = line.to else { continue };
        for (level, &by) in AreaLevel::ALL[..3].iter().flat_map(|level| line.who.iter().map(move |by| (level, by))) {
            let what = happening(line.action, state, *level, Some(by));
            let waiting = TABLE.iter().filter(|step| next.contains(&step.action) && step.from.contains(&state));
            for step in waiting {
                let hears = step.who.iter().any(|role| concerns(&what, *role));
                assert!(hears, "after {} at {level} nobody hears that it awaits {}", line.action, step.action);
            }
        }
    }
}
