//! Names of fictional people: surnames by their real frequency, given names by sex and generation.
//!
//! Namesakes are as common as in life because the lists are skewed as in life. Weights of surnames are parts of ten
//! thousand of the population; those at the end are rarer in life than here, but their readings are traps (单 is Shàn as
//! a surname, 仇 Qiú, 解 Xiè, 查 Zhā, 曾 Zēng, 尉迟 Yùchí), so every demo city has some.

use super::dice::{Dice, Weights};
use super::given::GENERATIONS;
use chrono::NaiveDate;
use shared::person::{Identity, Sex};

/// Surname and its share in parts of ten thousand.
pub const SURNAMES: &[(&str, f64)] = &[
    ("王", 720.0),
    ("李", 700.0),
    ("张", 670.0),
    ("刘", 540.0),
    ("陈", 460.0),
    ("杨", 308.0),
    ("赵", 227.0),
    ("黄", 222.0),
    ("周", 212.0),
    ("吴", 205.0),
    ("徐", 166.0),
    ("孙", 153.0),
    ("胡", 131.0),
    ("朱", 126.0),
    ("高", 121.0),
    ("林", 118.0),
    ("何", 117.0),
    ("郭", 115.0),
    ("马", 112.0),
    ("罗", 86.0),
    ("梁", 85.0),
    ("宋", 81.0),
    ("郑", 80.0),
    ("谢", 72.0),
    ("韩", 68.0),
    ("唐", 65.0),
    ("冯", 64.0),
    ("于", 62.0),
    ("董", 61.0),
    ("萧", 59.0),
    ("程", 57.0),
    ("曹", 57.0),
    ("袁", 54.0),
    ("邓", 53.0),
    ("许", 52.0),
    ("傅", 51.0),
    ("沈", 50.0),
    ("曾", 50.0),
    ("彭", 49.0),
    ("吕", 47.0),
    ("苏", 47.0),
    ("卢", 47.0),
    ("蒋", 46.0),
    ("蔡", 46.0),
    ("贾", 42.0),
    ("丁", 42.0),
    ("魏", 41.0),
    ("薛", 40.0),
    ("叶", 40.0),
    ("阎", 39.0),
    ("余", 39.0),
    ("潘", 38.0),
    ("杜", 38.0),
    ("戴", 37.0),
    ("夏", 37.0),
    ("钟", 36.0),
    ("汪", 36.0),
    ("田", 35.0),
    ("任", 34.0),
    ("姜", 34.0),
    ("范", 33.0),
    ("方", 33.0),
    ("石", 31.0),
    ("姚", 31.0),
    ("谭", 30.0),
    ("廖", 30.0),
    ("邹", 29.0),
    ("熊", 28.0),
    ("金", 28.0),
    ("陆", 28.0),
    ("郝", 27.0),
    ("孔", 27.0),
    ("白", 26.0),
    ("崔", 26.0),
    ("康", 25.0),
    ("毛", 25.0),
    ("邱", 25.0),
    ("秦", 24.0),
    ("江", 24.0),
    ("史", 24.0),
    ("顾", 23.0),
    ("侯", 23.0),
    ("邵", 23.0),
    ("孟", 22.0),
    ("龙", 22.0),
    ("万", 21.0),
    ("段", 21.0),
    ("雷", 20.0),
    ("钱", 20.0),
    ("汤", 20.0),
    ("尹", 19.0),
    ("黎", 19.0),
    ("易", 18.0),
    ("常", 18.0),
    ("武", 18.0),
    ("乔", 17.0),
    ("贺", 17.0),
    ("赖", 16.0),
    ("龚", 16.0),
    ("文", 16.0),
    ("陶", 15.0),
    ("梅", 12.0),
    ("鲁", 12.0),
    ("俞", 11.0),
    ("章", 11.0),
    ("倪", 10.0),
    ("柳", 9.0),
    ("季", 8.0),
    ("殷", 8.0),
    ("童", 8.0),
    ("牛", 7.0),
    ("葛", 7.0),
    ("单", 5.0),
    ("仇", 4.0),
    ("解", 4.0),
    ("查", 5.0),
    ("区", 3.0),
    ("盖", 2.0),
    ("朴", 2.0),
    ("缪", 3.0),
    ("欧阳", 6.0),
    ("司马", 2.0),
    ("上官", 2.0),
    ("诸葛", 2.0),
    ("尉迟", 2.0),
    ("皇甫", 1.0),
    ("令狐", 1.0),
];

