//! Who works where: posts of every grid, leaders of communities and buildings, leaves, liaisons of the departments.
//!
//! 1 grid worker + 2 auxiliary police + N volunteers, a backup and a leader for every general grid; a worker and a
//! backup for every exclusive one. A leave covers whole days of China, so that "on duty" is a question of the day.

use super::dice::Dice;
use super::names::{Names, phone, work_phone};
use crate::model::{City, Leave, Liaison, PostHeld, Worker};
use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, TimeZone, Utc};
use shared::area::{AreaCode, AreaLevel, GridKind};
use shared::person::Sex;
use shared::place::BuildingKind;
use shared::time::{age, china, china_day};
use shared::worker::{Department, Post};
use std::collections::BTreeMap;
use std::ops::Range;

/// Departments with one desk for the whole district.
const CENTRAL: &[Department] = &[Department::Gas, Department::Water, Department::Fire, Department::Ecology];

/// Share of the days on which somebody is away.
const AWAY: f64 = 0.03;

/// Fills workers, posts, leaves and liaisons.
pub fn fill(city: &mut City, seed: u64, now: DateTime<Utc>) {
    let names = Names::default();
    let today = china_day(now);
    let mut staff = Staff { city, names, seed, today };
    staff.communities();
    staff.grids();
    staff.buildings();
    staff.liaisons();
    staff.leaves();
}

struct Staff<'a> {
    city: &'a mut City,
    names: Names,
    seed: u64,
    today: NaiveDate,
}

impl Staff<'_> {
    fn hire(&mut self, ages: (i64, i64), women: f64) -> i64 {
        let id = self.city.workers.len() as i64 + 1;
        let mut dice = Dice::of(self.seed, "worker", id);
        let sex = if dice.chance(women) { Sex::Female } else { Sex::Male };
        let born = self.today.year() - dice.between(ages.0, ages.1) as i32;
        let name = self.names.full(&mut dice, sex, born);
        self.city.workers.push(Worker { id, name, phone: work_phone(id) });
        id
    }

    fn post(&mut self, worker: i64, post: Post, area: &AreaCode, building: Option<i64>) {
        self.city.posts.push(PostHeld { worker, post, area: area.clone(), building });
    }

    fn areas(&self, wanted: impl Fn(&crate::model::Area) -> bool) -> Vec<AreaCode> {
        self.city.areas.iter().filter(|area| wanted(area)).map(|area| area.code.clone()).collect()
    }

    fn communities(&mut self) {
        for code in self.areas(|area| area.code.level() == AreaLevel::Community) {
            let head = self.hire((35, 57), 0.55);
            self.post(head, Post::CommunityHead, &code, None);
        }
    }

    fn grids(&mut self) {
        for code in self.areas(|area| area.grid_kind == Some(GridKind::General)) {
            let place = code.as_str().bytes().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
            let mut dice = Dice::of(self.seed, "staffing", place);
            for (post, count, ages, women) in [
                (Post::GridWorker, 1, (26, 54), 0.68),
                (Post::BackupWorker, 1, (26, 54), 0.62),
                (Post::GridLeader, 1, (28, 52), 0.6),
                (Post::AuxiliaryPolice, 2, (22, 48), 0.15),
                (Post::Volunteer, dice.between(2, 9), (19, 72), 0.6),
            ] {
                for _ in 0..count {
                    let worker = self.hire(ages, women);
                    self.post(worker, post, &code, None);
                }
            }
        }
        for code in self.areas(|area| area.grid_kind == Some(GridKind::Exclusive)) {
            for post in [Post::GridWorker, Post::BackupWorker] {
                let worker = self.hire((26, 54), 0.5);
                self.post(worker, post, &code, None);
            }
        }
    }

    /// A building's leader is one of its own people, between 45 and 74 if there is one of that age.
    fn buildings(&mut self) {
        let candidates = building_leaders(self.city, self.today);
        for at in 0..self.city.buildings.len() {
            let building = &self.city.buildings[at];
            let (id, grid) = (building.id, building.grid.clone());
            let lived_in =
                matches!(building.kind, BuildingKind::Residential | BuildingKind::OldHouse | BuildingKind::Village);
            if !lived_in {
                continue;
            }
            let leader = match candidates.get(&id) {
                Some(&resident) => {
                    let worker = self.city.workers.len() as i64 + 1;
                    let resident = &self.city.residents[resident];
                    let number = resident.phone.clone().unwrap_or_else(|| phone(resident.id));
                    self.city.workers.push(Worker { id: worker, name: resident.name.clone(), phone: number });
                    worker
                }
                None => self.hire((45, 70), 0.55),
            };
            self.post(leader, Post::BuildingLeader, &grid, Some(id));
        }
    }

    fn liaisons(&mut self) {
        let districts = self.areas(|area| area.code.level() == AreaLevel::District);
        let subdistricts = self.areas(|area| area.code.level() == AreaLevel::Subdistrict);
        for &department in Department::ALL {
            let areas = if CENTRAL.contains(&department) { &districts } else { &subdistricts };
            for area in areas {
                let worker = self.hire((28, 55), 0.4);
                self.city.liaisons.push(Liaison { department, worker, area: area.clone() });
            }
        }
    }

    /// Leaves of one to nine days through the year and a while ahead. Nobody's backup is away with him at present: the
    /// one grid where both are is a story.
    fn leaves(&mut self) {
        let first = NaiveDate::from_ymd_opt(self.today.year(), 1, 1).unwrap_or(self.today) - Duration::days(10);
        let last = self.today + Duration::days(45);
        let mut away: BTreeMap<AreaCode, i64> = BTreeMap::new();
        for at in 0..self.city.posts.len() {
            let held = &self.city.posts[at];
            if matches!(held.post, Post::Volunteer | Post::BuildingLeader) {
                continue;
            }
            let (worker, post, area) = (held.worker, held.post, held.area.clone());
            let mut dice = Dice::of(self.seed, "leave", worker);
            let mut day = first + Duration::days(dice.between(0, 9));
            while day < last {
                let length = dice.between(1, 9);
                // Every spell, long or short, is a leave with the same chance: so AWAY is the share of days too.
                if dice.chance(AWAY) {
                    let leave = Leave { worker, from: midnight(day), until: midnight(day + Duration::days(length)) };
                    let present = day <= self.today && self.today < day + Duration::days(length);
                    let doubles = present && post == Post::BackupWorker && away.contains_key(&area);
                    if present && post == Post::GridWorker {
                        away.insert(area.clone(), worker);
                    }
                    if !doubles {
                        self.city.leaves.push(leave);
                    }
                }
                day += Duration::days(length);
            }
        }
    }
}

