//! For auditors: the seals of the history, and a verification of all of it.

use super::frame::Frame;
use super::gate::Gate;
use super::situation;
use crate::api::{self, ApiError, encode};
use crate::context::{context, tr};
use crate::format;
use crate::i18n::admin as words;
use crate::load::{Load, follow};
use crate::ui::form::FormFault;
use crate::ui::states::{Empty, Failed, Loading};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::Deed;
use shared::api::Page;
use shared::api::audit::{Seal, VerdictView};

const PATH: &str = "/api/v1/audit/seals?limit=100";

#[component]
pub fn AuditPage() -> impl IntoView {
    situation("office-page", words::AUDIT);
    view! {
        <Gate><Frame title=words::AUDIT_TITLE testid="audit-page"><Opened/></Frame></Gate>
    }
}

#[component]
fn Opened() -> impl IntoView {
    let context = context();
    move || {
        if context.may(Deed::ReadAudit) {
            view! { <Verification/><Seals/> }.into_any()
        } else {
            view! { <Empty text=words::NOTHING_HERE/> }.into_any()
        }
    }
}

#[component]
fn Verification() -> impl IntoView {
    let context = context();
    let busy = RwSignal::new(false);
    let verdict = RwSignal::new(None::<VerdictView>);
    let error = RwSignal::new(None::<ApiError>);
    let verify = move |_| {
        busy.set(true);
        error.set(None);
        verdict.set(None);
        spawn_local(async move {
            let answer = api::post_patiently::<VerdictView>("/api/v1/audit/verification").await;
            // Whoever waits for minutes may have left the page.
            busy.try_set(false);
            match answer {
                Ok(found) => drop(verdict.try_set(Some(found))),
                Err(reason) => drop(error.try_set(Some(reason))),
            }
        });
    };
    let told = move || {
        verdict.get().map(|found| {
            let sound = found.count == 0;
            let icon = if sound { icons::CIRCLE_CHECK } else { icons::TRIANGLE_ALERT };
            let title = if sound { words::SOUND } else { words::UNSOUND };
            let checked = move || {
                let part = |count: i64, text| {
                    format!("{} {}", format::count(count.try_into().unwrap_or(u32::MAX)), context.t(text))
                };
                let parts = [
                    part(found.events, words::OF_EVENTS),
                    part(found.cases, words::OF_CASES),
                    part(found.seals, words::OF_SEALS),
                ];
                format!("{} {}", context.t(words::CHECKED), parts.join(" · "))
            };
            view! {
                <div class="verdict" class:bad=!sound role="status" data-testid="verdict" data-sound=sound.to_string()>
                    <p>
                        <Icon of=icon/>
                        <b>{tr(title)}{(!sound).then(|| format!(" {}", found.count))}</b>
                    </p>
                    <small>{checked}" · "{format::day_hm(found.as_of)}</small>
                    <ol>{found.findings.into_iter().map(|finding| view! { <li>{finding}</li> }).collect_view()}</ol>
                </div>
            }
        })
    };
    view! {
        <section class="panel form">
            <footer>
                <button type="button" class="button" on:click=verify disabled=busy data-testid="verify">
                    {move || context.t(if busy.get() { words::VERIFYING } else { words::VERIFY })}
                </button>
            </footer>
            <FormFault error/>
            {told}
        </section>
    }
}

#[component]
fn Seals() -> impl IntoView {
    let round = RwSignal::new(0_u32);
    let first = follow(false, move || round.get(), |_| api::get::<Page<Seal>>(PATH));
    let further = RwSignal::new(Vec::<Seal>::new());
    let next = RwSignal::new(None::<String>);
    Effect::new(move || {
        further.set(Vec::new());
        next.set(first.with(|page| page.ready().and_then(|page| page.next.clone())));
    });
    let more = move |_| {
        let Some(after) = next.get_untracked() else { return };
        spawn_local(async move {
            if let Ok(page) = api::get::<Page<Seal>>(&format!("{PATH}&after={}", encode(&after))).await {
                next.set(page.next);
                further.update(|all| all.extend(page.items));
            }
        });
    };
    let row = |seal: Seal| {
        let number = |count: i64| format::count(count.try_into().unwrap_or(u32::MAX));
        view! {
            <tr data-testid="seal">
                <th scope="row">{seal.day.to_string()}</th>
                <td class="number">{number(seal.events)}</td>
                <td class="number">{number(seal.cases)}</td>
                <td class="digest"><code title=seal.digest.clone()>{seal.digest.clone()}</code></td>
                <td>{format::day_hm(seal.sealed_at)}</td>
            </tr>
        }
    };
    let table = move || {
        match first.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => {
            let retry = Callback::new(move |()| round.update(|round| *round += 1));
            view! { <Failed error retry/> }.into_any()
        }
        Load::Ready(page) if page.items.is_empty() => {
            view! { <Empty text=words::NO_SEALS hint=words::NO_SEALS_HINT/> }.into_any()
        }
        Load::Ready(page) => view! {
            <div class="wide">
                <table class="seals">
                    <thead><tr>
                        <th>{tr(words::DAY)}</th><th class="number">{tr(words::EVENTS)}</th><th class="number">{tr(words::CASES)}</th>
                        <th>{tr(words::DIGEST)}</th><th>{tr(words::SEALED_AT)}</th>
                    </tr></thead>
                    <tbody>
                        {page.items.into_iter().map(row).collect_view()}
                        {move || further.get().into_iter().map(row).collect_view()}
                    </tbody>
                </table>
            </div>
            <Show when=move || next.with(Option::is_some)>
                <button type="button" class="button quiet" on:click=more>{tr(words::MORE)}</button>
            </Show>
        }
        .into_any(),
    }
    };
    view! {
        <section class="panel form">
            <header>
                <h2>{tr(words::SEALS)}</h2>
                <a class="link" href="/api/v1/audit/seals?limit=1000" download="seals.json" data-testid="seals-download"><Icon of=icons::DOWNLOAD/>{tr(words::KEEP_SEALS)}</a>
            </header>
            <p class="hint">{tr(words::SEALS_HINT)}</p>
            {table}
        </section>
    }
}