/// Shares of a generation's given names that are one character, and of those that come whole from its favourites.
struct Skew {
    single: f64,
    whole: f64,
}

/// Draws names; build once, use for a whole city.
#[derive(Debug)]
pub struct Names {
    surnames: Weights,
    /// Zipf-like weights for lists of up to 80 entries: the first is far ahead, as in life.
    ranks: Vec<Weights>,
}

impl Default for Names {
    fn default() -> Self {
        let zipf = |length: usize| Weights::new((1..=length).map(|rank| (rank as f64).powf(-0.75)));
        Names {
            surnames: Weights::new(SURNAMES.iter().map(|(_, weight)| *weight)),
            ranks: (0..=80).map(zipf).collect(),
        }
    }
}

impl Names {
    pub fn surname(&self, dice: &mut Dice) -> &'static str {
        SURNAMES[dice.weighted(&self.surnames).unwrap_or_default()].0
    }

    /// A given name as parents chose it in the year of birth.
    pub fn given(&self, dice: &mut Dice, sex: Sex, born: i32) -> String {
        let generation = GENERATIONS.iter().rfind(|g| g.from <= born).unwrap_or(&GENERATIONS[0]);
        let lists = match sex {
            Sex::Female => &generation.women,
            Sex::Male => &generation.men,
        };
        let skew = match born {
            ..1960 => Skew { single: 0.10, whole: 0.42 },
            1960..1970 => Skew { single: 0.14, whole: 0.45 },
            1970..1980 => Skew { single: 0.30, whole: 0.38 },
            1980..2000 => Skew { single: 0.36, whole: 0.30 },
            _ => Skew { single: 0.10, whole: 0.34 },
        };
        let throw = dice.unit();
        if throw < skew.single {
            return self.ranked(dice, lists.single).to_owned();
        }
        if throw < skew.single + skew.whole {
            return self.ranked(dice, lists.whole).to_owned();
        }
        format!("{}{}", self.ranked(dice, lists.first), self.ranked(dice, lists.second))
    }

    pub fn full(&self, dice: &mut Dice, sex: Sex, born: i32) -> String {
        format!("{}{}", self.surname(dice), self.given(dice, sex, born))
    }

    /// One of a list's words, parted by spaces, the first most often.
    fn ranked(&self, dice: &mut Dice, list: &'static [&'static str]) -> &'static str {
        let weights = &self.ranks[list.len().min(80)];
        list[dice.weighted(weights).unwrap_or_default()]
    }
}

/// The surname of a full name, compound ones included.
pub fn surname_of(name: &str) -> &str {
    let length = |count: usize| name.char_indices().nth(count).map_or(name.len(), |(at, _)| at);
    let two = &name[..length(2)];
    let compound = two.len() > length(1) && SURNAMES.iter().any(|(surname, _)| *surname == two);
    if compound && name.len() > two.len() { two } else { &name[..length(1)] }
}

/// A fictional number: one digit longer than any Chinese mobile number, so that it can reach nobody. It begins like one
/// (199 00…) and masks like one (`199****1234`). `who` below ten million gives each a number of its own.
pub fn phone(who: i64) -> String {
    format!("19900{:07}", (who * 6_119_539).rem_euclid(9_999_991))
}

/// Numbers of owners, apart from those of residents and workers.
pub fn owner_phone(dwelling: i64) -> String {
    format!("19908{:07}", (dwelling * 6_192_727).rem_euclid(9_999_991))
}

