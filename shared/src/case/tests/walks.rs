//! Random walks: offices take steps, sensible ones and foolish ones, in many cases at once, while time passes. After each
//! step the machine must agree with the model and keep its promises; in the end every history must replay to the course
//! that was kept, and every case that is still open must find its way to closure through the queues.

use super::model::{Model, No};
use super::rules::{Rules, read};
use super::{CRITERIA, beginning, circumstances, good, office, staff};
use crate::access::{Office, Role};
use crate::area::AreaLevel;
use crate::case::calendar::Calendar;
use crate::case::changes::{Changes, between, replay};
use crate::case::course::Course;
use crate::case::queue::states_of;
use crate::case::step::Move;
use crate::case::workflow::{Action, State};
use crate::worker::Department;
use chrono::{DateTime, Duration, Utc};
use proptest::prelude::RngExt;
use proptest::test_runner::{RngAlgorithm, TestRng};
use std::collections::{BTreeMap, BTreeSet};

const WALKS: u64 = 200;
const STEPS: usize = 10_000;
/// A new case is reported every so many steps.
const REPORTS: u32 = 60;
/// Steps that end a case or hand it on are taken less often, or few cases would ever get far.
const RARE: [Action; 5] = [Action::Reject, Action::Merge, Action::SelfHandle, Action::Escalate, Action::Transfer];
/// The plain way of a case from its report to its closure.
const HOMEWARD: [Action; 7] = [
    Action::Accept,
    Action::File,
    Action::Dispatch,
    Action::Acknowledge,
    Action::FeedBack,
    Action::Verify,
    Action::Close,
];

type Checked<T = ()> = Result<T, String>;

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(otherwise()) }
}

struct Case {
    number: String,
    course: Course,
    model: Model,
    history: Vec<Changes>,
}

impl Case {
    fn becomes(&mut self, course: Course) {
        self.history.push(between(Some(&self.course), &course));
        self.course = course;
    }

    /// Lets a suspension that has run out end, as the server does.
    fn wakes(&mut self, at: DateTime<Utc>, calendar: &Calendar) -> Checked {
        let woken = self.course.resumed(at, calendar);
        let expected = self.model.wait_until(at);
        ensure(woken.as_ref().map(|(at, _)| *at) == expected, || {
            format!("resumes at {woken:?}, expected {expected:?}")
        })?;
        if let Some((_, course)) = woken {
            self.becomes(course);
        }
        Ok(())
    }

    /// The machine says what the model says, and keeps what it promises.
    fn holds(&self, at: DateTime<Utc>) -> Checked {
        let Course { state, clock, orders, .. } = &self.course;
        self.model.differs(&self.course, at).map_or(Ok(()), Err)?;
        ensure(self.course.closed_at.is_some() != state.is_open(), || "closed_at and the state disagree".into())?;
        let waits = matches!(state, State::Suspended | State::FedBack | State::Verified) || !state.is_open();
        let returned = self.course.returned_by.is_some() && matches!(state, State::Accepted | State::Filed);
        ensure(clock.paused_at.is_some() == (waits || returned), || "the clock runs for nobody, or stands".into())?;
        ensure(self.course.extensions <= 2 && self.course.suspensions <= 1, || "granted too often".into())?;
        let distinct: BTreeSet<Department> = self.course.departments().into_iter().collect();
        ensure(orders.len() <= 8 && distinct.len() == orders.len(), || "too many orders, or one twice".into())
    }
}

#[derive(Default)]
struct Tally {
    cases: usize,
    closed: usize,
    taken: BTreeMap<(State, Action), u64>,
    refused: u64,
    events: usize,
}

struct Walk<'a> {
    rng: TestRng,
    rules: &'a Rules,
    calendar: Calendar,
    at: DateTime<Utc>,
    cases: Vec<Case>,
    tally: Tally,
}

