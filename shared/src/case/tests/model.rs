//! A second, plain machine for the random walks: sets of departments, counters, and a clock that adds up the time during
//! which it ran. Who may do what where comes from `triples.txt`; nothing here looks at the program's table or clock.

mod compare;
mod meter;

use self::meter::Meter;
use super::limits;
use super::rules::{Rules, ever};
use crate::access::{Office, Role};
use crate::area::AreaLevel::{self, Community, District, Subdistrict};
use crate::case::Light;
use crate::case::course::ApplicationKind as Kind;
use crate::case::deadline::{Limit, LimitUnit};
use crate::case::step::{Move, Refusal};
use crate::case::workflow::{Action, State};
use crate::worker::Department;
use chrono::{DateTime, Duration, Utc};
use std::collections::BTreeSet;

type Moment = DateTime<Utc>;

/// What kind of refusal is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum No {
    NotYours,
    NotNow,
    Field,
}

impl No {
    pub fn of(refusal: &Refusal) -> No {
        match refusal {
            Refusal::NotYours => No::NotYours,
            Refusal::NotNow(_) => No::NotNow,
            Refusal::Field { .. } => No::Field,
        }
    }
}

/// One case.
#[derive(Clone, Debug)]
pub struct Model {
    place: State,
    since: Moment,
    level: AreaLevel,
    criterion: Option<String>,
    sent: BTreeSet<Department>,
    working: BTreeSet<Department>,
    done: BTreeSet<Department>,
    meter: Meter,
    given_back_by: Option<Department>,
    asked: Option<(Kind, Department, bool)>,
    asked_until: Option<Moment>,
    sleeps_until: Option<Moment>,
    extensions: u32,
    suspensions: u32,
    reworks: u32,
    appealed: bool,
    excused: bool,
    supervised: Option<Moment>,
    planned: Option<Moment>,
    answered: Option<Moment>,
    over: Option<Moment>,
    content: Option<bool>,
    parent: Option<String>,
}

impl Model {
    pub fn new(at: Moment, category: Option<(&str, Limit)>, level: AreaLevel) -> Model {
        let (criterion, limit) = (category.map(|(code, _)| code.to_owned()), category.map(|(_, limit)| limit));
        let day = Limit { amount: 1, unit: LimitUnit::NaturalDay };
        Model {
            place: State::Reported,
            since: at,
            level,
            criterion,
            sent: BTreeSet::new(),
            working: BTreeSet::new(),
            done: BTreeSet::new(),
            meter: Meter::start(at, limit.unwrap_or(day)),
            given_back_by: None,
            asked: None,
            asked_until: None,
            sleeps_until: None,
            extensions: 0,
            suspensions: 0,
            reworks: 0,
            appealed: false,
            excused: false,
            supervised: None,
            planned: None,
            answered: None,
            over: None,
            content: None,
            parent: None,
        }
    }

    pub fn parent(&self) -> Option<&str> {
        self.parent.as_deref()
    }

    pub fn is_open(&self) -> bool {
        self.over.is_none()
    }

    /// Time passes; says when a suspension has run out by itself.
    pub fn wait_until(&mut self, at: Moment) -> Option<Moment> {
        let woken = self.sleeps_until.filter(|until| *until <= at);
        if let Some(until) = woken {
            self.sleeps_until = None;
            self.meter.go(until);
            self.go_to(State::Handling, until);
        }
        self.meter.read(at);
        woken
    }

    fn go_to(&mut self, place: State, at: Moment) {
        if self.place != place {
            (self.place, self.since) = (place, at);
        }
    }

    /// Where the departments have brought it.
    fn of_departments(&mut self, at: Moment) {
        let place = match (self.sent.len(), self.working.len(), self.done.len()) {
            (0, 0, 0) => State::Filed,
            (0, 0, _) => State::FedBack,
            (_, 0, 0) => State::Dispatched,
            _ => State::Handling,
        };
        if place == State::FedBack {
            self.meter.stop(at);
        }
        self.go_to(place, at);
    }

    fn has(&self, department: &Department) -> bool {
        [&self.sent, &self.working, &self.done].iter().any(|set| set.contains(department))
    }

    fn leaves(&mut self, department: Department) {
        for set in [&mut self.sent, &mut self.working, &mut self.done] {
            set.remove(&department);
        }
        self.forget(department);
    }

    fn forget(&mut self, department: Department) {
        self.asked = self.asked.filter(|(_, asker, _)| *asker != department);
    }

