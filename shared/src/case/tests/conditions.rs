//! What a step needs beside the post, one condition of the field's rules after the other.

use super::{CRITERIA, SECOND};
use super::story::Story;
use crate::access::Role::{self, *};
use crate::area::AreaLevel;
use crate::case::calendar::Calendar;
use crate::case::course::{ApplicationKind, OrderStep, SUSPENSION};
use crate::case::step::Move;
use crate::case::workflow::{Action, State};
use crate::worker::Department::{self, *};
use chrono::Duration;

const DAY: Duration = Duration::days(1);
const MINUTE: Duration = Duration::minutes(1);

fn suspension(story: &Story, span: Duration) -> Move {
    Move { until: Some(story.at + span), ..story.good(Action::AskSuspension) }
}

/// Suspended for five days, in the middle of its work.
fn suspended() -> Story {
    let asked = Story::handled_by(&[Sanitation]);
    let step = suspension(&asked, DAY * 5);
    asked.does(Sanitation, step).takes(Dispatcher, Action::Grant)
}

#[test]
fn who_has_not_acknowledged_does_not_work_and_nobody_acknowledges_twice() {
    let story = Story::dispatched(&[Sanitation, Housing]).takes(Sanitation, Action::Acknowledge);
    assert_eq!(story.course.state, State::Handling);
    for action in [Action::Progress, Action::FeedBack, Action::AskExtension, Action::AskSuspension] {
        assert!(story.not_now(Housing, action).contains("not acknowledged"), "{action}");
    }
    assert!(story.not_now(Sanitation, Action::Acknowledge).contains("already"));
    let done = story.takes(Sanitation, Action::FeedBack);
    for action in [Action::Progress, Action::FeedBack, Action::Return, Action::Transfer, Action::AskExtension] {
        assert!(done.not_now(Sanitation, action).contains("fed back"), "{action}");
    }
}

#[test]
fn a_department_without_an_order_has_no_step_at_all() {
    let stories = [
        Story::reported(AreaLevel::Community),
        Story::handled_by(&[Sanitation]),
        suspended(),
        Story::fed_back_by(&[Sanitation]),
        Story::closed_late(&[Sanitation]),
    ];
    for story in stories {
        let calendar = Calendar::default();
        let now = super::circumstances(story.at, false, &calendar);
        assert_eq!(story.course.allowed(&super::staff(Fire), &now), [], "{}", story.course.state);
    }
    assert!(Story::handled_by(&[Sanitation]).not_yours(Fire, Action::FeedBack));
    let unnamed = super::office(Role::Department);
    assert!(Story::handled_by(&[Sanitation]).not_yours(unnamed, Action::Attach), "an office without its department");
}

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
        assert_eq!(story.wrong_field(Sanitation, suspension(&story, wrong)), "until", "{wrong}");
    }
    assert_eq!(story.wrong_field(Sanitation, Move { until: None, ..story.good(Action::AskSuspension) }), "until");
    let year = story.clone().does(Sanitation, suspension(&story, DAY * 365));
    assert_eq!(year.course.pending.map(|asked| asked.kind), Some(ApplicationKind::Suspension));
}

#[test]
fn a_case_is_suspended_once() {
    let again = suspended().takes(Dispatcher, Action::Resume);
    assert!(again.not_now(Sanitation, Action::AskSuspension).contains("once"));
    let asked = Story::handled_by(&[Sanitation]).takes(Sanitation, Action::AskSuspension);
    let refused = asked.takes(Dispatcher, Action::Refuse);
    assert_eq!((refused.course.suspensions, refused.course.state), (0, State::Handling));
    assert_eq!(refused.takes(Sanitation, Action::AskSuspension).course.suspensions, 0, "refused ones do not count");
}

#[test]
fn a_suspension_ends_by_itself_exactly_when_it_was_to_and_the_clock_goes_on_with_what_remained() {
    let story = suspended();
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
    let step = suspension(&asked, DAY);
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
    let unsatisfied = Move { satisfied: Some(false), ..Move::of(Action::Evaluate) };
    let again = excused.does(Acceptor, unsatisfied).takes(Acceptor, Action::Reopen);
    assert!(!again.course.excused, "the new handling has a limit of its own to keep");
}

