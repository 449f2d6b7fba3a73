//! Institutions: their names, and the blocks kept free for those that have exclusive grids.

use super::blocks::{Site, Use};
use super::frame::Quarter;
use super::geom::{Dice, perimeter};
use super::names;
use super::order::Order;
use super::works::Works;

/// An exclusive grid: one block with its own keeper.
#[derive(Debug)]
pub struct Exclusive {
    /// `None` for the lake park.
    pub site: Option<usize>,
    pub name: String,
}

/// The name of the n-th institution of a kind.
pub fn institution(usage: Use, n: usize) -> String {
    match usage {
        Use::School => school(n),
        Use::Hospital => format!(
            "{}医院",
            ["弋矶山", "镜湖第二", "中医", "妇幼保健", "康复"]
                .get(n)
                .map_or_else(|| names::place(n), |s| (*s).to_owned())
        ),
        Use::Market => format!("{}菜市场", names::place(n * 5 + 2)),
        Use::Station => {
            if n == 0 {
                "镜湖站".to_owned()
            } else {
                format!("{}站", names::place(n * 9 + 4))
            }
        }
        Use::Park => format!("{}公园", names::place(n * 4 + 1)),
        Use::Office => format!("{}大厦", names::place(n * 3 + 5)),
        Use::Commercial => format!("{}广场", names::place(n * 6 + 7)),
        _ => format!("{}厂", names::place(n * 8 + 3)),
    }
}

fn school(n: usize) -> String {
    let kind = if n % 3 == 2 { "中学" } else { "小学" };
    if n < 8 {
        format!("镜湖第{}{kind}", names::ordinal(n + 1))
    } else {
        format!("{}{kind}", names::place(n * 2 + 9))
    }
}

/// Keeps blocks free for the institutions that have exclusive grids.
pub fn reserve(order: &Order, sites: &mut [Site], count: usize, dice: &mut Dice) -> Works {
    let kinds = [
        Use::Park,
        Use::School,
        Use::Hospital,
        Use::Market,
        Use::Station,
        Use::School,
        Use::School,
        Use::Park,
        Use::Hospital,
        Use::School,
        Use::Market,
        Use::School,
        Use::School,
        Use::Hospital,
    ];
    let mut works = Works::default();
    works.exclusives.push(Exclusive { site: None, name: "镜湖公园".to_owned() });
    let mut blocks = vec![0; order.cells.len()];
    sites.iter().filter(|s| s.usage.is_none()).for_each(|s| blocks[s.cell] += 1);
    let mut turn: Vec<usize> = (0..sites.len()).collect();
    dice.shuffle(&mut turn);
    for i in 1..count {
        let usage = kinds[i % kinds.len()];
        let usage = if usage == Use::Station && i > kinds.len() { Use::School } else { usage };
        let fits = |s: usize, least: usize| {
            let site = &sites[s];
            let home = match usage {
                Use::Station => site.quarter == Quarter::Suburb,
                _ => matches!(site.quarter, Quarter::Urban | Quarter::Suburb),
            };
            let roomy = (17_000.0..60_000.0).contains(&site.area) && perimeter(&site.ring).powi(2) < site.area * 19.0;
            site.usage.is_none()
                && order.cells[site.cell].story.is_none()
                && (home || least < 3)
                && roomy
                && blocks[site.cell] >= least
        };
        let found = [4, 3, 2].iter().find_map(|&least| turn.iter().copied().find(|&s| fits(s, least)));
        if let Some(site) = found {
            let name = works.next_name(usage).1;
            blocks[sites[site].cell] = 0;
            sites[site].usage = Some(usage);
            works.named.push((site, usage, name.clone()));
            works.exclusives.push(Exclusive { site: Some(site), name });
        }
    }
    works
}
