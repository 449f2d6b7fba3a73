//! 数据导入: a table is chosen, tried in a dry run, and read in; the list below shows every import with its numbers, and
//! hands the refused rows back.

mod form;
mod jobs;

use super::gate::Gate;
use super::situation;
use crate::api;
use crate::context::{context, tr};
use crate::i18n::{self, imports as words};
use crate::load::{Load, Soon, follow};
use crate::ui::states::Empty;
use crate::ui::switches::{LangSwitch, ThemeSwitch};
use crate::ui::{Icon, icons};
use form::Form;
use jobs::Jobs;
use leptos::prelude::*;
use shared::access::Deed;
use shared::api::Page;
use shared::api::register::ImportView;
use std::time::Duration;

/// How often a running import is asked for its numbers.
const ASK_EVERY: Duration = Duration::from_secs(1);

/// The imports of this installation.
#[derive(Clone, Copy)]
struct Imports {
    list: RwSignal<Load<Page<ImportView>>>,
    round: RwSignal<u32>,
}

impl Imports {
    fn open() -> Imports {
        let (round, lang) = (RwSignal::new(0), context().lang);
        let list = follow(true, move || (round.get(), lang.get()), |_| api::get::<Page<ImportView>>("/api/v1/imports"));
        let (imports, soon) = (Imports { list, round }, Soon::new(ASK_EVERY));
        // Asked again while something is under way, and left alone otherwise.
        Effect::new(move || {
            let busy =
                list.with(|list| list.ready().is_some_and(|page| page.items.iter().any(|job| !job.state.is_over())));
            if busy {
                soon.run(move || imports.refresh());
            }
        });
        imports
    }

    fn refresh(self) {
        self.round.update(|round| *round += 1);
    }
}

#[component]
pub fn ImportPage() -> impl IntoView {
    situation("import-page", words::TITLE);
    view! {
        <Gate><Opened/></Gate>
    }
}

#[component]
fn Opened() -> impl IntoView {
    let context = context();
    let body = move || {
        if !context.may(Deed::ManagePeople) {
            return view! { <Empty text=words::FORBIDDEN/> }.into_any();
        }
        let imports = Imports::open();
        view! { <Form imports/><Jobs imports/> }.into_any()
    };
    view! {
        <header class="case-top">
            <a class="brand" href="/"><Icon of=icons::ARROW_LEFT/><b>{tr(i18n::PRODUCT)}</b></a>
            <h1>{tr(words::TITLE)}</h1>
            <div class="top-end"><LangSwitch/><ThemeSwitch/></div>
        </header>
        <main class="imports" data-testid="import-page">{body}</main>
    }
}
