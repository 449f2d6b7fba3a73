//! What is filtered, taken away as a file.

use super::state::console;
use crate::context::{context, tr};
use crate::i18n::casework as words;
use crate::ui::menu::Menu;
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::access::Deed;

#[component]
pub fn Export() -> impl IntoView {
    let context = context();
    let is_open = RwSignal::new(false);
    let filter = console().filter;
    let link = move |format: &'static str, name: &'static str| {
        let address =
            move || format!("/api/v1/cases/export?format={format}{}", filter.with(|filter| filter.export_query()));
        view! {
            <li>
                <a class="menu-item" href=address download on:click=move |_| is_open.set(false) data-testid=format!("export-{format}")>
                    <Icon of=icons::DOWNLOAD/>{name}
                </a>
            </li>
        }
    };
    move || {
        context.may(Deed::ExportCases).then(|| {
            view! {
                <Menu is_open text=words::EXPORT icon=icons::DOWNLOAD testid="export">
                    <ul>{link("xlsx", "Excel (XLSX)")}{link("csv", "CSV")}</ul>
                    <Show when=move || filter.with(|filter| filter.exports_more())>
                        <p class="hint">{tr(words::EXPORTS_ALL_LIGHTS)}</p>
                    </Show>
                </Menu>
            }
        })
    }
}
