//! Histories of cases that are over.

use super::notes;
use super::pace;
use super::pen::{Pen, Who};
use super::{
    super::script::{Appeal, Script},
    is_long,
};
use crate::life::dice::Dice;
use chrono::{DateTime, Duration, Utc};
use shared::case::Source;
use shared::case::step::Move;
use shared::case::workflow::{Action, State};
use shared::worker::Department;

pub fn write(dice: &mut Dice, pen: &mut Pen<'_>) {
    match pen.facts.script {
        Script::Settled { satisfied, note } => settled(dice, pen, satisfied, note),
        Script::Refused { first, refusal, note } => refused(dice, pen, first, refusal, note),
        Script::Rejected => rejected(dice, pen),
        Script::Merged => merged(dice, pen),
        Script::OnTheSpot => on_the_spot(dice, pen),
        Script::Reopened => reopened(dice, pen),
        Script::Appealed(appeal) => appealed(dice, pen, appeal),
        Script::Shelved { runs_out } => shelved(dice, pen, runs_out),
        Script::Joint => joint(dice, pen),
        _ => usual(dice, pen),
    }
}

/// The moment at which the department will be done, in the time that its clock leaves.
fn target(dice: &mut Dice, pen: &Pen<'_>, share: f64) -> DateTime<Utc> {
    pace::share_of(dice, &pen.course.clock, share, pen.facts.calendar)
}

fn usual(dice: &mut Dice, pen: &mut Pen<'_>) {
    let late = dice.chance(0.045);
    let share = if late { dice.real(1.02, 1.5) } else { dice.unit().powf(0.8) * 0.72 + 0.08 };
    let mut department = start(dice, pen);
    if dice.chance(0.03) {
        department = sent_back(dice, pen, department);
    } else if dice.chance(0.02) {
        department = pen.transfer(pen.at + Duration::minutes(20), department);
        pen.acknowledge(dice, department);
    }
    let done_at = target(dice, pen, share);
    if is_long(pen.facts.category.limit) && dice.chance(0.078) {
        let share = dice.real(0.1, 0.6);
        let at = pace::working_moment(dice, between(pen.at, done_at, share), pen.facts.calendar);
        if at < done_at {
            pen.progress(dice, at, department);
        }
    }
    if late {
        held_up(dice, pen, department, done_at);
    }
    pen.done(dice, department, done_at);
    if dice.chance(0.012) {
        pen.rework(pen.at + Duration::minutes(25));
        let again = pace::working_moment(dice, pen.at, pen.facts.calendar);
        pen.feed_back(dice, department, again, "已重新整改");
    }
    pen.verify(dice);
    pen.close(dice, Who::Commander);
    if dice.chance(0.74) {
        let satisfied = dice.chance(if late { 0.8 } else { 0.955 });
        pen.evaluate(dice, satisfied, false);
    }
}

/// From the report to the department's acknowledgement.
fn start(dice: &mut Dice, pen: &mut Pen<'_>) -> Department {
    let department = pen.department();
    pen.intake(dice, &[department]);
    pen.acknowledge(dice, department);
    department
}

fn between(from: DateTime<Utc>, to: DateTime<Utc>, share: f64) -> DateTime<Utc> {
    from + Duration::seconds(((to - from).num_seconds().max(0) as f64 * share) as i64)
}

/// Returned to the dispatcher, who sends it to the same department again, or to another.
fn sent_back(dice: &mut Dice, pen: &mut Pen<'_>, by: Department) -> Department {
    pen.hand_back(pen.at + Duration::minutes(25), by);
    let next = if dice.chance(0.65) { by } else { notes::other(by) };
    pen.dispatch(dice, &[next]);
    pen.acknowledge(dice, next);
    next
}

/// What happens while a department is about to be late: an extension, granted as a rule, or a reminder.
fn held_up(dice: &mut Dice, pen: &mut Pen<'_>, by: Department, done_at: DateTime<Utc>) {
    let due_at = pen.course.clock.due_at;
    if dice.chance(0.5) {
        let at = between(pen.at, due_at, dice.real(0.5, 0.95));
        let at = pace::working_moment(dice, at, pen.facts.calendar).min(due_at.max(pen.at));
        let granted = dice.chance(0.9);
        pen.extend(dice, at, by, granted);
    } else if dice.chance(0.4) {
        let at = between(due_at.max(pen.at), done_at, dice.real(0.1, 0.8));
        pen.nudge(dice, at);
    }
}

fn settled(dice: &mut Dice, pen: &mut Pen<'_>, satisfied: bool, note: &str) {
    let department = start(dice, pen);
    let done_at = target(dice, pen, 0.5);
    pen.feed_back(dice, department, done_at, note);
    pen.verify(dice);
    pen.close(dice, Who::Commander);
    pen.evaluate(dice, satisfied, true);
}

fn refused(dice: &mut Dice, pen: &mut Pen<'_>, first: Department, refusal: &str, note: &str) {
    let second = pen.department();
    pen.intake(dice, &[first]);
    pen.acknowledge(dice, first);
    pen.after(5_400, Who::Staff(first), Move::of(Action::Transfer).to(&[second]).note(refusal));
    pen.acknowledge(dice, second);
    let done_at = target(dice, pen, 0.6);
    pen.feed_back(dice, second, done_at, note);
    pen.verify(dice);
    pen.close(dice, Who::Commander);
    pen.evaluate(dice, true, true);
}

