//! What the viewer may do with the case now: the next step of the work, the others behind it, and the form of the one that
//! was chosen. The server says which steps these are; the page shows exactly them.

mod category;
mod conflict;
pub mod departments;
pub mod draft;
mod form;
pub mod inputs;

use super::file::CaseFile;
use crate::context::{context, tr};
use crate::i18n::casework as words;
use crate::ui::menu::{Menu, focus_on};
use crate::ui::{Icon, icons};
use form::ActionForm;
use inputs::ordered;
use leptos::prelude::*;
use shared::case::workflow::Action;

/// Steps that have their own button beside the first; the others are in the menu.
const BESIDE: usize = 2;

/// Opens the form of a step.
pub fn begin(file: CaseFile, action: Action) {
    file.detail.with_untracked(|detail| {
        if let Some(detail) = detail.ready() {
            file.draft.begin(action, detail);
        }
    });
    focus_on(".action-form :is(textarea, input, select)".to_owned());
}

/// Closes the form and goes back to where it was opened.
fn leave(file: CaseFile, action: Action) {
    file.draft.close();
    focus_on(format!(":is([data-testid=\"action-{action}\"], [data-testid=\"action-more\"])"));
}

/// The bar of steps with the open form above it.
#[component]
pub fn ActionDock(file: CaseFile) -> impl IntoView {
    let context = context();
    let steps = Memo::new(move |_| {
        file.detail.with(|detail| detail.ready().map(|detail| ordered(&detail.allowed)).unwrap_or_default())
    });
    let known = Memo::new(move |_| file.detail.with(|detail| detail.ready().is_some()));
    let open = Memo::new(move |_| file.draft.action.get().zip(context.office().map(|office| office.role)));
    let form = move || {
        open.get().map(|(action, role)| {
            view! { <ActionForm file action role leave=Callback::new(move |()| leave(file, action))/> }
        })
    };
    let done = move || {
        let action = file.draft.done.get()?;
        let state = file.detail.with(|detail| detail.ready().map(|detail| detail.case.state))?;
        Some(view! {
            <p class="action-done" data-testid="action-done">
                <Icon of=icons::CIRCLE_CHECK/><span>{words::DONE.get(context.lang.get())}" "<b>{tr(action.text())}</b>" · "{tr(state.text())}</span>
            </p>
        })
    };
    view! {
        <footer class="action-dock" aria-label=tr(words::STEPS)>
            <div role="status" aria-live="polite">{done}</div>
            {form}
            <Show when=move || open.get().is_none()>
                {move || view! { <Bar file steps=steps.get()/> }}
            </Show>
            <Show when=move || known.get() && steps.with(Vec::is_empty)>
                <p class="hint" data-testid="no-actions">{tr(words::NO_STEPS)}</p>
            </Show>
        </footer>
    }
}

#[component]
fn Bar(file: CaseFile, steps: Vec<Action>) -> impl IntoView {
    let more_open = RwSignal::new(false);
    let button = move |action: Action, class: &'static str| {
        let choose = move |_| {
            more_open.set(false);
            begin(file, action);
        };
        view! {
            <button type="button" class=class on:click=choose data-testid=format!("action-{action}")>{tr(action.text())}</button>
        }
    };
    let mut steps = steps.into_iter();
    let first = steps.next().map(|action| button(action, "button"));
    let beside: Vec<_> = steps.by_ref().take(BESIDE).map(|action| button(action, "button quiet")).collect();
    let rest: Vec<Action> = steps.collect();
    let more = (!rest.is_empty()).then(|| {
        let rest = StoredValue::new(rest);
        let items = move || {
            let rest = rest.get_value();
            rest.into_iter().map(|action| view! { <li>{button(action, "menu-item")}</li> }).collect_view()
        };
        view! {
            <Menu is_open=more_open text=words::MORE icon=icons::ELLIPSIS testid="action-more" up=true>
                <ul>{items()}</ul>
            </Menu>
        }
    });
    first.map(
        |first| view! { <div class="action-bar" role="group" aria-label=tr(words::STEPS)>{first}{beside}{more}</div> },
    )
}
