//! A value with its source (来源): shown when it is pointed at, tapped, or when the whole card shows its sources.

use crate::context::context;
use crate::format;
use crate::i18n::household as words;
use leptos::prelude::*;
use shared::origin::{Origin, Origins};
use shared::text::Lang;

/// `来源 网格采集 2026-11-22 · worker`
fn told(origin: &Origin, lang: Lang) -> String {
    let by = origin.by.as_ref().map(|by| format!(" · {by}")).unwrap_or_default();
    format!("{} {} {}{by}", words::SOURCE_OF.get(lang), origin.channel.text().get(lang), format::day(origin.at))
}

#[component]
pub fn Sourced(field: &'static str, origins: Origins, children: Children) -> impl IntoView {
    let context = context();
    let origin = origins.of(field).clone();
    let words = move || told(&origin, context.lang.get());
    view! { <span class="sourced" tabindex="-1" data-source=words data-field=field>{children()}</span> }
}