/// A fictional identity number that checks: its first six digits, from 990000 on, are no place's.
pub fn identity(who: i64, sex: Sex, birth: NaiveDate) -> String {
    let serial = who.rem_euclid(500) * 2 + i64::from(sex == Sex::Male);
    let digits = format!("99{:04}{}{serial:03}", who / 500 % 10_000, birth.format("%Y%m%d"));
    Identity::from_digits(&digits).expect("the digits hold a date").reveal().to_owned()
}

/// Where somebody from elsewhere is registered; no such counties exist.
pub fn home_town(household: i64) -> String {
    const COUNTIES: [&str; 8] = [
        "青川省云溪县",
        "江右省白石县",
        "淮南省柳河县",
        "岭北省松岗县",
        "湘中省石桥县",
        "赣西省枫林县",
        "皖东省马家县",
        "豫南省清泉县",
    ];
    const TOWNS: [&str; 7] = ["河东镇", "新桥乡", "南山镇", "沙洼乡", "红旗镇", "柏树乡", "平安镇"];
    let (county, town) = (household.rem_euclid(8) as usize, (household / 8).rem_euclid(7) as usize);
    format!("{}{}", COUNTIES[county], TOWNS[town])
}

/// Numbers of workers, apart from those of residents.
pub fn work_phone(worker: i64) -> String {
    format!("19909{:07}", (worker * 6_192_727).rem_euclid(9_999_991))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surnames_follow_their_shares() {
        let names = Names::default();
        let mut dice = Dice::of(3, "surnames", 0);
        let draws = 200_000;
        let mut counts = vec![0_u32; SURNAMES.len()];
        for _ in 0..draws {
            let surname = names.surname(&mut dice);
            counts[SURNAMES.iter().position(|(s, _)| *s == surname).unwrap()] += 1;
        }
        let total: f64 = SURNAMES.iter().map(|(_, weight)| weight).sum();
        let chi_square: f64 = SURNAMES
            .iter()
            .zip(&counts)
            .map(|((_, weight), &seen)| {
                let expected = f64::from(draws) * weight / total;
                (f64::from(seen) - expected).powi(2) / expected
            })
            .sum();
        // 126 degrees of freedom: 190 is passed by chance once in 5,000 seeds.
        assert!(chi_square < 190.0, "{chi_square}");
    }

    #[test]
    fn no_surname_is_listed_twice() {
        for (at, (surname, _)) in SURNAMES.iter().enumerate() {
            assert!(!SURNAMES[..at].iter().any(|(other, _)| other == surname), "{surname}");
        }
        assert!(SURNAMES.len() >= 120);
    }

    #[test]
    fn compound_surnames_are_read_whole() {
        assert_eq!(surname_of("欧阳修"), "欧阳");
        assert_eq!(surname_of("尉迟建国"), "尉迟");
        assert_eq!(surname_of("陈静"), "陈");
        assert_eq!(surname_of("王"), "王");
    }

    #[test]
    fn numbers_are_unlike_any_real_one_and_differ() {
        let numbers: std::collections::BTreeSet<_> = (1..300_000).map(phone).collect();
        assert_eq!(numbers.len(), 299_999);
        assert!(numbers.iter().all(|n| n.len() == 12 && shared::person::Phone::parse(n).is_ok()));
        assert_eq!(work_phone(1).len(), 12);
    }

    #[test]
    fn a_given_name_fits_its_generation() {
        let names = Names::default();
        let sample = |born: i32| -> String {
            let mut dice = Dice::of(5, "given", 0);
            (0..3_000).map(|_| names.given(&mut dice, Sex::Male, born) + " ").collect()
        };
        assert!(sample(1955).contains("建国 ") && !sample(1955).contains("子涵 "));
        assert!(sample(2016).contains("子涵 ") && !sample(2016).contains("建国 "));
    }
}
