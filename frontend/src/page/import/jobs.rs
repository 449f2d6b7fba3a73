//! The imports, the latest first: how far each is, what became of its rows, and the rows that were refused.

use super::Imports;
use super::form::size;
use crate::api;
use crate::context::{context, tr};
use crate::format;
use crate::i18n::imports as words;
use crate::load::Load;
use crate::ui::states::{Empty, Failed, Loading};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::register::ImportView;
use shared::register::ImportState;
use shared::text::Text;

#[component]
pub fn Jobs(imports: Imports) -> impl IntoView {
    let body = move || match imports.list.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error retry=Callback::new(move |()| imports.refresh())/> }.into_any(),
        Load::Ready(page) if page.items.is_empty() => view! { <Empty text=words::NO_JOBS/> }.into_any(),
        Load::Ready(page) => {
            let rows = page.items.into_iter().map(|job| view! { <Job imports job/> });
            view! { <ol class="import-jobs">{rows.collect_view()}</ol> }.into_any()
        }
    };
    view! {
        <section class="panel import-list" aria-label=tr(words::JOBS)>
            <h2>{tr(words::JOBS)}</h2>
            {body}
        </section>
    }
}

#[component]
fn Job(imports: Imports, job: ImportView) -> impl IntoView {
    let lang = context().lang;
    let counts = job.counts;
    let number = |text: Text, count: i64, class: &'static str| {
        view! { <span class=class><b>{format::count(u32::try_from(count).unwrap_or(u32::MAX))}</b>{tr(text)}</span> }
    };
    let act = move |id: String, verb: &'static str| {
        spawn_local(async move {
            let path = format!("/api/v1/imports/{id}/{verb}");
            if let Err(error) = api::post::<_, ImportView>(&path, &()).await {
                leptos::logging::warn!("{verb} of an import: {error:?}");
            }
            imports.refresh();
        });
    };
    let stoppable = !job.state.is_over() || job.state == ImportState::Interrupted;
    let (stop_id, restart_id) = (job.id.clone(), job.id.clone());
    let name =
        if job.file.is_empty() { job.table.text().get(lang.get_untracked()).to_owned() } else { job.file.clone() };
    let about = format!("{} · {} · {}", size(job.bytes as f64), job.by, format::day_hm(job.created_at));
    let as_of = format::day(job.as_of);
    let channel = job.channel.text();
    view! {
        <li class="import-job" data-testid="import-job" data-state=job.state.code()>
            <div class="import-head">
                <span class="chip">{tr(job.table.text())}</span>
                <b class="name">{name}</b>
                {job.dry_run.then(|| view! { <span class="chip dry">{tr(words::DRY_RUN)}</span> })}
                <span class="import-state" data-testid="import-state">{tr(job.state.text())}</span>
            </div>
            <small>{about}" · "{tr(channel)}" · "{tr(words::AS_OF)}" "{as_of}</small>
            {(!job.state.is_over()).then(|| view! {
                <progress max="1000" value=job.progress.to_string() aria-label=tr(words::READ)></progress>
            })}
            <div class="import-counts" data-testid="import-counts">
                {number(words::READ, counts.read, "")}
                {number(words::ADDED, counts.added, "good")}
                {number(words::CHANGED, counts.changed, "good")}
                {number(words::UNCHANGED, counts.unchanged, "")}
                {number(words::REFUSED, counts.refused, if counts.refused > 0 { "bad" } else { "" })}
                {(counts.kept > 0).then(|| number(words::KEPT, counts.kept, ""))}
                {job.rate.map(|rate| number(words::RATE, rate as i64, ""))}
            </div>
            {job.notes.into_iter().map(|note| view! { <p class="hint">{note}</p> }).collect_view()}
            {job.fault.map(|fault| view! { <p class="field-error" role="alert">{fault}</p> })}
            <div class="import-acts">
                {job.errors.then(|| view! {
                    <a class="button quiet" download="" href=format!("/api/v1/imports/{}/errors", job.id) title=tr(words::ERRORS_HINT) data-testid="import-errors">
                        <Icon of=icons::DOWNLOAD/>{tr(words::ERRORS)}
                    </a>
                })}
                {job.restartable.then(|| view! {
                    <button class="button quiet" data-testid="import-restart" on:click=move |_| act(restart_id.clone(), "restart")>{tr(words::RESTART)}</button>
                })}
                {stoppable.then(|| view! {
                    <button class="button quiet" title=tr(words::STORED_STAYS) data-testid="import-cancel" on:click=move |_| act(stop_id.clone(), "cancel")>{tr(words::CANCEL)}</button>
                })}
            </div>
        </li>
    }
}
