//! The server: one binary. Nouns live in folders of the same shape (mod, api, service, store, tests); `http` knows about
//! HTTP, `db` about engines, `vault` about keys, `spatial`, `tile` and `search` are pure and in memory.

pub mod account;
pub mod app;
pub mod area;
pub mod audit;
pub mod card;
pub mod case;
pub mod category;
pub mod city;
pub mod cli;
pub mod clock;
pub mod db;
pub mod delivery;
pub mod demo;
pub mod disclosure;
pub mod evidence;
pub mod exchange;
pub mod health;
pub mod http;
pub mod live;
pub mod notify;
pub mod person;
pub mod place;
pub mod push;
pub mod register;
pub mod router;
#[cfg(test)]
mod router_tests;
pub mod search;
pub mod spatial;
pub mod tenancy;
#[cfg(test)]
mod testing;
pub mod tile;
pub mod vault;
pub mod wall;
pub mod webhook;
pub mod worker;
