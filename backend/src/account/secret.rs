//! Secrets: hashing passwords, making tokens and first passwords.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use sha2::{Digest, Sha256};
use shared::password;

/// Signs of a first password: none that is mistaken for another when it is read out.
const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Argon2id, in the form that names its own parameters and salt.
pub fn hash(password: &str) -> String {
    Argon2::default().hash_password(password.as_bytes()).expect("the parameters are Argon2's own").to_string()
}

pub fn verify(stored: &str, password: &str) -> bool {
    PasswordHash::new(stored)
        .is_ok_and(|stored| Argon2::default().verify_password(password.as_bytes(), &stored).is_ok())
}

/// 256 random bits for a cookie.
pub fn token() -> String {
    hex(&rand::random::<[u8; 32]>())
}

/// 64 random bits that name a session in lists; worth nothing to who finds them.
pub fn session_id() -> String {
    hex(&rand::random::<[u8; 8]>())
}

/// What is stored of a token.
pub fn digest(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// A first password of 80 random bits that the policy accepts.
pub fn first_password(login: &str) -> String {
    loop {
        let bytes = rand::random::<[u8; 16]>();
        let made: String = bytes.iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect();
        if password::check(login, &made).is_ok() {
            return made;
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
