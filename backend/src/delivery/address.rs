//! Where a payload may be sent.

use crate::both;
use crate::http::Both;
use axum::http::Uri;
use shared::api::webhook::URL;
use std::net::IpAddr;

/// Payloads travel encrypted, or do not leave the house: `http` goes to an address within it, written as such, because a
/// name may point anywhere tomorrow.
pub fn check_url(url: &str) -> Result<(), Both> {
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
