//! 200 walks of 10,000 steps: cities in memory, whose offices take whatever step is allowed, chained by the function that
//! the server chains with and verified by the one that the command verifies with.

use crate::audit::finding::{Findings, Wrong};
use crate::audit::history::{Columns, HistoryCheck, Stored};
use crate::audit::seal::Sealing;
use crate::audit::sequence::SequenceCheck;
use crate::case::chain;
use crate::case::store::{Actor, CaseRow, EventRow};
use crate::db::{Code, JsonText};
use chrono::{DateTime, Duration, TimeZone, Utc};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use shared::access::{Office, Role};
use shared::api::audit::Seal;
use shared::area::{AreaCode, AreaLevel};
use shared::case::Source;
use shared::case::calendar::Calendar;
use shared::case::changes::{Changes, replay};
use shared::case::course::Course;
use shared::case::deadline::{Limit, LimitUnit};
use shared::case::step::{Circumstances, Move};
use shared::case::workflow::{Action, State};
use shared::geo::Position;
use shared::time::china_day;
use shared::worker::Department;
use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

const WALKS: u64 = 200;
const STEPS: usize = 10_000;
const NOTES: [&str; 4] = ["现场已清理", "需更换井盖，等待到货", "重复投诉，见前件", "已联系物业 (3单元1102)"];
const CATEGORIES: [(&str, Limit); 3] = [
    ("E0130", Limit { amount: 1, unit: LimitUnit::WorkDay }),
    ("C0203", Limit { amount: 4, unit: LimitUnit::WorkHour }),
    ("E0192", Limit { amount: 3, unit: LimitUnit::NaturalDay }),
];
const DEPARTMENTS: [Department; 3] = [Department::Drainage, Department::Gas, Department::Sanitation];

/// A city in memory: its cases by id from 1, and its events by sequence from 1.
struct City {
    dice: StdRng,
    now: DateTime<Utc>,
    calendar: Calendar,
    cases: Vec<CaseRow>,
    events: Vec<(i64, EventRow)>,
    /// Cases with which something may still be done.
    alive: Vec<usize>,
    seals: Vec<Seal>,
    sealing: Sealing,
}

impl City {
    fn walk(seed: u64) -> City {
        let mut city = City {
            dice: StdRng::seed_from_u64(seed),
            now: Utc.with_ymd_and_hms(2026, 1, 4, 0, 0, 0).unwrap(),
            calendar: Calendar::china(),
            cases: Vec::new(),
            events: Vec::new(),
            alive: Vec::new(),
            seals: Vec::new(),
            sealing: Sealing::default(),
        };
        while city.events.len() < STEPS {
            city.step();
            let later = city.now + Duration::seconds(city.dice.random_range(0..7_200));
            if china_day(later) != china_day(city.now) {
                city.seal();
            }
            city.now = later;
        }
        city
    }

    fn step(&mut self) {
        if self.alive.len() < 3 || self.dice.random_ratio(1, 20) {
            return self.report();
        }
        let which = self.dice.random_range(0..self.alive.len());
        let case = self.alive[which];
        let before = self.cases[case].course.0.clone();
        if let Some((at, course)) = before.resumed(self.now, &self.calendar) {
            let actor = Actor { name: "系统".to_owned(), ..Actor::default() };
            return self.append(
                case,
                EventRow::new(Action::Resume, at, &actor, "挂账到期", Some(&before), &course),
                course,
            );
        }
        let limits = |code: &str| CATEGORIES.iter().find(|(known, _)| *known == code).map(|(_, limit)| *limit);
        let open_children = self.dice.random_ratio(1, 10);
        let now = Circumstances { at: self.now, calendar: &self.calendar, limits: &limits, open_children };
        let mut offices = offices();
        while !offices.is_empty() {
            let office = offices.swap_remove(self.dice.random_range(0..offices.len()));
            let Some(action) = before.allowed(&office, &now).choose(&mut self.dice).copied() else { continue };
            let step = random_move(&mut self.dice, action, self.now);
            let Ok(course) = before.next(&step, &office, &now) else { continue };
            let actor = Actor {
                login: self.dice.random::<bool>().then(|| office.role.code().to_owned()),
                name: office.role.text().zh.to_owned(),
                role: Some(office.role),
                position: self.dice.random::<bool>().then_some(Position { lon: 118.37, lat: 31.33 }),
            };
            let event = EventRow::new(action, self.now, &actor, &step.note, Some(&before), &course);
            return self.append(case, event, course);
        }
        if !before.state.is_open() {
            self.alive.swap_remove(which);
        }
    }

