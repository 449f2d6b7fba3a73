//! The cases of the stories, all handled: sewage, the illegal sign, seepage, the tenants, the senior card.

use super::Card;
use crate::life::cases::Plan;
use crate::life::cases::families::Common;
use crate::life::cases::place::Places;
use crate::life::cases::script::Script;
use crate::life::cases::when::Window;
use crate::life::dice::Dice;
use crate::life::names::surname_of;
use crate::model::Building;
use chrono::Datelike;
use shared::case::Source;
use shared::worker::Department;

/// The plans of the stories whose places the city has.
pub fn plans(places: &Places<'_>, seed: u64, window: Window, card: Option<&Card>) -> Vec<Plan> {
    let mut dice = Dice::of(seed, "story cases", 0);
    let singles = [
        sewage(&mut dice, places, window),
        sign(&mut dice, places, window),
        tenants(&mut dice, places, window),
        card.and_then(|card| senior_card(&mut dice, places, window, card)),
    ];
    let mut plans: Vec<Plan> = singles.into_iter().flatten().collect();
    let first = plans.len();
    plans.extend(seepage(&mut dice, places, window, first).unwrap_or_default());
    plans
}

/// A plan without parent at a building.
fn plan(
    dice: &mut Dice,
    places: &Places<'_>,
    building: &Building,
    (category, source, reported_at): (&str, Source, chrono::DateTime<chrono::Utc>),
    description: String,
    script: Script,
) -> Plan {
    let place = places.at_building(dice, building);
    Plan { script, ..Plan::of(category, source, reported_at, place, description) }
}

fn sewage(dice: &mut Dice, places: &Places<'_>, window: Window) -> Option<Plan> {
    let building = places.city().buildings.iter().find(|building| building.name == "学士街33号楼")?;
    let script =
        Script::Settled { satisfied: true, note: "污水管道已疏通，路面已冲洗，污水外溢问题解决" };
    let text = "学士街33号楼污水外溢，流到人行道上，气味难闻，请尽快处理。".to_owned();
    Some(plan(dice, places, building, ("E0130", Source::MinxinWeb, window.back(12.3)), text, script))
}

fn sign(dice: &mut Dice, places: &Places<'_>, window: Window) -> Option<Plan> {
    let city = places.city();
    let complex = super::complex(city, "金地花园")?;
    let grids = super::general_grids(city, &complex.community);
    let third = grids.get(2)?;
    let of_complex = super::buildings_of(city, complex.id).find(|building| building.grid == *third);
    let building = of_complex.or_else(|| city.buildings.iter().find(|building| building.grid == *third))?;
    let script = Script::Refused {
        first: Department::Subdistrict,
        refusal: "业主拒绝拆除，转城管依法处置",
        note: "城管执法人员到场，违规广告牌已拆除",
    };
    let text = "金地花园第三网格巡查发现违规悬挂户外广告牌，已劝导，业主拒绝整改。".to_owned();
    Some(plan(dice, places, building, ("E0203", Source::Patrol, window.back(20.4)), text, script))
}

fn tenants(dice: &mut Dice, places: &Places<'_>, window: Window) -> Option<Plan> {
    let building = super::building(places.city(), "星辰花园", "16栋")?;
    let script = Script::Settled { satisfied: true, note: "网格员入户核实，系亲友探访，隐患已排除" };
    let text = "邻居反映星辰花园16栋一套出租房内陌生人员较多，请核实。".to_owned();
    Some(plan(dice, places, building, ("S0201", Source::Hotline, window.back(9.2)), text, script))
}

fn senior_card(dice: &mut Dice, places: &Places<'_>, window: Window, card: &Card) -> Option<Plan> {
    let city = places.city();
    let building = city.buildings.get(card.building as usize - 1)?;
    let resident = city.residents.get(card.resident as usize - 1)?;
    let text = format!(
        "{}一位{}姓居民{}月{}日年满七十周岁，老年证已提前主动办结，由网格员送达家中。",
        places.short(building),
        surname_of(&resident.name),
        card.birthday.month(),
        card.birthday.day()
    );
    let script = Script::Settled { satisfied: true, note: "老年证已制发并送达家中" };
    Some(plan(dice, places, building, ("S0401", Source::Patrol, window.back(6.1)), text, script))
}

/// One alert by 110, five more of the same complex within ten days, and the common problem above them.
fn seepage(dice: &mut Dice, places: &Places<'_>, window: Window, first: usize) -> Option<Vec<Plan>> {
    let city = places.city();
    let complex = super::complex(city, "文峰苑")?;
    let buildings: Vec<&Building> = super::buildings_of(city, complex.id).collect();
    let note = "物业与住建现场勘查，外墙防水已维修";
    let mut children = Vec::new();
    for (number, (days, source)) in [
        (26.0, Source::Police110),
        (25.2, Source::Hotline),
        (24.1, Source::Wechat),
        (22.3, Source::Patrol),
        (20.0, Source::Interconnect),
        (17.4, Source::Hotline),
    ]
    .into_iter()
    .enumerate()
    {
        let building = *buildings.get(number % buildings.len().max(1))?;
        let short = places.short(building);
        let text = match number {
            0 => format!("110转办：{short}住户报警称外墙渗水，墙面大面积潮湿，与物业协商未果。"),
            _ => format!("{short}外墙渗水，雨后室内墙面发霉，请统一维修。"),
        };
        let script = Script::Settled { satisfied: true, note };
        children.push((source, window.back(days), building, text, script));
    }
    let common = Common { complex, category: "S0302", problem: "外墙渗水", children };
    Some(common.plans(dice, places, first))
}
