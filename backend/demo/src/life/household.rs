//! Who lives together: kinds of households with their shares, and the ages and names that follow from the kind.
//!
//! Shares follow the seventh census for cities (one- and two-person households lead, 2.6 persons on average). Children
//! carry a parent's surname, the father's eleven times of twelve.

use super::dice::{Dice, Weights};
use super::names::Names;
use chrono::{Datelike, Duration, NaiveDate};
use shared::person::{Relation, Sex};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    LoneElder,
    Single,
    ElderCouple,
    Couple,
    OneChild,
    TwoChildren,
    GrownChild,
    ThreeGenerations,
    SingleParent,
    LeftBehind,
    Flatmates,
}

const OWNERS: &[(Kind, f64)] = &[
    (Kind::LoneElder, 5.5),
    (Kind::Single, 8.5),
    (Kind::ElderCouple, 16.0),
    (Kind::Couple, 8.5),
    (Kind::OneChild, 22.0),
    (Kind::TwoChildren, 12.0),
    (Kind::GrownChild, 10.0),
    (Kind::ThreeGenerations, 14.0),
    (Kind::SingleParent, 4.5),
    (Kind::LeftBehind, 1.5),
];

const TENANTS: &[(Kind, f64)] = &[
    (Kind::Single, 31.0),
    (Kind::Couple, 24.0),
    (Kind::OneChild, 21.0),
    (Kind::TwoChildren, 6.0),
    (Kind::SingleParent, 3.0),
    (Kind::Flatmates, 15.0),
];

/// A member before dates and records.
#[derive(Clone, Debug)]
pub struct Person {
    pub name: String,
    pub sex: Sex,
    pub birth: NaiveDate,
    pub relation: Relation,
    pub left_behind: bool,
}

/// Composes households; build once, use for a whole city.
#[derive(Debug)]
pub struct Composer {
    pub names: Names,
    owners: Weights,
    tenants: Weights,
    today: NaiveDate,
}

/// Somebody who is about to get a name.
struct Draft {
    sex: Sex,
    age: f64,
    relation: Relation,
    surname: &'static str,
}

impl Composer {
    pub fn new(today: NaiveDate) -> Composer {
        Composer {
            names: Names::default(),
            owners: Weights::new(OWNERS.iter().map(|(_, weight)| *weight)),
            tenants: Weights::new(TENANTS.iter().map(|(_, weight)| *weight)),
            today,
        }
    }

    /// The members of a household, its head first.
    pub fn household(&self, dice: &mut Dice, rented: bool) -> Vec<Person> {
        let (table, weights) = if rented { (TENANTS, &self.tenants) } else { (OWNERS, &self.owners) };
        let kind = dice.weighted(weights).map_or(Kind::Single, |at| table[at].0);
        let left_behind = kind == Kind::LeftBehind;
        let drafts = self.drafts(dice, kind, rented);
        drafts
            .into_iter()
            .map(|draft| {
                let mut person = self.person(dice, &draft);
                person.left_behind = left_behind && draft.relation == Relation::Grandchild;
                person
            })
            .collect()
    }

    /// A grown child who has left a household with this head, if the head is old enough.
    pub fn grown_up(&self, dice: &mut Dice, head: &Person) -> Option<Person> {
        let age = f64::from(shared::time::age(head.birth, self.today)) - dice.real(23.0, 30.0);
        let surname = super::names::surname_of(&head.name);
        let mut person = (20.0..38.0).contains(&age).then(|| {
            let draft = Draft { sex: sex(dice), age, relation: Relation::Child, surname: "" };
            self.person(dice, &draft)
        })?;
        person.name.insert_str(0, surname);
        Some(person)
    }

    /// Tenants of an earlier time.
    pub fn former_tenant(&self, dice: &mut Dice) -> Person {
        let draft = self.adult(dice, 22.0, 48.0, Relation::Head);
        self.person(dice, &draft)
    }

    /// A name for somebody who owns a dwelling without living in it.
    pub fn owner(&self, dice: &mut Dice) -> String {
        let (sex, age) = (sex(dice), dice.between(32, 78) as i32);
        self.names.full(dice, sex, self.today.year() - age)
    }

    fn person(&self, dice: &mut Dice, draft: &Draft) -> Person {
        let days = (draft.age.max(0.0) * 365.2425) as i64;
        let birth = self.today - Duration::days(days);
        let given = self.names.given(dice, draft.sex, birth.year());
        let name = format!("{}{given}", draft.surname);
        Person { name, sex: draft.sex, birth, relation: draft.relation, left_behind: false }
    }

    fn adult(&self, dice: &mut Dice, from: f64, to: f64, relation: Relation) -> Draft {
        Draft { sex: sex(dice), age: dice.real(from, to), relation, surname: self.names.surname(dice) }
    }

    /// Husband and wife; the head is he three times of four.
    fn couple(&self, dice: &mut Dice, her_age: f64) -> (Draft, Draft) {
        let gap = dice.around(1.8, 1.6);
        let (his, hers) = (self.names.surname(dice), self.names.surname(dice));
        let he_heads = dice.chance(0.75);
        let relation = |heads: bool| if heads { Relation::Head } else { Relation::Spouse };
        let he = Draft { sex: Sex::Male, age: her_age + gap, relation: relation(he_heads), surname: his };
        let she = Draft { sex: Sex::Female, age: her_age, relation: relation(!he_heads), surname: hers };
        (he, she)
    }

