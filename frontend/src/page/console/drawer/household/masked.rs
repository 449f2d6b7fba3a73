//! A masked number in its place. This is where a reveal is offered: whose number and which is known here.

use crate::context::tr;
use crate::i18n::household as words;
use crate::ui::{Icon, icons};
use leptos::prelude::*;

/// Whose number it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    Resident(String),
    /// The owner of a dwelling.
    Dwelling(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Phone,
    Identity,
}

impl Kind {
    /// As the reveal of the server names the field.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Phone => "phone",
            Kind::Identity => "identity",
        }
    }
}

#[component]
pub fn Masked(subject: Subject, kind: Kind, value: Option<String>) -> impl IntoView {
    let (icon, name) = match kind {
        Kind::Phone => (icons::PHONE, words::PHONE),
        Kind::Identity => (icons::ID_CARD, words::IDENTITY),
    };
    let (resident, dwelling) = match subject {
        Subject::Resident(id) => (Some(id), None),
        Subject::Dwelling(id) => (None, Some(id)),
    };
    let body = match value {
        Some(value) => view! { <b>{value}</b> }.into_any(),
        None => view! { <em>{tr(words::NO_PHONE)}</em> }.into_any(),
    };
    view! {
        <span class="masked" title=tr(name) data-kind=kind.code() data-resident=resident data-dwelling=dwelling>
            <Icon of=icon/><span class="for-readers">{tr(name)}</span>{body}
        </span>
    }
}
