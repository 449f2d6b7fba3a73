//! From what an administrator wrote to a webhook that can be: every fault names its field.

use crate::account::Account;
use crate::area::AreaBook;
use crate::both;
use crate::delivery::{ReceiverError, check_url};
use crate::http::extract::text;
use shared::access::{Deed, Object};
use shared::api::webhook::{AREAS, WebhookInput};
use shared::area::AreaCode;
use shared::case::workflow::Action;
use shared::worker::Department;

/// Characters of a name.
const NAME: usize = 60;

/// What a webhook is to be, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub name: String,
    pub url: String,
    pub actions: Vec<Action>,
    /// At least one: nobody connects a system to more than their own area.
    pub areas: Vec<AreaCode>,
    pub departments: Vec<Department>,
    pub include_private: bool,
    pub active: bool,
}

pub fn check(book: &AreaBook, by: &Account, input: WebhookInput) -> Result<Wanted, ReceiverError> {
    let mut faults = Vec::new();
    let name = text("/name", &input.name, NAME).unwrap_or_else(|fault| {
        faults.push(fault);
        String::new()
    });
    if let Err(mend) = check_url(&input.url) {
        faults.push(("/url".to_owned(), mend));
    }
    let mut areas: Vec<AreaCode> = Vec::new();
    if input.areas.len() > AREAS {
        faults.push(("/areas".to_owned(), both!("最多 {AREAS} 个区域", "at most {AREAS} areas")));
    }
    for (at, given) in input.areas.iter().take(AREAS).enumerate() {
        let pointer = format!("/areas/{at}");
        match book.get(&AreaCode::trusted(given.as_str())) {
            None => faults.push((pointer, both!("没有这个编码的区域", "there is no area with this code"))),
            Some(area) if !by.may(Deed::ManageWebhooks, Object::Area(&area.code)) => {
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
        name,
        url: input.url,
        actions: once(input.actions),
        areas,
        departments: once(input.departments),
        include_private: input.include_private,
        active: input.active,
    })
}

/// Each once, in order.
fn once<T: Ord>(mut given: Vec<T>) -> Vec<T> {
    given.sort_unstable();
    given.dedup();
    given
}
