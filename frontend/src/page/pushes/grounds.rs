//! What somebody is told personal data for, by which law, and which fields in full: the same three lines wherever a push
//! is shown.

use crate::context::{context, tr};
use crate::i18n::tenants as words;
use leptos::prelude::*;
use shared::push::PushField;

/// `None` where nothing was sent yet.
#[component]
pub fn Grounds(purpose: Option<String>, basis: Option<String>, fields: Option<Vec<PushField>>) -> impl IntoView {
    let context = context();
    let given = move || {
        let lang = context.lang.get();
        match &fields {
            None => "—".to_owned(),
            Some(fields) if fields.is_empty() => words::NO_FIELDS.get(lang).to_owned(),
            Some(fields) => fields.iter().map(|field| field.text().get(lang)).collect::<Vec<_>>().join("、"),
        }
    };
    let told = |words: Option<String>| words.unwrap_or_else(|| "—".to_owned());
    view! {
        <dl class="push-grounds">
            <dt>{tr(words::PURPOSE)}</dt><dd>{told(purpose)}</dd>
            <dt>{tr(words::BASIS)}</dt><dd>{told(basis)}</dd>
            <dt>{tr(words::FIELDS)}</dt><dd>{given}</dd>
        </dl>
    }
}
