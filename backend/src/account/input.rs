//! From what an administrator wrote to an account that can be: every fault names its field.

use super::{Account, AccountError, Wanted, store};
use crate::area::AreaBook;
use crate::both;
use crate::db::Db;
use crate::http::Both;
use crate::http::extract::text;
use shared::access::{Deed, Object, Office};
use shared::api::account::{AccountInput, MAX_OFFICES, OfficeInput, is_login, office_faults};
use shared::area::AreaCode;
use shared::password;
use shared::text::Lang;

/// Characters of a name.
const NAME: usize = 40;

/// Checks everything at once. `by` is the administrator, who gives offices within their own area only; the command line
/// has none.
pub async fn check(
    db: &Db,
    book: &AreaBook,
    by: Option<&Account>,
    login: &str,
    input: &AccountInput,
) -> Result<Wanted, AccountError> {
    let mut faults = Vec::new();
    if !is_login(login) {
        let mend = both!(
            "账号为 2 至 32 个小写字母、数字或 . _ -，以字母或数字开头",
            "a login has 2 to 32 lowercase letters, digits or . _ - and begins with a letter or digit"
        );
        faults.push(("/login".to_owned(), mend));
    }
    let name = text("/name", &input.name, NAME).unwrap_or_else(|fault| {
        faults.push(fault);
        String::new()
    });
    let worker = match &input.worker {
        None => None,
        Some(text) => {
            let id = text.parse::<i64>().ok();
            let known = match id {
                Some(id) => store::worker(db, id).await?.is_some(),
                None => false,
            };
            if !known {
                faults.push(("/worker".to_owned(), both!("没有这个编号的工作人员", "there is no worker with this id")));
            }
            id
        }
    };
    if let Some(fault) = input.password.as_deref().and_then(|password| password::check(login, password).err()) {
        faults.push(("/password".to_owned(), both(fault.text().zh, fault.text().en)));
    }
    if !(1..=MAX_OFFICES).contains(&input.offices.len()) {
        let mend = both!("岗位至少 1 个，最多 {MAX_OFFICES} 个", "at least one office and at most {MAX_OFFICES}");
        faults.push(("/offices".to_owned(), mend));
    }
    let mut offices: Vec<Office> = Vec::new();
    for (at, given) in input.offices.iter().take(MAX_OFFICES).enumerate() {
        let pointer = format!("/offices/{at}");
        match office(book, by, given) {
            Ok(office) if offices.contains(&office) => {
                faults.push((pointer, both!("与前面的岗位重复，请删除", "repeats an office above: leave it out")));
            }
            Ok(office) => offices.push(office),
            Err(found) => faults.extend(found.into_iter().map(|(field, mend)| (format!("{pointer}/{field}"), mend))),
        }
    }
    if !faults.is_empty() {
        return Err(AccountError::Invalid(faults));
    }
    Ok(Wanted { login: login.to_owned(), name, worker, offices, disabled: input.disabled })
}

fn office(book: &AreaBook, by: Option<&Account>, given: &OfficeInput) -> Result<Office, Vec<(&'static str, Both)>> {
    let Some(area) = book.get(&AreaCode::trusted(given.area.as_str())) else {
        return Err(vec![("area", both!("没有这个编码的区域", "there is no area with this code"))]);
    };
    let mut faults: Vec<(&'static str, Both)> = office_faults(given.role, area.level, given.department)
        .into_iter()
        .map(|fault| (fault.field(), both(&fault.mend(Lang::Zh), &fault.mend(Lang::En))))
        .collect();
    if by.is_some_and(|by| !by.may(Deed::ManageAccounts, Object::Area(&area.code))) {
        faults.push(("area", both!("该区域不在您的辖区内", "this area is outside your own")));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Office { role: given.role, area: area.code.clone(), department: given.department })
}

fn both(zh: &str, en: &str) -> Both {
    Both { zh: zh.to_owned(), en: en.to_owned() }
}
