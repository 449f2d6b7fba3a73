//! People, and the types that keep their data from leaking.
//!
//! `Phone` prints masked, has no serializer, and is read in full by one function that callers must account for.

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
        let digits: String = self.0.chars().filter(char::is_ascii_digit).collect();
        match digits.len() {
            n if n >= 9 => format!("{}****{}", &digits[..3], &digits[n - 4..]),
            n => format!("****{}", &digits[n - 2..]),
        }
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
    fn names_keep_their_first_character() {
        assert_eq!(mask_name("陈静"), "陈*");
        assert_eq!(mask_name("欧阳修文"), "欧***");
        assert_eq!(mask_name(""), "");
    }
}
