//! 人员名单: ask for a list of persons, decide about it, fetch the file.

mod ask;
mod row;

use super::access::Top;
use super::gate::Gate;
use super::situation;
use crate::api;
use crate::context::{context, tr};
use crate::i18n::care as words;
use crate::load::Load;
use crate::ui::states::{Empty, Failed, Loading};
use crate::ui::{Icon, icons};
use ask::Ask;
use leptos::prelude::*;
use leptos::task::spawn_local;
use row::Row;
use shared::access::Deed;
use shared::api::disclosure::PersonExportView;

const PATH: &str = "/api/v1/person-exports";
/// Nobody reads more.
const MOST: usize = 200;

/// The requests on the page.
#[derive(Clone, Copy)]
struct Requests(RwSignal<Load<Vec<PersonExportView>>>);

impl Requests {
    fn load(self) {
        spawn_local(async move {
            let answer = api::get_all::<PersonExportView>(PATH.to_owned(), MOST).await;
            // The page may have been left meanwhile.
            if self.0.try_get_untracked().is_some() {
                self.0.set(answer.into());
            }
        });
    }
}

#[component]
pub fn ExportsPage() -> impl IntoView {
    situation("care-page", words::EXPORTS_TITLE);
    view! {
        <Gate><Top title=words::EXPORTS_TITLE/><Opened/></Gate>
    }
}

#[component]
fn Opened() -> impl IntoView {
    let context = context();
    let requests = Requests(RwSignal::new(Load::Loading));
    requests.load();
    let body = move || match requests.0.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error retry=Callback::new(move |()| requests.load())/> }.into_any(),
        Load::Ready(found) if found.is_empty() => view! { <Empty text=words::NO_REQUESTS/> }.into_any(),
        Load::Ready(found) => view! {
            <ul class="care-rows">{found.into_iter().map(|export| view! { <Row export requests/> }).collect_view()}</ul>
        }
        .into_any(),
    };
    view! {
        <main class="care-sheet" data-testid="exports-page">
            <p class="hint"><Icon of=icons::SHIELD_CHECK/>{tr(words::EXPORTS_RULE)}</p>
            {move || context.may(Deed::ExportPeople).then(|| view! { <Ask requests/> })}
            <section class="panel care-panel">
                <h2>{tr(words::REQUESTS)}</h2>
                {body}
            </section>
        </main>
    }
}
