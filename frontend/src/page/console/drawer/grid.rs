//! A grid: who holds its posts, who is away, how much lies on it.

use super::building::chain;
use crate::api::{self, encode};
use crate::context::{context, tr};
use crate::format;
use crate::i18n::{self, household as words};
use crate::load::{Load, follow};
use crate::page::console::cases::CaseRow;
use crate::page::console::state::console;
use crate::ui::states::{Failed, Loading};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::access::{Deed, Object, may};
use shared::api::area::AreaDetail;
use shared::area::AreaCode;
use shared::worker::Post;

#[component]
pub fn GridCard(code: String) -> impl IntoView {
    let console = console();
    let context = context();
    let path = format!("/api/v1/areas/{}", encode(&code));
    let detail = follow(
        true,
        move || context.lang.get(),
        move |_| {
            let path = path.clone();
            async move { api::get::<AreaDetail>(&path).await }
        },
    );
    let body = move || match detail.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error/> }.into_any(),
        Load::Ready(detail) => view! { <Body detail/> }.into_any(),
    };
    let cases = move || {
        console.cases.with(|cases| {
            let cases = cases.ready().map(Vec::as_slice).unwrap_or_default();
            let here = cases.iter().filter(|case| case.grid.as_ref().is_some_and(|grid| grid.code == code));
            here.cloned().map(|case| view! { <li><CaseRow case/></li> }).collect_view()
        })
    };
    view! {
        <div class="scroll" data-testid="grid-drawer">
            {body}
            <h3>{tr(i18n::OPEN_CASES)}</h3>
            <ul class="rows">{cases}</ul>
        </div>
    }
}

#[component]
fn Body(detail: AreaDetail) -> impl IntoView {
    let area = detail.area;
    let cards = format!("/card/{}", encode(&area.code));
    // Whether the grid is one of theirs.
    let code = AreaCode::trusted(area.code.as_str());
    let may_print = context().office().is_some_and(|office| may(&office, Deed::SeePeople, Object::Area(&code)));
    let mut staff = detail.staff;
    staff.sort_by_key(|one| Post::ALL.iter().position(|post| *post == one.worker.post));
    let staff = staff.into_iter().map(|one| {
        view! {
            <li class:away=one.on_leave>
                <b>{one.worker.name}</b><span>{tr(one.worker.post.text())}</span>
                <em>{tr(if one.on_leave { i18n::ON_LEAVE } else { i18n::ON_DUTY })}</em>
            </li>
        }
    });
    let facts = [
        (i18n::HOUSEHOLDS, area.households),
        (i18n::RESIDENTS, detail.residents),
        (i18n::BUILDINGS, detail.buildings),
        (i18n::OPEN_CASES, area.open),
        (i18n::OVERDUE, area.overdue),
    ];
    view! {
        <div class="card-head">
            <h2>{area.name}{area.grid_kind.map(|kind| view! { <span class="tag">{tr(kind.text())}</span> })}</h2>
            <code>{area.code}</code>
            {may_print.then(|| view! {
                <a class="link" href=cards target="_blank" rel="noopener" data-testid="grid-cards"><Icon of=icons::PRINTER/>{tr(words::CONTACT_CARDS)}</a>
            })}
            <small>{chain(&detail.chain)}</small>
        </div>
        <ul class="facts">
            {facts.map(|(text, number)| view! { <li><span>{tr(text)}</span><b>{format::count(number)}</b></li> })}
        </ul>
        <h3>{tr(i18n::STAFF)}</h3>
        <ul class="staff" data-testid="grid-staff">{staff.collect_view()}</ul>
    }
}
