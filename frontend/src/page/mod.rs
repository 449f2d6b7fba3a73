//! The pages, one folder per situation of use.

pub mod access;
pub mod admin;
pub mod audit;
pub mod board;
pub mod card;
pub mod case;
pub mod console;
pub mod exports;
mod frame;
mod gate;
pub mod import;
pub mod login;
pub mod me;
pub mod missing;
pub mod pushes;
pub mod report;
pub mod tenants;
pub mod wall;

use crate::context::context;
use leptos::prelude::*;
use shared::text::Text;

/// Sets the page's title and the class of the root element, by which each situation scales and scrolls.
pub fn situation(class: &'static str, title: Text) {
    let lang = context().lang;
    Effect::new(move || {
        document().set_title(&format!("{} · {}", title.get(lang.get()), crate::i18n::PRODUCT.get(lang.get())));
        if let Some(root) = document().document_element() {
            root.set_class_name(class);
        }
    });
}
