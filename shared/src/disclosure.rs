//! Looking at people: what is logged, for which purposes, and which rate of it is unusual.
//!
//! The rule of alarms is pure: counts and limits in, alarms out. Limits differ by role, because a commander looks for
//! lost children all day and a worker knows the neighbours; an installation may set its own.

use crate::access::Role;
use crate::time::china;
use chrono::{DateTime, Timelike, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::str::FromStr;

words! {
    /// What somebody did with the data of people.
    AccessAction {
        Look = "look", "查看住户", "Looked at a household";
        Search = "search", "查找人员", "Searched for people";
        Reveal = "reveal", "查看明文", "Revealed";
        Refused = "refused", "查看明文被拒", "Reveal refused";
        ExportAsk = "export_ask", "申请导出", "Asked for an export";
        ExportApprove = "export_approve", "批准导出", "Approved an export";
        ExportRefuse = "export_refuse", "驳回导出", "Refused an export";
        ExportFetch = "export_fetch", "下载导出文件", "Fetched an export";
    }
}

words! {
    /// What it was done to.
    AccessSubject {
        Resident = "resident", "居民", "Resident";
        Dwelling = "dwelling", "户室", "Dwelling";
        Case = "case", "案件上报人", "Reporter of a case";
        People = "people", "人员列表", "List of people";
        Export = "export", "导出申请", "Export";
    }
}

words! {
    /// What a number is needed for.
    AccessPurpose {
        MissingPerson = "missing_person", "走失寻人", "Missing person";
        Dispute = "dispute", "矛盾纠纷处置", "Settling a dispute";
        Visit = "visit", "上门走访", "Visit";
        Evacuation = "evacuation", "应急疏散", "Evacuation";
        CaseWork = "case_work", "案件办理回访", "Handling a case";
        Service = "service", "为民服务办理", "Providing a service";
        Other = "other", "其他", "Other";
    }
}

words! {
    /// A field that every list masks.
    PersonField {
        Phone = "phone", "电话", "Telephone";
        Identity = "identity", "身份证号", "Identity number";
        RegisteredAddress = "registered_address", "户籍地址", "Registered address";
        OwnerPhone = "owner_phone", "房主电话", "Owner's telephone";
        ReporterPhone = "reporter_phone", "上报人电话", "Reporter's telephone";
    }
}

words! {
    /// What is unusual.
    AlarmKind {
        Looks = "looks", "短时间大量查看住户", "Many households in a short time";
        Searches = "searches", "短时间大量查找", "Many searches in a short time";
        Reveals = "reveals", "当日查看明文过多", "Many reveals in a day";
        Night = "night", "夜间频繁查询", "Many look-ups at night";
    }
}

words! {
    /// Who is on a list of persons.
    ExportKind {
        Everybody = "everybody", "全部居民", "Everybody";
        Elders = "elders", "70岁以上老人", "Aged 70 and over";
        Children = "children", "14岁以下儿童", "Under 14";
        LoneElder = "lone_elder", "独居老人", "Elders living alone";
        Disabled = "disabled", "残疾人", "Disabled people";
        LeftBehindChild = "left_behind_child", "留守儿童", "Left-behind children";
        Tenants = "tenants", "承租人", "Tenants";
        Migrants = "migrants", "流动人口", "Migrant residents";
    }
}

words! {
    /// How far a request for a list has come.
    ExportState {
        Asked = "asked", "待审批", "Waiting";
        Approved = "approved", "已批准", "Approved";
        Refused = "refused", "已驳回", "Refused";
        Fetched = "fetched", "已下载", "Fetched";
        Expired = "expired", "已过期", "Expired";
    }
}

/// Younger people are a higher class of personal information (PIPL 28).
pub const MINOR: i32 = 14;
/// Rates are counted over this many minutes.
pub const WINDOW_MINUTES: i64 = 10;
/// Most persons of one file.
pub const MOST_EXPORTED: usize = 50_000;
/// Hours in which an approved file can be fetched.
pub const FETCH_HOURS: i64 = 24;

/// What is still usual for a role. Reaching more of it raises an alarm; reveals end at `reveals_at_most`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Households opened in ten minutes.
    pub looks: u32,
    /// Searches in ten minutes; a search box asks at each key.
    pub searches: u32,
    /// Reveals in a day.
    pub reveals: u32,
    /// Reveals in a day after which none is given.
    pub reveals_at_most: u32,
    /// Households and reveals in ten minutes between 22:00 and 6:00.
    pub night: u32,
}

impl Limits {
    fn usual(role: Role) -> Limits {
        match role {
            Role::Commander => Limits { looks: 60, searches: 600, reveals: 60, reveals_at_most: 200, night: 30 },
            Role::GridLeader | Role::Community => {
                Limits { looks: 40, searches: 400, reveals: 40, reveals_at_most: 120, night: 10 }
            }
            _ => Limits { looks: 30, searches: 300, reveals: 30, reveals_at_most: 80, night: 10 },
        }
    }
}

