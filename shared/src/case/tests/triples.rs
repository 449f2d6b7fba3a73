//! Every (state × action × post): what the machine does is what `triples.txt` says, in every situation that can be
//! reached and for nobody else. A step that is listed must be possible in at least one of them, and lead to each of the
//! states that its line names.

use super::reach::{DEPARTMENTS, situations, tries};
use super::rules::{Rule, ever, read};
use super::{assert_worded, circumstances, offices};
use crate::access::Role;
use crate::case::calendar::Calendar;
use crate::case::step::Refusal;
use crate::case::workflow::{Action, State};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn every_triple_of_state_action_and_post_is_as_listed() {
    let rules = read();
    let calendar = Calendar::default();
    let offices = offices(&DEPARTMENTS);
    let mut tried = BTreeSet::new();
    let mut led: BTreeMap<(State, Action), Rule> = BTreeMap::new();
    let mut taken = 0_u64;
    for situation in situations() {
        let course = &situation.course;
        let before = course.clone();
        let now = circumstances(situation.at, false, &calendar);
        for office in &offices {
            let allowed = course.allowed(office, &now);
            let has_part = office.department.is_some_and(|own| course.departments().contains(&own));
            for action in Action::ALL {
                let about = || format!("{} {action} by {} in {situation:?}", course.state, office.role);
                let rule = &rules[&(course.state, *action)];
                tried.insert((course.state, *action, office.role));
                for step in tries(*action, situation) {
                    let outcome = course.next(&step, office, &now);
                    assert_eq!(allowed.contains(action), outcome.is_ok(), "allowed() and next() differ: {}", about());
                    match outcome {
                        Ok(next) => {
                            assert!(rule.who.contains(&office.role), "not listed: {}", about());
                            assert!(rule.leads.contains(&next.state), "leads to {}: {}", next.state, about());
                            let seen = led.entry((course.state, *action)).or_default();
                            seen.who.insert(office.role);
                            seen.leads.insert(next.state);
                            taken += 1;
                        }
                        Err(refusal) => {
                            assert_worded(&refusal);
                            let stranger = office.role == Role::Department && !has_part;
                            match refusal {
                                Refusal::NotYours => {
                                    assert!(
                                        stranger || !ever(&rules, *action, office.role),
                                        "{refusal:?}: {}",
                                        about()
                                    );
                                }
                                Refusal::NotNow(_) => {
                                    assert!(ever(&rules, *action, office.role), "{refusal:?}: {}", about());
                                }
                                Refusal::Field { .. } => panic!("the inputs are good, but {refusal:?}: {}", about()),
                            }
                        }
                    }
                }
            }
        }
        assert_eq!(*course, before, "a step that was tried changed the course");
    }
    assert_eq!(tried.len(), State::ALL.len() * Action::ALL.len() * Role::ALL.len(), "a triple was not tried");
    for ((state, action), rule) in &rules {
        let seen = led.remove(&(*state, *action)).unwrap_or_default();
        assert_eq!(seen.who, rule.who, "listed, but possible in no situation: {action} in {state}");
        assert_eq!(seen.leads, rule.leads, "listed, but never led there: {action} in {state}");
    }
    println!("{} triples in {} situations, {taken} steps taken", tried.len(), situations().len());
}
