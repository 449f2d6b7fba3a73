//! Areas: district → subdistrict → community → grid, each with its official code.
//!
//! Administrative codes have 12 digits: 6 (district, GB/T 2260) + 3 (subdistrict, GB/T 10114) + 3 (community). A grid
//! code is the community's code and a serial; how many digits the serial has differs by city and is configured.

use serde::{Deserialize, Serialize};

words! {
    /// Level of an area, from the whole down to one worker's patch.
    AreaLevel {
        District = "district", "区", "District";
        Subdistrict = "subdistrict", "街道", "Subdistrict";
        Community = "community", "社区", "Community";
        Grid = "grid", "网格", "Grid";
    }
}

words! {
    /// Kind of a grid. An exclusive grid (school, hospital, park …) lies over general grids and takes precedence; a
    /// micro grid partitions a general grid and is never assigned to.
    GridKind {
        General = "general", "综合网格", "General grid";
        Exclusive = "exclusive", "专属网格", "Exclusive grid";
        Micro = "micro", "微网格", "Micro grid";
    }
}

/// Households that one grid worker can know: a general grid has about so many (武汉 and others: 300 to a grid).
pub const GRID_HOUSEHOLDS: u32 = 300;

words! {
    /// A general grid that has over a fifth less or more households than it should.
    GridSize {
        Small = "small", "偏小", "Small";
        Large = "large", "偏大", "Large";
    }
}

impl GridSize {
    /// `None` when the grid has about as many as it should.
    pub fn of(households: u32) -> Option<GridSize> {
        let margin = GRID_HOUSEHOLDS / 5;
        if households < GRID_HOUSEHOLDS - margin {
            Some(GridSize::Small)
        } else {
            (households > GRID_HOUSEHOLDS + margin).then_some(GridSize::Large)
        }
    }
}

/// How many digits the serial of a grid code has: 2 (CJ/T 213), 3 (DB11) or 4 are in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GridCodeFormat {
    pub serial_digits: u8,
}

impl Default for GridCodeFormat {
    fn default() -> Self {
        GridCodeFormat { serial_digits: 3 }
    }
}

/// Why a text is not an area code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AreaCodeError {
    #[error("an area code has digits only")]
    NotDigits,
    #[error("a district, subdistrict or community code has 12 digits and a grid code {grid}; this has {given}")]
    Length { given: usize, grid: usize },
    #[error("the digits after an empty level must be 0")]
    HoleInLevels,
    #[error("a grid serial starts at 1")]
    ZeroSerial,
}

/// A valid area code: 12 digits, or 12 digits and a grid serial.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaCode(String);

