//! A row of the table of residents. The identity number says birth and sex; a row that contradicts it is refused.

use super::DoorAt;
use crate::register::given::{Given, Said};
use chrono::{Datelike, NaiveDate};
use shared::person::{CareGroup, Identity, IdentityError, Phone, Registration, Relation, Sex};

/// Nobody alive was born before this year.
const EARLIEST: i32 = 1895;

#[derive(Clone, Debug)]
pub struct ResidentIn {
    pub at: DoorAt,
    pub name: String,
    pub sex: Sex,
    pub birth: NaiveDate,
    pub identity: Option<Identity>,
    pub phone: Said<Phone>,
    pub relation: Said<Relation>,
    pub registration: Said<Registration>,
    pub care: Said<CareGroup>,
    pub registered_address: Said<String>,
    pub moved_in: Option<NaiveDate>,
    pub moved_out: Said<NaiveDate>,
    pub lease: Option<Lease>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    pub starts: NaiveDate,
    pub ends: Said<NaiveDate>,
}

pub fn read(given: &mut Given<'_>, today: NaiveDate) -> Option<ResidentIn> {
    let at = DoorAt::read(given);
    let before = given.faults.len();
    let name = given.name("姓名").flatten();
    if name.is_none() && given.faults.len() == before {
        given.fault("姓名", "不能为空");
    }
    let identity = identity(given);
    let sex = given.word("性别", sex).flatten();
    let birth = given.day("出生日期").flatten();
    if let Some(birth) = birth.filter(|day| day.year() < EARLIEST) {
        given.fault("出生日期", format!("{birth} 过早，请核对"));
    }
    let (sex, birth) = match &identity {
        Some(identity) => {
            if sex.is_some_and(|sex| sex != identity.sex()) {
                given.fault("性别", format!("与身份证号不符：按身份证号应为“{}”", identity.sex().text().zh));
            }
            if birth.is_some_and(|birth| birth != identity.birth()) {
                given.fault("出生日期", format!("与身份证号不符：按身份证号应为 {}", identity.birth()));
            }
            (Some(identity.sex()), Some(identity.birth()))
        }
        None => {
            let untold = given.faults.is_empty();
            if untold && sex.is_none() {
                given.fault("性别", "没有身份证号时必须填写性别");
            }
            if untold && birth.is_none() {
                given.fault("出生日期", "没有身份证号时必须填写出生日期");
            }
            (sex, birth)
        }
    };
    if birth.is_some_and(|birth| birth > today) {
        given.fault(if identity.is_some() { "身份证号" } else { "出生日期" }, "出生日期晚于数据时点");
    }
    let phone = given.phone("手机号");
    let relation = given.word("与户主关系", relation);
    let registration = given.word("人口类型", registration);
    let care = given.word("关爱类别", |text| CareGroup::ALL.iter().copied().find(|care| care.text().zh == text));
    let registered_address = given.text("户籍地址", 120);
    let (moved_in, moved_out) = (given.day("迁入日期").flatten(), given.day("迁出日期"));
    if let (Some(from), Some(Some(until))) = (moved_in, moved_out)
        && until < from
    {
        given.fault("迁出日期", "早于迁入日期");
    }
    let lease = lease(given);
    Some(ResidentIn {
        at: at?,
        name: name?,
        sex: sex?,
        birth: birth?,
        identity,
        phone,
        relation,
        registration,
        care,
        registered_address,
        moved_in,
        moved_out,
        lease,
    })
}

fn identity(given: &mut Given<'_>) -> Option<Identity> {
    const COLUMN: &str = "身份证号";
    if given.is_rounded(COLUMN) {
        given.fault(COLUMN, "被存成了数字，末几位已丢失：请把该列设为文本格式后重新填写");
        return None;
    }
    let text = given.text(COLUMN, 30).flatten()?;
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mend = match Identity::parse(&text) {
        Ok(identity) => return Some(identity),
        Err(IdentityError::Form) if text.len() == 15 => "是 15 位旧号码，请换成 18 位号码",
        Err(IdentityError::Form) => "应为 17 位数字加 1 位数字或 X",
        Err(IdentityError::Birth) => "第 7 到 14 位不是有效的出生日期",
        Err(IdentityError::Check) => "最后一位校验码不对，请对照证件核对每一位",
    };
    given.fault(COLUMN, mend);
    None
}

fn lease(given: &mut Given<'_>) -> Option<Lease> {
    let (starts, ends) = (given.day("承租起"), given.day("承租止"));
    match (starts.flatten(), ends) {
        (None, Some(Some(_))) => {
            given.fault("承租起", "有承租止就要有承租起");
            None
        }
        (Some(starts), Some(Some(until))) if until < starts => {
            given.fault("承租止", "早于承租起");
            None
        }
        (starts, ends) => starts.map(|starts| Lease { starts, ends }),
    }
}

fn sex(text: &str) -> Option<Sex> {
    match text {
        "男" | "男性" => Some(Sex::Male),
        "女" | "女性" => Some(Sex::Female),
        _ => None,
    }
}

fn relation(text: &str) -> Option<Relation> {
    Some(match text {
        "户主" | "本人" => Relation::Head,
        "配偶" | "夫" | "妻" | "丈夫" | "妻子" => Relation::Spouse,
        "子女" | "子" | "女" | "儿子" | "女儿" | "长子" | "次子" | "三子" | "长女" | "次女" | "三女" => {
            Relation::Child
        }
        "父母" | "父" | "母" | "父亲" | "母亲" => Relation::Parent,
        "孙辈" | "孙子" | "孙女" | "外孙" | "外孙女" => Relation::Grandchild,
        "其他" | "其它" | "非亲属" => Relation::Other,
        _ => return None,
    })
}

fn registration(text: &str) -> Option<Registration> {
    Some(match text {
        "户籍人口" | "户籍" | "常住人口" => Registration::Registered,
        "流动人口" | "流动" | "暂住人口" => Registration::Migrant,
        _ => return None,
    })
}
