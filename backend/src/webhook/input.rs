//! From what an administrator wrote to a webhook that can be: every fault names its field.

use super::error::WebhookError;
use crate::account::Account;
use crate::area::AreaBook;
use crate::both;
use crate::http::Both;
use crate::http::extract::text;
use axum::http::Uri;
use shared::access::{Deed, Object};
use shared::api::webhook::{AREAS, URL, WebhookInput};
use shared::area::AreaCode;
use shared::case::workflow::Action;
use shared::worker::Department;
use std::net::IpAddr;

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

pub fn check(book: &AreaBook, by: &Account, input: WebhookInput) -> Result<Wanted, WebhookError> {
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
        return Err(WebhookError::Invalid(faults));
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

/// Payloads travel encrypted, or do not leave the house: `http` goes to an address within it, written as such, because a
/// name may point anywhere tomorrow.
fn check_url(url: &str) -> Result<(), Both> {
    let no_url = || {
        both!(
            "应为 http 或 https 网址，最多 {URL} 个字符，不含账号、空格或 #",
            "must be an http or https URL of at most {URL} characters, without credentials, blanks or #"
        )
    };
    if url.chars().count() > URL || url.contains('#') {
        return Err(no_url());
    }
    let uri: Uri = url.parse().map_err(|_| no_url())?;
    let host = uri.host().filter(|host| !host.is_empty() && uri.authority().is_some_and(|a| !a.as_str().contains('@')));
    let host = host.ok_or_else(no_url)?;
    match uri.scheme_str() {
        Some("https") => Ok(()),
        Some("http") if host == "localhost" || host.trim_matches(['[', ']']).parse().is_ok_and(in_house) => Ok(()),
        Some("http") => Err(both!(
            "http 仅限本机或内网 IP 地址，其他地址请使用 https",
            "http goes to loopback or private IP addresses only; use https"
        )),
        _ => Err(no_url()),
    }
}

fn in_house(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_stays_in_the_house() {
        let long = format!("https://a.example/{}", "x".repeat(490));
        let fine = [
            "https://hub.example.gov.cn/hooks?token=1",
            "https://8.8.8.8:8443/",
            "http://localhost:9000/x",
            "http://127.0.0.1:9000",
            "http://10.1.2.3/in",
            "http://192.168.0.9/in",
            "http://172.31.0.1/in",
            "http://[::1]:9000/in",
            "http://[fd00::1]/in",
        ];
        let refused = [
            "http://hub.example.gov.cn/hooks",
            "http://8.8.8.8/",
            "http://172.32.0.1/",
            "http://169.254.169.254/latest/meta-data",
            "http://[2001:db8::1]/",
            "http://127.0.0.1.example.com/",
            "http://user:secret@127.0.0.1/",
            "https://user@hub.example.com/",
            "ftp://127.0.0.1/",
            "file:///etc/passwd",
            "/hooks",
            "hub.example.com",
            "https://",
            "https://a.example/ b",
            "https://a.example/#part",
            "",
            long.as_str(),
        ];
        for url in fine {
            assert!(check_url(url).is_ok(), "{url}");
        }
        for url in refused {
            assert!(check_url(url).is_err(), "{url}");
        }
    }
}
