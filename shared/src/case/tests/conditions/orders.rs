//! Orders: what a department does with its own, and what becomes of the case when orders come and go.

use crate::access::Role::{self, Acceptor, Community, Dispatcher, Worker};
use crate::area::AreaLevel;
use crate::case::calendar::Calendar;
use crate::case::course::OrderStep;
use crate::case::step::Move;
use crate::case::tests::story::{DAY, MINUTE, Story};
use crate::case::tests::{CRITERIA, circumstances, office, staff};
use crate::case::workflow::{Action, State};
use crate::worker::Department::{self, Fire, Gas, Housing, Sanitation};
use chrono::Duration;

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
        Story::suspended(),
        Story::fed_back_by(&[Sanitation]),
        Story::closed_late(&[Sanitation]),
    ];
    for story in stories {
        let calendar = Calendar::default();
        let now = circumstances(story.at, false, &calendar);
        assert_eq!(story.course.allowed(&staff(Fire), &now), [], "{}", story.course.state);
    }
    assert!(Story::handled_by(&[Sanitation]).not_yours(Fire, Action::FeedBack));
    let unnamed = office(Role::Department);
    assert!(Story::handled_by(&[Sanitation]).not_yours(unnamed, Action::Attach), "an office without its department");
}

#[test]
fn a_transfer_brings_in_somebody_new() {
    let to = |departments: &[Department]| Move::of(Action::Transfer).to(departments).note("不属本部门职责");
    let story = Story::handled_by(&[Sanitation, Housing]);
    for (who, departments) in [
        (staff(Sanitation), &[][..]),
        (staff(Sanitation), &[Sanitation]),
        (staff(Sanitation), &[Sanitation, Fire]),
        (staff(Sanitation), &[Housing]),
        (office(Dispatcher), &[]),
        (office(Dispatcher), &[Sanitation]),
        (office(Dispatcher), &[Housing, Sanitation]),
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
    let again = closed.disappoints().takes(Acceptor, Action::Reopen);
    assert_eq!((again.course.state, again.course.returned_by), (State::Filed, None));
    assert_eq!((again.course.clock.paused_at, again.due_at()), (None, again.at + DAY));
}