    /// Whether a step is possible at all, inputs aside.
    fn may(&self, rules: &Rules, action: Action, who: &Office, at: Moment, open_children: bool) -> Result<(), No> {
        if !ever(rules, action, who.role) {
            return Err(No::NotYours);
        }
        let level = match who.role {
            Role::Community => Some(Community),
            Role::Subdistrict => Some(Subdistrict),
            _ => None,
        };
        use Action::*;
        let of_level = matches!(action, Accept | File | Dispatch | SelfHandle | Escalate | Close);
        if !rules[&(self.place, action)].who.contains(&who.role)
            || of_level && level.is_some_and(|level| level != self.level)
        {
            return Err(No::NotNow);
        }
        let own = who.department;
        if who.role == Role::Department && !own.is_some_and(|own| self.has(&own)) {
            return Err(No::NotYours);
        }
        let is = |set: &BTreeSet<Department>| own.is_some_and(|own| set.contains(&own));
        let late = self.meter.light() == Light::Red;
        let fine = match action {
            Acknowledge => is(&self.sent),
            Progress | FeedBack => is(&self.working),
            AskExtension => is(&self.working) && self.asked.is_none() && self.extensions < 2 && !late,
            AskSuspension => is(&self.working) && self.asked.is_none() && self.suspensions == 0,
            Return | Transfer => !is(&self.done),
            Appeal => late && !self.appealed,
            Grant | Refuse => match self.asked {
                None => false,
                Some((Kind::Appeal, _, false)) => who.role != Role::Acceptor,
                Some((Kind::Appeal, _, true)) => who.role != Role::Dispatcher,
                Some((Kind::Suspension, ..)) if action == Grant => self.asked_until.is_some_and(|until| until > at),
                Some(_) => true,
            },
            Reopen => self.content == Some(false),
            Close => !open_children,
            Supervise => self.supervised.is_none(),
            _ => true,
        };
        if fine { Ok(()) } else { Err(No::NotNow) }
    }

    /// Takes a step, or says what kind of refusal it deserves and stays as it is.
    pub fn step(
        &mut self,
        rules: &Rules,
        step: &Move,
        who: &Office,
        at: Moment,
        open_children: bool,
    ) -> Result<(), No> {
        use Action::*;
        self.may(rules, step.action, who, at, open_children)?;
        let noted = [Reject, Return, Transfer, Progress, FeedBack, AskExtension, AskSuspension, Refuse, SelfHandle];
        let noted =
            noted.contains(&step.action) || [Escalate, Rework, Reopen, Appeal, Supervise].contains(&step.action);
        if noted && step.note.trim().is_empty() || !self.inputs_are_fine(step, who, at) {
            return Err(No::Field);
        }
        self.take(step, who, at);
        Ok(())
    }

    fn inputs_are_fine(&self, step: &Move, who: &Office, at: Moment) -> bool {
        use Action::*;
        let to: BTreeSet<Department> = step.departments.iter().copied().collect();
        let known = step.category.as_deref().is_none_or(|code| limits(code).is_some());
        match step.action {
            Accept | SelfHandle => known,
            File => known && (step.category.is_some() || self.criterion.is_some()),
            Close => self.criterion.is_some() || known && step.category.is_some(),
            Merge | Link => step.target.is_some(),
            Dispatch => (1..=8).contains(&to.len()),
            Transfer => {
                let stay = match who.department {
                    Some(_) => self.sent.len() + self.working.len() + self.done.len() - 1,
                    None => self.done.len(),
                };
                let own = who.department.is_some_and(|own| to.contains(&own));
                let all = to
                    .iter()
                    .filter(|to| if who.department.is_some() { !self.has(to) } else { !self.done.contains(to) });
                !own && to.iter().any(|to| !self.has(to)) && stay + all.count() <= 8
            }
            Rework => to.iter().all(|department| self.has(department)),
            Evaluate => step.satisfied.is_some(),
            AskSuspension => step.until.is_some_and(|until| until > at && until - at <= Duration::days(365)),
            _ => true,
        }
    }

    fn classify(&mut self, step: &Move) {
        let Some(code) = &step.category else { return };
        self.criterion = Some(code.clone());
        let limit = limits(code).expect("looked at before");
        if limit != self.meter.limit {
            let used = self.meter.read - self.meter.started;
            self.meter = Meter { limit, grants: 0, used, ..self.meter.clone() };
        }
    }

    fn ends(&mut self, place: State, at: Moment) {
        self.meter.stop(at);
        self.over = Some(at);
        self.go_to(place, at);
    }

