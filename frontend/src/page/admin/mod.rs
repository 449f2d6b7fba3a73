//! Administration: accounts, categories with their criteria, webhooks. A tab is there for whoever has its right; the
//! address holds the tab.

mod account;
mod accounts;
mod areas;
mod categories;
mod dead;
mod limit;
mod offices;
mod table;
mod webhook;
mod webhooks;

use super::frame::Frame;
use super::gate::Gate;
use super::situation;
use crate::context::{Context, context, query, tr};
use crate::i18n::admin as words;
use crate::ui::states::Empty;
use accounts::Accounts;
pub use accounts::office_words;
pub use areas::{Areas, WithinField};
use categories::Categories;
use leptos::prelude::*;
use shared::access::Deed;
use shared::text::Text;
use webhooks::Webhooks;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Accounts,
    Categories,
    Webhooks,
}

const TABS: [Tab; 3] = [Tab::Accounts, Tab::Categories, Tab::Webhooks];

impl Tab {
    fn code(self) -> &'static str {
        match self {
            Tab::Accounts => "accounts",
            Tab::Categories => "categories",
            Tab::Webhooks => "webhooks",
        }
    }

    fn text(self) -> Text {
        match self {
            Tab::Accounts => words::ACCOUNTS,
            Tab::Categories => words::CATEGORIES,
            Tab::Webhooks => words::WEBHOOKS,
        }
    }

    fn deed(self) -> Deed {
        match self {
            Tab::Accounts => Deed::ManageAccounts,
            Tab::Categories => Deed::EditCategories,
            Tab::Webhooks => Deed::ManageWebhooks,
        }
    }
}

/// Whether there is anything for this person on the page.
pub fn may_administer(context: Context) -> bool {
    TABS.iter().any(|tab| context.may(tab.deed()))
}

#[component]
pub fn AdminPage() -> impl IntoView {
    situation("office-page", words::ADMIN);
    view! {
        <Gate><Frame title=words::ADMIN testid="admin-page"><Opened/></Frame></Gate>
    }
}

#[component]
fn Opened() -> impl IntoView {
    let context = context();
    let tabs = Memo::new(move |_| TABS.into_iter().filter(|tab| context.may(tab.deed())).collect::<Vec<_>>());
    let asked = query("tab").and_then(|code| TABS.into_iter().find(|tab| tab.code() == code));
    let chosen = RwSignal::new(asked);
    let tab = Memo::new(move |_| {
        tabs.with(|tabs| chosen.get().filter(|tab| tabs.contains(tab)).or_else(|| tabs.first().copied()))
    });
    Effect::new(move || {
        let Some(tab) = tab.get() else { return };
        let address = format!("/admin?tab={}", tab.code());
        let history = window().history();
        let written = history.and_then(|h| h.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address)));
        if written.is_err() {
            leptos::logging::warn!("the address cannot be written");
        }
    });
    let button = move |this: Tab| {
        let active = move || tab.get() == Some(this);
        view! {
            <button type="button" role="tab" class:active=active aria-selected=move || active().to_string()
                on:click=move |_| chosen.set(Some(this)) data-testid=format!("tab-{}", this.code())>{tr(this.text())}</button>
        }
    };
    let body = move || match tab.get() {
        Some(Tab::Accounts) => view! { <Accounts/> }.into_any(),
        Some(Tab::Categories) => view! { <Categories/> }.into_any(),
        Some(Tab::Webhooks) => view! { <Webhooks/> }.into_any(),
        None => view! { <Empty text=words::NOTHING_HERE/> }.into_any(),
    };
    view! {
        <div class="tabs" role="tablist" aria-label=tr(words::ADMIN)>
            {move || tabs.get().into_iter().map(button).collect_view()}
        </div>
        {body}
    }
}