impl Walk<'_> {
    fn chance(&mut self, percent: u32) -> bool {
        self.rng.random_range(0..100) < percent
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.rng.random_range(0..all.len())]
    }

    fn time_passes(&mut self) {
        let most = match self.rng.random_range(0..1000) {
            0..900 => Duration::minutes(20),
            900..980 => Duration::hours(6),
            980..998 => Duration::days(3),
            _ => Duration::days(60),
        };
        self.at += Duration::seconds(self.rng.random_range(0..=most.num_seconds()));
    }

    fn report(&mut self) {
        let level =
            self.one_of(&[AreaLevel::Community, AreaLevel::Community, AreaLevel::Subdistrict, AreaLevel::District]);
        let category = if self.chance(60) { Some(self.one_of(&CRITERIA)) } else { None };
        let course = Course::reported(self.at, category, level, &self.calendar);
        let history = vec![between(None, &course)];
        let number = format!("{:05}", self.cases.len());
        self.cases.push(Case { number, course, model: Model::new(self.at, category, level), history });
    }

    fn pick_case(&mut self) -> usize {
        let first = if self.chance(85) { self.cases.len().saturating_sub(12) } else { 0 };
        self.rng.random_range(first..self.cases.len())
    }

    fn pick_office(&mut self, course: &Course) -> Office {
        let own = course.departments();
        if !own.is_empty() && self.chance(45) {
            return staff(self.one_of(&own));
        }
        match self.one_of(Role::ALL) {
            Role::Department if self.chance(95) => staff(self.one_of(Department::ALL)),
            role => office(role),
        }
    }

    fn pick_action(&mut self, allowed: &[Action]) -> Action {
        if allowed.is_empty() || self.chance(20) {
            return self.one_of(Action::ALL);
        }
        let first = self.one_of(allowed);
        if RARE.contains(&first) && self.chance(70) { self.one_of(allowed) } else { first }
    }

    fn some_departments(&mut self, most: usize) -> Vec<Department> {
        let count = self.rng.random_range(0..=most);
        (0..count).map(|_| self.one_of(Department::ALL)).collect()
    }

    /// Inputs that nothing can be said against.
    fn sensible(&mut self, action: Action, course: &Course) -> Move {
        let mut shuffled = Department::ALL.to_vec();
        let cut = self.rng.random_range(0..shuffled.len());
        shuffled.rotate_left(cut);
        let mut step = good(action, course, self.at, &shuffled);
        step.category = Some(self.one_of(&CRITERIA).0.to_owned());
        step.until = Some(self.at + Duration::minutes(self.rng.random_range(1..=365 * 24 * 60)));
        step.satisfied = Some(self.chance(50));
        if action == Action::Dispatch {
            step.departments = shuffled[..self.rng.random_range(1..=3)].to_vec();
        }
        if action == Action::Rework && self.chance(50) {
            step.departments = course.departments().into_iter().take(1).collect();
        }
        step
    }

    /// Inputs as they come.
    fn foolish(&mut self, action: Action) -> Move {
        let most = if self.chance(10) { 12 } else { 3 };
        let categories = [None, Some("E0502"), Some("E0113"), Some("X9999")];
        Move {
            action,
            note: self.one_of(&["", " ", "属实", "属实"]).to_owned(),
            departments: self.some_departments(most),
            category: self.one_of(&categories).map(str::to_owned),
            until: Some(self.at + Duration::days(self.rng.random_range(-30..400))).filter(|_| self.chance(90)),
            target: if self.chance(50) { Some("00000".to_owned()) } else { None },
            satisfied: self.one_of(&[None, Some(true), Some(false)]),
        }
    }

    fn open_children(&self, of: &str) -> bool {
        self.cases.iter().any(|case| case.model.is_open() && case.model.parent() == Some(of))
    }

    fn step(&mut self) -> Checked {
        self.time_passes();
        if self.cases.is_empty() || self.rng.random_ratio(1, REPORTS) {
            self.report();
        }
        let picked = self.pick_case();
        let at = self.at;
        let open_children = self.open_children(&self.cases[picked].number);
        self.cases[picked].wakes(at, &self.calendar)?;
        let course = self.cases[picked].course.clone();
        let mut who = self.pick_office(&course);
        let mut allowed = course.allowed(&who, &circumstances(at, open_children, &self.calendar));
        if allowed.is_empty() && self.chance(80) {
            who = self.pick_office(&course);
            allowed = course.allowed(&who, &circumstances(at, open_children, &self.calendar));
        }
        let action = self.pick_action(&allowed);
        let sensible = self.chance(80);
        let mut step = if sensible { self.sensible(action, &course) } else { self.foolish(action) };
        if step.target.is_some() {
            // Only to older cases: that nobody is his own parent is for the server to see to.
            let older = self.rng.random_range(0..=picked.saturating_sub(1));
            step.target = Some(if picked > 0 { self.cases[older].number.clone() } else { "elsewhere".to_owned() });
        }
        let about = |outcome: &str| format!("{step:?} by {who:?} at {at} in {course:?}: {outcome}");

        let outcome = course.next(&step, &who, &circumstances(at, open_children, &self.calendar));
        let case = &mut self.cases[picked];
        let expected = case.model.step(self.rules, &step, &who, at, open_children);
        let found = outcome.as_ref().map(|_| ()).map_err(No::of);
        ensure(found == expected, || about(&format!("{found:?}, expected {expected:?}")))?;
        ensure(!sensible || allowed.contains(&action) == outcome.is_ok(), || about("allowed() says otherwise"))?;
        ensure(outcome.is_err() || allowed.contains(&action), || about("taken, but not allowed"))?;
        match outcome {
            Ok(next) => {
                *self.tally.taken.entry((course.state, action)).or_default() += 1;
                case.becomes(next);
            }
            Err(_) => self.tally.refused += 1,
        }
        case.holds(at).map_err(|fault| about(&fault))
    }

    /// Nothing is lost: every case is as its history says, and what is open gets closed by those in whose queue it is.
    fn ends(mut self) -> Checked<Tally> {
        self.tally.cases = self.cases.len();
        for index in (0..self.cases.len()).rev() {
            let about = format!("case {index}");
            self.goes_home(index).map_err(|fault| format!("{about}: {fault}"))?;
            let case = &self.cases[index];
            ensure(replay(&case.history).as_ref() == Some(&case.course), || format!("{about} does not replay"))?;
            let first = case.history.first().and_then(|event| event.get("state"));
            ensure(first.is_some_and(|state| state.to == "reported"), || format!("{about} has lost its report"))?;
            self.tally.events += case.history.len();
            self.tally.closed += usize::from(matches!(case.course.state, State::Closed | State::Evaluated));
        }
        Ok(self.tally)
    }

    /// Takes a case to its closure along the queues. Children have later numbers, so that they are closed before.
    fn goes_home(&mut self, index: usize) -> Checked {
        for _ in 0..40 {
            self.at += Duration::minutes(1);
            self.cases[index].wakes(self.at, &self.calendar)?;
            self.cases[index].holds(self.at)?;
            let course = self.cases[index].course.clone();
            if !course.state.is_open() {
                return Ok(());
            }
            if let Some(until) = course.suspended_until {
                self.at = until;
                continue;
            }
            let open_children = self.open_children(&self.cases[index].number);
            let own = course.departments();
            let others = Role::ALL.iter().filter(|role| **role != Role::Department).map(|role| office(*role));
            let offices: Vec<Office> = others.chain(own.into_iter().map(staff)).collect();
            let now = circumstances(self.at, open_children, &self.calendar);
            let next = HOMEWARD.iter().find_map(|action| {
                let waits = |office: &&Office| states_of(office.role).contains(&course.state);
                let step = good(*action, &course, self.at, Department::ALL);
                let taken = offices
                    .iter()
                    .filter(waits)
                    .find_map(|office| Some((office, course.next(&step, office, &now).ok()?)));
                taken.map(|(office, next)| (step, office.clone(), next))
            });
            let (step, office, next) = next.ok_or(format!("nobody gets on with {course:?}"))?;
            let expected = self.cases[index].model.step(self.rules, &step, &office, self.at, open_children);
            ensure(expected == Ok(()), || format!("{} was taken, expected {expected:?}", step.action))?;
            self.cases[index].becomes(next);
        }
        Err("goes round in circles".into())
    }
}

