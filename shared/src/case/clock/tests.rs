//! The lights' edges, and whole lives of clocks against a stopwatch that ticks every minute.

use super::super::deadline::tests::{Rule, minutes, rules, units};
use super::super::deadline::{LimitUnit, due};
use super::*;
use chrono::TimeZone;
use proptest::prelude::*;

/// A moment of November 2026 in China; the 20th is a Friday.
fn at(day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    crate::time::china().with_ymd_and_hms(2026, 11, day, hour, minute, 0).unwrap().to_utc()
}

const FIVE_WORK_HOURS: Limit = Limit { amount: 5, unit: LimitUnit::WorkHour };

#[test]
fn the_light_turns_at_80_and_beyond_100_percent() {
    let clock = Clock::start(at(20, 16, 0), FIVE_WORK_HOURS, &Calendar::default());
    assert_eq!((clock.warn_at, clock.due_at), (at(23, 10, 0), at(23, 11, 0)));
    let second = Duration::seconds(1);
    assert_eq!(clock.light(at(20, 16, 0)), Light::Green);
    assert_eq!(clock.light(clock.warn_at - second), Light::Green);
    assert_eq!(clock.light(clock.warn_at), Light::Yellow);
    assert_eq!(clock.light(clock.due_at), Light::Yellow);
    assert!(!clock.is_overdue(clock.due_at) && clock.is_overdue(clock.due_at + second));
}

#[test]
fn a_pause_holds_the_light_and_gives_back_what_remained() {
    let mut clock = Clock::start(at(20, 16, 0), FIVE_WORK_HOURS, &Calendar::default());
    clock.pause(at(23, 10, 30));
    clock.pause(at(24, 9, 0));
    assert_eq!((clock.paused_at, clock.light(at(30, 9, 0))), (Some(at(23, 10, 30)), Light::Yellow));
    clock.resume(at(25, 20, 0), &Calendar::default());
    let resumed = clock.clone();
    clock.resume(at(27, 20, 0), &Calendar::default());
    assert_eq!(clock, resumed, "a running clock is not resumed");
    assert_eq!((clock.warn_at, clock.due_at, clock.paused_at), (at(23, 10, 0), at(26, 8, 30), None));
    assert_eq!((clock.light(at(25, 20, 0)), clock.light(at(26, 8, 31))), (Light::Yellow, Light::Red));
}

#[test]
fn what_was_overdue_before_a_pause_stays_overdue() {
    let mut clock = Clock::start(at(20, 16, 0), FIVE_WORK_HOURS, &Calendar::default());
    clock.pause(at(23, 11, 1));
    clock.resume(at(24, 9, 0), &Calendar::default());
    assert_eq!((clock.due_at, clock.light(at(24, 9, 0))), (at(23, 11, 0), Light::Red));
}

#[test]
fn used_up_to_its_last_moment_it_is_beyond_only_once_it_runs_again() {
    let mut clock = Clock::start(at(20, 16, 0), FIVE_WORK_HOURS, &Calendar::default());
    clock.pause(clock.due_at);
    clock.resume(at(24, 9, 0), &Calendar::default());
    assert_eq!((clock.light(at(24, 9, 0)), clock.light(at(24, 9, 1))), (Light::Yellow, Light::Red));
}

/// Two servers' clocks may differ: a step that claims to precede the one before it counts as made together with it.
#[test]
fn steps_dated_out_of_order_neither_win_nor_lose_time() {
    let fresh = Clock::start(at(20, 16, 0), FIVE_WORK_HOURS, &Calendar::default());
    for (pause, resume) in [((20, 15), (20, 16)), ((23, 9), (23, 8)), ((23, 9), (20, 9))] {
        let mut clock = fresh.clone();
        clock.pause(at(pause.0, pause.1, 0));
        clock.resume(at(resume.0, resume.1, 0), &Calendar::default());
        assert_eq!(clock, fresh, "{pause:?} {resume:?}");
    }
}

#[test]
fn an_extension_adds_the_limit_once_more_and_warns_at_80_percent_of_both() {
    let mut clock = Clock::start(at(20, 16, 0), FIVE_WORK_HOURS, &Calendar::default());
    clock.extend(&Calendar::default());
    // Ten hours from Friday 16:00: two, then eight on Monday; eight of them are used on Monday at 16:00.
    assert_eq!((clock.extensions, clock.warn_at, clock.due_at), (1, at(23, 16, 0), at(23, 18, 0)));
    assert_eq!(clock.light(at(23, 15, 59)), Light::Green);
}

#[test]
fn a_clock_whose_record_is_absurd_still_answers() {
    let limit = Limit { amount: u32::MAX, unit: LimitUnit::NaturalDay };
    let mut clock = Clock::start(DateTime::<Utc>::MAX_UTC, limit, &Calendar::china());
    clock.extensions = u32::MAX;
    clock.extend(&Calendar::china());
    clock.pause(DateTime::<Utc>::MIN_UTC);
    clock.resume(DateTime::<Utc>::MIN_UTC, &Calendar::china());
    assert_eq!((clock.extensions, clock.paused_at), (u32::MAX, None));
}

