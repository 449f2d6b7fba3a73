//! A house seen from the front, as rows and columns: which dwelling is where, and which lies next to which.

use shared::api::place::DwellingCell;
use std::collections::BTreeMap;

/// A row and a column of the front.
pub type At = (usize, usize);

/// The dwellings behind one entrance.
#[derive(Clone, Debug, PartialEq)]
pub struct Wing {
    /// 单元, from 1.
    pub number: u16,
    pub columns: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Front {
    /// From left to right.
    pub wings: Vec<Wing>,
    /// The top floor first, each with a place for every column.
    pub floors: Vec<(u16, Vec<Option<DwellingCell>>)>,
}

/// Where a key leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Up,
    Down,
    Left,
    Right,
    First,
    Last,
}

impl Step {
    pub fn of_key(key: &str) -> Option<Step> {
        Some(match key {
            "ArrowUp" => Step::Up,
            "ArrowDown" => Step::Down,
            "ArrowLeft" => Step::Left,
            "ArrowRight" => Step::Right,
            "Home" => Step::First,
            "End" => Step::Last,
            _ => return None,
        })
    }
}

/// What is left of a number without its floor: dwellings above each other share it (`301` and `401`: `01`).
fn stack(cell: &DwellingCell) -> &str {
    cell.number.strip_prefix(&cell.floor.to_string()).filter(|rest| !rest.is_empty()).unwrap_or(&cell.number)
}

impl Front {
    pub fn of(cells: &[DwellingCell]) -> Front {
        let mut stacks: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
        let mut floors: Vec<u16> = cells.iter().map(|cell| cell.floor).collect();
        for cell in cells {
            stacks.entry(cell.entrance).or_default().push(stack(cell));
        }
        for stack in stacks.values_mut() {
            stack.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
            stack.dedup();
        }
        floors.sort_unstable_by(|a, b| b.cmp(a));
        floors.dedup();
        let columns: Vec<(u16, &str)> =
            stacks.iter().flat_map(|(entrance, stacks)| stacks.iter().map(move |stack| (*entrance, *stack))).collect();
        let place = |floor: u16, (entrance, wanted): (u16, &str)| {
            cells.iter().find(|cell| (cell.floor, cell.entrance) == (floor, entrance) && stack(cell) == wanted).cloned()
        };
        let row = |floor: u16| (floor, columns.iter().map(|column| place(floor, *column)).collect());
        Front {
            floors: floors.into_iter().map(row).collect(),
            wings: stacks.iter().map(|(&number, stacks)| Wing { number, columns: stacks.len() }).collect(),
        }
    }

    pub fn columns(&self) -> usize {
        self.wings.iter().map(|wing| wing.columns).sum()
    }

    pub fn cell(&self, (row, column): At) -> Option<&DwellingCell> {
        self.floors.get(row)?.1.get(column)?.as_ref()
    }

    /// Where a dwelling is.
    pub fn find(&self, id: &str) -> Option<At> {
        self.floors.iter().enumerate().find_map(|(row, (_, cells))| {
            let column = cells.iter().position(|cell| cell.as_ref().is_some_and(|cell| cell.id == id))?;
            Some((row, column))
        })
    }

    /// The lowest dwelling at the left: where the keyboard enters.
    pub fn first(&self) -> Option<At> {
        let row = self.floors.len().checked_sub(1)?;
        self.nearest(row, 0)
    }

    /// The dwelling that a key leads to; none beyond the edge.
    pub fn step(&self, (row, column): At, step: Step) -> Option<At> {
        let here = |column: &usize| self.cell((row, *column)).is_some();
        match step {
            Step::Left => (0..column).rev().find(here).map(|column| (row, column)),
            Step::Right => (column + 1..self.columns()).find(here).map(|column| (row, column)),
            Step::First => (0..self.columns()).find(here).map(|column| (row, column)),
            Step::Last => (0..self.columns()).rev().find(here).map(|column| (row, column)),
            Step::Up => (0..row).rev().find_map(|row| self.nearest(row, column)),
            Step::Down => (row + 1..self.floors.len()).find_map(|row| self.nearest(row, column)),
        }
    }

    fn nearest(&self, row: usize, column: usize) -> Option<At> {
        let there = (0..self.columns()).filter(|other| self.cell((row, *other)).is_some());
        there.min_by_key(|other| other.abs_diff(column)).map(|column| (row, column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::place::DwellingUse;

    fn cell(entrance: u16, floor: u16, number: &str) -> DwellingCell {
        DwellingCell {
            id: format!("{entrance}-{number}"),
            entrance,
            floor,
            number: number.into(),
            usage: DwellingUse::OwnerOccupied,
            residents: 1,
            care: false,
        }
    }

    /// Two entrances, a top floor of which only one dwelling exists, and a second floor that has no 201.
    fn house() -> Front {
        Front::of(&[
            cell(2, 1, "101"),
            cell(1, 10, "1002"),
            cell(1, 2, "202"),
            cell(2, 2, "201"),
            cell(1, 1, "102"),
            cell(1, 1, "101"),
        ])
    }

    #[test]
    fn dwellings_stand_above_each_other_with_the_top_floor_first() {
        let house = house();
        let shape: Vec<(u16, Vec<&str>)> = (house.floors.iter())
            .map(|(floor, row)| (*floor, row.iter().map(|c| c.as_ref().map_or("", |c| c.number.as_str())).collect()))
            .collect();
        assert_eq!(shape, [(10, vec!["", "1002", ""]), (2, vec!["", "202", "201"]), (1, vec!["101", "102", "101"])]);
        assert_eq!(house.wings, [Wing { number: 1, columns: 2 }, Wing { number: 2, columns: 1 }]);
        assert_eq!(house.find("2-201"), Some((1, 2)));
    }

    #[test]
    fn keys_lead_to_the_next_dwelling_and_not_beyond_the_house() {
        let house = house();
        assert_eq!(house.first(), Some((2, 0)));
        assert_eq!(house.step((2, 0), Step::Up), Some((1, 1)), "the nearest of the floor above");
        assert_eq!(house.step((1, 1), Step::Up), Some((0, 1)));
        assert_eq!(house.step((1, 2), Step::Up), Some((0, 1)));
        assert_eq!(house.step((0, 1), Step::Up), None);
        assert_eq!(house.step((1, 1), Step::Left), None, "there is no 201 at the left");
        assert_eq!(house.step((1, 1), Step::Right), Some((1, 2)), "across to the next entrance");
        assert_eq!((house.step((2, 1), Step::First), house.step((2, 1), Step::Last)), (Some((2, 0)), Some((2, 2))));
        assert_eq!(house.step((2, 0), Step::Down), None);
        assert_eq!(Front::of(&[]).first(), None);
    }
}