    fn report(&mut self) {
        let id = self.cases.len() as i64 + 1;
        let category = self.dice.random_ratio(9, 10).then(|| *CATEGORIES.choose(&mut self.dice).unwrap());
        let level = *[AreaLevel::District, AreaLevel::Community].choose(&mut self.dice).expect("two levels");
        let course = Course::reported(self.now, category, level, &self.calendar);
        let by = |name: &str| Actor { name: name.to_owned(), ..Actor::default() };
        let reported = EventRow::new(Action::Report, self.now, &by("网页上报"), "", None, &course);
        let assigned = EventRow::new(Action::Assign, self.now, &by("自动分派"), "在网格内", Some(&course), &course);
        self.cases.push(case(id, self.now, course.clone()));
        self.alive.push(id as usize - 1);
        self.append(id as usize - 1, reported, course.clone());
        self.append(id as usize - 1, assigned, course);
    }

    fn append(&mut self, case: usize, mut event: EventRow, course: Course) {
        let row = &mut self.cases[case];
        row.course.0 = course;
        chain::link(row, self.events.len() as i64 + 1, &mut event);
        self.sealing.add(event.position, &event.hash);
        self.events.push((row.id, event));
    }

    fn seal(&mut self) {
        let previous = self.seals.last().map(|seal| seal.digest.clone()).unwrap_or_default();
        let (first, until) = match self.seals.last() {
            Some(last) => (last.day.succ_opt().unwrap(), china_day(self.now)),
            None => (china_day(self.now), china_day(self.now)),
        };
        assert_eq!(first, until, "steps lie close together: no day is left out");
        self.seals.push(self.sealing.close(first, self.events.len() as i64, &previous, self.now));
    }

    /// Everything that `mirrorlake audit verify` checks.
    fn check(&self) -> Findings {
        let mut findings = Findings::default();
        let mut sequence = SequenceCheck::new(&self.seals);
        for (_, event) in &self.events {
            sequence.row(event.seq, event.position, &event.hash, &mut findings);
        }
        sequence.end(self.events.len() as i64, self.seals.len() as i64, &mut findings);
        let stored = |case: &CaseRow| Stored {
            course_text: serde_json::to_string(&case.course.0).unwrap(),
            columns: Columns::of(&case.course.0),
            listed: case.course.0.departments().into_iter().map(|to| (to, case.reported_at)).collect(),
            case: case.clone(),
        };
        let mut check = HistoryCheck::new(self.cases.iter().map(|case| (case.id, Ok(stored(case)))));
        let mut events: Vec<&(i64, EventRow)> = self.events.iter().collect();
        events.sort_by_key(|(case, event)| (*case, event.position, event.seq));
        for (case, event) in events {
            check.row(*case, event.seq, Ok(event.clone()), &mut findings);
        }
        check.end(&mut findings);
        findings
    }

    /// Changes one thing in one row, as somebody would who knows nothing of hashes. Returns its sequence number.
    fn tamper(&mut self) -> i64 {
        let at = self.dice.random_range(0..self.events.len());
        let event = &mut self.events[at].1;
        match self.dice.random_range(0..11) {
            0 => event.note.push('。'),
            1 => event.at += Duration::microseconds(1),
            2 => event.actor.push('二'),
            3 => event.login = if event.login.is_none() { Some(String::new()) } else { None },
            4 => event.role = if event.role.is_none() { Some(Code(Role::Worker)) } else { None },
            5 => event.lon = if event.lon.is_none() { Some(0.0) } else { None },
            6 => event.changes.push(' '),
            7 => event.state = Code(if event.state.0 == State::Closed { State::Filed } else { State::Closed }),
            8 => event.action = Code(if event.action.0 == Action::Nudge { Action::Close } else { Action::Nudge }),
            9 => event.previous = chain::Fields::default().digest(),
            _ => event.hash = chain::Fields::default().digest(),
        }
        event.seq
    }
}

