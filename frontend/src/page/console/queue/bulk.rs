//! One step for all ticked cases. Each is taken or refused by itself; the refused ones stay ticked, with the reason.

use super::Queue;
use super::steps::{common, requests};
use crate::api::{self, ApiError};
use crate::context::{context, tr};
use crate::i18n::{self, casework as words};
use crate::page::case::departments::Departments;
use crate::page::console::state::console;
use crate::ui::{Icon, icons};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::Role;
use shared::api::Page;
use shared::api::case::{BulkInput, BulkOutcome, CaseOnMap};
use shared::case::workflow::{Action, line};
use shared::text::Text;
use shared::worker::Department;
use std::collections::BTreeSet;
use web_sys::KeyboardEvent;

/// What became of a bulk step.
#[derive(Clone, PartialEq)]
struct Outcome {
    action: Action,
    taken: usize,
    /// Number and reason.
    refused: Vec<(String, String)>,
    /// Some could not even be asked for.
    failed: Option<ApiError>,
}

/// The open form.
#[derive(Clone, Copy)]
struct Form {
    action: RwSignal<Option<Action>>,
    note: RwSignal<String>,
    departments: RwSignal<Vec<Department>>,
    /// Each case to the department of its category.
    usual: RwSignal<bool>,
    lacking: RwSignal<Option<Text>>,
    busy: RwSignal<bool>,
    outcome: RwSignal<Option<Outcome>>,
}

#[component]
pub fn BulkBar() -> impl IntoView {
    let context = context();
    let queue = console().queue;
    let form = Form {
        action: RwSignal::new(None),
        note: RwSignal::default(),
        departments: RwSignal::default(),
        usual: RwSignal::new(true),
        lacking: RwSignal::new(None),
        busy: RwSignal::new(false),
        outcome: RwSignal::new(None),
    };
    let ticked = Memo::new(move |_| {
        queue.chosen.with(|chosen| {
            let all = queue.cases.with(|cases| cases.ready().cloned().unwrap_or_default());
            all.into_iter().filter(|case| chosen.contains(&case.number)).collect::<Vec<CaseOnMap>>()
        })
    });
    let steps = Memo::new(move |_| {
        let role = queue.role()?;
        ticked.with(|ticked| Some((role, common(&ticked.iter().collect::<Vec<_>>(), role))))
    });
    let open = Memo::new(move |_| {
        let (role, steps) = steps.get()?;
        form.action.get().filter(|action| steps.contains(action)).map(|action| (action, role))
    });
    let clear = move |_| {
        queue.chosen.set(BTreeSet::new());
        form.action.set(None);
    };
    let buttons = move || {
        let (_, steps) = steps.get()?;
        if steps.is_empty() {
            return Some(view! { <p class="hint" data-testid="bulk-none">{tr(words::NOTHING_COMMON)}</p> }.into_any());
        }
        let button = |action: Action| {
            let choose = move |_| {
                form.outcome.set(None);
                form.lacking.set(None);
                form.usual.set(ticked.with_untracked(|ticked| ticked.iter().all(|case| case.department.is_some())));
                form.action.set(Some(action));
            };
            view! {
                <button class="button quiet" on:click=choose data-testid=format!("bulk-{action}")>
                    {move || words::all_at_once(action.text().get(context.lang.get()), context.lang.get())}
                </button>
            }
        };
        Some(steps.into_iter().map(button).collect_view().into_any())
    };
    let bar = move || {
        view! {
            <p class="bulk-count">
                <b>{move || words::chosen(ticked.with(Vec::len), context.lang.get())}</b>
                <button class="link" on:click=clear data-testid="bulk-clear">{tr(words::CHOOSE_NONE)}</button>
            </p>
            <div class="bulk-steps">{buttons}</div>
        }
    };
    view! {
        <Told form/>
        <Show when=move || !ticked.with(Vec::is_empty)>
            <div class="bulk-bar" data-testid="bulk-bar" role="region" aria-label=tr(words::SEVERAL)>
                {move || match open.get() {
                    Some((action, role)) => view! { <BulkForm form action role ticked/> }.into_any(),
                    None => bar().into_any(),
                }}
            </div>
        </Show>
    }
}

