//! The vault: identity numbers, telephone numbers and the secrets of receivers are stored sealed, and numbers are found
//! by a keyed hash.
//!
//! Sealing is AES-256-GCM with a random nonce; the column and the row's id are authenticated with it, so that a value
//! moved to another person does not open. Hashes are HMAC-SHA-256, so that whoever has the database alone can neither
//! read a number nor try them all. The keys lie beside the database, never in it. A sealed value names its key:
//! `m1:<key>:<base64 of nonce, text, tag>`.

mod confirm;
mod keys;
pub mod rotate;

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, Key, KeyInit, Nonce};
use arc_swap::ArcSwap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
pub use confirm::confirm;
use hmac::{Hmac, Mac};
pub use keys::{KeyError, Keys};
use sha2::Sha256;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const PREFIX: &str = "m1:";
const NONCE: usize = 12;

/// A column that holds sealed values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secret {
    ResidentPhone,
    ResidentIdentity,
    OwnerPhone,
    ReporterPhone,
    WebhookSecret,
    PushSecret,
}

impl Secret {
    pub const ALL: [Secret; 6] = [
        Secret::ResidentPhone,
        Secret::ResidentIdentity,
        Secret::OwnerPhone,
        Secret::ReporterPhone,
        Secret::WebhookSecret,
        Secret::PushSecret,
    ];

    /// Part of what is authenticated: never change a name.
    pub fn name(self) -> &'static str {
        match self {
            Secret::ResidentPhone => "resident.phone",
            Secret::ResidentIdentity => "resident.identity",
            Secret::OwnerPhone => "dwelling.owner_phone",
            Secret::ReporterPhone => "case_record.reporter_phone",
            Secret::WebhookSecret => "webhook.secret",
            Secret::PushSecret => "push_subscription.secret",
        }
    }

    /// Whether earlier versions stored it as it is; the next rotation seals it.
    fn was_plain(self) -> bool {
        matches!(self, Secret::WebhookSecret | Secret::PushSecret)
    }
}

/// Why a sealed value does not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    #[error("a stored value is not sealed as this version seals")]
    Form,
    #[error("a stored value is sealed with key {0}, which the key file does not have")]
    Key(u32),
    #[error("a stored value does not open: another row's, changed, or sealed with another key of the same number")]
    Broken,
}

/// See the module. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Vault(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Read again when a value names a key that came later.
    file: Option<PathBuf>,
    keys: ArcSwap<Keys>,
}

impl Vault {
    /// The keys of a file, which is made with new ones when it is not there.
    pub fn in_file(file: &Path) -> Result<Vault, KeyError> {
        Ok(Vault::new(Some(file.to_owned()), Keys::in_file(file)?))
    }

    /// Keys written as in a file, for those who keep them in the environment.
    pub fn from_text(text: &str) -> Result<Vault, KeyError> {
        Ok(Vault::new(None, text.parse()?))
    }

    /// New keys that are written nowhere.
    #[cfg(test)]
    pub fn random() -> Vault {
        Vault::new(None, Keys::random())
    }

    fn new(file: Option<PathBuf>, keys: Keys) -> Vault {
        Vault(Arc::new(Inner { file, keys: ArcSwap::from_pointee(keys) }))
    }

    /// The number of the key that seals.
    pub fn current(&self) -> u32 {
        self.0.keys.load().sealing().0
    }

    /// The numbers of all keys, ascending.
    pub fn numbers(&self) -> Vec<u32> {
        self.0.keys.load().numbers()
    }

    /// Reads the key file again, so that a key made by another process seals from now on.
    pub fn refresh(&self) -> Result<(), KeyError> {
        if let Some(file) = &self.0.file {
            self.0.keys.store(Arc::new(Keys::read(file)?));
        }
        Ok(())
    }

    /// Makes a new key, writes it to the key file, and seals with it from now on.
    pub fn add_key(&self) -> Result<u32, KeyError> {
        self.change(Keys::with_new_key)
    }

    /// Drops all keys but the one that seals. For those who know that no value needs them.
    pub fn forget_old(&self) -> Result<u32, KeyError> {
        self.change(Keys::current_only)
    }

    fn change(&self, change: impl Fn(&Keys) -> Keys) -> Result<u32, KeyError> {
        let file = self.0.file.as_deref().ok_or(KeyError::NoFile)?;
        let keys = change(&Keys::read(file)?);
        keys.write(file)?;
        self.0.keys.store(Arc::new(keys));
        Ok(self.current())
    }

    /// When the key file was written.
    pub fn written(&self) -> Result<std::time::SystemTime, KeyError> {
        Keys::written(self.0.file.as_deref().ok_or(KeyError::NoFile)?)
    }

    /// Seals a value for one row.
    pub fn seal(&self, secret: Secret, row: i64, text: &str) -> String {
        let keys = self.0.keys.load();
        let (number, key) = keys.sealing();
        let nonce = rand::random::<[u8; NONCE]>();
        let payload = Payload { msg: text.as_bytes(), aad: &context(secret, row) };
        let sealed = cipher(key).encrypt(&Nonce::from(nonce), payload).expect("short texts can be sealed");
        format!("{PREFIX}{number}:{}", BASE64.encode([&nonce[..], &sealed].concat()))
    }

