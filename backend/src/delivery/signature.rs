//! How a receiver knows that a payload is ours.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// A secret of 256 random bits, in hexadecimal.
pub fn new_secret() -> String {
    rand::random::<[u8; 32]>().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `v1=` and the HMAC-SHA256 of timestamp, a dot and the body, in hexadecimal. The key is the secret's text.
pub fn signature(secret: &str, timestamp: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac.finalize().into_bytes().iter().fold("v1=".to_owned(), |hex, byte| format!("{hex}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with OpenSSL: `printf '1795327200.{"seq":1}' | openssl dgst -sha256 -hmac "a secret"`.
    #[test]
    fn the_signature_is_the_one_that_others_compute() {
        assert_eq!(
            signature("a secret", "1795327200", br#"{"seq":1}"#),
            "v1=4e09714b9423b3a0c7f384ee38f646dd6279e58ac85e4ede4b6f0ca711cf1ce9"
        );
    }
}