/// The limits of an installation: the usual ones, and those that it sets for a role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessLimits(BTreeMap<Role, Limits>);

impl AccessLimits {
    pub fn of(&self, role: Role) -> Limits {
        self.0.get(&role).copied().unwrap_or_else(|| Limits::usual(role))
    }
}

/// Why a text says no limits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "limits are written as ROLE=LOOKS,SEARCHES,REVEALS,REVEALS_AT_MOST,NIGHT;… such as worker=30,300,30,80,10, \
     and '{0}' is not"
)]
pub struct LimitsError(String);

impl FromStr for AccessLimits {
    type Err = LimitsError;

    fn from_str(text: &str) -> Result<AccessLimits, LimitsError> {
        let mut limits = AccessLimits::default();
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let wrong = || LimitsError(part.chars().take(60).collect());
            let (role, numbers) = part.split_once('=').ok_or_else(wrong)?;
            let numbers: Result<Vec<u32>, _> = numbers.split(',').map(|number| number.trim().parse()).collect();
            let (Ok(role), Ok(&[looks, searches, reveals, reveals_at_most, night])) =
                (role.trim().parse(), numbers.as_deref())
            else {
                return Err(wrong());
            };
            limits.0.insert(role, Limits { looks, searches, reveals, reveals_at_most, night });
        }
        Ok(limits)
    }
}

/// What somebody has done, this time included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In the last ten minutes.
    pub looks: u32,
    pub searches: u32,
    pub reveals: u32,
    /// Since midnight in China.
    pub reveals_today: u32,
}

/// A count that is above its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alarm {
    pub kind: AlarmKind,
    pub count: u32,
    pub most: u32,
}

/// What is unusual about these counts.
pub fn alarms(counts: Counts, limits: Limits, now: DateTime<Utc>) -> Vec<Alarm> {
    let at_night = counts.looks + counts.reveals;
    [
        (AlarmKind::Looks, counts.looks, limits.looks),
        (AlarmKind::Searches, counts.searches, limits.searches),
        (AlarmKind::Reveals, counts.reveals_today, limits.reveals),
        (AlarmKind::Night, if is_night(now) { at_night } else { 0 }, limits.night),
    ]
    .into_iter()
    .filter(|(_, count, most)| count > most)
    .map(|(kind, count, most)| Alarm { kind, count, most })
    .collect()
}

fn is_night(at: DateTime<Utc>) -> bool {
    !(6..22).contains(&at.with_timezone(&china()).hour())
}

/// A reason names no number: the log is read by others, and is kept for years.
pub fn holds_number(words: &str) -> bool {
    let runs = words.split(|c: char| !c.is_ascii_digit() && c != ' ');
    runs.map(|run| run.bytes().filter(u8::is_ascii_digit).count()).any(|digits| digits >= 11)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn more_than_usual_is_an_alarm_and_as_much_is_not() {
        let noon = Utc.with_ymd_and_hms(2026, 11, 22, 4, 0, 0).unwrap();
        let limits = AccessLimits::default().of(Role::Worker);
        let kinds = |counts, at| alarms(counts, limits, at).iter().map(|alarm| alarm.kind).collect::<Vec<_>>();
        let most = Counts { looks: 30, searches: 300, reveals: 30, reveals_today: 30 };
        assert_eq!(kinds(most, noon), []);
        assert_eq!(kinds(Counts { looks: 31, ..most }, noon), [AlarmKind::Looks]);
        assert_eq!(
            kinds(Counts { searches: 301, reveals_today: 31, ..most }, noon),
            [AlarmKind::Searches, AlarmKind::Reveals]
        );
        let few = Counts { looks: 6, reveals: 5, ..Counts::default() };
        for (hour, night) in [(13, false), (14, true), (21, true), (22, false)] {
            let at = Utc.with_ymd_and_hms(2026, 11, 22, hour, 0, 0).unwrap();
            let expected = if night { vec![AlarmKind::Night] } else { vec![] };
            assert_eq!(kinds(few, at), expected, "{hour} UTC");
        }
    }

    #[test]
    fn an_installation_sets_limits_for_roles() {
        let limits: AccessLimits = "worker=1,2,3,4,5; commander = 9,9,9,9,9".parse().unwrap();
        let own = Limits { looks: 1, searches: 2, reveals: 3, reveals_at_most: 4, night: 5 };
        assert_eq!(limits.of(Role::Worker), own);
        assert_eq!(limits.of(Role::Community), AccessLimits::default().of(Role::Community));
        assert_eq!("".parse(), Ok(AccessLimits::default()));
        for wrong in ["worker", "worker=1,2", "nobody=1,2,3,4,5", "worker=1,2,3,4,-5"] {
            assert!(wrong.parse::<AccessLimits>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_reason_with_a_number_is_noticed() {
        assert!(!holds_number("走失寻人，见 E0130-20261122-0007，3栋2单元301"));
        assert!(holds_number("电话13800138000"));
        assert!(holds_number("138 0013 8000"));
        assert!(holds_number("11010519491231002X"));
        assert!(!holds_number(""));
    }
}
