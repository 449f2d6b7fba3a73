//! Which passwords may be chosen, in the manner of NIST SP 800-63B: length counts and well-known ones are refused; no
//! rule asks for signs, and none asks to change a password that is not known to be lost.
//!
//! Pure, so that the browser says while typing what the server will say.

use crate::text::Text;

/// Characters of a password.
pub const LENGTH: std::ops::RangeInclusive<usize> = 10..=128;
/// Fewer different characters are a pattern, not a password.
const DIFFERENT: usize = 5;

/// Long enough, and still among the first that anybody tries. Compared without upper case.
const COMMON: [&str; 40] = [
    "0123456789",
    "0987654321",
    "123456789a",
    "1234567890",
    "12345678910",
    "123456789abc",
    "1234qwerasdf",
    "123qweasdzxc",
    "147258369a",
    "1472583690",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "5201314520",
    "9876543210",
    "a123456789",
    "abc123456789",
    "abcd123456",
    "abcd1234567",
    "admin12345",
    "admin123456",
    "administrator",
    "asdfghjkl123",
    "changeme123",
    "iloveyou1314",
    "jinghu123456",
    "letmein123",
    "mirrorlake",
    "p@ssw0rd123",
    "passw0rd123",
    "password12",
    "password123",
    "password1234",
    "q1w2e3r4t5",
    "qq123456789",
    "qwer123456",
    "qwertyuiop",
    "woaini1314520",
    "woaini520520",
    "zaq12wsxcde3",
];

/// The rule that a password breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordFault {
    TooShort,
    TooLong,
    IsLogin,
    Common,
    FewDifferent,
}

impl PasswordFault {
    /// The rule, as a mend.
    pub fn text(self) -> Text {
        match self {
            PasswordFault::TooShort => {
                Text { zh: "密码至少 10 个字符", en: "a password has at least 10 characters" }
            }
            PasswordFault::TooLong => {
                Text { zh: "密码最多 128 个字符", en: "a password has at most 128 characters" }
            }
            PasswordFault::IsLogin => {
                Text { zh: "密码不能与账号相同", en: "a password must not be the login" }
            }
            PasswordFault::Common => Text {
                zh: "这是人人会先试的常见密码，请换一个",
                en: "this is one of the passwords that everybody tries first; choose another",
            },
            PasswordFault::FewDifferent => Text {
                zh: "密码至少含 5 个不同的字符",
                en: "a password has at least 5 different characters",
            },
        }
    }
}

/// Whether an account may have this password.
pub fn check(login: &str, password: &str) -> Result<(), PasswordFault> {
    let lower = password.to_lowercase();
    let length = password.chars().count();
    if length < *LENGTH.start() {
        return Err(PasswordFault::TooShort);
    }
    if length > *LENGTH.end() {
        return Err(PasswordFault::TooLong);
    }
    if lower == login.to_lowercase() {
        return Err(PasswordFault::IsLogin);
    }
    if COMMON.contains(&lower.as_str()) {
        return Err(PasswordFault::Common);
    }
    let mut different: Vec<char> = lower.chars().collect();
    different.sort_unstable();
    different.dedup();
    if different.len() < DIFFERENT {
        return Err(PasswordFault::FewDifferent);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_names_itself() {
        let long = "0123456789abcdef".repeat(9);
        for (password, verdict) in [
            ("correct horse", Ok(())),
            ("雨后的镜湖很安静呀真好", Ok(())),
            ("short one", Err(PasswordFault::TooShort)),
            ("九个汉字不够长呀呀", Err(PasswordFault::TooShort)),
            (&long[..128], Ok(())),
            (&long[..129], Err(PasswordFault::TooLong)),
            ("Li.Jing.2026", Err(PasswordFault::IsLogin)),
            ("Password123", Err(PasswordFault::Common)),
            ("aaaabbbbcccc", Err(PasswordFault::FewDifferent)),
            ("AaAaBbBbCcDd", Err(PasswordFault::FewDifferent)),
            ("aaaabbbbccde", Ok(())),
        ] {
            assert_eq!(check("li.jing.2026", password), verdict, "{password}");
        }
    }

    #[test]
    fn the_list_holds_only_what_no_other_rule_refuses() {
        for common in COMMON {
            assert!(LENGTH.contains(&common.chars().count()) && common == common.to_lowercase(), "{common}");
            let mut marked = common.to_owned();
            marked.push('~');
            assert_eq!(check("nobody", &marked), Ok(()), "{common} with a sign behind it");
        }
    }
}