/// A stopwatch: the oracle. It knows no deadline, only minutes that went by.
#[derive(Clone)]
struct Stopwatch<'a> {
    rule: &'a Rule,
    unit: LimitUnit,
    now: DateTime<Utc>,
    running: bool,
    used: i64,
    total: i64,
    /// It ran on after all was used.
    beyond: bool,
}

impl Stopwatch<'_> {
    fn tick(&mut self) {
        if self.running {
            self.beyond |= self.used >= self.total;
            self.used += i64::from(self.rule.counts(self.now, self.unit));
        }
        self.now += Duration::minutes(1);
    }

    fn light(&self) -> Light {
        match self {
            _ if self.beyond => Light::Red,
            _ if self.used * 5 >= self.total * 4 => Light::Yellow,
            _ => Light::Green,
        }
    }

    /// The first minute at which it shows something else than green.
    fn warns_at(mut self) -> DateTime<Utc> {
        while self.light() == Light::Green {
            self.tick();
        }
        self.now
    }

    /// The last minute at which it does not show red.
    fn ends_at(mut self) -> DateTime<Utc> {
        while self.used < self.total {
            self.tick();
        }
        self.now
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Wait(i64),
    Pause,
    Resume,
    Extend,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (1_i64..4_000).prop_map(Step::Wait),
        4 => (1_i64..200).prop_map(Step::Wait),
        2 => Just(Step::Pause),
        3 => Just(Step::Resume),
        1 => Just(Step::Extend),
    ];
    prop::collection::vec(step, 1..25)
}

proptest! {
    #[test]
    fn a_clock_shows_what_a_stopwatch_shows(
        rule in rules(), start in minutes(), amount in 1_u32..20, unit in units(), steps in steps()
    ) {
        let calendar = rule.calendar();
        let limit = Limit { amount, unit };
        let mut clock = Clock::start(start, limit, &calendar);
        prop_assert_eq!(clock.due_at, due(start, limit, &calendar));
        let total = limit.span().num_minutes();
        let mut watch = Stopwatch { rule: &rule, unit, now: start, running: true, used: 0, total, beyond: false };
        for step in steps {
            match step {
                Step::Wait(minutes) => (0..minutes).for_each(|_| watch.tick()),
                Step::Pause => {
                    clock.pause(watch.now);
                    watch.running = false;
                }
                Step::Resume => {
                    clock.resume(watch.now, &calendar);
                    watch.running = true;
                }
                // Nobody extends what is overdue.
                Step::Extend if watch.beyond => {}
                Step::Extend => {
                    clock.extend(&calendar);
                    watch.total += total;
                }
            }
            prop_assert_eq!(clock.light(watch.now), watch.light(), "{:?} at {}", step, watch.now);
        }
        if watch.running && watch.light() == Light::Green {
            prop_assert_eq!(clock.warn_at, watch.clone().warns_at());
        }
        if watch.running && watch.used < watch.total {
            prop_assert_eq!(clock.due_at, watch.ends_at());
        }
    }

    #[test]
    fn a_pause_keeps_what_remains_to_the_nanosecond(
        rule in rules(), start in minutes(), amount in 1_u32..20, unit in units(),
        used in 0_i64..10_000_000_000_000_000, away in 0_i64..2_000_000_000_000_000,
    ) {
        let calendar = rule.calendar();
        let mut clock = Clock::start(start, Limit { amount, unit }, &calendar);
        let paused = (start + Duration::nanoseconds(used)).min(clock.due_at);
        let resumed = paused + Duration::nanoseconds(away);
        let [warns, ends] = [clock.warn_at, clock.due_at].map(|moment| counted(paused, moment, unit, &calendar));
        clock.pause(paused);
        clock.resume(resumed, &calendar);
        prop_assert_eq!(counted(resumed, clock.due_at, unit, &calendar), ends);
        if warns > Duration::zero() {
            prop_assert_eq!(counted(resumed, clock.warn_at, unit, &calendar), warns);
        } else {
            prop_assert!(clock.warn_at <= resumed);
        }
        prop_assert!(clock.warn_at <= clock.due_at);
    }

    #[test]
    fn a_pause_of_no_time_changes_nothing(rule in rules(), start in minutes(), amount in 1_u32..20, unit in units(), used in 0_i64..20_000) {
        let calendar = rule.calendar();
        let mut clock = Clock::start(start, Limit { amount, unit }, &calendar);
        let before = clock.clone();
        clock.pause(start + Duration::minutes(used));
        clock.resume(start + Duration::minutes(used), &calendar);
        prop_assert_eq!(clock, before);
    }
}
