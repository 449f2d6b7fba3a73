//! What people write into a case: reasons, progress, results.

use crate::life::dice::Dice;
use shared::worker::Department;

/// Whom a department hands a case to that is not its own.
pub fn other(department: Department) -> Department {
    match department {
        Department::UrbanManagement => Department::Subdistrict,
        Department::Drainage | Department::Water | Department::Gas => Department::Municipal,
        Department::Police => Department::Subdistrict,
        Department::Justice | Department::Subdistrict => Department::Housing,
        Department::Housing => Department::Subdistrict,
        _ => Department::UrbanManagement,
    }
}

pub fn return_reason(department: Department) -> &'static str {
    match department {
        Department::Municipal | Department::Drainage | Department::Water | Department::Gas => {
            "不属于本单位管养范围，退回"
        }
        Department::Justice | Department::Housing => "需先由社区核实情况，退回",
        _ => "地址不详，退回补充信息",
    }
}

/// Disputes end with talk, whichever department leads.
fn is_dispute(category: &str) -> bool {
    category.starts_with("S01")
}

/// A part of the city's equipment, which is mended or replaced.
fn is_component(category: &str) -> bool {
    category.starts_with('C')
}

/// What a department feeds back about a case of a category.
pub fn done(dice: &mut Dice, department: Department, category: &str) -> &'static str {
    let notes: &[&str] = match department {
        _ if is_dispute(category) => &["经调解，双方达成协议", "已调解，双方握手言和", "已召集双方协商并达成一致"],
        Department::MarketRegulation => &["商家已退款", "已调解，消费者认可"],
        _ if is_component(category) => &["已修复", "已更换部件，恢复使用", "已加固，检查正常"],
        Department::Sanitation => &["已清运保洁", "已安排人员清扫，现场干净"],
        Department::UrbanManagement => &["已现场劝导，当事人自行整改", "已清理完毕", "已依法处置"],
        Department::Municipal => &["已修复", "已修补平整"],
        Department::Drainage => &["已疏通，排水通畅", "已抽排并清掏管道"],
        Department::Gas | Department::Water => &["已抢修恢复", "已更换管件，检测正常"],
        Department::Police => &["民警到场处理，情况已消除", "已核实登记", "已劝导并登记"],
        Department::Fire => &["已清障，通道畅通", "已责令整改并复查"],
        Department::Housing => &["已联系物业维修", "已会同物业现场整改"],
        Department::CivilAffairs | Department::HumanResources => &["已办结并送达", "已办结"],
        Department::Ecology => &["已整治，复查达标", "已责令落实防尘措施"],
        Department::Justice | Department::Health => &["已核实并答复双方"],
        Department::Subdistrict => &["已清理到位", "已上门办结", "已答复反映人"],
    };
    dice.pick::<&str>(notes)
}

/// What a department reports on its way.
pub fn progress(dice: &mut Dice, department: Department, category: &str) -> &'static str {
    let notes: &[&str] = match department {
        _ if is_dispute(category) => {
            &["已联系双方，约定调解时间", "已开展首次调解，双方意见有分歧，继续跟进", "已调取材料，正在核实"]
        }
        Department::Municipal | Department::Drainage | Department::Gas | Department::Water => {
            &["已现场勘查，材料进场，按计划施工", "已设置围挡警示，正在抢修", "已现场勘查，安排施工队伍"]
        }
        Department::Housing => &["已会同物业现场查看，正在制定维修方案", "已约谈物业，督促限期整改"],
        Department::UrbanManagement => &["已下达限期整改通知书", "已约谈当事人，督促自行整改"],
        Department::Police | Department::Fire => &["已到场核查，正在走访了解", "已下发整改通知，限期复查"],
        _ => &["已受理，正在核实情况", "已派人到场，正在处理", "已制定方案，按计划推进"],
    };
    dice.pick::<&str>(notes)
}

pub fn extension(dice: &mut Dice, category: &str) -> &'static str {
    let notes: &[&str] = match category.as_bytes()[0] {
        b'S' => &["当事人外出，需另约时间，申请延期一次", "情况复杂，需进一步核实，申请延期一次"],
        _ => &["配件采购周期较长，申请延期一次", "连日降雨无法施工，申请延期一次", "需协调产权单位，申请延期一次"],
    };
    dice.pick::<&str>(notes)
}

pub fn suspension(dice: &mut Dice) -> &'static str {
    dice.pick::<&str>(&[
        "需列入年度改造计划，待资金落实后实施，申请挂账",
        "产权单位正在办理移交手续，暂不具备处置条件，申请挂账",
        "须待周边工程完工后一并处置，申请挂账",
    ])
}

pub fn appeal(dice: &mut Dice, category: &str) -> &'static str {
    let notes: &[&str] = match category.as_bytes()[0] {
        b'S' => &["当事人多次改期导致超期，申请核减", "等待相关单位出具材料耽误时间，申请核减"],
        _ => &["因连续降雨停工导致超期，申请核减", "等待产权单位确认耽误时间，申请核减"],
    };
    dice.pick::<&str>(notes)
}

pub fn rejection(dice: &mut Dice) -> &'static str {
    dice.pick::<&str>(&[
        "不属于本区管辖范围，已告知反映人向属地反映",
        "已进入司法程序，依法不予受理",
        "反映内容不明确且无法联系反映人",
        "同一事项已答复，无新的事实和理由",
        "属于企业内部管理事项，已告知反映渠道",
    ])
}

/// What a grid worker does there and then.
pub fn on_the_spot(dice: &mut Dice, category: &str) -> &'static str {
    let notes: &[&str] = match category.as_bytes()[0] {
        b'S' => &["已当场解答办理，居民认可", "已上门了解情况，当场协调解决"],
        b'C' => &["现场扶正加固，恢复正常", "现场简单修复，已恢复使用"],
        _ => &["现场劝导，当事人已自行整改", "随手清理，现场已整洁", "会同物业当场处理完毕"],
    };
    dice.pick::<&str>(notes)
}
