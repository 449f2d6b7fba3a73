//! From what an administrator wrote to a subscription that can be: every fault names its field.

use crate::account::Account;
use crate::area::AreaBook;
use crate::both;
use crate::delivery::{ReceiverError, check_url};
use crate::http::Both;
use crate::http::extract::text;
use shared::access::{Deed, Object};
use shared::api::push::SubscriptionInput;
use shared::api::webhook::AREAS;
use shared::area::AreaCode;
use shared::push::{PushField, PushKind, WORDS, entitled};
use shared::worker::Department;

/// What a subscription is to be, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub department: Department,
    pub kinds: Vec<PushKind>,
    pub fields: Vec<PushField>,
    pub purpose: String,
    pub basis: String,
    pub url: String,
    /// At least one: nobody pushes what lies outside their own area.
    pub areas: Vec<AreaCode>,
    pub active: bool,
}

pub fn check(book: &AreaBook, by: &Account, input: SubscriptionInput) -> Result<Wanted, ReceiverError> {
    let mut faults = Vec::new();
    let mut words = |pointer, given: &str| {
        text(pointer, given, WORDS).unwrap_or_else(|fault| {
            faults.push(fault);
            String::new()
        })
    };
    let (purpose, basis) = (words("/purpose", &input.purpose), words("/basis", &input.basis));
    if input.kinds.is_empty() {
        faults.push(("/kinds".to_owned(), both!("至少选择一种事件", "choose at least one event")));
    }
    let allowed = entitled(input.department);
    for (at, field) in input.fields.iter().enumerate().filter(|(_, field)| !allowed.contains(field)) {
        let (who, what) = (input.department.text(), field.text());
        let mend = Both {
            zh: format!("{}不得获取“{}”", who.zh, what.zh),
            en: format!("{} is not entitled to '{}'", who.en, what.en),
        };
        faults.push((format!("/fields/{at}"), mend));
    }
    if let Err(mend) = check_url(&input.url) {
        faults.push(("/url".to_owned(), mend));
    }
    if input.areas.len() > AREAS {
        faults.push(("/areas".to_owned(), both!("最多 {AREAS} 个区域", "at most {AREAS} areas")));
    }
    let mut areas: Vec<AreaCode> = Vec::new();
    for (at, given) in input.areas.iter().take(AREAS).enumerate() {
        let pointer = format!("/areas/{at}");
        match book.get(&AreaCode::trusted(given.as_str())) {
            None => faults.push((pointer, both!("没有这个编码的区域", "there is no area with this code"))),
            Some(area) if !by.may(Deed::ManagePeople, Object::Area(&area.code)) => {
                faults.push((pointer, both!("该区域不在您的辖区内", "this area is outside your own")));
            }
            Some(area) if areas.contains(&area.code) => {}
            Some(area) => areas.push(area.code.clone()),
        }
    }
    if !faults.is_empty() {
        return Err(ReceiverError::Invalid(faults));
    }
    if areas.is_empty() {
        areas.push(by.office.area.clone());
    }
    Ok(Wanted {
        department: input.department,
        kinds: once(input.kinds),
        fields: once(input.fields),
        purpose,
        basis,
        url: input.url,
        areas,
        active: input.active,
    })
}

/// Each once, in order.
fn once<T: Ord>(mut given: Vec<T>) -> Vec<T> {
    given.sort_unstable();
    given.dedup();
    given
}
