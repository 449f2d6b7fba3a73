//! Who works on the case: the departments with their parts, what one of them has asked for, and what is unusual about it.

use super::file::CaseFile;
use crate::context::{context, tr};
use crate::format;
use crate::i18n::casework as words;
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::api::case::CaseDetail;
use shared::case::course::{Application, ApplicationKind};
use shared::text::{Lang, Text};

/// `排水申请挂账至 11-30 24:00`.
pub fn asked(application: &Application, lang: Lang) -> String {
    let who = application.department.text().get(lang);
    let what = application.kind.text().get(lang);
    let until = application.until.map(|until| words::until(&format::day_hm(until), lang)).unwrap_or_default();
    match lang {
        Lang::Zh => format!("{who}申请{what}{until}"),
        Lang::En => format!("{who} asks for: {what}{until}"),
    }
}

#[component]
pub fn Orders(file: CaseFile) -> impl IntoView {
    let body = move |detail: &CaseDetail| {
        view! {
            <Marks detail=detail.clone()/>
            <Parts detail=detail.clone()/>
        }
    };
    move || file.detail.with(|detail| detail.ready().map(body))
}

/// What somebody must not overlook: supervision, applications, suspension, warnings.
#[component]
fn Marks(detail: CaseDetail) -> impl IntoView {
    let context = context();
    let course = detail.course;
    let supervised = course.supervised_at.map(|at| {
        view! {
            <p class="mark bad" data-testid="case-supervised">
                <Icon of=icons::FLAG/><b>{tr(words::SUPERVISED)}</b><small>{format::day_hm(at)}</small>
            </p>
        }
    });
    let pending = course.pending.map(|application| {
        let waits = match (application.kind, application.endorsed) {
            (ApplicationKind::Appeal, true) => words::WAITS_FOR_ACCEPTOR,
            _ => words::WAITS_FOR_DISPATCHER,
        };
        view! {
            <p class="mark warn" data-testid="case-pending">
                <Icon of=icons::INBOX/><b>{move || asked(&application, context.lang.get())}</b><small>{tr(waits)}</small>
            </p>
        }
    });
    let suspended = course.suspended_until.map(|until| {
        let until = format::day_hm(until);
        view! {
            <p class="mark warn"><Icon of=icons::CIRCLE_PAUSE/><b>{move || words::suspended(&until, context.lang.get())}</b></p>
        }
    });
    let returned = course.returned_by.map(|department| {
        view! {
            <p class="mark warn"><Icon of=icons::ARROW_LEFT/><b>{tr(words::RETURNED_BY)}" "{tr(department.text())}</b></p>
        }
    });
    let warnings = detail.warnings.into_iter().map(|warning| {
        view! { <p class="mark warn" data-testid="case-warning"><Icon of=icons::TRIANGLE_ALERT/><span>{warning}</span></p> }
    });
    view! { <div class="case-marks">{supervised}{pending}{suspended}{returned}{warnings.collect_view()}</div> }
}

/// The departments' parts and how often something went round.
#[component]
fn Parts(detail: CaseDetail) -> impl IntoView {
    let context = context();
    let course = detail.course;
    let several = course.orders.len() > 1;
    let orders = course.orders.iter().enumerate().map(|(place, order)| {
        let order = *order;
        view! {
            <li data-step=order.step.code() data-testid=format!("order-{}", order.department.code())>
                <i aria-hidden="true"></i>
                <b>{tr(order.department.text())}</b>
                {(several && place == 0).then(|| view! { <span class="tag">{tr(words::LEADS)}</span> })}
                <em>{tr(order.step.text())}</em>
            </li>
        }
    });
    let orders = (!course.orders.is_empty()).then(|| {
        view! { <ul class="orders" aria-label=tr(words::ORDERS) data-testid="case-orders">{orders.collect_view()}</ul> }
    });
    let counts: Vec<(Text, u32)> = [(words::REWORKS, course.reworks), (words::SUSPENSIONS, course.suspensions)]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .collect();
    let counts = (!counts.is_empty()).then(|| {
        let counts = counts.into_iter().map(|(text, count)| {
            view! { <span class="tag">{tr(text)}" "{move || words::times(count, context.lang.get())}</span> }
        });
        view! { <p class="counts">{counts.collect_view()}</p> }
    });
    view! { {orders}{counts} }
}
