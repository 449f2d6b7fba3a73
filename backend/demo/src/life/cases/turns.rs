//! Gives some cases a course of their own, so that every list of the application has something in it.
//!
//! A turn goes to a case that can take it: what takes weeks goes to cases with weeks behind them. A city that is too young
//! for a turn does without. The numbers are those of the full district; a smaller one has fewer, but at least one.

use super::history::is_long;
use super::open::{Fate, Span};
use super::script::{Appeal, Attention, Script};
use super::when::Window;
use super::{Plan, scaled};
use crate::life::dice::Dice;
use chrono::Duration;
use shared::case::Source;
use shared::case::deadline::LimitUnit;
use shared::case::workflow::State;

/// Share of the patrol cases that the grid worker settles on the spot.
const ON_THE_SPOT: f64 = 0.04;

/// A case as it offers itself for a turn.
struct Candidate<'a> {
    plan: &'a Plan,
    fate: Fate,
    /// Since the report.
    age: Duration,
    /// From the report to the end of the limit.
    total: Duration,
    /// Since the end of the limit; negative when it has not ended.
    beyond: Duration,
    long: bool,
    /// Something is to be built or mended, which may have to wait for others.
    works: bool,
}

impl Candidate<'_> {
    fn is_open(&self) -> bool {
        self.fate == Fate::Open
    }

    fn was_handled(&self) -> bool {
        self.fate == Fate::Handled
    }

    /// Said by people who are not the district's own.
    fn by_public(&self) -> bool {
        !matches!(self.plan.source, Source::Patrol | Source::UrbanManagement)
    }
}

struct Turns<'a> {
    dice: Dice,
    plans: &'a mut [Plan],
    fates: &'a [Fate],
    spans: &'a [Span],
    related: Vec<bool>,
    window: Window,
    grids: usize,
}

/// Gives the turns of a city of so many general grids.
pub fn give(seed: u64, plans: &mut [Plan], fates: &[Fate], spans: &[Span], window: Window, grids: usize) {
    let (dice, related) = (Dice::of(seed, "turns", 0), super::related(plans));
    let mut turns = Turns { dice, plans, fates, spans, related, window, grids };
    turns.handled();
    turns.on_the_spot();
    turns.open();
    turns.attention();
    turns.silence();
}

