//! Everything that ever happened to the case: newest first, or as it came. Nothing of it can be changed, so each row shows
//! the hash that binds it to the row before.

use super::changes::{Line, lines};
use super::file::CaseFile;
use super::place::Away;
use crate::context::{context, tr};
use crate::format;
use crate::i18n::{self, casework as words};
use crate::load::Load;
use crate::ui::states::{Failed, Loading};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::api::case::CaseEvent;

/// Characters of a hash that are shown; the rest is its title.
const HASH: usize = 10;

#[component]
pub fn History(file: CaseFile) -> impl IntoView {
    let oldest_first = RwSignal::new(false);
    let rows = move || {
        let mut rows = file.history.with(|history| history.ready().cloned().unwrap_or_default());
        rows.sort_by_key(|event| event.seq);
        if !oldest_first.get() {
            rows.reverse();
        }
        rows
    };
    let count = move || file.history.with(|history| history.ready().map_or(0, Vec::len));
    let state = Memo::new(move |_| {
        file.history.with(|history| match history {
            Load::Loading => Load::Loading,
            Load::Failed(error) => Load::Failed(error.clone()),
            Load::Ready(_) => Load::Ready(()),
        })
    });
    let body = move || match state.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error retry=Callback::new(move |()| file.refresh())/> }.into_any(),
        Load::Ready(()) => view! {
            <ol class="history" data-testid="case-history" reversed=move || !oldest_first.get()>
                <For each=rows key=|event| event.seq let:event><Row file event/></For>
            </ol>
        }
        .into_any(),
    };
    view! {
        <section class="case-history" aria-label=tr(i18n::HISTORY)>
            <h3>
                {tr(i18n::HISTORY)}<b class="count">{count}</b>
                <button class="link" on:click=move |_| oldest_first.update(|old| *old = !*old) data-testid="history-order">
                    <Icon of=icons::ARROW_UP_DOWN/>
                    {move || tr(if oldest_first.get() { words::OLDEST_FIRST } else { words::NEWEST_FIRST })()}
                </button>
            </h3>
            {body}
        </section>
    }
}

#[component]
fn Row(file: CaseFile, event: CaseEvent) -> impl IntoView {
    let context = context();
    let changes = event.changes;
    let told = Memo::new(move |_| lines(&changes, context.lang.get()));
    let short: String = event.hash.chars().take(HASH).collect();
    let state = event.state;
    view! {
        <li data-testid="history-row" data-action=event.action.code() data-role=event.role.map(|role| role.code())>
            <p class="history-head">
                <b>{tr(event.action.text())}</b>
                <span class="tag">{tr(state.text())}</span>
                <time datetime=event.at.to_rfc3339() title=format::date(event.at, context.lang.get_untracked())>{format::day_hm(event.at)}</time>
            </p>
            <p class="history-who">
                {event.actor}
                {event.role.map(|role| view! { <span data-testid="history-role">" · "{tr(role.text())}</span> })}
                {event.location.map(|at| view! { <Away file at/> })}
            </p>
            {(!event.note.is_empty()).then(|| view! { <p class="history-note">{event.note}</p> })}
            <div class="history-more">
                <Show when=move || told.with(|told| !told.is_empty())>
                    <details data-testid="history-changes">
                        <summary>{move || words::changed(told.with(Vec::len), context.lang.get())}</summary>
                        <table>
                            <thead class="for-readers"><tr>
                                <th scope="col">{tr(words::FIELD)}</th><th scope="col">{tr(words::BEFORE)}</th><th scope="col">{tr(words::AFTER)}</th>
                            </tr></thead>
                            <tbody>{move || told.get().into_iter().map(change).collect_view()}</tbody>
                        </table>
                    </details>
                </Show>
                <code title=event.hash>{short}</code>
            </div>
        </li>
    }
}

fn change(line: Line) -> impl IntoView {
    view! { <tr><th scope="row">{line.field}</th><td>{line.from}</td><td>{line.to}</td></tr> }
}
