//! How reports read and by which channel they come: no names of residents, no dwellings.

use super::kinds::{Channel, Kind};
use super::place::Place;
use crate::life::dice::{Dice, Weights};
use chrono::NaiveDate;
use shared::case::Source;

/// The eight channels in regular use, in the order of the weights below. The web form is for visitors.
pub const CHANNELS: [Source; 8] = [
    Source::Hotline,
    Source::Patrol,
    Source::UrbanManagement,
    Source::Wechat,
    Source::Interconnect,
    Source::MinxinWeb,
    Source::MinyiWeb,
    Source::Police110,
];

pub fn source(dice: &mut Dice, channel: Channel) -> Source {
    let weights = match channel {
        Channel::Street => [18.0, 34.0, 24.0, 12.0, 5.0, 4.0, 2.5, 0.5],
        Channel::Utility => [34.0, 22.0, 16.0, 12.0, 7.0, 5.0, 3.0, 1.0],
        Channel::Noise => [42.0, 6.0, 4.0, 14.0, 6.0, 5.0, 3.0, 20.0],
        Channel::Safety => [24.0, 30.0, 8.0, 10.0, 4.0, 3.0, 2.0, 19.0],
        Channel::Dispute => [34.0, 22.0, 0.0, 8.0, 8.0, 6.0, 4.0, 18.0],
        Channel::Service => [22.0, 46.0, 0.0, 14.0, 10.0, 5.0, 3.0, 0.0],
        Channel::Patrol => [2.0, 90.0, 2.0, 4.0, 2.0, 0.0, 0.0, 0.0],
        Channel::Ask => [46.0, 4.0, 0.0, 22.0, 12.0, 8.0, 8.0, 0.0],
    };
    dice.weighted(&Weights::new(weights)).map_or(Source::Hotline, |at| CHANNELS[at])
}

/// Words that go with the name of a building only, and with that of a street only.
const OF_BUILDINGS: [char; 7] = ['门', '楼', '外', '墙', '旁', '单', '后'];
const OF_STREETS: [char; 2] = ['路', '道'];

/// What is the matter, in one sentence.
pub fn matter(dice: &mut Dice, kind: &Kind, place: &Place) -> String {
    let strange: &[char] = if place.building.is_some() { &OF_STREETS } else { &OF_BUILDINGS };
    let after = |text: &str| text.split("{at}").nth(1).and_then(|rest| rest.chars().next());
    let fitting: Vec<&str> =
        kind.texts.iter().filter(|text| !after(text).is_some_and(|c| strange.contains(&c))).copied().collect();
    let texts = if fitting.is_empty() { &kind.texts } else { &fitting };
    dice.pick(texts).replace("{at}", &place.short)
}

/// One report of a kind at a place, as the channel's people write it down.
pub fn description(dice: &mut Dice, kind: &Kind, source: Source, place: &Place) -> String {
    let text = matter(dice, kind, place);
    let openings: &[&str] = match source {
        Source::Hotline => &["来电人反映：", "来电反映，", "市民来电："],
        Source::Patrol => &["巡查发现：", "走访中了解到，", ""],
        Source::UrbanManagement => &["采集员上报：", ""],
        Source::Wechat => &["网友留言：", "微信留言：", ""],
        Source::Police110 => &["110转办：", "接警后转办："],
        Source::MinxinWeb | Source::MinyiWeb | Source::Interconnect | Source::Web => &["网民反映：", ""],
    };
    let tails: &[&str] = match (kind.channel, source) {
        (Channel::Dispute | Channel::Ask | Channel::Service, Source::Patrol) | (Channel::Patrol, _) => &[""],
        (_, Source::Patrol | Source::UrbanManagement) => &["", "", "已拍照上传。"],
        (Channel::Ask | Channel::Service, _) => &["", "请回复。"],
        (Channel::Dispute, _) => &["希望社区协调。", "", "请求调解。"],
        _ => &["请尽快处理。", "希望有关部门核实。", "已经持续好几天了。", "影响居民生活。", ""],
    };
    format!("{}{text}{}", dice.pick(openings), dice.pick(tails))
}

/// The number that the channel's own system gave: letters of the channel, day, running number.
pub fn external_id(source: Source, day: NaiveDate, serial: u32) -> String {
    let letters = match source {
        Source::Hotline => "GD",
        Source::MinxinWeb => "MX",
        Source::MinyiWeb => "MY",
        Source::UrbanManagement => "CG",
        Source::Interconnect => "HL",
        Source::Wechat => "WX",
        Source::Police110 => "JQ",
        Source::Patrol => "XC",
        Source::Web => "WY",
    };
    format!("{letters}{}{serial:05}", day.format("%Y%m%d"))
}
