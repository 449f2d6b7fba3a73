//! Absent workers: in 青云林海 the worker of grid 07 is on leave and the backup on duty; in grid 08 both are away.

use crate::life::staff::{Roster, midnight};
use crate::model::{City, Leave};
use chrono::{Duration, NaiveDate};
use shared::worker::Post;

pub const COMMUNITY: &str = "青云林海社区";

/// Replaces the leaves of those two grids' people around today.
pub fn settle(city: &mut City, today: NaiveDate) {
    let Some(community) = super::community(city, COMMUNITY).cloned() else { return };
    let grids = super::general_grids(city, &community);
    let roster = Roster::of(city);
    for (at, absent) in [(6, &[Post::GridWorker][..]), (7, &[Post::GridWorker, Post::BackupWorker][..])] {
        let Some(grid) = grids.get(at) else { continue };
        let (from, until) = (midnight(today - Duration::days(2)), midnight(today + Duration::days(6)));
        for post in [Post::GridWorker, Post::BackupWorker, Post::GridLeader] {
            let Some(worker) = roster.holder(grid, post) else { continue };
            city.leaves.retain(|leave| leave.worker != worker || leave.until <= from || leave.from >= until);
            if absent.contains(&post) {
                city.leaves.push(Leave { worker, from, until });
            }
        }
    }
}
