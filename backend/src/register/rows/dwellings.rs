//! A row of the table of dwellings.

use super::DoorAt;
use crate::register::given::{Given, Said};
use shared::person::Phone;
use shared::place::DwellingUse;

#[derive(Clone, Debug)]
pub struct DwellingIn {
    pub at: DoorAt,
    pub floor: Said<i64>,
    pub usage: Said<DwellingUse>,
    pub owner_name: Said<String>,
    pub owner_phone: Said<Phone>,
}

pub fn read(given: &mut Given<'_>) -> Option<DwellingIn> {
    let at = DoorAt::read(given);
    let floor = given.count("楼层", "层", -5, 200);
    let usage = given.word("用途", |text| {
        let usual = match text {
            "自用" | "自有" => "自住",
            "出租房" | "租赁" => "出租",
            "空置房" | "空房" | "闲置" => "空置",
            other => other,
        };
        DwellingUse::ALL.iter().copied().find(|usage| usage.text().zh == usual)
    });
    let owner_name = given.name("房主");
    let owner_phone = given.phone("房主电话");
    Some(DwellingIn { at: at?, floor, usage, owner_name, owner_phone })
}