#[test]
fn a_case_with_open_children_is_not_closed() {
    let mut story = Story::fed_back_by(&[Sanitation]);
    story.open_children = true;
    assert!(story.not_now(Dispatcher, Action::Close).contains("children"));
    story.open_children = false;
    assert_eq!(story.takes(Dispatcher, Action::Close).course.state, State::Closed);
}

#[test]
fn nothing_is_filed_or_closed_without_a_criterion_that_exists() {
    let none = |action| Move { category: None, ..Move::of(action) };
    let unknown = |action| Move { category: Some("X9999".to_owned()), ..Move::of(action) };
    let accepted = Story::unclassified().does(Acceptor, none(Action::Accept));
    for story in [Story::unclassified(), Story::reported(AreaLevel::Community)] {
        assert_eq!(story.wrong_field(Acceptor, unknown(Action::Accept)), "category");
    }
    assert_eq!(accepted.wrong_field(Dispatcher, none(Action::File)), "category");
    assert_eq!(accepted.wrong_field(Dispatcher, unknown(Action::File)), "category");
    let classified = Story::reported(AreaLevel::Community).does(Acceptor, none(Action::Accept));
    assert_eq!(classified.does(Dispatcher, none(Action::File)).course.state, State::Filed, "chosen by the reporter");

    let handled = Story::unclassified().does(Worker, none(Action::SelfHandle));
    assert_eq!(handled.wrong_field(Dispatcher, none(Action::Close)), "category");
    assert_eq!(handled.wrong_field(Dispatcher, unknown(Action::Close)), "category");
    let closed = handled.takes(Dispatcher, Action::Close);
    assert_eq!((closed.course.state, closed.course.category.as_deref()), (State::Closed, Some(CRITERIA[1].0)));
    let known = Story::unclassified().takes(Worker, Action::SelfHandle);
    assert_eq!(known.course.category.as_deref(), Some(CRITERIA[1].0), "who handles it may say what it was");
    let judged = Story::fed_back_by(&[Sanitation])
        .does(Dispatcher, Move { category: Some(CRITERIA[0].0.to_owned()), ..none(Action::Close) });
    assert_eq!(judged.course.category.as_deref(), Some(CRITERIA[1].0), "closing does not judge it by another limit");
}

#[test]
fn a_criterion_brings_its_category_and_a_category_alone_takes_the_criterion_away() {
    let chooses = |code: &str| Move { category: Some(code.to_owned()), ..Move::of(Action::Accept) };
    let story = Story::unclassified().does(Acceptor, chooses(SECOND.0));
    let chosen = |story: &Story| (story.course.category.clone(), story.course.criterion.clone());
    assert_eq!(chosen(&story), (Some("E0113".to_owned()), Some("E0113-2".to_owned())));
    assert_eq!(story.due_at(), super::beginning() + DAY * 3, "the criterion's limit, not the category's");
    let alone = story.clone().does(Dispatcher, Move { action: Action::File, ..chooses("E0110") });
    assert_eq!(chosen(&alone), (Some("E0110".to_owned()), None));
    let unknown = Move { action: Action::File, ..chooses("E0113-9") };
    assert_eq!(story.wrong_field(Dispatcher, unknown), "category");
}

#[test]
fn a_criterion_counts_from_the_report_until_the_case_is_dispatched() {
    let story = Story::unclassified().waits(MINUTE * 10).takes(Acceptor, Action::Accept);
    assert_eq!(story.due_at(), super::beginning() + DAY);
    let urgent = Move { category: Some(CRITERIA[0].0.to_owned()), ..Move::of(Action::File) };
    let filed = story.does(Dispatcher, urgent);
    assert_eq!(filed.due_at(), super::beginning() + Duration::hours(4));
    let dispatched = filed.waits(MINUTE * 30).takes(Dispatcher, Action::Dispatch);
    assert_eq!(dispatched.due_at(), dispatched.at + Duration::hours(4));
}

