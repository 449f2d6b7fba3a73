//! Which answer comes first, within one index and across indexes.
//!
//! `Order` compares answers of one index by numbers alone. `Cursor` says the same in terms that every index
//! understands, so that pages join after the data changed, and answers of two indexes can be merged.

use super::Core;
use crate::search::sound::Rank;

/// Where an answer stands among those of one index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Order {
    /// What the query says, what it sounds like, what it nearly is.
    pub tier: u8,
    /// A child of that age in the household, one a year off, none.
    pub group: u8,
    pub rank: Rank,
    pub parent: u8,
    /// Of the stage.
    pub number: u32,
    pub long: bool,
    pub combo: u64,
    pub turned: u64,
    pub place: u32,
}

/// What matches by itself comes before what only resembles the query, whatever else speaks for it.
pub fn tier(rank: Rank) -> u8 {
    match rank {
        Rank::Homophone | Rank::HomophonePrefix => 1,
        Rank::OneOff => 2,
        _ => 0,
    }
}

/// A place in the order of one query's answers. Travels as text, and says where it is without the index that gave it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    tier: u8,
    group: u8,
    rank: u8,
    parent: u8,
    number: u32,
    long: bool,
    combo: u64,
    turned: String,
    area: String,
    building: i64,
    dwelling: i64,
    household: i64,
    id: i64,
}

/// A text that is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a cursor that a search gave")]
pub struct CursorError;

impl Cursor {
    /// Whether it stands among names that only resemble the query.
    pub fn is_guess(&self) -> bool {
        self.tier > 0
    }

    pub fn of(core: &Core, order: &Order) -> Cursor {
        let (area, building, dwelling, household, id) = core.address(order.place);
        Cursor {
            tier: order.tier,
            group: order.group,
            rank: order.rank as u8,
            parent: order.parent,
            number: order.number,
            long: order.long,
            combo: order.combo,
            turned: core.turned_text(order),
            area: area.to_owned(),
            building,
            dwelling,
            household,
            id,
        }
    }

    /// The first place in the order of an index that lies behind this one.
    pub fn behind(&self, core: &Core) -> Option<Order> {
        let rank = Rank::ALL.into_iter().find(|rank| *rank as u8 == self.rank)?;
        let (turned, here) = core.turned(&self.turned, self.long);
        let address = (self.area.as_str(), self.building, self.dwelling, self.household, self.id);
        Some(Order {
            tier: self.tier,
            group: self.group,
            rank,
            parent: self.parent,
            number: self.number,
            long: self.long,
            combo: self.combo,
            turned,
            place: if here { core.until(address) } else { u32::MAX },
        })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Cursor { tier, group, rank, parent, number, long, combo, turned, .. } = self;
        let Cursor { area, building, dwelling, household, id, .. } = self;
        let long = u8::from(*long);
        write!(f, "{tier}.{group}.{rank}.{parent}.{number}.{long}.{combo}.{turned}.")?;
        write!(f, "{area}.{building}.{dwelling}.{household}.{id}")
    }
}

impl std::str::FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Cursor, CursorError> {
        fn number<T: std::str::FromStr>(text: &str) -> Result<T, CursorError> {
            text.parse().map_err(|_| CursorError)
        }
        let parts: Vec<&str> = text.split('.').collect();
        let &[tier, group, rank, parent, stage, long, combo, turned, area, building, dwelling, household, id] =
            parts.as_slice()
        else {
            return Err(CursorError);
        };
        let rank = number(rank)?;
        if !Rank::ALL.into_iter().any(|known| known as u8 == rank) {
            return Err(CursorError);
        }
        Ok(Cursor {
            tier: number(tier)?,
            group: number(group)?,
            rank,
            parent: number(parent)?,
            number: number(stage)?,
            long: number::<u8>(long)? == 1,
            combo: number(combo)?,
            turned: turned.to_owned(),
            area: area.to_owned(),
            building: number(building)?,
            dwelling: number(dwelling)?,
            household: number(household)?,
            id: number(id)?,
        })
    }
}