fn walk(seed: u64, rules: &Rules) -> Checked<Tally> {
    let mut bytes = [0x5a; 16];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let mut walk = Walk {
        rng: TestRng::from_seed(RngAlgorithm::XorShift, &bytes),
        rules,
        calendar: Calendar::default(),
        at: beginning(),
        cases: Vec::new(),
        tally: Tally::default(),
    };
    for step in 0..STEPS {
        walk.step().map_err(|fault| format!("seed {seed}, step {step}: {fault}"))?;
    }
    walk.ends().map_err(|fault| format!("seed {seed}, at its end: {fault}"))
}

#[test]
fn two_hundred_walks_of_ten_thousand_steps_agree_with_the_model_and_lose_nothing() {
    let rules = read();
    let lanes = std::thread::available_parallelism().map_or(1, usize::from);
    let tallies: Vec<Checked<Tally>> = std::thread::scope(|scope| {
        let lane = |first| (first..WALKS).step_by(lanes).map(|seed| walk(seed, &rules)).collect::<Vec<_>>();
        let all: Vec<_> = (0..lanes as u64).map(|first| scope.spawn(move || lane(first))).collect();
        all.into_iter().flat_map(|lane| lane.join().expect("a walk that fails says so")).collect()
    });
    let mut sum = Tally::default();
    for tally in tallies {
        let tally = tally.unwrap_or_else(|fault| panic!("{fault}"));
        sum.cases += tally.cases;
        sum.closed += tally.closed;
        sum.refused += tally.refused;
        sum.events += tally.events;
        for (pair, count) in tally.taken {
            *sum.taken.entry(pair).or_default() += count;
        }
    }
    for ((state, action), rule) in rules.iter().filter(|(_, rule)| !rule.who.is_empty()) {
        assert!(sum.taken.contains_key(&(*state, *action)), "no walk ever took {action} in {state} by {:?}", rule.who);
    }
    let taken: u64 = sum.taken.values().sum();
    let rarest = sum.taken.iter().min_by_key(|(_, count)| **count).expect("steps were taken");
    println!(
        "{} cases, {} closed, {} events; {taken} steps taken, {} refused",
        sum.cases, sum.closed, sum.events, sum.refused
    );
    println!("rarest: {rarest:?}");
}