fn rejected(dice: &mut Dice, pen: &mut Pen<'_>) {
    let reason = notes::rejection(dice);
    if dice.chance(0.4) {
        pen.after(pace::stage(dice, 840), Who::Acceptor, Move::of(Action::Accept));
    }
    pen.after(pace::stage(dice, 840), Who::Acceptor, Move::of(Action::Reject).note(reason));
}

fn merged(dice: &mut Dice, pen: &mut Pen<'_>) {
    let target = pen.facts.merged_into.map(str::to_owned);
    let note = format!("与{}反映同一问题，并案办理", target.as_deref().unwrap_or_default());
    let step = Move { target, ..Move::of(Action::Merge) };
    pen.after(pace::stage(dice, 840), Who::Acceptor, step.note(&note));
}

fn on_the_spot(dice: &mut Dice, pen: &mut Pen<'_>) {
    let seconds = minutes(dice, 3, 25);
    pen.self_handle(dice, seconds);
    pen.close(dice, Who::Community);
    if dice.chance(0.3) {
        pen.evaluate(dice, true, false);
    }
}

fn minutes(dice: &mut Dice, low: i64, high: i64) -> i64 {
    dice.between(low * 60, high * 60)
}

fn reopened(dice: &mut Dice, pen: &mut Pen<'_>) {
    let department = start(dice, pen);
    let (first, second) = (dice.real(0.2, 0.7), dice.real(0.2, 0.6));
    let done_at = target(dice, pen, first);
    pen.done(dice, department, done_at);
    pen.verify(dice);
    pen.close(dice, Who::Commander);
    pen.evaluate(dice, false, true);
    let again = Move::of(Action::Reopen).note("反映人不满意，问题反复，重新办理");
    pen.after(minutes(dice, 5, 40), Who::Acceptor, again);
    pen.acknowledge(dice, department);
    let done_at = target(dice, pen, second);
    pen.feed_back(dice, department, done_at, "已重新整改，并与反映人当面沟通");
    pen.verify(dice);
    pen.close(dice, Who::Commander);
    let satisfied = dice.chance(0.9);
    pen.evaluate(dice, satisfied, true);
}

/// Closed too late; the department appeals, the dispatcher endorses, the acceptor decides.
fn appealed(dice: &mut Dice, pen: &mut Pen<'_>, appeal: Appeal) {
    let department = start(dice, pen);
    let share = dice.real(1.15, 1.5);
    let done_at = target(dice, pen, share);
    pen.done(dice, department, done_at);
    pen.verify(dice);
    pen.close(dice, Who::Commander);
    let at = pace::working_moment(dice, pen.at, pen.facts.calendar);
    let note = notes::appeal(dice, &pen.facts.category.code);
    let mut go_on = pen.may_take(at, Who::Staff(department), Move::of(Action::Appeal).note(note));
    let decisions: &[(Who, Action, &str)] = match appeal {
        Appeal::Pending => &[],
        Appeal::Endorsed => &[(Who::Dispatcher, Action::Grant, "情况属实，报受理员审定")],
        Appeal::Granted => &[
            (Who::Dispatcher, Action::Grant, "情况属实，报受理员审定"),
            (Who::Acceptor, Action::Grant, "同意申诉，不计入超期统计"),
        ],
        Appeal::Refused => &[(Who::Dispatcher, Action::Refuse, "未在时限内申请延期，不予采纳")],
    };
    for &(who, action, note) in decisions {
        let at = pace::working_moment(dice, pen.at, pen.facts.calendar);
        go_on = go_on && pen.may_take(at, who, Move::of(action).note(note));
    }
}

fn shelved(dice: &mut Dice, pen: &mut Pen<'_>, runs_out: bool) {
    let department = start(dice, pen);
    let at = pace::working_moment(dice, pen.at + Duration::hours(20), pen.facts.calendar);
    let until = at + Duration::days(dice.between(20, 30));
    if pen.ask_suspension(dice, at, department, until) {
        let at = pace::working_moment(dice, pen.at, pen.facts.calendar);
        pen.may_take(at, Who::Dispatcher, Move::of(Action::Grant).note("同意挂账"));
    }
    if pen.course.state == State::Suspended {
        if runs_out {
            pen.run_out();
        } else {
            let days = Duration::days(dice.between(8, 18));
            let at = pace::working_moment(dice, pen.at + days, pen.facts.calendar);
            pen.take(at, Who::Staff(department), Move::of(Action::Resume).note("处置条件已具备，恢复办理"));
        }
    }
    let done_at = between(pen.at, pen.course.clock.due_at, dice.real(0.2, 0.7));
    pen.done(dice, department, done_at);
    pen.verify(dice);
    pen.close(dice, Who::Commander);
}

fn joint(dice: &mut Dice, pen: &mut Pen<'_>) {
    let first = pen.department();
    let both = [first, notes::other(first)];
    pen.intake(dice, &both);
    for department in both {
        pen.acknowledge(dice, department);
    }
    let (soon, later) = (dice.real(0.2, 0.4), dice.real(0.5, 0.75));
    for (department, share) in both.into_iter().rev().zip([soon, later]) {
        let done_at = target(dice, pen, share);
        pen.done(dice, department, done_at);
    }
    pen.verify(dice);
    pen.close(dice, Who::Commander);
    if pen.facts.source != Source::Patrol {
        pen.evaluate(dice, true, false);
    }
}
