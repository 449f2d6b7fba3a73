//! Seals and verification.
