//! The way of one report: reported, sent to each department, receipted by it.

use super::Pushes;
use super::grounds::Grounds;
use super::list::Retry;
use crate::api;
use crate::context::tr;
use crate::format;
use crate::i18n::tenants as words;
use crate::load::{Load, follow};
use crate::ui::states::{Failed, Loading};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use shared::api::push::{DeliveryView, ReportTimeline};
use shared::push::DeliveryState;
use shared::text::Text;

#[component]
pub fn Way(pushes: Pushes) -> impl IntoView {
    let shown = Memo::new(move |_| pushes.report.get());
    move || shown.get().map(|number| view! { <OfReport pushes number/> })
}

fn moment(text: Text, at: Option<DateTime<Utc>>) -> impl IntoView {
    view! {
        <li class:done=at.is_some()><span>{tr(text)}</span><time>{at.map_or_else(|| "—".to_owned(), format::day_hm)}</time></li>
    }
}

#[component]
fn OfReport(pushes: Pushes, number: String) -> impl IntoView {
    let path = format!("/api/v1/pushes/reports/{}", api::encode(&number));
    let way = follow(
        true,
        move || (pushes.round.get(), path.clone()),
        |(_, path)| async move { api::get::<ReportTimeline>(&path).await },
    );
    let department = move |one: DeliveryView| {
        let receipted = one.settled_at.filter(|_| one.state == DeliveryState::Delivered);
        let fields = one.first_sent_at.map(|_| one.fields);
        let dead = one.state == DeliveryState::Dead;
        let (subscription, seq) = (one.subscription.clone(), one.seq);
        view! {
            <li class="push-way" data-testid="push-way" data-department=one.department.code() data-state=one.state.code()>
                <h3>{tr(one.department.text())}<span class="tag">{tr(one.kind.text())}</span>
                    <span class="push-state" data-state=one.state.code()>{tr(one.state.text())}</span></h3>
                <ol>
                    {moment(words::REPORTED, Some(one.reported_at))}
                    {moment(words::FIRST_SENT, one.first_sent_at)}
                    {moment(words::RECEIPT, receipted)}
                </ol>
                {one.receipt.map(|receipt| view! { <code data-testid="push-receipt">{receipt}</code> })}
                {one.last_error.filter(|_| one.state != DeliveryState::Delivered).map(|error| view! {
                    <p class="hint">{one.attempts}" "{tr(words::ATTEMPTS)}" · "{error}
                        {one.next_at.map(|at| view! { " · "{tr(words::NEXT_TRY)}" "{format::hms(at)} })}</p>
                })}
                <Grounds purpose=one.purpose basis=one.basis fields/>
                {dead.then(|| view! { <Retry pushes subscription seq/> })}
            </li>
        }
    };
    let body = move || match way.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error/> }.into_any(),
        Load::Ready(way) => view! {
            <p class="hint">{format!("{} · {}", way.area.name, format::day_hm(way.at))}</p>
            <ul>{way.deliveries.into_iter().map(department).collect_view()}</ul>
        }
        .into_any(),
    };
    view! {
        <aside class="panel push-aside" aria-label=tr(words::WAY) data-testid="push-timeline">
            <h2>{tr(words::WAY)}<code>{number}</code></h2>
            {body}
        </aside>
    }
}