impl Turns<'_> {
    fn handled(&mut self) {
        let overdue = |case: &Candidate<'_>| {
            case.was_handled() && case.by_public() && case.beyond > case.total + Duration::days(3)
        };
        let recent = |case: &Candidate<'_>| overdue(case) && case.beyond < case.total + Duration::days(21);
        self.turn(2, Script::Appealed(Appeal::Pending), recent);
        self.turn(1, Script::Appealed(Appeal::Endorsed), recent);
        self.turn(2, Script::Appealed(Appeal::Granted), overdue);
        self.turn(1, Script::Appealed(Appeal::Refused), overdue);
        let shelf = |case: &Candidate<'_>| case.was_handled() && case.works && case.beyond > Duration::days(50);
        self.turn(2, Script::Shelved { runs_out: false }, shelf);
        self.turn(1, Script::Shelved { runs_out: true }, shelf);
        let twice = |case: &Candidate<'_>| {
            let room = case.total.max(Duration::days(2)) + Duration::days(6);
            case.was_handled() && case.by_public() && case.total < Duration::days(12) && case.beyond > room
        };
        self.turn(10, Script::Reopened, twice);
        self.turn(4, Script::Joint, |case| case.was_handled() && case.beyond > Duration::days(2));
        let unfit = |case: &Candidate<'_>| case.was_handled() && case.by_public() && case.age > Duration::hours(3);
        self.turn(12, Script::Rejected, unfit);
    }

    fn on_the_spot(&mut self) {
        for at in 0..self.plans.len() {
            let patrol = self.fates[at] == Fate::Handled && self.plans[at].source == Source::Patrol;
            if patrol && self.is_free(at) && self.dice.chance(ON_THE_SPOT) {
                self.plans[at].script = Script::OnTheSpot;
            }
        }
    }

    fn open(&mut self) {
        // In the first days of a year nothing is old.
        let day = Duration::days(1).min((self.window.end - self.window.start) / 10);
        let works = |case: &Candidate<'_>| case.is_open() && case.works && case.age > day * 2;
        // Rather a dispute than nothing, where no works are under way.
        let any = |case: &Candidate<'_>| case.is_open() && case.long && case.age > day / 2;
        for (count, script) in [(4, Script::Suspended), (3, Script::AsksSuspension)] {
            if self.turn(count, script, works) == 0 {
                self.turn(count, script, any);
            }
        }
        let old = |case: &Candidate<'_>| case.is_open() && case.age > day / 4;
        self.turn(10, Script::FedBack, old);
        self.turn(7, Script::Verified, old);
        // Who asks for more time has used up much of it.
        let pressed = |case: &Candidate<'_>| case.is_open() && case.total > day && case.age * 2 > case.total;
        self.turn(8, Script::AsksExtension, pressed);
        let forgotten = |case: &Candidate<'_>| case.is_open() && case.long && case.age > day * 5 && case.age < day * 9;
        self.turn(2, Script::Waiting(State::Dispatched), forgotten);
        self.turn(2, Script::Joint, old);
        self.turn(2, Script::Returned, old);
        self.turn(4, Script::Transferred, old);
        self.turn(5, Script::Reworked, old);
    }

    /// The leader looks at what is overdue, and at what has been with a department for days.
    fn attention(&mut self) {
        let overdue = |case: &Candidate<'_>| case.fate == Fate::Overdue;
        let old = |case: &Candidate<'_>| case.is_open() && case.age > Duration::days(2);
        self.attend(3, Attention::Supervised, overdue);
        self.attend(3, Attention::Supervised, old);
        self.attend(2, Attention::Nudged, overdue);
        self.attend(3, Attention::Nudged, old);
    }

    fn attend(&mut self, count: usize, attention: Attention, fits: impl Fn(&Candidate<'_>) -> bool) {
        for at in self.spread(count, fits) {
            self.plans[at].attention = Some(attention);
        }
    }

    /// Departments that have not told anything yet: some too late, some not.
    fn silence(&mut self) {
        let late = |case: &Candidate<'_>| case.is_open() && case.age > Duration::days(6);
        let young = |case: &Candidate<'_>| case.is_open() && case.age < Duration::hours(40);
        for at in self.spread(4, late).into_iter().chain(self.spread(4, young)) {
            self.plans[at].silent = true;
        }
    }

    /// Gives a turn to so many of the cases that fit; returns how many there were.
    fn turn(&mut self, count: usize, script: Script, fits: impl Fn(&Candidate<'_>) -> bool) -> usize {
        let chosen = self.spread(count, fits);
        for &at in &chosen {
            self.plans[at].script = script;
        }
        chosen.len()
    }

    /// Free cases that fit: one of each slice of the year.
    fn spread(&mut self, count: usize, fits: impl Fn(&Candidate<'_>) -> bool) -> Vec<usize> {
        let fitting: Vec<usize> =
            (0..self.plans.len()).filter(|at| self.is_free(*at) && fits(&self.candidate(*at))).collect();
        let wanted = scaled(count, self.grids).min(fitting.len());
        let slice = fitting.len() / wanted.max(1);
        (0..wanted).map(|number| fitting[number * slice + self.dice.between(0, slice as i64 - 1) as usize]).collect()
    }

    fn is_free(&self, at: usize) -> bool {
        let plan = &self.plans[at];
        plan.script == Script::Usual && plan.attention.is_none() && !plan.silent && !self.related[at]
    }

    fn candidate(&self, at: usize) -> Candidate<'_> {
        let (plan, span) = (&self.plans[at], &self.spans[at]);
        Candidate {
            plan,
            fate: self.fates[at],
            age: self.window.end - plan.reported_at,
            total: span.first - plan.reported_at,
            beyond: self.window.end - span.last,
            long: is_long(span.limit),
            works: is_long(span.limit) && span.limit.unit == LimitUnit::WorkDay,
        }
    }
}