    /// Opens a value that was sealed for that row.
    pub fn open(&self, secret: Secret, row: i64, sealed: &str) -> Result<String, VaultError> {
        if secret.was_plain() && !sealed.starts_with(PREFIX) {
            return Ok(sealed.to_owned());
        }
        let (number, bytes) = parts(sealed).ok_or(VaultError::Form)?;
        let key = self.key(number).ok_or(VaultError::Key(number))?;
        let (nonce, text) = bytes.split_first_chunk::<NONCE>().ok_or(VaultError::Form)?;
        let payload = Payload { msg: text, aad: &context(secret, row) };
        let opened = cipher(&key).decrypt(&Nonce::from(*nonce), payload).map_err(|_| VaultError::Broken)?;
        String::from_utf8(opened).map_err(|_| VaultError::Broken)
    }

    /// Whether a value is sealed with the key that new values get.
    pub fn is_current(&self, sealed: &str) -> bool {
        parts(sealed).is_some_and(|(number, _)| number == self.0.keys.load().sealing().0)
    }

    /// What is stored beside a sealed value to find it exactly: 128 bits, as hex.
    pub fn hash(&self, secret: Secret, text: &str) -> String {
        self.hash_as(secret.name(), text)
    }

    /// Of words that are stored nowhere: tells that the same were used again.
    pub fn hash_words(&self, words: &str) -> String {
        self.hash_as("words", words)
    }

    fn hash_as(&self, name: &str, text: &str) -> String {
        let keys = self.0.keys.load();
        let mut mac = Hmac::<Sha256>::new_from_slice(keys.hashing()).expect("any length of key will do");
        mac.update(name.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        mac.finalize().into_bytes()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn key(&self, number: u32) -> Option<[u8; 32]> {
        let known = self.0.keys.load().opening(number);
        known.or_else(|| {
            let keys = Keys::read(self.0.file.as_deref()?).ok()?;
            let key = keys.opening(number);
            self.0.keys.store(Arc::new(keys));
            key
        })
    }
}

fn cipher(key: &[u8; 32]) -> Aes256Gcm {
    Aes256Gcm::new(&Key::<Aes256Gcm>::from(*key))
}

fn context(secret: Secret, row: i64) -> Vec<u8> {
    format!("{}:{row}", secret.name()).into_bytes()
}

fn parts(sealed: &str) -> Option<(u32, Vec<u8>)> {
    let (number, body) = sealed.strip_prefix(PREFIX)?.split_once(':')?;
    Some((number.parse().ok()?, BASE64.decode(body).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_opens_for_its_row_and_column_alone() {
        let vault = Vault::random();
        let sealed = vault.seal(Secret::ResidentPhone, 7, "199001234567");
        assert!(!sealed.contains("1990"), "{sealed}");
        assert_ne!(sealed, vault.seal(Secret::ResidentPhone, 7, "199001234567"), "no two look alike");
        assert_eq!(vault.open(Secret::ResidentPhone, 7, &sealed).as_deref(), Ok("199001234567"));
        assert_eq!(vault.open(Secret::ResidentPhone, 8, &sealed), Err(VaultError::Broken));
        assert_eq!(vault.open(Secret::OwnerPhone, 7, &sealed), Err(VaultError::Broken));
        assert_eq!(Vault::random().open(Secret::ResidentPhone, 7, &sealed), Err(VaultError::Broken));
        assert_eq!(vault.open(Secret::ResidentPhone, 7, "199001234567"), Err(VaultError::Form));
        let other = sealed.replacen(":1:", ":9:", 1);
        assert_eq!(vault.open(Secret::ResidentPhone, 7, &other), Err(VaultError::Key(9)));
    }

    #[test]
    fn a_hash_is_the_same_for_the_same_number_and_key_only() {
        let vault = Vault::random();
        let hash = vault.hash(Secret::ResidentIdentity, "990001199001011234");
        assert_eq!(hash, vault.hash(Secret::ResidentIdentity, "990001199001011234"));
        assert_eq!(hash.len(), 32);
        assert_ne!(hash, vault.hash(Secret::ResidentPhone, "990001199001011234"));
        assert_ne!(hash, Vault::random().hash(Secret::ResidentIdentity, "990001199001011234"));
    }

    #[test]
    fn a_running_vault_learns_of_a_new_key() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        let (running, rotating) = (Vault::in_file(&file).unwrap(), Vault::in_file(&file).unwrap());
        let old = running.seal(Secret::OwnerPhone, 1, "old");
        rotating.0.keys.store(Arc::new(rotating.0.keys.load().with_new_key()));
        rotating.0.keys.load().write(&file).unwrap();
        let new = rotating.seal(Secret::OwnerPhone, 1, "new");
        assert!(!running.is_current(&new));
        assert_eq!(running.open(Secret::OwnerPhone, 1, &new).as_deref(), Ok("new"));
        assert!(running.is_current(&new) && !running.is_current(&old));
        assert_eq!(running.open(Secret::OwnerPhone, 1, &old).as_deref(), Ok("old"));
    }
}