impl AreaCode {
    /// Reads a code in the city's format. Six- and nine-digit codes are filled with zeros to 12.
    pub fn parse(text: &str, format: GridCodeFormat) -> Result<AreaCode, AreaCodeError> {
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(AreaCodeError::NotDigits);
        }
        let grid = 12 + format.serial_digits as usize;
        let code = match text.len() {
            6 | 9 => format!("{text:0<12}"),
            12 => text.to_owned(),
            n if n == grid => text.to_owned(),
            given => return Err(AreaCodeError::Length { given, grid }),
        };
        if &code[6..9] == "000" && &code[9..12] != "000" {
            return Err(AreaCodeError::HoleInLevels);
        }
        if code.len() > 12 {
            if &code[9..12] == "000" {
                return Err(AreaCodeError::HoleInLevels);
            }
            if code[12..].bytes().all(|b| b == b'0') {
                return Err(AreaCodeError::ZeroSerial);
            }
        }
        Ok(AreaCode(code))
    }

    /// The code of grid `serial` (from 1) of a community.
    pub fn grid(community: &AreaCode, serial: u32, format: GridCodeFormat) -> AreaCode {
        AreaCode(format!("{}{serial:0width$}", &community.0[..12], width = format.serial_digits as usize))
    }

    /// A code that the store holds and that was valid when it was written.
    pub fn trusted(text: impl Into<String>) -> AreaCode {
        AreaCode(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The level that the code's digits say.
    pub fn level(&self) -> AreaLevel {
        match self.0.as_bytes() {
            code if code.len() > 12 => AreaLevel::Grid,
            code if &code[9..12] != b"000" => AreaLevel::Community,
            code if &code[6..9] != b"000" => AreaLevel::Subdistrict,
            _ => AreaLevel::District,
        }
    }

    /// The code one level up; `None` for a district.
    pub fn parent(&self) -> Option<AreaCode> {
        match self.level() {
            AreaLevel::Grid => Some(AreaCode(self.0[..12].to_owned())),
            AreaLevel::Community => Some(AreaCode(format!("{}000", &self.0[..9]))),
            AreaLevel::Subdistrict => Some(AreaCode(format!("{}000000", &self.0[..6]))),
            AreaLevel::District => None,
        }
    }

    /// The digits that every code inside this area starts with.
    pub fn prefix(&self) -> &str {
        match self.level() {
            AreaLevel::District => &self.0[..6],
            AreaLevel::Subdistrict => &self.0[..9],
            AreaLevel::Community | AreaLevel::Grid => &self.0,
        }
    }

    /// First and last text of those codes, also in databases that sort marks before digits: nothing but digits.
    pub fn range(&self) -> (String, String) {
        let prefix = self.prefix();
        (prefix.to_owned(), format!("{prefix:9<20}"))
    }

    /// True when `other` is this area or lies in it.
    pub fn contains(&self, other: &AreaCode) -> bool {
        other.0.starts_with(self.prefix())
    }
}

impl std::fmt::Display for AreaCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<AreaCode, AreaCodeError> {
        AreaCode::parse(text, GridCodeFormat::default())
    }

    #[test]
    fn a_range_holds_what_lies_within_and_nothing_else() {
        let codes = ["340202000000", "340202001000", "340202001003", "340202001003007", "340202001004", "340203000000"];
        let codes = codes.map(|code| parse(code).unwrap());
        for area in &codes {
            let (first, last) = area.range();
            for code in &codes {
                let within = *code.as_str() >= *first && *code.as_str() < *last;
                assert_eq!(within, area.contains(code), "{code} in {area}");
            }
        }
    }

    #[test]
    fn levels_and_parents_follow_the_digits() {
        let grid = parse("340202001003007").unwrap();
        let chain: Vec<_> =
            std::iter::successors(Some(grid), AreaCode::parent).map(|code| (code.level(), code.to_string())).collect();
        assert_eq!(
            chain,
            [
                (AreaLevel::Grid, "340202001003007".into()),
                (AreaLevel::Community, "340202001003".into()),
                (AreaLevel::Subdistrict, "340202001000".into()),
                (AreaLevel::District, "340202000000".into()),
            ]
        );
    }

    #[test]
    fn short_codes_are_filled_and_wrong_ones_refused() {
        assert_eq!(parse("340202").unwrap().as_str(), "340202000000");
        assert_eq!(parse("340202001").unwrap().as_str(), "340202001000");
        assert_eq!(parse("34020a"), Err(AreaCodeError::NotDigits));
        assert_eq!(parse(""), Err(AreaCodeError::NotDigits));
        assert_eq!(parse("3402020"), Err(AreaCodeError::Length { given: 7, grid: 15 }));
        assert_eq!(parse("340202000003"), Err(AreaCodeError::HoleInLevels));
        assert_eq!(parse("340202001000001"), Err(AreaCodeError::HoleInLevels));
        assert_eq!(parse("340202001003000"), Err(AreaCodeError::ZeroSerial));
    }

    #[test]
    fn the_serial_width_is_the_citys() {
        let two = GridCodeFormat { serial_digits: 2 };
        let community = AreaCode::parse("340202001003", two).unwrap();
        let grid = AreaCode::grid(&community, 7, two);
        assert_eq!(grid.as_str(), "34020200100307");
        assert_eq!(AreaCode::parse(grid.as_str(), two).unwrap(), grid);
        assert!(parse(grid.as_str()).is_err());
        assert!(community.contains(&grid) && !grid.contains(&community));
    }
}