#[test]
fn only_an_unsatisfied_reporter_reopens_and_everything_starts_anew() {
    let closed = Story::closed_late(&[Sanitation, Housing]);
    assert_eq!(closed.wrong_field(Acceptor, Move::of(Action::Evaluate)), "satisfied");
    assert!(closed.clone().takes(Acceptor, Action::Evaluate).not_now(Acceptor, Action::Reopen).contains("unsatisfied"));
    let unsatisfied = Move { satisfied: Some(false), ..Move::of(Action::Evaluate) };
    let again = closed.does(Acceptor, unsatisfied).takes(Acceptor, Action::Reopen);
    assert_eq!((again.course.state, again.course.closed_at, again.course.satisfied), (State::Dispatched, None, None));
    assert!(again.course.orders.iter().all(|order| order.step == OrderStep::Sent));
    assert_eq!((again.due_at(), again.course.clock.paused_at), (again.at + DAY, None));
}

#[test]
fn a_level_acts_on_its_own_cases_and_passes_them_up() {
    let story = Story::reported(AreaLevel::Community);
    assert!(story.not_now(Role::Subdistrict, Action::Accept).contains("another level"));
    let up = story.takes(Community, Action::Escalate);
    assert_eq!((up.course.level, up.course.state), (AreaLevel::Subdistrict, State::Reported));
    for action in [Action::Accept, Action::SelfHandle, Action::Escalate] {
        assert!(up.not_now(Community, action).contains("another level"), "{action}");
    }
    let filed = up.takes(Role::Subdistrict, Action::Accept).takes(Role::Subdistrict, Action::File);
    assert_eq!(filed.clone().takes(Role::Subdistrict, Action::Dispatch).course.state, State::Dispatched);
    let top = filed.takes(Role::Subdistrict, Action::Escalate);
    assert_eq!(top.course.level, AreaLevel::District);
    for action in [Action::Dispatch, Action::SelfHandle, Action::Escalate] {
        assert!(top.not_now(Role::Subdistrict, action).contains("another level"), "{action}");
    }
    let done = top.takes(Dispatcher, Action::Dispatch).takes(Sanitation, Action::Acknowledge);
    let done = done.takes(Sanitation, Action::FeedBack).takes(Community, Action::Verify);
    for role in [Community, Role::Subdistrict] {
        assert!(done.not_now(role, Action::Close).contains("another level"), "{role}");
    }
    assert_eq!(done.takes(Commander, Action::Close).course.state, State::Closed, "the centre acts at every level");
}