    fn child(&self, dice: &mut Dice, he: &Draft, she: &Draft, age: f64) -> Draft {
        let surname = if dice.chance(11.0 / 12.0) { he.surname } else { she.surname };
        // 109 boys to 100 girls at birth.
        let sex = if dice.chance(109.0 / 209.0) { Sex::Male } else { Sex::Female };
        Draft { sex, age, relation: Relation::Child, surname }
    }

    fn drafts(&self, dice: &mut Dice, kind: Kind, rented: bool) -> Vec<Draft> {
        match kind {
            Kind::LoneElder => {
                let mut elder = self.adult(dice, 70.0, 91.0, Relation::Head);
                elder.sex = if dice.chance(0.64) { Sex::Female } else { Sex::Male };
                vec![elder]
            }
            Kind::Single if rented => vec![self.adult(dice, 20.0, 44.0, Relation::Head)],
            Kind::Single => vec![self.adult(dice, 25.0, 68.0, Relation::Head)],
            Kind::ElderCouple => {
                let age = dice.real(59.0, 85.0);
                let (he, she) = self.couple(dice, age);
                pair(he, she)
            }
            Kind::Couple => {
                let age = if rented { dice.real(22.0, 44.0) } else { dice.real(25.0, 58.0) };
                let (he, she) = self.couple(dice, age);
                pair(he, she)
            }
            Kind::OneChild | Kind::TwoChildren => self.family(dice, kind == Kind::TwoChildren, rented),
            Kind::GrownChild => {
                let age = dice.real(47.0, 64.0);
                let (he, she) = self.couple(dice, age);
                let child_age = (age - dice.around(26.0, 1.6)).clamp(19.0, 36.0);
                let child = self.child(dice, &he, &she, child_age);
                pair(he, she).into_iter().chain([child]).collect()
            }
            Kind::ThreeGenerations => self.three_generations(dice),
            Kind::SingleParent => {
                let age = dice.real(28.0, 54.0);
                let (he, she) = self.couple(dice, age);
                let child_age = (age - dice.around(27.0, 2.4)).clamp(0.3, 26.0);
                let child = self.child(dice, &he, &she, child_age);
                let mut parent = if dice.chance(0.72) { she } else { he };
                parent.relation = Relation::Head;
                vec![parent, child]
            }
            Kind::LeftBehind => {
                let age = dice.real(55.0, 72.0);
                let (he, she) = self.couple(dice, age);
                let child_age = dice.real(2.0, 15.0);
                let mut grandchild = self.child(dice, &he, &she, child_age);
                grandchild.relation = Relation::Grandchild;
                pair(he, she).into_iter().chain([grandchild]).collect()
            }
            Kind::Flatmates => {
                let middle = dice.real(22.0, 36.0);
                let count = 2 + i64::from(dice.chance(0.45)) + i64::from(dice.chance(0.25));
                (0..count)
                    .map(|at| {
                        let relation = if at == 0 { Relation::Head } else { Relation::Other };
                        self.adult(dice, middle - 3.0, middle + 5.0, relation)
                    })
                    .collect()
            }
        }
    }

    fn family(&self, dice: &mut Dice, two: bool, rented: bool) -> Vec<Draft> {
        let birth_age = dice.around(27.5, 2.2).max(20.5);
        let elder = if rented { dice.real(0.1, 14.0) } else { dice.real(0.1, 21.0) };
        let (he, she) = self.couple(dice, birth_age + elder);
        let first = self.child(dice, &he, &she, elder);
        // Second children are common since 2016 only, so the gap to an elder brother or sister may be wide.
        let second = (two && elder > 1.2).then(|| {
            let age = (elder - dice.real(1.2, 7.0)).max(0.1);
            self.child(dice, &he, &she, age)
        });
        pair(he, she).into_iter().chain([first]).chain(second).collect()
    }

    fn three_generations(&self, dice: &mut Dice) -> Vec<Draft> {
        let mut family = {
            let two = dice.chance(0.3);
            self.family(dice, two, false)
        };
        let of_his = dice.chance(0.72);
        let own = |draft: &&Draft| draft.sex == if of_his { Sex::Male } else { Sex::Female };
        let (surname, age) = family[..2].iter().find(own).map_or(("王", 35.0), |d| (d.surname, d.age));
        let her_age = age + dice.around(25.5, 1.8);
        let (mut grandfather, mut grandmother) = self.couple(dice, her_age);
        // Husband and wife alike carry their father's surname.
        grandfather.surname = surname;
        let widowed = dice.chance(0.35 + (her_age - 60.0).max(0.0) * 0.01);
        let elders_head = !widowed && dice.chance(0.3);
        if elders_head {
            for member in &mut family {
                member.relation = match member.relation {
                    Relation::Child => Relation::Grandchild,
                    _ if (member.sex == Sex::Male) == of_his => Relation::Child,
                    _ => Relation::Other,
                };
            }
            let elders = pair(grandfather, grandmother);
            return elders.into_iter().chain(family).collect();
        }
        grandfather.relation = Relation::Parent;
        grandmother.relation = Relation::Parent;
        family.push(grandmother);
        if !widowed {
            family.push(grandfather);
        }
        family
    }
}

fn sex(dice: &mut Dice) -> Sex {
    if dice.chance(0.5) { Sex::Male } else { Sex::Female }
}

/// The head first.
fn pair(he: Draft, she: Draft) -> Vec<Draft> {
    if he.relation == Relation::Head { vec![he, she] } else { vec![she, he] }
}
