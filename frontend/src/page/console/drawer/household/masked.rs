//! A masked number in its place. This is where a reveal is offered: whose number and which is known here.

use crate::api::encode;
use crate::context::tr;
use crate::i18n::household as words;
use crate::ui::reveal::Reveal;
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::disclosure::PersonField;

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
    let field = match (&subject, kind) {
        (Subject::Dwelling(_), _) => PersonField::OwnerPhone,
        (Subject::Resident(_), Kind::Phone) => PersonField::Phone,
        (Subject::Resident(_), Kind::Identity) => PersonField::Identity,
    };
    let url = match &subject {
        Subject::Resident(id) => format!("/api/v1/residents/{}/reveal", encode(id)),
        Subject::Dwelling(id) => format!("/api/v1/dwellings/{}/reveal", encode(id)),
    };
    let reveal = value.is_some().then(|| view! { <Reveal url fields=vec![field] short=true/> });
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
        {reveal}
    }
}
