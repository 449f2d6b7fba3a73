//! What travels between browser and server, one file per noun.

pub mod account;
pub mod area;
pub mod audit;
pub mod card;
pub mod case;
pub mod category;
pub mod city;
pub mod disclosure;
pub mod evidence;
pub mod notice;
pub mod person;
pub mod place;
pub mod problem;
pub mod push;
pub mod queue;
pub mod register;
pub mod search;
pub mod session;
pub mod tenancy;
pub mod wall;
pub mod webhook;

use serde::{Deserialize, Serialize};

/// A page of a list. `next` is the cursor of the page after it, to be given as `after`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
}