#[component]
fn BulkForm(form: Form, action: Action, role: Role, ticked: Memo<Vec<CaseOnMap>>) -> impl IntoView {
    let context = context();
    let queue = console().queue;
    let dispatches = action == Action::Dispatch;
    let noted = move || {
        let state = ticked.with(|ticked| ticked.first().map(|case| case.state));
        state.and_then(|state| line(state, action, role)).is_some_and(|step| step.note)
    };
    let has_usual = move || ticked.with(|ticked| ticked.iter().all(|case| case.department.is_some()));
    let submit = move || {
        let to_chosen = dispatches && !(form.usual.get_untracked() && has_usual());
        let lack = match () {
            () if to_chosen && form.departments.with_untracked(Vec::is_empty) => Some(words::NEED_DEPARTMENT),
            () if noted() && form.note.with_untracked(|note| note.trim().is_empty()) => Some(words::NEED_NOTE),
            () => None,
        };
        form.lacking.set(lack);
        if lack.is_none() && !form.busy.get_untracked() {
            send(queue, form, action, to_chosen, &ticked.get_untracked());
        }
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        submit();
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" if event.ctrl_key() || event.meta_key() => {
            event.prevent_default();
            submit();
        }
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            form.action.set(None);
        }
        _ => {}
    };
    let to = move |usual: bool, text: Text, testid: &'static str| {
        view! {
            <label class="choice" class:active=move || form.usual.get() == usual>
                <input type="radio" name="bulk-to" prop:checked=move || form.usual.get() == usual on:change=move |_| form.usual.set(usual) data-testid=testid/>
                {tr(text)}
            </label>
        }
    };
    let spread = move || {
        ticked.with(|ticked| {
            let groups = requests(&ticked.iter().collect::<Vec<_>>(), None);
            let lang = context.lang.get();
            let part = |(departments, cases): &(Vec<Department>, Vec<_>)| {
                let name = departments.first().map_or("–", |department| department.text().get(lang));
                format!("{name} {}", cases.len())
            };
            groups.iter().map(part).collect::<Vec<_>>().join(" · ")
        })
    };
    view! {
        <form class="action-form bulk-form" on:submit=on_submit on:keydown=on_key novalidate data-testid="bulk-form" aria-label=tr(words::SEVERAL)>
            <header>
                <h3>{move || words::all_at_once(action.text().get(context.lang.get()), context.lang.get())}" · "{move || words::chosen(ticked.with(Vec::len), context.lang.get())}</h3>
                <button type="button" class="icon-button" on:click=move |_| form.action.set(None) aria-label=tr(i18n::CLOSE) title=tr(i18n::CLOSE)><Icon of=icons::X/></button>
            </header>
            <div class="action-fields">
                <Show when=move || dispatches && has_usual()>
                    <div class="choices" role="radiogroup">
                        {to(true, words::TO_USUAL, "bulk-to-usual")}
                        {to(false, words::TO_CHOSEN, "bulk-to-chosen")}
                    </div>
                </Show>
                <Show when=move || dispatches && form.usual.get() && has_usual()><p class="hint" data-testid="bulk-spread">{spread}</p></Show>
                <Show when=move || dispatches && !(form.usual.get() && has_usual())>
                    <Departments chosen=form.departments choices=Department::ALL.to_vec()/>
                </Show>
                <div class="field">
                    <label for="bulk-note">{tr(words::note(action))}{move || (!noted()).then(|| view! { <small>{tr(i18n::OPTIONAL)}</small> })}</label>
                    <textarea id="bulk-note" rows="2" maxlength="1000" data-testid="bulk-note"
                        prop:value=form.note on:input:target=move |event| form.note.set(event.target().value())></textarea>
                </div>
                {move || form.lacking.get().map(|text| view! {
                    <p class="field-error" role="alert" data-testid="bulk-fault"><Icon of=icons::CIRCLE_ALERT/>{tr(text)}</p>
                })}
            </div>
            <div class="action-send">
                <button class="button" type="submit" disabled=form.busy data-testid="bulk-submit">
                    {move || if form.busy.get() { context.t(i18n::SENDING).to_owned() } else { words::all_at_once(action.text().get(context.lang.get()), context.lang.get()) }}
                </button>
                <small class="keys-hint">"Ctrl+Enter"</small>
            </div>
        </form>
    }
}

