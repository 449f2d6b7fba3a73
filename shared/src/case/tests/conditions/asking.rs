//! Extension, suspension and appeal: asked for by a department, decided by the centre.

use crate::access::Role::{Acceptor, Commander, Dispatcher};
use crate::case::calendar::Calendar;
use crate::case::course::{ApplicationKind, SUSPENSION};
use crate::case::step::Move;
use crate::case::tests::story::{DAY, MINUTE, Story};
use crate::case::workflow::{Action, State};
use crate::worker::Department::{Fire, Housing, Sanitation};
use chrono::Duration;

#[test]
fn an_extension_adds_one_original_limit_twice_at_most() {
    let story = Story::handled_by(&[Sanitation]);
    let due = story.due_at();
    let refused = story.takes(Sanitation, Action::AskExtension).takes(Dispatcher, Action::Refuse);
    assert_eq!((refused.course.extensions, refused.due_at()), (0, due), "one that was refused does not count");
    let once = refused.takes(Sanitation, Action::AskExtension).takes(Dispatcher, Action::Grant);
    assert_eq!((once.course.extensions, once.due_at()), (1, due + DAY));
    let twice = once.takes(Sanitation, Action::AskExtension).takes(Commander, Action::Grant);
    assert_eq!((twice.course.extensions, twice.due_at()), (2, due + DAY * 2));
    assert!(twice.not_now(Sanitation, Action::AskExtension).contains("two extensions"));
}

#[test]
fn an_extension_is_asked_for_before_the_case_is_overdue_and_may_be_granted_after() {
    let story = Story::handled_by(&[Sanitation, Housing]);
    let rest = story.due_at() - story.at;
    let last = story.clone().waits(rest - MINUTE).takes(Sanitation, Action::AskExtension);
    assert_eq!(last.at, last.due_at(), "the last moment is in time");
    let asked = last.waits(DAY / 2);
    assert!(asked.is_overdue());
    assert!(asked.not_now(Housing, Action::AskExtension).contains("waiting for its decision"));
    assert!(!asked.takes(Dispatcher, Action::Grant).is_overdue());
    let late = story.waits(rest + Duration::seconds(1));
    assert!(late.not_now(Sanitation, Action::AskExtension).contains("overdue"));
}

#[test]
fn a_suspension_lasts_a_year_at_most() {
    let story = Story::handled_by(&[Sanitation]);
    for wrong in [Duration::zero(), -DAY, SUSPENSION + Duration::seconds(1), DAY * 366] {
        assert_eq!(story.wrong_field(Sanitation, story.suspension(wrong)), "until", "{wrong}");
    }
    assert_eq!(story.wrong_field(Sanitation, Move { until: None, ..story.good(Action::AskSuspension) }), "until");
    let year = story.clone().does(Sanitation, story.suspension(DAY * 365));
    assert_eq!(year.course.pending.map(|asked| asked.kind), Some(ApplicationKind::Suspension));
}

#[test]
fn a_case_is_suspended_once() {
    let again = Story::suspended().takes(Dispatcher, Action::Resume);
    assert!(again.not_now(Sanitation, Action::AskSuspension).contains("once"));
    let asked = Story::handled_by(&[Sanitation]).takes(Sanitation, Action::AskSuspension);
    let refused = asked.takes(Dispatcher, Action::Refuse);
    assert_eq!((refused.course.suspensions, refused.course.state), (0, State::Handling));
    assert_eq!(refused.takes(Sanitation, Action::AskSuspension).course.suspensions, 0, "refused ones do not count");
}

#[test]
fn a_suspension_ends_by_itself_exactly_when_it_was_to_and_the_clock_goes_on_with_what_remained() {
    let story = Story::suspended();
    let (calendar, clock) = (Calendar::default(), story.course.clock.clone());
    let until = story.course.suspended_until.expect("suspended until then");
    assert_eq!((story.course.state, clock.paused_at), (State::Suspended, Some(story.at)));
    assert_eq!(story.course.resumed(until - Duration::nanoseconds(1), &calendar), None);
    for woken in [until, until + DAY * 30] {
        let (at, course) = story.course.resumed(woken, &calendar).expect("it has run out");
        assert_eq!((at, course.since, course.state), (until, until, State::Handling));
        assert_eq!((course.clock.paused_at, course.suspended_until), (None, None));
        assert_eq!(course.clock.due_at - until, clock.due_at - story.at);
        assert_eq!(course.resumed(woken, &calendar), None, "once is enough");
    }
    let early = story.clone().waits(DAY).takes(Sanitation, Action::Resume);
    assert_eq!(early.due_at() - early.at, clock.due_at - story.at);
}

