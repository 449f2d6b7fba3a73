//! Unusual rates, until an auditor has looked into them.

use crate::api;
use crate::context::{context, tr};
use crate::format;
use crate::i18n::care as words;
use crate::load::Load;
use crate::ui::states::{Failed, Loading};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::disclosure::{AlarmList, AlarmNoted, AlarmView};

const PATH: &str = "/api/v1/access-alarms";

#[component]
pub fn Alarms() -> impl IntoView {
    let list = RwSignal::new(Load::<AlarmList>::Loading);
    let load = move || {
        spawn_local(async move {
            let answer = api::get::<AlarmList>(PATH).await;
            // The page may have been left meanwhile.
            if list.try_get_untracked().is_some() {
                list.set(answer.into());
            }
        });
    };
    load();
    let body = move || match list.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error retry=Callback::new(move |()| load())/> }.into_any(),
        Load::Ready(known) if known.items.is_empty() => {
            view! { <p class="hint" role="status"><Icon of=icons::CIRCLE_CHECK/>{tr(words::NO_ALARMS)}</p> }.into_any()
        }
        Load::Ready(known) => view! {
            <ul class="care-rows">{known.items.into_iter().map(|alarm| view! { <Row alarm list/> }).collect_view()}</ul>
        }
        .into_any(),
    };
    let open = move || list.with(|list| list.ready().map_or(0, |list| list.open));
    view! {
        <section class="panel care-panel" data-testid="alarms">
            <h2>{tr(words::ALARMS)}<Show when=move || { open() > 0 }><em class="badge" data-testid="alarms-open">{open}</em></Show></h2>
            {body}
        </section>
    }
}

#[component]
fn Row(alarm: AlarmView, list: RwSignal<Load<AlarmList>>) -> impl IntoView {
    let context = context();
    let noted = AlarmNoted { login: alarm.login.clone(), kind: alarm.kind, hour: alarm.hour.clone() };
    let note = move |_| {
        let noted = noted.clone();
        spawn_local(async move {
            match api::post::<_, AlarmList>(&format!("{PATH}/noted"), &noted).await {
                Ok(fresh) => list.set(Load::Ready(fresh)),
                Err(error) => leptos::logging::warn!("the alarm: {error:?}"),
            }
        });
    };
    let own = context.session.with_untracked(|session| session.ready().is_some_and(|own| own.login == alarm.login));
    let end = match alarm.noted_by {
        Some(by) => view! { <span class="quiet">{tr(words::NOTED_BY)}" "{by}</span> }.into_any(),
        None if own => ().into_any(),
        None => {
            view! { <button class="button quiet" on:click=note data-testid="alarm-note">{tr(words::NOTE)}</button> }
                .into_any()
        }
    };
    view! {
        <li class="care-row alarm" class:open=alarm.noted_at.is_none() data-testid="alarm">
            <time>{format::day_hm(alarm.at)}</time>
            <span class="who"><b>{alarm.name}</b>" "<code>{alarm.login}</code><small>{tr(alarm.role.text())}" · "{alarm.office_area.name}</small></span>
            <span class="what"><b>{tr(alarm.kind.text())}</b><small>{alarm.count}" · "{tr(words::USUAL)}" "{alarm.most}</small></span>
            <span class="end">{end}</span>
        </li>
    }
}
