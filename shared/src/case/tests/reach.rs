//! Every situation that the machine can be walked to: courses found breadth first from a fresh report, by real steps
//! and by waiting. Two courses are the same situation when they differ in names and moments only.

use super::{CRITERIA, beginning, circumstances, good, offices};
use crate::access::Role;
use crate::area::AreaLevel;
use crate::case::calendar::Calendar;
use crate::case::course::Course;
use crate::case::step::Move;
use crate::case::workflow::Action;
use crate::worker::Department::{self, *};
use chrono::{DateTime, Duration, Utc};
use std::collections::{HashSet, VecDeque};
use std::sync::LazyLock;

/// Three are enough for every rule: two that have a case, and one that it goes to or that has no part in it.
pub const DEPARTMENTS: [Department; 3] = [Sanitation, Fire, Housing];

/// A course and the moment at which it is looked at.
#[derive(Clone, Debug)]
pub struct Situation {
    pub course: Course,
    pub at: DateTime<Utc>,
}

/// All of them.
pub fn situations() -> &'static [Situation] {
    static ALL: LazyLock<Vec<Situation>> = LazyLock::new(explore);
    &ALL
}

/// The steps worth trying with good inputs: both ways where an input makes a difference.
pub fn tries(action: Action, situation: &Situation) -> Vec<Move> {
    let good = good(action, &situation.course, situation.at, &DEPARTMENTS);
    match action {
        Action::Dispatch => vec![good.clone(), good.to(&DEPARTMENTS[..2]), Move::of(action).to(&DEPARTMENTS[1..2])],
        Action::Evaluate => vec![Move { satisfied: Some(false), ..good.clone() }, good],
        Action::Rework => {
            let one = situation.course.departments().into_iter().take(1).collect();
            vec![Move { departments: one, ..good.clone() }, good]
        }
        _ => vec![good],
    }
}

fn explore() -> Vec<Situation> {
    let calendar = Calendar::default();
    let offices = offices(&DEPARTMENTS);
    let mut queue = VecDeque::new();
    for level in [AreaLevel::Community, AreaLevel::Subdistrict, AreaLevel::District] {
        for category in [None, Some(CRITERIA[1])] {
            queue.push_back(Situation {
                course: Course::reported(beginning(), category, level, &calendar),
                at: beginning(),
            });
        }
    }
    let mut known = HashSet::new();
    let mut all = Vec::new();
    while let Some(situation) = queue.pop_front() {
        if !known.insert(kind(&situation)) {
            continue;
        }
        let Situation { course, at } = &situation;
        let now = circumstances(*at, false, &calendar);
        let mut found = Vec::new();
        for office in &offices {
            for action in Action::ALL {
                let taken =
                    tries(*action, &situation).into_iter().filter_map(|step| course.next(&step, office, &now).ok());
                found.extend(taken.map(|course| Situation { course, at: *at + Duration::minutes(1) }));
            }
        }
        let later = *at + Duration::days(3);
        let resumed = course.resumed(*at + Duration::days(30), &calendar);
        found.push(
            resumed.map_or(Situation { course: course.clone(), at: later }, |(at, course)| Situation { course, at }),
        );
        queue.extend(found);
        all.push(situation);
    }
    all
}

/// What makes a situation different from another.
fn kind(Situation { course, at }: &Situation) -> String {
    let step_of =
        |department| course.orders.iter().find(|order| order.department == department).map(|order| order.step);
    let mut steps: Vec<_> = course.orders.iter().map(|order| order.step).collect();
    steps.sort();
    let asked = course.pending.as_ref().map(|asked| (asked.kind, asked.endorsed, step_of(asked.department)));
    let counts = (course.extensions, course.suspensions, course.appealed, course.satisfied);
    let clock = (course.clock.is_overdue(*at), course.clock.paused_at.is_some(), course.returned_by.is_some());
    format!("{:?}", (course.state, course.level, course.category.is_some(), steps, asked, counts, clock))
}

#[test]
fn every_state_and_every_post_is_reached() {
    let found: HashSet<_> = situations().iter().map(|situation| situation.course.state).collect();
    assert_eq!(found.len(), crate::case::workflow::State::ALL.len());
    assert_eq!(offices(&DEPARTMENTS).iter().map(|office| office.role).collect::<HashSet<_>>().len(), Role::ALL.len());
}