#[test]
fn a_suspension_that_would_be_over_already_is_not_granted_any_more() {
    let asked = Story::handled_by(&[Sanitation]);
    let step = asked.suspension(DAY);
    let late = asked.does(Sanitation, step).waits(DAY * 2);
    assert!(late.not_now(Dispatcher, Action::Grant).contains("passed"));
    assert_eq!(late.takes(Dispatcher, Action::Refuse).course.pending, None);
}

#[test]
fn an_appeal_is_for_an_overdue_case_that_is_over_and_once_only() {
    let in_time = Story::fed_back_by(&[Sanitation]).takes(Dispatcher, Action::Close);
    assert!(in_time.not_now(Sanitation, Action::Appeal).contains("not overdue"));
    assert!(in_time.waits(DAY * 9).not_now(Sanitation, Action::Appeal).contains("not overdue"), "nor while it lies");
    let open = Story::handled_by(&[Sanitation]).waits(DAY * 2);
    assert!(open.not_now(Sanitation, Action::Appeal).contains("state"));
    let refused = Story::closed_late(&[Sanitation]).takes(Sanitation, Action::Appeal).takes(Dispatcher, Action::Refuse);
    assert!(!refused.course.excused);
    assert!(refused.not_now(Sanitation, Action::Appeal).contains("once"));
    assert!(Story::closed_late(&[Sanitation]).not_yours(Fire, Action::Appeal));
}

#[test]
fn an_appeal_goes_to_the_dispatcher_then_to_the_acceptor_and_the_fact_stays() {
    let asked = Story::closed_late(&[Sanitation]).takes(Sanitation, Action::Appeal);
    for action in [Action::Grant, Action::Refuse] {
        assert!(asked.not_now(Acceptor, action).contains("dispatcher first"), "{action}");
    }
    let endorsed = asked.takes(Dispatcher, Action::Grant);
    assert!(!endorsed.course.excused, "half way");
    for action in [Action::Grant, Action::Refuse] {
        assert!(endorsed.not_now(Dispatcher, action).contains("acceptor second"), "{action}");
    }
    let turned_down = endorsed.clone().takes(Acceptor, Action::Refuse);
    assert_eq!((turned_down.course.excused, turned_down.course.pending), (false, None));
    let granted = endorsed.takes(Acceptor, Action::Grant);
    assert!(granted.course.excused && granted.is_overdue(), "excused, and overdue still");
    assert!(granted.not_now(Acceptor, Action::Grant).contains("no application"));
    let asked = Story::closed_late(&[Sanitation]).takes(Sanitation, Action::Appeal);
    let commanded = asked.takes(Commander, Action::Grant).takes(Commander, Action::Grant);
    assert!(commanded.course.excused, "the shift leader stands in for both");
}

#[test]
fn an_excuse_does_not_outlive_the_handling_that_it_was_for() {
    let asked = Story::closed_late(&[Sanitation]).takes(Sanitation, Action::Appeal);
    let excused = asked.takes(Commander, Action::Grant).takes(Commander, Action::Grant);
    let again = excused.disappoints().takes(Acceptor, Action::Reopen);
    assert!(!again.course.excused, "the new handling has a limit of its own to keep");
}

#[test]
fn what_a_department_has_asked_for_stays_unless_it_leaves() {
    let asked = Story::handled_by(&[Sanitation, Housing]).takes(Sanitation, Action::AskSuspension);
    let to_fire = Move::of(Action::Transfer).to(&[Fire]);
    assert!(asked.clone().does(Housing, to_fire.clone()).course.pending.is_some(), "another one's transfer");
    assert!(asked.clone().takes(Housing, Action::Return).course.pending.is_some(), "another one's return");
    for gone in [
        asked.clone().does(Sanitation, to_fire.clone()),
        asked.clone().does(Dispatcher, to_fire),
        asked.clone().does(Dispatcher, Move::of(Action::Transfer).to(&[Sanitation, Fire])),
        asked.clone().takes(Sanitation, Action::Return),
        asked.takes(Sanitation, Action::FeedBack),
    ] {
        assert_eq!(gone.course.pending, None);
    }
}
