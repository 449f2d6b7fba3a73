//! Findings in the words of whoever reads them: English is what the program prints, Chinese is what the page shows.

use super::finding::{Finding, Place, Wrong};
use shared::text::Lang;

impl Finding {
    /// Where it is and what is wrong there.
    pub fn words(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => format!("{}：{}", place(&self.place), wrong(&self.wrong)),
            Lang::En => self.to_string(),
        }
    }
}

fn place(place: &Place) -> String {
    match place {
        Place::Sequence { seq } => format!("第 {seq} 条操作"),
        Place::Row { seq, case, position } => format!("第 {seq} 条操作（案件 {case} 第 {position} 步）"),
        Place::Case { seq, case, position } => format!("案件 {case}（末条操作 {seq}，第 {position} 步）"),
        Place::Seal { day } => format!("{day} 的封存"),
        Place::Seals => "封存".to_owned(),
    }
}

fn wrong(wrong: &Wrong) -> String {
    match wrong {
        Wrong::Unreadable(text) => format!("无法读取（{text}）"),
        Wrong::Missing { to } => format!("缺失，直至第 {to} 条"),
        Wrong::Sequence => "序号重复或从未发出".to_owned(),
        Wrong::Beyond { last } => format!("晚于最后写入的第 {last} 条"),
        Wrong::Orphan => "不属于任何案件".to_owned(),
        Wrong::Position { expected } => format!("此处应为第 {expected} 步：有缺失，或本条不属于这里"),
        Wrong::Hash => "摘要与内容不符：内容被改动".to_owned(),
        Wrong::Previous => "与前一条的摘要不符：前一条被改动，或本条不属于此历史".to_owned(),
        Wrong::Facts => "与上报内容的摘要不符：上报内容被改动".to_owned(),
        Wrong::Order => "早于其前一条写入：其中一条不属于这里".to_owned(),
        Wrong::Changes => "所记变化与之前各条不符".to_owned(),
        Wrong::State => "状态与所记变化不符".to_owned(),
        Wrong::NoHistory => "没有历史".to_owned(),
        Wrong::Version { version } => format!("版本为 {version}：历史过早或过晚结束"),
        Wrong::Head => "与末条的摘要不符：末条被改动".to_owned(),
        Wrong::Course => "现状与历史不符".to_owned(),
        Wrong::Column(column) => format!("“{column}”列与历史不符"),
        Wrong::SealMissing => "缺失".to_owned(),
        Wrong::Seals { there, written } => format!("现有 {there} 份，曾写入 {written} 份"),
        Wrong::SealPrevious => "与前一份的摘要不符：有封存被改动或删除".to_owned(),
        Wrong::Seal { from, to } => format!("与第 {from} 至 {to} 条操作及自身内容不符"),
        Wrong::SealDiffers => "与另处保存的不同".to_owned(),
    }
}
