//! 推送记录: which departments were told of a person, asked for when it is opened. What was sent counts as told, whether or
//! not a receipt came.

use crate::api::{self, encode};
use crate::context::{context, tr};
use crate::format;
use crate::i18n::household as words;
use crate::load::{Load, follow};
use crate::page::pushes::Grounds;
use crate::ui::states::{Failed, Loading};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::access::Deed;
use shared::api::Page;
use shared::api::push::PersonPush;

/// Opens and closes the record of a person.
#[component]
pub fn ToldLink(open: RwSignal<bool>) -> impl IntoView {
    context().may(Deed::SeePeople).then(|| {
        view! {
            <button type="button" class="link told" aria-expanded=move || open.get().to_string() data-testid="told"
                on:click=move |_| open.update(|open| *open = !*open)><Icon of=icons::SEND/>{tr(words::TOLD)}</button>
        }
    })
}

/// The record itself, while it is open.
#[component]
pub fn ToldRecord(resident: String, open: RwSignal<bool>) -> impl IntoView {
    move || open.get().then(|| view! { <Record resident=resident.clone()/> })
}

#[component]
fn Record(resident: String) -> impl IntoView {
    let path = format!("/api/v1/residents/{}/pushes", encode(&resident));
    let told = follow(
        false,
        || (),
        move |()| {
            let path = path.clone();
            async move { api::get::<Page<PersonPush>>(&path).await }
        },
    );
    let row = |one: PersonPush| {
        view! {
            <li data-testid="told-row" data-department=one.department.code()>
                <p>
                    <b>{tr(one.department.text())}</b>
                    <span class="tag">{tr(one.kind.text())}</span>
                    <span class="push-state" data-state=one.state.code()>{tr(one.state.text())}</span>
                    <time>{format::day_hm(one.first_sent_at)}</time>
                </p>
                <Grounds purpose=Some(one.purpose) basis=Some(one.basis) fields=Some(one.fields)/>
            </li>
        }
    };
    let body = move || match told.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error/> }.into_any(),
        Load::Ready(page) if page.items.is_empty() => {
            view! { <p class="hint" data-testid="told-nobody">{tr(words::TOLD_NOBODY)}</p> }.into_any()
        }
        Load::Ready(page) => view! { <ul>{page.items.into_iter().map(row).collect_view()}</ul> }.into_any(),
    };
    view! { <div class="told-record">{body}</div> }
}