/// The first moment of a day in China.
pub fn midnight(day: NaiveDate) -> DateTime<Utc> {
    let start = day.and_time(NaiveTime::MIN);
    china().from_local_datetime(&start).single().expect("UTC+8 has no gaps").with_timezone(&Utc)
}

/// One present resident for every building, by index: the first of a fitting age, else none.
fn building_leaders(city: &City, today: NaiveDate) -> BTreeMap<i64, usize> {
    let mut found = BTreeMap::new();
    for (at, resident) in city.residents.iter().enumerate() {
        let fits = resident.moved_out.is_none() && (45..75).contains(&age(resident.birth, today));
        if fits {
            let household = &city.households[resident.household as usize - 1];
            let building = city.dwellings[household.dwelling as usize - 1].building;
            found.entry(building).or_insert(at);
        }
    }
    found
}

/// Answers who was on duty where and when.
#[derive(Debug, Default)]
pub struct Roster {
    posts: BTreeMap<(AreaCode, Post), i64>,
    leaves: BTreeMap<i64, Vec<Range<DateTime<Utc>>>>,
}

impl Roster {
    pub fn of(city: &City) -> Roster {
        let mut roster = Roster::default();
        for held in &city.posts {
            roster.posts.entry((held.area.clone(), held.post)).or_insert(held.worker);
        }
        for leave in &city.leaves {
            roster.leaves.entry(leave.worker).or_default().push(leave.from..leave.until);
        }
        roster
    }

    pub fn holder(&self, area: &AreaCode, post: Post) -> Option<i64> {
        self.posts.get(&(area.clone(), post)).copied()
    }

    /// The grid's own worker, else the backup, else the grid leader, else the community's head.
    pub fn on_duty(&self, grid: &AreaCode, at: DateTime<Utc>) -> Option<(i64, Post)> {
        let community = grid.parent().unwrap_or_else(|| grid.clone());
        [
            (grid, Post::GridWorker),
            (grid, Post::BackupWorker),
            (grid, Post::GridLeader),
            (&community, Post::CommunityHead),
        ]
        .into_iter()
        .filter_map(|(area, post)| self.holder(area, post).map(|worker| (worker, post)))
        .find(|(worker, _)| !self.away(*worker, at))
    }

    pub fn away(&self, worker: i64, at: DateTime<Utc>) -> bool {
        self.leaves.get(&worker).is_some_and(|all| all.iter().any(|leave| leave.contains(&at)))
    }
}
