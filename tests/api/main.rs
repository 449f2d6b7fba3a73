//! The API from outside: what it refuses and how, who may come in, and what it never says.

mod bad_input;
mod datum;
mod idempotency;
mod privacy;
mod sign_in;
mod start;
