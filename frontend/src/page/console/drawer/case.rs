//! A case: its stages, its clock, whose it is and why, and everything that ever happened to it.

use crate::api::{self, encode};
use crate::context::{context, tr};
use crate::format;
use crate::i18n;
use crate::load::{Load, follow};
use crate::page::console::pick;
use crate::page::console::state::{Selection, console};
use crate::ui::marks::LightMark;
use crate::ui::states::{Failed, Loading};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::api::Page;
use shared::api::area::AreaRef;
use shared::api::case::{CaseDetail, CaseEvent};
use shared::case::workflow::Stage;

#[component]
pub fn CaseCard(number: String) -> impl IntoView {
    let console = console();
    let context = context();
    let shown = number.clone();
    // The list's version of the case changes with the live stream: then the card asks again.
    let version = Memo::new(move |_| {
        console.cases.with(|cases| {
            let case = cases.ready()?.iter().find(|case| case.number == shown)?;
            Some((case.stage, case.worker.as_ref().map(|worker| worker.id.clone()), case.department))
        })
    });
    let path = format!("/api/v1/cases/{}", encode(&number));
    let history_path = format!("{path}/history?limit=200");
    let key = move || (version.get(), context.lang.get());
    let detail = follow(true, key, move |_| {
        let path = path.clone();
        async move { api::get::<CaseDetail>(&path).await }
    });
    let history = follow(true, key, move |_| {
        let path = history_path.clone();
        async move { api::get::<Page<CaseEvent>>(&path).await }
    });
    let body = move || match detail.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error/> }.into_any(),
        Load::Ready(detail) => view! { <Body detail/> }.into_any(),
    };
    let rows = move || match history.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error/> }.into_any(),
        Load::Ready(page) => view! {
            <ol class="history" data-testid="case-history">
                {page.items.into_iter().map(|event| view! {
                    <li>
                        <time>{format::day_hm(event.at)}</time>
                        <span><b>{tr(event.action.text())}</b>" "{event.actor}</span>
                        {(!event.note.is_empty()).then(|| view! { <p>{event.note}</p> })}
                    </li>
                }).collect_view()}
            </ol>
        }
        .into_any(),
    };
    view! {
        <div class="scroll" data-testid="case-drawer" data-number=number>
            {body}
            <h3>{tr(i18n::HISTORY)}</h3>
            {rows}
        </div>
    }
}

#[component]
fn Body(detail: CaseDetail) -> impl IntoView {
    let console = console();
    let context = context();
    let case = detail.case;
    let (stage, reported, due) = (case.stage, case.reported_at, case.due_at);
    let lit = {
        let case = case.clone();
        Signal::derive(move || case.light_at(context.now.get()))
    };
    let clock = move || match case.closed_at {
        Some(closed) => format!("{} {}", context.t(i18n::CLOSED_AT), format::day_hm(closed)),
        None => format::left(due, context.now.get(), context.lang.get()),
    };
    let (zh, en) = (case.category_zh, case.category_en);
    let chain: Vec<AreaRef> = [case.subdistrict, case.community, case.grid.clone()].into_iter().flatten().collect();
    let building = case.building_id.clone().zip(case.location);
    let open_building = move |_| {
        if let Some((id, place)) = building.clone() {
            console.select_building(id, None, place);
        }
    };
    let grid = case.grid.clone();
    let open_grid = move |_| {
        if let Some(grid) = &grid {
            console.selection.set(Some(Selection::Grid(grid.code.clone())));
        }
    };
    let reporter = [detail.reporter_name, detail.reporter_phone].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let satisfied = detail.course.satisfied.map(|yes| if yes { i18n::SATISFIED } else { i18n::UNSATISFIED });
    view! {
        <div class="card-head">
            <h2>
                {move || pick(context.lang.get(), &zh, &en).to_owned()}
                {case.urgent.then(|| view! { <em class="urgent">{tr(i18n::URGENT)}</em> })}
            </h2>
            <code data-testid="case-number">{case.number}</code>
        </div>
        <ol class="stages" aria-label=tr(i18n::STAGES)>
            {Stage::ALL.iter().map(|&step| view! {
                <li class:done=step.lt(&stage) class:now=step == stage aria-current=(step == stage).then_some("step")>
                    <i aria-hidden="true"></i><span>{tr(step.text())}</span>
                </li>
            }).collect_view()}
        </ol>
        <p class="big-clock" data-light=move || lit.get().code() data-testid="case-clock">
            <LightMark light=lit/><b>{clock}</b>
            <small>{tr(i18n::DUE)}" "{format::day_hm(due)}</small>
        </p>
        {case.description.map(|words| view! { <blockquote>{words}</blockquote> })}
        <dl>
            <dt>{tr(i18n::PLACE)}</dt>
            <dd>
                {case.place}
                {case.building_id.is_some().then(|| view! {
                    <button class="link" on:click=open_building><Icon of=icons::BUILDING_2/>{tr(i18n::SHOW_BUILDING)}</button>
                })}
            </dd>
            <dt>{tr(i18n::BELONGS)}</dt>
            <dd>
                {chain.into_iter().map(|area| area.name).collect::<Vec<_>>().join(" · ")}
                {case.grid.map(|_| view! {
                    <button class="link" on:click=open_grid><Icon of=icons::GRID_3X3/>{tr(i18n::SHOW_GRID)}</button>
                })}
            </dd>
            <dt>{tr(i18n::ASSIGNED)}</dt>
            <dd data-testid="case-assignment">
                {case.worker.map(|worker| view! { <b>{worker.name}</b>" "{tr(worker.post.text())} })}
                {case.department.map(|department| view! { <span class="tag">{tr(department.text())}</span> })}
                <p class="reason">{detail.reason}</p>
            </dd>
            <dt>{tr(i18n::SOURCE)}</dt>
            <dd>{tr(case.source.text())}" · "{format::day_hm(reported)}</dd>
            {(!reporter.is_empty()).then(|| view! { <dt>{tr(i18n::REPORTER)}</dt><dd>{reporter}</dd> })}
            {satisfied.map(|text| view! { <dt>{tr(i18n::SATISFACTION)}</dt><dd>{tr(text)}</dd> })}
        </dl>
    }
}
