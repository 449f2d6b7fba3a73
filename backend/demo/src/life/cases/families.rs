//! Cases that belong together: repeats by address, and problems that a whole complex shares.

use super::Plan;
use super::kinds::kind_of;
use super::place::Places;
use super::scaled;
use super::script::Script;
use super::when::Window;
use super::words;
use crate::life::dice::Dice;
use crate::model::{Building, Complex};
use chrono::{DateTime, Duration, Utc};
use shared::case::Source;

pub const REPEATS: usize = 18;
/// Reports of what somebody else has reported already.
pub const DUPLICATES: usize = 10;
/// One more is the seepage story.
const COMMON_PROBLEMS: usize = 5;

/// What the same people report again, and what several buildings of a complex have at once.
const REPEATED: &[&str] = &["E0128", "S0102", "S0101", "E0503", "E0496", "S0302", "S0114"];
/// Category, problem, and within how many days the reports come: while the first of them are still being handled.
const SHARED: &[(&str, &str, f64)] = &[
    ("E0503", "排水堵塞", 0.06),
    ("S0303", "电动车进楼", 0.06),
    ("C0137", "路灯不亮", 1.5),
    ("E0192", "垃圾满溢", 0.06),
    ("E0108", "飞线充电", 0.06),
    ("S0301", "消防设施损坏", 0.03),
];

/// Adds repeats of plans from `from` on: the same address again within a week. `warning`: the city knows repeated alerts.
pub fn add_repeats(plans: &mut Vec<Plan>, from: usize, seed: u64, window: Window, count: usize, warning: bool) {
    let latest = window.back(8.0);
    let originals: Vec<usize> = (from..plans.len())
        .filter(|at| {
            let plan = &plans[*at];
            plan.reported_at < latest && plan.place.building.is_some() && REPEATED.contains(&plan.category.as_str())
        })
        .collect();
    for number in 0..count.min(originals.len()) {
        let mut dice = Dice::of(seed, "repeat", number as i64);
        // One of each slice of the year, so that no case is repeated twice.
        let slice = originals.len() / count.min(originals.len());
        let original = originals[number * slice + dice.between(0, slice as i64 - 1) as usize];
        let mut plan = plans[original].clone();
        let gap = window.end - window.back(dice.real(1.0, 6.0));
        plan.reported_at = plans[original].reported_at + gap;
        plan.parent = Some(original);
        plan.source = if dice.chance(0.6) { Source::Police110 } else { Source::Hotline };
        let kind = kind_of(&plan.category);
        if let Some(kind) = kind {
            plan.description = format!("同一地址再次反映：{}", words::matter(&mut dice, kind, &plan.place));
        }
        // The police's own word for it; the other repeats keep their category and are linked only.
        if warning && number % 3 == 2 {
            plan.category = "S0702".to_owned();
        }
        plans.push(plan);
    }
}

/// Adds reports of what another channel has brought an hour before; they are merged into the first one.
pub fn add_duplicates(plans: &mut Vec<Plan>, from: usize, seed: u64, window: Window, count: usize) {
    let related = super::related(plans);
    let latest = window.end - Duration::hours(4);
    let free = |at: &usize| plans[*at].script == Script::Usual && !related[*at] && plans[*at].reported_at < latest;
    let originals: Vec<usize> = (from..plans.len()).filter(free).collect();
    for number in 0..count.min(originals.len()) {
        let mut dice = Dice::of(seed, "duplicate", number as i64);
        let slice = originals.len() / count.min(originals.len());
        let original = originals[number * slice + dice.between(0, slice as i64 - 1) as usize];
        let mut plan = plans[original].clone();
        plan.reported_at += Duration::seconds(dice.between(240, 5_400));
        plan.source = if plan.source == Source::Wechat { Source::Hotline } else { Source::Wechat };
        if let Some(kind) = kind_of(&plan.category) {
            plan.description = words::description(&mut dice, kind, plan.source, &plan.place);
        }
        (plan.parent, plan.script) = (Some(original), Script::Merged);
        plans.push(plan);
    }
}

/// A common problem: first the parent, then its children.
#[derive(Debug)]
pub struct Common<'a> {
    pub complex: &'a Complex,
    pub category: &'a str,
    pub problem: &'a str,
    /// Source, moment, building, words and course of each child.
    pub children: Vec<(Source, DateTime<Utc>, &'a Building, String, Script)>,
}

impl Common<'_> {
    /// `first` is the index that the parent will have.
    pub fn plans(self, dice: &mut Dice, places: &Places<'_>, first: usize) -> Vec<Plan> {
        let mut times: Vec<DateTime<Utc>> = self.children.iter().map(|child| child.1).collect();
        times.sort();
        // Raised when the third report has come, by the centre.
        let raised = times.get(2).or(times.last()).copied().map(|third| third + Duration::minutes(20));
        let Some((raised, (_, _, near, _, _))) = raised.zip(self.children.first()) else { return Vec::new() };
        let mut place = places.at_building(dice, near);
        place.short.clone_from(&self.complex.name);
        let description =
            format!("{}多栋楼反映{}，疑为同小区共性问题，请统一研判处置。", self.complex.name, self.problem);
        let note = "已会同物业、街道现场研判，制定统一整改方案";
        let parent = Plan {
            script: Script::Settled { satisfied: true, note },
            ..Plan::of("S0703", Source::UrbanManagement, raised, place, description)
        };
        let children = self.children.into_iter().map(|(source, reported_at, building, description, script)| Plan {
            script,
            parent: Some(first),
            ..Plan::of(self.category, source, reported_at, places.at_building(dice, building), description)
        });
        [parent].into_iter().chain(children.collect::<Vec<_>>()).collect()
    }
}

/// Common problems of complexes that no story uses; `first` is the index of the first plan.
pub fn common_problems(
    places: &Places<'_>,
    seed: u64,
    window: Window,
    first: usize,
    general_grids: usize,
) -> Vec<Plan> {
    let city = places.city();
    let wanted = scaled(COMMON_PROBLEMS, general_grids);
    let mut members: Vec<Vec<&Building>> = vec![Vec::new(); city.complexes.len() + 1];
    for building in &city.buildings {
        if let Some(complex) = building.complex {
            members[complex as usize].push(building);
        }
    }
    let fitting: Vec<&Complex> = city
        .complexes
        .iter()
        .filter(|complex| {
            members[complex.id as usize].len() >= 3 && !crate::life::stories::COMPLEXES.contains(&complex.name.as_str())
        })
        .collect();
    let mut plans = Vec::new();
    for number in 0..wanted.min(fitting.len()) {
        let mut dice = Dice::of(seed, "common", number as i64);
        let slice = fitting.len() / wanted.min(fitting.len());
        let complex = fitting[number * slice + dice.between(0, slice as i64 - 1) as usize];
        let (category, problem, days) = SHARED[number % SHARED.len()];
        let Some(kind) = kind_of(category) else { continue };
        let begin = 20.0 + 25.0 * number as f64;
        let oldest = window.start + (window.end - window.start) / 10;
        let start = window.back(begin).max(oldest);
        let children = (0..dice.between(4, 6))
            .map(|_| {
                let building = *dice.pick(&members[complex.id as usize]);
                let at = start + (window.end - window.back(dice.real(0.0, days)));
                let source = words::source(&mut dice, kind.channel);
                let place = places.at_building(&mut dice, building);
                let text = words::description(&mut dice, kind, source, &place);
                (source, at, building, text, Script::Usual)
            })
            .collect();
        let common = Common { complex, category, problem, children };
        plans.extend(common.plans(&mut dice, places, first + plans.len()));
    }
    plans
}
