//! Sent: the number, whose it is now, and what happens next.

use crate::context::{context, tr};
use crate::format;
use crate::i18n;
use crate::page::console::pick;
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::api::case::ReportAnswer;

#[component]
pub fn Done(sent: ReportAnswer, again: Callback<()>) -> impl IntoView {
    let context = context();
    let case = sent.case;
    let chain = sent.assignment.chain;
    let parts: Vec<_> =
        [chain.subdistrict, chain.community, chain.grid].into_iter().flatten().map(|a| a.name).collect();
    let (zh, en) = (case.category_zh, case.category_en);
    let steps = [i18n::NEXT_1, i18n::NEXT_2, i18n::NEXT_3];
    view! {
        <section class="panel done" role="status">
            <div class="tick"><Icon of=icons::CIRCLE_CHECK/></div>
            <h2>{tr(i18n::SENT)}</h2>
            <p>{tr(i18n::CASE_NUMBER)}</p>
            <p class="number" data-testid="report-number">{case.number}</p>
            <small>{tr(i18n::KEEP_NUMBER)}</small>
            <dl>
                <dt>{tr(i18n::CATEGORY)}</dt><dd>{move || pick(context.lang.get(), &zh, &en).to_owned()}</dd>
                {(!parts.is_empty()).then(|| view! {
                    <dt>{tr(i18n::BELONGS)}</dt><dd data-testid="report-grid">{parts.join(" · ")}</dd>
                })}
                <dt>{tr(i18n::DUE)}</dt><dd>{format::day_hm(case.due_at)}</dd>
            </dl>
        </section>
        <section class="panel">
            <h2>{tr(i18n::NEXT)}</h2>
            <ol class="next">{steps.map(|step| view! { <li>{tr(step)}</li> })}</ol>
        </section>
        <button class="button quiet" on:click=move |_| again.run(()) data-testid="report-again">{tr(i18n::REPORT_AGAIN)}</button>
    }
}
