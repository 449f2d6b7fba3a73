//! What each category of report is like: how often, when, where, by whom, and in which words.
//!
//! The table is `kinds.txt` beside this file. Its weights are relative and follow the published mix of
//! Chinese city management and dispute settlement: disputes between neighbours lead the disputes, parking and waste the
//! streets. A text is one or more sentences, each ended by a full stop and usable alone; `{at}` is the short name of the
//! place. Warnings (S07) are not in the table: they come from families of cases.

use std::sync::LazyLock;

/// An enum whose values are written in the table by their names.
macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($variant:ident)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($variant,)+ }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            fn read(text: &str) -> Option<$name> {
                match text {
                    $(stringify!($variant) => Some($name::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

named! {
    /// At which hours reports come.
    Hours { Even Day Dawn Commute Market Evening Night }
}

named! {
    /// In which season, or after which weather.
    Season { Flat Summer Autumn Winter Rain Snow MonthEnd }
}

named! {
    /// At which kind of place.
    Spot { Home OldHome Village Shop Market School Hospital Factory Site Street Water Park }
}

named! {
    /// Which mix of channels brings it.
    Channel { Street Utility Noise Safety Dispute Service Patrol Ask }
}

#[derive(Debug)]
pub struct Kind {
    pub code: &'static str,
    /// Relative to the other kinds.
    pub weight: f64,
    pub hours: Hours,
    /// Reports on a day of the weekend, with 1 on a working day.
    pub weekend: f64,
    pub season: Season,
    pub spots: Vec<(Spot, f64)>,
    pub channel: Channel,
    pub texts: Vec<&'static str>,
}

/// The table, read once.
pub static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    let rows = include_str!("kinds.txt").lines().skip(1);
    rows.map(|row| read(row).unwrap_or_else(|| panic!("a row of the table of kinds is wrong: {row}"))).collect()
});

/// The kind of a category; `None` for warnings and for a city's own categories.
pub fn kind_of(category: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.code == category)
}

fn read(row: &'static str) -> Option<Kind> {
    let cells: Vec<&'static str> = row.split('|').collect();
    let [code, weight, hours, weekend, season, spots, channel, texts] = cells[..] else { return None };
    let spots = spots.split(' ').map(|spot| {
        let (name, weight) = spot.split_once(':')?;
        Spot::read(name).zip(weight.parse().ok())
    });
    Some(Kind {
        code,
        weight: weight.parse().ok()?,
        hours: Hours::read(hours)?,
        weekend: weekend.parse().ok()?,
        season: Season::read(season)?,
        spots: spots.collect::<Option<_>>()?,
        channel: Channel::read(channel)?,
        texts: texts.split_inclusive('。').collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        assert!(KINDS.len() > 70);
        for (at, kind) in KINDS.iter().enumerate() {
            assert!(!kind.texts.is_empty() && !kind.spots.is_empty());
            assert!(kind.texts.iter().all(|text| text.contains("{at}") && text.ends_with('。')), "{}", kind.code);
            assert!(!KINDS[..at].iter().any(|other| other.code == kind.code), "{}", kind.code);
        }
    }
}
