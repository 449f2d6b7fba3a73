//! People, and the types that keep their data from leaking.
//!
//! `Phone` and `Identity` print masked, have no serializer, and are read in full by one function that callers must
//! account for.

use chrono::NaiveDate;

words! {
    Sex {
        Female = "female", "女", "Female";
        Male = "male", "男", "Male";
    }
}

words! {
    /// Relation of a resident to the head of the household.
    Relation {
        Head = "head", "户主", "Head";
        Spouse = "spouse", "配偶", "Spouse";
        Child = "child", "子女", "Child";
        Parent = "parent", "父母", "Parent";
        Grandchild = "grandchild", "孙辈", "Grandchild";
        Other = "other", "其他", "Other";
    }
}

words! {
    /// Registration of a resident (GB/T 31000 vocabulary).
    Registration {
        Registered = "registered", "户籍人口", "Registered resident";
        Migrant = "migrant", "流动人口", "Migrant resident";
    }
}

words! {
    /// A care group: people who are owed a service.
    CareGroup {
        LoneElder = "lone_elder", "独居老人", "Elder living alone";
        Disabled = "disabled", "残疾人", "Disabled person";
        LeftBehindChild = "left_behind_child", "留守儿童", "Left-behind child";
    }
}

/// A telephone number. Prints masked (`138****5678`).
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

/// Why a text is not a telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a telephone number has 5 to 20 digits, spaces, '+' or '-'")]
pub struct PhoneError;

impl Phone {
    pub fn parse(text: &str) -> Result<Phone, PhoneError> {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let plain = text.bytes().all(|b| b.is_ascii_digit() || b" +-".contains(&b));
        (plain && (5..=20).contains(&digits) && text.len() <= 32).then(|| Phone(text.to_owned())).ok_or(PhoneError)
    }

    /// First three and last four digits; short numbers keep the last two.
    pub fn masked(&self) -> String {
        let digits = self.digits();
        match digits.len() {
            n if n >= 9 => format!("{}****{}", &digits[..3], &digits[n - 4..]),
            n => format!("****{}", &digits[n - 2..]),
        }
    }

    /// The last four digits, which masking leaves.
    pub fn tail(&self) -> String {
        let digits = self.digits();
        digits[digits.len() - 4..].to_owned()
    }

    /// The digits alone, as they are hashed and compared.
    pub fn digits(&self) -> String {
        self.0.chars().filter(char::is_ascii_digit).collect()
    }

    /// The number itself, for the store and for an answer to a reveal that was logged.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.masked())
    }
}

/// A citizen's identity number (公民身份号码, GB 11643): 17 digits, the birth date among them, and a check character by
/// ISO 7064 MOD 11-2. Prints masked (`340***********1234`), has no serializer.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity(String);

/// Why a text is not an identity number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    #[error("an identity number has 17 digits and a last digit or X")]
    Form,
    #[error("digits 7 to 14 of an identity number are a date of birth")]
    Birth,
    #[error("the last character of an identity number does not fit the others")]
    Check,
}

impl Identity {
    pub fn parse(text: &str) -> Result<Identity, IdentityError> {
        let text = text.trim().to_ascii_uppercase();
        let (digits, check) = text.split_at_checked(17).ok_or(IdentityError::Form)?;
        if !digits.bytes().all(|b| b.is_ascii_digit()) || !matches!(check.as_bytes(), [b'0'..=b'9' | b'X']) {
            return Err(IdentityError::Form);
        }
        NaiveDate::parse_from_str(&digits[6..14], "%Y%m%d").map_err(|_| IdentityError::Birth)?;
        if check_character(digits) != check {
            return Err(IdentityError::Check);
        }
        Ok(Identity(text))
    }

    /// Completes 17 digits.
    pub fn from_digits(digits: &str) -> Result<Identity, IdentityError> {
        Identity::parse(&format!("{digits}{}", check_character(digits)))
    }

    /// The first three and the last four characters.
    pub fn masked(&self) -> String {
        format!("{}***********{}", &self.0[..3], &self.0[14..])
    }

    pub fn birth(&self) -> NaiveDate {
        NaiveDate::parse_from_str(&self.0[6..14], "%Y%m%d").expect("checked when it was read")
    }

    /// The 17th digit is odd for men.
    pub fn sex(&self) -> Sex {
        if self.0.as_bytes()[16] % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    /// The number itself, for the store and for an answer to a reveal that was logged.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.masked())
    }
}

/// ISO 7064 MOD 11-2: weights are powers of two from the right, the check character makes the sum 1 modulo 11.
fn check_character(digits: &str) -> &'static str {
    const CHARACTERS: [&str; 11] = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"];
    let sum = digits.bytes().fold(0, |sum, b| (sum + usize::from(b.wrapping_sub(b'0'))) * 2 % 11);
    CHARACTERS[sum % 11]
}

/// Surname and stars: `陈*`, `欧阳**` stays `欧***`; what a wall or a public page may show of a worker's name.
pub fn mask_name(name: &str) -> String {
    let mut chars = name.chars();
    let first = chars.next().map(String::from).unwrap_or_default();
    first + &"*".repeat(chars.count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_never_prints_in_full() {
        let phone = Phone::parse("138 0013 8000").unwrap();
        assert_eq!(phone.masked(), "138****8000");
        assert_eq!(format!("{phone:?}"), "138****8000");
        assert_eq!(Phone::parse("12345").unwrap().masked(), "****45");
        assert!(Phone::parse("call me").is_err());
        assert!(Phone::parse("1234").is_err());
    }

    #[test]
    fn an_identity_number_checks_itself_and_never_prints_in_full() {
        // The example of GB 11643-1999.
        let known = Identity::parse("11010519491231002x").unwrap();
        assert_eq!(known.reveal(), "11010519491231002X");
        assert_eq!((known.birth(), known.sex()), (NaiveDate::from_ymd_opt(1949, 12, 31).unwrap(), Sex::Female));
        assert_eq!(format!("{known:?} {}", known.masked()), "110***********002X 110***********002X");
        assert_eq!(Identity::from_digits("44052418800101001"), Identity::parse("440524188001010014"));
        for at in 0..17 {
            let mut wrong = "11010519491231002X".to_owned().into_bytes();
            wrong[at] = b'0' + (wrong[at] - b'0' + 1) % 10;
            assert!(Identity::parse(std::str::from_utf8(&wrong).unwrap()).is_err(), "one wrong digit is noticed");
        }
        assert_eq!(Identity::parse("110105491231002"), Err(IdentityError::Form));
        assert_eq!(Identity::parse("11010519491331002X"), Err(IdentityError::Birth));
        assert_eq!(Identity::parse("110105194912310021"), Err(IdentityError::Check));
        assert_eq!(Identity::parse("1101051949123100二"), Err(IdentityError::Form));
    }

    #[test]
    fn names_keep_their_first_character() {
        assert_eq!(mask_name("陈静"), "陈*");
        assert_eq!(mask_name("欧阳修文"), "欧***");
        assert_eq!(mask_name(""), "");
    }
}
