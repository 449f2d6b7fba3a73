//! The roster: posts and leaves in memory, and the choice of the worker who takes a case.

use super::store::{self, LeaveRow, PostRow, WorkerRow};
use crate::db::{Db, StoreError};
use chrono::{DateTime, Utc};
use shared::api::area::{StaffView, WorkerRef};
use shared::area::{AreaCode, AreaLevel};
use shared::worker::{Post, WorkerChoice};
use std::collections::HashMap;
use std::ops::Range;

/// Who is tried for a grid, in order.
const GRID_ORDER: [(Post, WorkerChoice); 3] = [
    (Post::GridWorker, WorkerChoice::OnDuty),
    (Post::BackupWorker, WorkerChoice::Backup),
    (Post::GridLeader, WorkerChoice::GridLeader),
];

#[derive(Debug, Default)]
pub struct Roster {
    names: HashMap<i64, String>,
    posts: HashMap<AreaCode, Vec<(Post, i64)>>,
    leaves: HashMap<i64, Vec<Range<DateTime<Utc>>>>,
}

impl Roster {
    pub async fn load(db: &Db) -> Result<Roster, StoreError> {
        let (workers, posts, leaves) = store::all(db).await?;
        Ok(Roster::new(workers, posts, leaves))
    }

    pub fn new(workers: Vec<WorkerRow>, posts: Vec<PostRow>, leaves: Vec<LeaveRow>) -> Roster {
        let mut roster =
            Roster { names: workers.into_iter().map(|row| (row.id, row.name)).collect(), ..Roster::default() };
        for row in posts {
            let held = roster.posts.entry(AreaCode::trusted(row.area_code)).or_default();
            held.push((row.post.0, row.worker_id));
        }
        for row in leaves {
            roster.leaves.entry(row.worker_id).or_default().push(row.starts_at..row.ends_at);
        }
        roster
    }

    /// The worker who takes a case of a grid, or of a community's pool, at a moment.
    pub fn choose(&self, area: &AreaCode, at: DateTime<Utc>) -> (Option<WorkerRef>, WorkerChoice) {
        if area.level() == AreaLevel::Grid {
            for (post, choice) in GRID_ORDER {
                if let Some(worker) = self.on_duty(area, post, at) {
                    return (Some(worker), choice);
                }
            }
        }
        let community = if area.level() == AreaLevel::Grid { area.parent() } else { Some(area.clone()) };
        match community.and_then(|community| self.on_duty(&community, Post::CommunityHead, at)) {
            Some(worker) => (Some(worker), WorkerChoice::Community),
            None => (None, WorkerChoice::Nobody),
        }
    }

    /// Everybody with a post in the area, by post; building leaders are many and left out.
    pub fn staff(&self, area: &AreaCode, at: DateTime<Utc>) -> Vec<StaffView> {
        let held = self.posts.get(area).map(Vec::as_slice).unwrap_or_default();
        let mut staff: Vec<StaffView> = (held.iter())
            .filter(|(post, _)| *post != Post::BuildingLeader)
            .filter_map(|&(post, id)| {
                Some(StaffView { worker: self.worker(id, post)?, on_leave: self.is_away(id, at) })
            })
            .collect();
        staff.sort_by_key(|member| member.worker.post);
        staff
    }

    /// A worker by id, in the post that is named.
    pub fn worker(&self, id: i64, post: Post) -> Option<WorkerRef> {
        Some(WorkerRef { id: id.to_string(), name: self.names.get(&id)?.clone(), post })
    }

    /// The post in which a worker serves an area or the community above it.
    pub fn post_of(&self, id: i64, area: &AreaCode) -> Option<Post> {
        let held =
            |area: &AreaCode| self.posts.get(area)?.iter().find(|(_, worker)| *worker == id).map(|(post, _)| *post);
        held(area).or_else(|| held(&area.parent()?))
    }

    fn on_duty(&self, area: &AreaCode, post: Post, at: DateTime<Utc>) -> Option<WorkerRef> {
        let held = self.posts.get(area)?.iter();
        let (_, id) = held.filter(|(held, _)| *held == post).find(|(_, id)| !self.is_away(*id, at))?;
        self.worker(*id, post)
    }

    fn is_away(&self, worker: i64, at: DateTime<Utc>) -> bool {
        self.leaves.get(&worker).is_some_and(|leaves| leaves.iter().any(|leave| leave.contains(&at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Code;
    use chrono::{Duration, TimeZone};

    /// Grid 1 has worker 1, backup 2 and leader 3; its community is headed by 4.
    fn roster(away: &[i64], from: DateTime<Utc>) -> (Roster, AreaCode) {
        let grid = AreaCode::trusted("340202001001001");
        let posts =
            [(1, Post::GridWorker), (2, Post::BackupWorker), (3, Post::GridLeader)].map(|(id, post)| (id, post, &grid));
        let community = grid.parent().unwrap();
        let posts = posts.into_iter().chain([(4, Post::CommunityHead, &community)]).map(|(worker_id, post, area)| {
            PostRow { worker_id, post: Code(post), area_code: area.to_string(), building_id: None }
        });
        let workers = (1..=4).map(|id| WorkerRow { id, name: format!("w{id}"), phone: String::new() });
        let until = from + Duration::days(1);
        let leaves = away.iter().map(|&worker_id| LeaveRow { worker_id, starts_at: from, ends_at: until });
        (Roster::new(workers.collect(), posts.collect(), leaves.collect()), grid.clone())
    }

    #[test]
    fn absence_hands_the_case_on_step_by_step() {
        let now = Utc.with_ymd_and_hms(2026, 11, 22, 8, 0, 0).unwrap();
        let steps: [(&[i64], Option<&str>, WorkerChoice); 5] = [
            (&[], Some("1"), WorkerChoice::OnDuty),
            (&[1], Some("2"), WorkerChoice::Backup),
            (&[1, 2], Some("3"), WorkerChoice::GridLeader),
            (&[1, 2, 3], Some("4"), WorkerChoice::Community),
            (&[1, 2, 3, 4], None, WorkerChoice::Nobody),
        ];
        for (away, expected, choice) in steps {
            let (roster, grid) = roster(away, now);
            let (worker, chosen) = roster.choose(&grid, now);
            assert_eq!((worker.map(|w| w.id).as_deref(), chosen), (expected, choice));
        }
    }

    #[test]
    fn a_leave_begins_at_its_first_moment_and_ends_before_its_last() {
        let now = Utc.with_ymd_and_hms(2026, 11, 22, 8, 0, 0).unwrap();
        let (roster, grid) = roster(&[1], now);
        let chosen = |at| roster.choose(&grid, at).1;
        assert_eq!(chosen(now - Duration::microseconds(1)), WorkerChoice::OnDuty);
        assert_eq!(chosen(now), WorkerChoice::Backup);
        assert_eq!(chosen(now + Duration::days(1)), WorkerChoice::OnDuty);
    }

    #[test]
    fn a_communitys_pool_goes_to_its_head() {
        let now = Utc.with_ymd_and_hms(2026, 11, 22, 8, 0, 0).unwrap();
        let (roster, grid) = roster(&[], now);
        assert_eq!(roster.choose(&grid.parent().unwrap(), now).0.unwrap().id, "4");
    }
}