    fn take(&mut self, step: &Move, who: &Office, at: Moment) {
        use Action::*;
        let own = who.department;
        let to: BTreeSet<Department> = step.departments.iter().copied().collect();
        match step.action {
            Accept => {
                self.classify(step);
                self.go_to(State::Accepted, at);
            }
            File => {
                self.classify(step);
                self.go_to(State::Filed, at);
            }
            Reject => self.ends(State::Rejected, at),
            Merge => {
                self.parent = step.target.clone();
                self.ends(State::Merged, at);
            }
            Link => self.parent = step.target.clone(),
            Dispatch => {
                match self.given_back_by.take() {
                    Some(back) if to.contains(&back) => self.meter.go(at),
                    _ => self.meter = Meter::start(at, self.meter.limit),
                }
                self.sent = to;
                self.of_departments(at);
            }
            Acknowledge => {
                let own = own.expect("of a department");
                self.sent.remove(&own);
                self.working.insert(own);
                self.planned = self.planned.or(Some(at));
                self.of_departments(at);
            }
            Return => match own {
                None => self.go_to(State::Accepted, at),
                Some(own) => {
                    self.leaves(own);
                    self.of_departments(at);
                    if self.place == State::Filed {
                        self.given_back_by = Some(own);
                        self.meter.stop(at);
                    }
                }
            },
            Transfer => {
                let gone = own.map_or(self.sent.union(&self.working).copied().collect(), |own| BTreeSet::from([own]));
                gone.into_iter().for_each(|department| self.leaves(department));
                let new: Vec<Department> = to.into_iter().filter(|department| !self.has(department)).collect();
                self.sent.extend(new);
                self.meter = Meter::start(at, self.meter.limit);
                self.of_departments(at);
            }
            Progress => self.answered = self.answered.or(Some(at)),
            FeedBack => {
                let own = own.expect("of a department");
                self.working.remove(&own);
                self.done.insert(own);
                self.forget(own);
                self.answered = self.answered.or(Some(at));
                self.of_departments(at);
            }
            SelfHandle => {
                self.classify(step);
                self.planned = self.planned.or(Some(at));
                self.answered = self.answered.or(Some(at));
                self.meter.stop(at);
                self.go_to(State::Verified, at);
            }
            Verify => self.go_to(State::Verified, at),
            Rework => {
                let again = if to.is_empty() { self.done.clone() } else { to };
                self.done.retain(|department| !again.contains(department));
                self.working.extend(again);
                self.reworks += 1;
                if self.given_back_by.is_none() {
                    self.meter.go(at);
                }
                self.of_departments(at);
            }
            Close => {
                if self.criterion.is_none() {
                    self.classify(step);
                }
                self.ends(State::Closed, at);
            }
            Evaluate => {
                self.content = step.satisfied;
                self.go_to(State::Evaluated, at);
            }
            Reopen => {
                self.sent.append(&mut self.working);
                self.sent.append(&mut self.done);
                (self.over, self.content, self.asked, self.given_back_by) = (None, None, None, None);
                self.excused = false;
                self.meter = Meter::start(at, self.meter.limit);
                self.of_departments(at);
            }
            AskExtension => self.asked = own.map(|own| (Kind::Extension, own, false)),
            AskSuspension => {
                self.asked = own.map(|own| (Kind::Suspension, own, false));
                self.asked_until = step.until;
            }
            Appeal => {
                self.appealed = true;
                self.asked = own.map(|own| (Kind::Appeal, own, false));
            }
            Grant => match self.asked.take().expect("asked for") {
                (Kind::Extension, ..) => {
                    self.extensions += 1;
                    self.meter.grants += 1;
                }
                (Kind::Suspension, ..) => {
                    self.suspensions += 1;
                    self.sleeps_until = self.asked_until;
                    self.meter.stop(at);
                    self.go_to(State::Suspended, at);
                }
                (Kind::Appeal, department, false) => self.asked = Some((Kind::Appeal, department, true)),
                (Kind::Appeal, _, true) => self.excused = true,
            },
            Refuse => self.asked = None,
            Resume => {
                self.sleeps_until = None;
                self.meter.go(at);
                self.of_departments(at);
            }
            Escalate => self.level = if self.level == Community { Subdistrict } else { District },
            Supervise => self.supervised = Some(at),
            Nudge | Attach => {}
            Report | Assign => panic!("the program's own"),
        }
    }
}
