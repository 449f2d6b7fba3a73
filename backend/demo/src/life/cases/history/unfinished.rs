//! Histories of cases that are open: as far as they have come by the end.

use super::super::open::Fate;
use super::super::script::{Attention, Script};
use super::notes;
use super::pace;
use super::pen::{Pen, Who};
use crate::life::dice::Dice;
use crate::life::staff::midnight;
use chrono::{DateTime, Duration, Utc};
use shared::case::Source;
use shared::case::step::Move;
use shared::case::workflow::{Action, State};
use shared::time::china_day;
use shared::worker::Department;

pub fn write(dice: &mut Dice, pen: &mut Pen<'_>) {
    match pen.facts.script {
        Script::Waiting(state) => waiting(dice, pen, state),
        Script::Joint => joint(dice, pen),
        script => {
            let department = pen.department();
            pen.intake(dice, &[department]);
            pen.acknowledge(dice, department);
            at_work(dice, pen, department, script);
        }
    }
    match pen.facts.attention {
        None => {}
        Some(Attention::Supervised) => {
            let at = recently(dice, pen, 60, 1_800);
            pen.supervise(dice, at);
        }
        Some(Attention::Nudged) => {
            let at = recently(dice, pen, 20, 900);
            pen.nudge(dice, at);
        }
    }
}

/// The next moment of the day, if there is one before the end.
fn by_day(dice: &mut Dice, pen: &Pen<'_>, at: DateTime<Utc>) -> DateTime<Utc> {
    let day = pace::forward_to_daytime(dice, at);
    if day <= pen.facts.end { day } else { at }
}

/// So many minutes before the end, but in the last third of the time since the last step.
fn recently(dice: &mut Dice, pen: &Pen<'_>, low: i64, high: i64) -> DateTime<Utc> {
    let third = (pen.facts.end - pen.at).num_seconds() / 3;
    let at = pen.facts.end - Duration::seconds(dice.between(low * 60, high * 60).min(third).max(0));
    by_day(dice, pen, at)
}

/// Up to a state before the acknowledgement and no further; quick enough for a case that is minutes old.
fn waiting(dice: &mut Dice, pen: &mut Pen<'_>, state: State) {
    let quarter = ((pen.facts.end - pen.at).num_seconds() / 4).clamp(1, 840);
    let pause = |dice: &mut Dice| dice.between((quarter / 3).max(1), quarter);
    let patrol = pen.facts.source == Source::Patrol;
    let department = pen.department();
    match state {
        State::Reported => {}
        // The worker has settled it; the community is to close it.
        State::Verified => {
            let seconds = pause(dice);
            pen.self_handle(dice, seconds);
        }
        _ if patrol && matches!(state, State::Accepted | State::Filed) => {
            pen.after(pause(dice), Who::Community, Move::of(Action::Accept));
            if state == State::Filed {
                pen.after(pause(dice), Who::Community, Move::of(Action::Escalate).note("社区无处置力量，上报街道"));
                pen.after(pause(dice), Who::Subdistrict, Move::of(Action::File));
            }
        }
        _ => {
            pen.after(pause(dice), Who::Acceptor, Move::of(Action::Accept));
            if state != State::Accepted {
                pen.after(pause(dice), Who::Commander, Move::of(Action::File));
            }
            if state == State::Dispatched {
                let note = format!("派遣至{}", department.text().zh);
                pen.after(pause(dice), Who::Dispatcher, Move::of(Action::Dispatch).to(&[department]).note(&note));
            }
        }
    }
}

/// What a department has told of its work, within the days in which it has to.
fn tell(dice: &mut Dice, pen: &mut Pen<'_>, by: Department) {
    let room = (pen.facts.end - pen.at).num_seconds().min(2 * 86_400);
    if pen.facts.silent || room < 600 {
        return;
    }
    let at = pen.at + Duration::seconds((room as f64 * dice.real(0.15, 0.85)) as i64);
    let at = by_day(dice, pen, at);
    pen.progress(dice, at, by);
}

/// Between the acknowledgement and closure.
fn at_work(dice: &mut Dice, pen: &mut Pen<'_>, by: Department, script: Script) {
    if pen.facts.fate == Fate::Extended {
        let left = (pen.course.clock.due_at.min(pen.facts.end) - pen.at).num_seconds().max(0) as f64;
        let at = pen.at + Duration::seconds((left * dice.real(0.3, 0.7)) as i64);
        pen.extend(dice, at, by, true);
    }
    tell(dice, pen, by);
    match script {
        Script::AsksExtension => {
            let at = recently(dice, pen, 15, 1_200);
            pen.ask_extension(dice, at, by);
        }
        Script::AsksSuspension | Script::Suspended => suspend(dice, pen, by, script == Script::Suspended),
        Script::FedBack => {
            let at = recently(dice, pen, 2, 42);
            pen.done(dice, by, at);
        }
        Script::Verified => {
            let at = recently(dice, pen, 35, 80);
            pen.done(dice, by, at);
            let at = recently(dice, pen, 2, 34);
            pen.take(at, Who::Worker, Move::of(Action::Verify).note("现场核实，问题已解决"));
        }
        Script::Returned => {
            let at = recently(dice, pen, 2, 30);
            pen.hand_back(at, by);
        }
        Script::Transferred => {
            let at = recently(dice, pen, 4, 80);
            pen.transfer(at, by);
        }
        Script::Reworked => {
            let at = recently(dice, pen, 90, 500);
            pen.done(dice, by, at);
            let at = recently(dice, pen, 10, 60);
            pen.rework(at);
        }
        _ => {}
    }
}

/// Until a midnight in three weeks to three months.
fn suspend(dice: &mut Dice, pen: &mut Pen<'_>, by: Department, granted: bool) {
    let until = midnight(china_day(pen.facts.end) + Duration::days(dice.between(21, 89)));
    let at = if granted { recently(dice, pen, 2_000, 9_000) } else { recently(dice, pen, 30, 1_500) };
    if pen.ask_suspension(dice, at, by, until) && granted {
        let at =
            pen.at + Duration::seconds(((pen.facts.end - pen.at).num_seconds() as f64 * dice.real(0.1, 0.5)) as i64);
        pen.may_take(at, Who::Dispatcher, Move::of(Action::Grant).note("同意挂账，到期自动恢复办理"));
    }
}

/// The task of two departments, of which one is done.
fn joint(dice: &mut Dice, pen: &mut Pen<'_>) {
    let first = pen.department();
    let both = [first, notes::other(first)];
    pen.intake(dice, &both);
    for department in both {
        pen.acknowledge(dice, department);
    }
    tell(dice, pen, first);
    let at = recently(dice, pen, 20, 900);
    pen.feed_back(dice, both[1], at, "本部门职责部分已完成");
}
