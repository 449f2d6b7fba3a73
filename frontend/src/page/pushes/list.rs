//! Deliveries, newest first, narrowed by department and state.

use super::Pushes;
use crate::api;
use crate::context::{context, tr};
use crate::format;
use crate::i18n::tenants as words;
use crate::load::{Load, follow};
use crate::ui::states::{Empty, Failed, Loading};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::Deed;
use shared::api::Page;
use shared::api::push::DeliveryView;
use shared::push::DeliveryState;

/// Rows more with each touch.
const STEP: usize = 50;

#[component]
pub fn Deliveries(pushes: Pushes) -> impl IntoView {
    let limit = RwSignal::new(STEP);
    let key = move || (pushes.round.get(), pushes.department.get(), pushes.state.get(), limit.get());
    let page = follow(true, key, |(_, department, state, limit)| async move {
        let department = department.map(|department| format!("&department={department}")).unwrap_or_default();
        let state = state.map(|state| format!("&state={state}")).unwrap_or_default();
        api::get::<Page<DeliveryView>>(&format!("/api/v1/pushes/deliveries?limit={limit}{department}{state}")).await
    });
    let filter = move |state: Option<DeliveryState>| {
        let chosen = move || pushes.state.get() == state;
        let text = state.map_or(words::ALL, DeliveryState::text);
        view! {
            <button class="chip" class:active=chosen aria-pressed=move || chosen().to_string() on:click=move |_| pushes.state.set(state)
                data-testid=format!("state-{}", state.map_or("all", DeliveryState::code))>{tr(text)}</button>
        }
    };
    let row = move |one: DeliveryView| {
        let (report, shown) = (one.report.clone(), one.report.clone());
        let active = {
            let report = one.report.clone();
            move || pushes.report.with(|shown| shown.as_ref() == Some(&report))
        };
        view! {
            <li>
                <button class="push-row" class:active=active on:click=move |_| pushes.report.set(Some(report.clone())) data-testid="push-row"
                    data-report=shown.clone() data-department=one.department.code() data-state=one.state.code()>
                    <b>{tr(one.department.text())}</b>
                    <span>{tr(one.kind.text())}" · "{one.people}" "{tr(words::PEOPLE)}</span>
                    <span class="push-state" data-state=one.state.code()>{tr(one.state.text())}</span>
                    <code>{one.report.clone()}" #"{one.seq}</code>
                    <time>{format::day_hm(one.settled_at.unwrap_or(one.reported_at))}</time>
                </button>
            </li>
        }
    };
    let body = move || match page.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error/> }.into_any(),
        Load::Ready(page) if page.items.is_empty() => view! { <Empty text=words::NONE/> }.into_any(),
        Load::Ready(page) => {
            let more = page.next.is_some() && limit.get_untracked() < 200;
            view! {
                <ul>{page.items.into_iter().map(row).collect_view()}</ul>
                {more.then(|| view! {
                    <button class="button quiet" on:click=move |_| limit.update(|limit| *limit = (*limit + STEP).min(200))>{tr(words::MORE)}</button>
                })}
            }
            .into_any()
        }
    };
    let states = [None, Some(DeliveryState::Waiting), Some(DeliveryState::Delivered), Some(DeliveryState::Dead)];
    view! {
        <section class="panel push-list">
            <h2>{tr(words::DELIVERIES)}<span class="chips">{states.map(filter)}</span></h2>
            {body}
        </section>
    }
}

/// Tries what was given up anew, for those who may.
#[component]
pub fn Retry(pushes: Pushes, subscription: String, seq: i64) -> impl IntoView {
    let context = context();
    let error = RwSignal::new(None::<api::ApiError>);
    let path = format!("/api/v1/pushes/subscriptions/{subscription}/deliveries/{seq}/retry");
    let retry = move |_| {
        let path = path.clone();
        spawn_local(async move {
            match api::post_empty(&path).await {
                Ok(()) => pushes.refresh(),
                Err(reason) => error.set(Some(reason)),
            }
        });
    };
    context.may(Deed::ManagePeople).then(|| view! {
        <button class="button quiet" on:click=retry data-testid="push-retry"><Icon of=icons::REFRESH_CW/>{tr(words::RETRY)}</button>
        {move || error.get().map(|error| view! { <p class="field-error" role="alert">{error.words(context.lang.get())}</p> })}
    })
}