/// Sends the step in as many requests as it takes, one after the other, and tells what became of each case.
fn send(queue: Queue, form: Form, action: Action, to_chosen: bool, ticked: &[CaseOnMap]) {
    let cases: Vec<&CaseOnMap> = ticked.iter().collect();
    let chosen = form.departments.get_untracked();
    // Only a dispatch names departments; the others go as one group.
    let named: Option<&[Department]> = match (action, to_chosen) {
        (Action::Dispatch, false) => None,
        (Action::Dispatch, true) => Some(&chosen),
        _ => Some(&[]),
    };
    let requests = requests(&cases, named);
    let note = Some(form.note.get_untracked().trim().to_owned()).filter(|note| !note.is_empty());
    let mut left: BTreeSet<String> = ticked.iter().map(|case| case.number.clone()).collect();
    form.busy.set(true);
    spawn_local(async move {
        let mut outcome = Outcome { action, taken: 0, refused: Vec::new(), failed: None };
        for (departments, cases) in requests {
            let input = BulkInput { cases, note: note.clone(), departments };
            match api::post::<_, Page<BulkOutcome>>(&format!("/api/v1/cases/actions/{action}"), &input).await {
                Ok(page) => {
                    for one in page.items {
                        match one.refused {
                            Some(reason) => outcome.refused.push((one.number, reason)),
                            None => {
                                left.remove(&one.number);
                                outcome.taken += 1;
                            }
                        }
                    }
                }
                Err(error) => {
                    outcome.failed = Some(error);
                    break;
                }
            }
        }
        form.busy.set(false);
        if outcome.failed.is_none() {
            form.action.set(None);
            form.note.set(String::new());
            form.departments.set(Vec::new());
        }
        form.outcome.set(Some(outcome));
        queue.chosen.set(left);
        queue.refresh(true);
    });
}

/// What became of the last bulk step.
#[component]
fn Told(form: Form) -> impl IntoView {
    let context = context();
    let console = console();
    let told = move |outcome: Outcome| {
        let Outcome { action, taken, refused, failed } = outcome;
        let count = refused.len();
        let rows = refused.into_iter().map(|(number, reason)| {
            let target = number.clone();
            view! {
                <li data-testid="bulk-refused">
                    <button class="link" on:click=move |_| console.selection.set(Some(crate::page::console::Selection::Case(target.clone())))>
                        <code>{number}</code>
                    </button>
                    <span>{reason}</span>
                </li>
            }
        });
        let failed = failed.map(|error| view! {
            <p class="field-error" role="alert" data-testid="bulk-error"><Icon of=icons::CIRCLE_ALERT/>{move || error.words(context.lang.get())}" "{tr(i18n::KEPT)}</p>
        });
        view! {
            <div class="bulk-outcome" role="status" data-testid="bulk-outcome">
                <p>
                    <Icon of=if count == 0 { icons::CIRCLE_CHECK } else { icons::TRIANGLE_ALERT }/>
                    <b>{move || words::bulk_done(action.text().get(context.lang.get()), taken, count, context.lang.get())}</b>
                    <button class="icon-button" on:click=move |_| form.outcome.set(None) aria-label=tr(i18n::CLOSE) title=tr(i18n::CLOSE)><Icon of=icons::X/></button>
                </p>
                {failed}
                <ul>{rows.collect_view()}</ul>
            </div>
        }
    };
    move || form.outcome.get().map(told)
}
