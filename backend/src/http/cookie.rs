//! The session cookie: not readable by scripts, not sent by other sites.

use axum::http::{HeaderMap, header};

const NAME: &str = "mirrorlake_session";

/// The token that a request carries.
pub fn token(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(NAME)?.strip_prefix('='))
}

/// `Set-Cookie` for a token that the browser keeps for `seconds`; over HTTPS only when `secure`.
pub fn set(token: &str, seconds: i64, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{NAME}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn what_is_set_is_what_comes_back() {
        let cookie = set("abc", 60, true);
        assert!(cookie.ends_with("; Secure") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
        let pair = cookie.split(';').next().unwrap();
        let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(&format!("a=1; {pair}")).unwrap())]);
        assert_eq!(token(&headers), Some("abc"));
        assert_eq!(token(&HeaderMap::new()), None);
    }
}
