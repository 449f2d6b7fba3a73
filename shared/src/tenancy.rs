//! Reports of tenants (承租户上报): what may be written, the same for the phone and for the server.

use crate::person::{Identity, IdentityError, Phone, Sex};
use crate::text::Text;
use chrono::NaiveDate;

/// People of one report at most, those who came and those who left each.
pub const PEOPLE: usize = 20;
/// Characters of a name at most.
pub const NAME: usize = 50;
/// Characters of a note at most.
pub const NOTE: usize = 500;
/// Characters of a report's key: letters, digits, `-` and `_`.
pub const KEY: std::ops::RangeInclusive<usize> = 8..=64;
/// The earliest day that a tenancy begins on or somebody is born on.
pub const EARLIEST: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a day");

/// A person as written down at the door: numbers are checked, sex and birth follow from the identity number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub identity: Option<Identity>,
    pub phone: Option<Phone>,
    pub sex: Sex,
    pub birth: NaiveDate,
}

/// What was typed about a person. Prints nothing of it.
#[derive(Clone, Copy)]
pub struct Typed<'a> {
    pub identity: &'a str,
    pub phone: &'a str,
    pub sex: Option<Sex>,
    pub birth: Option<NaiveDate>,
}

impl std::fmt::Debug for Typed<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Typed").finish_non_exhaustive()
    }
}

/// Field and mend.
pub type Fault = (&'static str, Text);

const FORM: Text = Text {
    zh: "身份证号码应为 17 位数字加 1 位数字或 X",
    en: "an identity number has 17 digits and a last digit or X",
};
const BIRTH_IN_IT: Text =
    Text { zh: "身份证号码第 7 至 14 位不是日期", en: "digits 7 to 14 of the identity number are no date" };
const CHECK: Text = Text {
    zh: "身份证号码校验位不符，请核对每一位",
    en: "the last character of the identity number does not fit the others; compare each digit",
};
const PHONE_FORM: Text = Text {
    zh: "电话应为 5 至 20 位数字，可含空格、+ 或 -",
    en: "a telephone number has 5 to 20 digits, spaces, '+' or '-'",
};
const NEED_SEX: Text =
    Text { zh: "没有身份证号码时须选择性别", en: "choose the sex when there is no identity number" };
const NEED_BIRTH: Text = Text {
    zh: "没有身份证号码时须填写出生日期",
    en: "give the date of birth when there is no identity number",
};
const OTHER_SEX: Text = Text { zh: "与身份证号码不符", en: "does not fit the identity number" };
const NO_DAY: Text = Text { zh: "日期不在 1900 年至今之间", en: "this day is not between 1900 and today" };

/// The mend for an identity number that is none.
pub fn identity_mend(error: IdentityError) -> Text {
    match error {
        IdentityError::Form => FORM,
        IdentityError::Birth => BIRTH_IN_IT,
        IdentityError::Check => CHECK,
    }
}

/// Checks what was typed about a person. All faults at once, each with its field.
pub fn read(typed: Typed<'_>, today: NaiveDate) -> Result<Written, Vec<Fault>> {
    let mut faults = Vec::new();
    let filled = |text: &str| !text.trim().is_empty();
    let identity =
        filled(typed.identity).then(|| Identity::parse(typed.identity)).transpose().unwrap_or_else(|error| {
            faults.push(("identity", identity_mend(error)));
            None
        });
    let phone = filled(typed.phone).then(|| Phone::parse(typed.phone.trim())).transpose().unwrap_or_else(|_| {
        faults.push(("phone", PHONE_FORM));
        None
    });
    let known = identity.as_ref().map(|identity| (identity.sex(), identity.birth()));
    let mut field = |name, given: Option<Told>, told: Option<Told>, needed| match (given, told) {
        (given, Some(told)) if given.is_none_or(|given| given == told) => Some(told),
        (_, Some(_)) => {
            faults.push((name, OTHER_SEX));
            None
        }
        (given, None) => {
            if given.is_none() && !filled(typed.identity) {
                faults.push((name, needed));
            }
            given
        }
    };
    let sex = field("sex", typed.sex.map(Told::Sex), known.map(|known| Told::Sex(known.0)), NEED_SEX);
    let birth = field("birth", typed.birth.map(Told::Birth), known.map(|known| Told::Birth(known.1)), NEED_BIRTH);
    match (sex, birth) {
        (_, Some(Told::Birth(birth))) if !(EARLIEST..=today).contains(&birth) => faults.push(("birth", NO_DAY)),
        (Some(Told::Sex(sex)), Some(Told::Birth(birth))) if faults.is_empty() => {
            return Ok(Written { identity, phone, sex, birth });
        }
        _ => {}
    }
    Err(faults)
}

/// What an identity number tells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Sex(Sex),
    Birth(NaiveDate),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_number_fills_sex_and_birth_and_contradictions_are_named() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let today = day(2026, 11, 22);
        let typed = Typed { identity: "11010519491231002x ", phone: " 13800138000", sex: None, birth: None };
        let written = read(typed, today).unwrap();
        assert_eq!((written.sex, written.birth), (Sex::Female, day(1949, 12, 31)));
        let faults = |typed| read(typed, today).unwrap_err().into_iter().map(|(field, _)| field).collect::<Vec<_>>();
        assert_eq!(faults(Typed { sex: Some(Sex::Male), birth: Some(day(1950, 1, 1)), ..typed }), ["sex", "birth"]);
        assert_eq!(faults(Typed { identity: "110105194912310021", ..typed }), ["identity"]);
        assert_eq!(faults(Typed { identity: "", phone: "1x", ..typed }), ["phone", "sex", "birth"]);
        let child = Typed { identity: "", phone: "", sex: Some(Sex::Male), birth: Some(day(2026, 11, 22)) };
        assert_eq!(read(child, today).unwrap().birth, today);
        assert_eq!(faults(Typed { birth: Some(day(2026, 11, 23)), ..child }), ["birth"]);
    }
}