fn case(id: i64, at: DateTime<Utc>, course: Course) -> CaseRow {
    CaseRow {
        id,
        number: format!("E0130-20260104-{id:04}"),
        area_code: "340202001001001".to_owned(),
        source: Code(Source::Web),
        external_id: (id % 2 == 0).then(|| format!("x{id}")),
        description: "污水外溢".to_owned(),
        lon: Some(118.37),
        lat: None,
        place: String::new(),
        building_id: None,
        worker_id: None,
        worker_choice: None,
        decided_by: None,
        default_department: None,
        reporter_name: None,
        reporter_phone: None,
        occurred_at: None,
        reported_at: at,
        course: JsonText(course),
        version: 0,
        head: String::new(),
    }
}

fn offices() -> Vec<Office> {
    let area = AreaCode::trusted("340202000000");
    let of = |role, department| Office { role, area: area.clone(), department };
    let mut all: Vec<Office> =
        Role::ALL.iter().filter(|role| **role != Role::Department).map(|role| of(*role, None)).collect();
    all.extend(DEPARTMENTS.map(|department| of(Role::Department, Some(department))));
    all
}

fn random_move(dice: &mut StdRng, action: Action, now: DateTime<Utc>) -> Move {
    let count = dice.random_range(1..=DEPARTMENTS.len());
    Move {
        action,
        note: (*NOTES.choose(dice).unwrap()).to_owned(),
        departments: DEPARTMENTS.sample(dice, count).copied().collect(),
        category: dice.random::<bool>().then(|| CATEGORIES.choose(dice).unwrap().0.to_owned()),
        until: Some(now + Duration::nanoseconds(dice.random_range(1..9_000_000_000_000_000))),
        target: Some("E0130-20260104-0001".to_owned()),
        satisfied: Some(dice.random_ratio(2, 3)),
    }
}

/// Walks on every core.
fn every_walk(judge: impl Fn(u64) + Sync) {
    let next = AtomicU64::new(0);
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(seed) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|seed| *seed < WALKS) {
                    judge(seed);
                }
            });
        }
    });
}

#[test]
fn histories_of_200_walks_verify_replay_and_lose_no_case_and_one_changed_row_is_found_at_that_row() {
    let taken = Mutex::new(HashSet::new());
    every_walk(|seed| {
        let mut city = City::walk(seed);
        let findings = city.check();
        assert_eq!((findings.count, findings.first()), (0, &[][..]), "walk {seed}");

        assert!(city.events.len() >= STEPS && city.seals.len() > 100, "walk {seed}: {} seals", city.seals.len());
        taken.lock().unwrap().extend(city.events.iter().map(|(_, event)| event.action.0));
        let mut histories: Vec<Vec<Changes>> = vec![Vec::new(); city.cases.len()];
        for (case, event) in &city.events {
            histories[*case as usize - 1].push(serde_json::from_str(&event.changes).unwrap());
        }
        for (case, history) in city.cases.iter().zip(&histories) {
            assert_eq!(case.version, history.len() as i64);
            assert_eq!(replay(history).as_ref(), Some(&case.course.0), "walk {seed}, case {}", case.id);
        }

        let changed = city.tamper();
        let findings = city.check();
        let first = findings.first().first().unwrap_or_else(|| panic!("walk {seed}: event {changed} is not found"));
        assert_eq!(first.place.seq(), Some(changed), "walk {seed}: {first}");
        assert!(matches!(first.wrong, Wrong::Hash), "walk {seed}: {first}");
    });
    let taken = taken.into_inner().unwrap();
    let never: Vec<_> = Action::ALL.iter().filter(|action| !taken.contains(action)).collect();
    assert!(never.is_empty(), "no walk takes {never:?}");
}
