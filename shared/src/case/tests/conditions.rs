//! What a step needs beside the post, one condition of the field's rules after the other: here those of the centre and
//! of the levels.

mod asking;
mod orders;

use super::story::{DAY, MINUTE, Story};
use super::{CRITERIA, SECOND, beginning};
use crate::access::Office;
use crate::access::Role::{self, Acceptor, Commander, Community, Dispatcher, Leader, Worker};
use crate::area::AreaLevel;
use crate::case::course::OrderStep;
use crate::case::step::Move;
use crate::case::workflow::{Action, State};
use crate::worker::Department::{Housing, Sanitation};
use chrono::Duration;

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
    assert_eq!(story.due_at(), beginning() + DAY * 3, "the criterion's limit, not the category's");
    let alone = story.clone().does(Dispatcher, Move { action: Action::File, ..chooses("E0110") });
    assert_eq!(chosen(&alone), (Some("E0110".to_owned()), None));
    let unknown = Move { action: Action::File, ..chooses("E0113-9") };
    assert_eq!(story.wrong_field(Dispatcher, unknown), "category");
}

#[test]
fn a_criterion_counts_from_the_report_until_the_case_is_dispatched() {
    let story = Story::unclassified().waits(MINUTE * 10).takes(Acceptor, Action::Accept);
    assert_eq!(story.due_at(), beginning() + DAY);
    let urgent = Move { category: Some(CRITERIA[0].0.to_owned()), ..Move::of(Action::File) };
    let filed = story.does(Dispatcher, urgent);
    assert_eq!(filed.due_at(), beginning() + Duration::hours(4));
    let dispatched = filed.waits(MINUTE * 30).takes(Dispatcher, Action::Dispatch);
    assert_eq!(dispatched.due_at(), dispatched.at + Duration::hours(4));
}

#[test]
fn only_an_unsatisfied_reporter_reopens_and_everything_starts_anew() {
    let closed = Story::closed_late(&[Sanitation, Housing]);
    assert_eq!(closed.wrong_field(Acceptor, Move::of(Action::Evaluate)), "satisfied");
    assert!(closed.clone().takes(Acceptor, Action::Evaluate).not_now(Acceptor, Action::Reopen).contains("unsatisfied"));
    let again = closed.disappoints().takes(Acceptor, Action::Reopen);
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
fn a_reason_is_written_where_somebody_will_ask_for_it() {
    let asked = Story::handled_by(&[Sanitation]).takes(Sanitation, Action::AskExtension);
    let evaluated = Story::closed_late(&[Sanitation]).disappoints();
    let handled = Story::handled_by(&[Sanitation]);
    let noted: Vec<(Story, Office, Action)> = vec![
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