#[test]
fn a_transfer_brings_in_somebody_new() {
    let to = |departments: &[Department]| Move::of(Action::Transfer).to(departments).note("不属本部门职责");
    let story = Story::handled_by(&[Sanitation, Housing]);
    for (who, departments) in [
        (super::staff(Sanitation), &[][..]),
        (super::staff(Sanitation), &[Sanitation]),
        (super::staff(Sanitation), &[Sanitation, Fire]),
        (super::staff(Sanitation), &[Housing]),
        (super::office(Dispatcher), &[]),
        (super::office(Dispatcher), &[Sanitation]),
        (super::office(Dispatcher), &[Housing, Sanitation]),
    ] {
        assert_eq!(story.wrong_field(who.clone(), to(departments)), "departments", "{who:?} to {departments:?}");
    }
    let later = story.waits(MINUTE * 90);
    let moved = later.clone().does(Housing, to(&[Fire]));
    assert_eq!(moved.course.departments(), [Sanitation, Fire], "who leads goes on leading");
    assert_eq!(moved.course.orders[1].step, OrderStep::Sent);
    assert_eq!(later.clone().does(Sanitation, to(&[Fire])).course.departments(), [Fire, Housing], "and hands that on");
    assert_eq!(moved.due_at(), moved.at + DAY, "another department restarts the clock");
    let done = later.takes(Sanitation, Action::FeedBack).does(Dispatcher, to(&[Fire, Gas]));
    assert_eq!(done.course.departments(), [Sanitation, Fire, Gas], "who is done stays");
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

#[test]
fn eight_departments_at_most() {
    let nine = &Department::ALL[..9];
    assert_eq!(Story::filed().wrong_field(Dispatcher, Move::of(Action::Dispatch).to(nine)), "departments");
    assert_eq!(Story::filed().wrong_field(Dispatcher, Move::of(Action::Dispatch)), "departments");
    let eight = Story::dispatched(&nine[..8]);
    let two = Move::of(Action::Transfer).to(&Department::ALL[8..10]).note("不属本部门职责");
    assert_eq!(eight.wrong_field(nine[0], two.clone()), "departments");
    assert_eq!(eight.does(Dispatcher, two).course.orders.len(), 2, "the dispatcher takes it from all");
    let twice = Story::dispatched(&[Fire, Fire, Gas]);
    assert_eq!(twice.course.departments(), [Fire, Gas]);
}

#[test]
fn rework_is_for_those_who_had_a_part() {
    let story = Story::fed_back_by(&[Sanitation, Housing]);
    let of = |departments: &[Department]| Move::of(Action::Rework).to(departments).note("未处理到位");
    for strangers in [&[Fire][..], &[Sanitation, Fire]] {
        assert_eq!(story.wrong_field(Worker, of(strangers)), "departments", "{strangers:?}");
    }
    let one = story.clone().does(Community, of(&[Housing]));
    assert_eq!(
        one.course.orders.iter().map(|order| order.step).collect::<Vec<_>>(),
        [OrderStep::Done, OrderStep::Acknowledged]
    );
    assert_eq!((one.course.state, one.course.reworks), (State::Handling, 1));
    assert_eq!(one.due_at() - one.at, story.due_at() - story.at, "the clock goes on with what remained");
    let all = story.does(Worker, of(&[]));
    assert!(all.course.orders.iter().all(|order| order.step == OrderStep::Acknowledged));
    let alone = Story::filed().takes(Worker, Action::SelfHandle);
    assert_eq!(alone.wrong_field(Worker, of(&[Fire])), "departments");
    assert_eq!(alone.does(Worker, of(&[])).course.state, State::Filed, "nobody had it: to be handed out");
}

#[test]
fn the_return_of_one_of_two_leaves_the_other_at_work() {
    let story = Story::handled_by(&[Sanitation, Housing]);
    let due = story.due_at();
    let one = story.takes(Sanitation, Action::Return);
    assert_eq!((one.course.state, one.course.departments()), (State::Handling, vec![Housing]));
    assert_eq!((one.due_at(), one.course.clock.paused_at, one.course.returned_by), (due, None, None));
    let other = one.takes(Housing, Action::Return);
    assert_eq!((other.course.state, other.course.returned_by), (State::Filed, Some(Housing)));
    assert_eq!(other.course.clock.paused_at, Some(other.at));
}

#[test]
fn after_a_return_the_same_department_goes_on_and_another_starts_anew() {
    let returned = Story::handled_by(&[Sanitation]).waits(MINUTE * 60).takes(Sanitation, Action::Return);
    let rest = returned.due_at() - returned.at;
    let lain = returned.waits(DAY * 3);
    assert!(!lain.is_overdue(), "nobody owes work meanwhile");
    let to = |department| Move::of(Action::Dispatch).to(&[department]);
    let same = lain.clone().does(Dispatcher, to(Sanitation));
    assert_eq!((same.due_at() - same.at, same.course.clock.paused_at), (rest, None));
    let another = lain.clone().does(Dispatcher, to(Fire));
    assert_eq!((another.due_at() - another.at, another.course.clock.paused_at), (DAY, None));
    assert!(lain.not_now(Dispatcher, Action::Close).contains("state"), "a returned case is not forwarded to closure");

    // Whatever the centre does with it in between, the clock waits for a department.
    let refiled = lain.clone().takes(Dispatcher, Action::Return).takes(Dispatcher, Action::File);
    let tried = lain.clone().takes(Worker, Action::SelfHandle).takes(Dispatcher, Action::Rework);
    for story in [refiled, tried] {
        assert_eq!((story.course.state, story.course.clock.paused_at), (State::Filed, lain.course.clock.paused_at));
        let same = story.does(Dispatcher, to(Sanitation));
        assert_eq!(same.due_at() - same.at, rest);
    }
    let urgent = Move { category: Some(CRITERIA[0].0.to_owned()), ..Move::of(Action::File) };
    let reclassified = lain.takes(Dispatcher, Action::Return).does(Dispatcher, urgent);
    let used = DAY - rest;
    assert!(!reclassified.is_overdue(), "judged by another limit, at the moment of the return");
    let same = reclassified.does(Dispatcher, to(Sanitation));
    assert_eq!(same.due_at() - same.at, Duration::hours(4) - used);
}

#[test]
fn a_case_that_somebody_handled_on_the_spot_after_a_return_starts_anew_when_it_is_reopened() {
    let returned = Story::handled_by(&[Sanitation]).takes(Sanitation, Action::Return);
    let closed = returned.takes(Worker, Action::SelfHandle).takes(Dispatcher, Action::Close);
    let unsatisfied = Move { satisfied: Some(false), ..Move::of(Action::Evaluate) };
    let again = closed.does(Acceptor, unsatisfied).takes(Acceptor, Action::Reopen);
    assert_eq!((again.course.state, again.course.returned_by), (State::Filed, None));
    assert_eq!((again.course.clock.paused_at, again.due_at()), (None, again.at + DAY));
}

#[test]
fn a_reason_is_written_where_somebody_will_ask_for_it() {
    let asked = Story::handled_by(&[Sanitation]).takes(Sanitation, Action::AskExtension);
    let unsatisfied = Move { satisfied: Some(false), ..Move::of(Action::Evaluate) };
    let evaluated = Story::closed_late(&[Sanitation]).does(Acceptor, unsatisfied);
    let handled = Story::handled_by(&[Sanitation]);
    let noted: Vec<(Story, crate::access::Office, Action)> = vec![
        (Story::filed(), Community.into(), Action::SelfHandle),
        (Story::filed(), Community.into(), Action::Escalate),
        (Story::filed(), Dispatcher.into(), Action::Return),
        (Story::filed(), Leader.into(), Action::Supervise),
        (Story::reported(AreaLevel::Community), Acceptor.into(), Action::Reject),
        (handled.clone(), Sanitation.into(), Action::Return),
        (handled.clone(), Sanitation.into(), Action::Transfer),
        (handled.clone(), Sanitation.into(), Action::Progress),
        (handled.clone(), Sanitation.into(), Action::FeedBack),
        (handled.clone(), Sanitation.into(), Action::AskExtension),
        (handled, Sanitation.into(), Action::AskSuspension),
        (asked, Dispatcher.into(), Action::Refuse),
        (Story::fed_back_by(&[Sanitation]), Worker.into(), Action::Rework),
        (Story::closed_late(&[Sanitation]), Sanitation.into(), Action::Appeal),
        (evaluated, Acceptor.into(), Action::Reopen),
    ];
    for (story, who, action) in noted {
        let blank = Move { note: " \n".to_owned(), ..story.good(action) };
        assert_eq!(story.wrong_field(who, blank), "note", "{action}");
    }
}

#[test]
fn another_case_is_named_and_a_merged_one_is_over() {
    let story = Story::reported(AreaLevel::Community);
    for action in [Action::Link, Action::Merge] {
        assert_eq!(story.wrong_field(Acceptor, Move::of(action)), "target", "{action}");
    }
    let merged = story.clone().takes(Acceptor, Action::Merge);
    assert_eq!((merged.course.state, merged.course.closed_at), (State::Merged, Some(merged.at)));
    assert_eq!(merged.course.parent, story.clone().takes(Acceptor, Action::Link).course.parent);
    assert_eq!(story.takes(Acceptor, Action::Link).course.state, State::Reported, "a child goes its own way");
}

#[test]
fn a_case_is_supervised_once() {
    let story = Story::filed().takes(Leader, Action::Supervise);
    assert_eq!(story.course.supervised_at, Some(story.at));
    assert!(story.not_now(Commander, Action::Supervise).contains("supervised already"));
}
