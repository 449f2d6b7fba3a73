//! Which family of browser signed in. Nothing else of the header is kept.

use shared::api::session::Client;

/// The family that a `User-Agent` names. Browsers name those that they want to be taken for too, so the order counts.
pub fn family(user_agent: &str) -> Client {
    let signs = [
        ("MicroMessenger/", Client::WeChat),
        ("Edg", Client::Edge),
        ("Firefox/", Client::Firefox),
        ("FxiOS/", Client::Firefox),
        ("Chrome/", Client::Chrome),
        ("CriOS/", Client::Chrome),
        ("Safari/", Client::Safari),
    ];
    signs.into_iter().find(|(sign, _)| user_agent.contains(sign)).map_or(Client::Other, |(_, client)| client)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_apart_by_what_only_they_say() {
        let chrome =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
        for (user_agent, client) in [
            (chrome.to_owned(), Client::Chrome),
            (format!("{chrome} Edg/140.0.0.0"), Client::Edge),
            (format!("{chrome} MicroMessenger/8.0.50"), Client::WeChat),
            (format!("{phone} Version/18.0 Mobile/15E148 Safari/604.1"), Client::Safari),
            (format!("{phone} CriOS/140.0 Mobile/15E148 Safari/604.1"), Client::Chrome),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0".to_owned(), Client::Firefox),
            ("curl/8.5.0".to_owned(), Client::Other),
            (String::new(), Client::Other),
        ] {
            assert_eq!(family(&user_agent), client, "{user_agent}");
        }
    }
}
