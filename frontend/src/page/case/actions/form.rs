//! The form of one step: exactly the fields that the step needs, sent with Ctrl+Enter, closed with Escape. Nothing that was
//! typed is lost to a refusal, to somebody faster, or to a lost connection.

use super::category::CategoryField;
use super::conflict::Conflict;
use super::departments::Departments;
use super::inputs::{Inputs, Need, decided, inputs};
use crate::api::{self, ApiError};
use crate::context::{context, tr};
use crate::i18n::{self, casework as words};
use crate::page::case::file::CaseFile;
use crate::page::case::here::HereField;
use crate::page::case::orders::asked;
use crate::ui::{Icon, icons};
use chrono::Duration;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::Role;
use shared::api::case::CaseDetail;
use shared::case::workflow::Action;
use shared::evidence::EvidenceKind;
use shared::text::Text;
use shared::time::china_day;
use shared::worker::Department;
use web_sys::KeyboardEvent;

/// Days that a suspension may last.
const SUSPENSION_DAYS: i64 = 365;

/// The first field that is still missing, as the server would point at it.
fn missing(file: CaseFile, form: Inputs) -> Option<(&'static str, Text)> {
    let draft = file.draft;
    let blank = |text: RwSignal<String>| text.with_untracked(|text| text.trim().is_empty());
    match () {
        () if form.category == Need::Must && draft.category.get_untracked().is_none() => {
            Some(("/category", words::NEED_CATEGORY))
        }
        () if form.departments == Need::Must && draft.departments.with_untracked(Vec::is_empty) => {
            Some(("/departments", words::NEED_DEPARTMENT))
        }
        () if form.until && blank(draft.until) => Some(("/until", words::NEED_UNTIL)),
        () if form.target && blank(draft.target) => Some(("/target", words::NEED_TARGET)),
        () if form.satisfied && draft.satisfied.get_untracked().is_none() => {
            Some(("/satisfied", words::NEED_SATISFIED))
        }
        () if form.note == Need::Must && blank(draft.note) => Some(("/note", words::NEED_NOTE)),
        () => None,
    }
}

/// Sends the step; what becomes of it is in the draft and in the file.
fn send(file: CaseFile, action: Action, role: Role) {
    let Some(detail) = file.detail.with_untracked(|detail| detail.ready().cloned()) else { return };
    let draft = file.draft;
    let input = draft.input(action, role, &detail);
    draft.busy.set(true);
    draft.error.set(None);
    let path = format!("{}/actions/{action}", file.path());
    spawn_local(async move {
        let answer = api::post::<_, CaseDetail>(&path, &input).await;
        draft.busy.set(false);
        match answer {
            Ok(detail) => {
                draft.finish(action);
                file.put(detail);
            }
            Err(mut reason) => {
                let present = match &mut reason {
                    ApiError::Problem(problem) => problem.present.take(),
                    _ => None,
                };
                let overtaken = present.as_ref().is_some_and(|present| present.case.version != input.version);
                if let Some(present) = present {
                    file.put(*present);
                }
                // Without a newer version nobody was faster: the step itself is refused, and the server says why.
                if overtaken {
                    draft.overtaken.set(Some(input.version));
                } else {
                    draft.error.set(Some(reason));
                }
            }
        }
    });
}

/// Departments that the step may name.
fn choices(action: Action, detail: &CaseDetail, own: Option<Department>) -> Vec<Department> {
    match action {
        Action::Rework => detail.course.departments(),
        Action::Transfer => Department::ALL.iter().copied().filter(|department| Some(*department) != own).collect(),
        _ => Department::ALL.to_vec(),
    }
}

#[component]
pub fn ActionForm(file: CaseFile, action: Action, role: Role, leave: Callback<()>) -> impl IntoView {
    let context = context();
    let draft = file.draft;
    let element = NodeRef::<html::Form>::new();
    let lacking = RwSignal::new(None::<(&'static str, Text)>);
    // The state may change under the form; the fields follow it, what was typed stays.
    let form = Memo::new(move |_| {
        file.detail.with(|detail| {
            let detail = detail.ready();
            let state = detail.map(|detail| detail.case.state);
            let classified = detail.is_some_and(|detail| detail.course.category.is_some());
            state.map(|state| inputs(action, state, role, classified))
        })
    });
    let submit = move || {
        let Some(form) = form.get_untracked().filter(|_| !draft.busy.get_untracked()) else { return };
        let lack = missing(file, form);
        lacking.set(lack);
        match lack {
            None => send(file, action, role),
            Some(_) => request_animation_frame(move || {
                let fault = element.get_untracked().and_then(|form| form.query_selector(".field-error").ok().flatten());
                if let Some(fault) = fault {
                    fault.scroll_into_view();
                }
            }),
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
            leave.run(());
        }
        _ => {}
    };
    let gone = move || {
        draft.overtaken.get().is_some()
            && file.detail.with(|detail| detail.ready().is_some_and(|detail| !detail.allowed.contains(&action)))
    };
    let fault = move |pointer: &'static str| {
        move || {
            let told = draft.error.with(|error| {
                let fields = error.as_ref().map(ApiError::fields).unwrap_or_default();
                fields.iter().find(|field| field.pointer.starts_with(pointer)).map(|field| field.detail.clone())
            });
            let lack = lacking.get().filter(|(at, _)| *at == pointer).map(|(_, text)| context.t(text).to_owned());
            let testid = format!("fault-{}", &pointer[1..]);
            told.or(lack).map(|words| {
                view! { <p class="field-error" role="alert" data-testid=testid><Icon of=icons::CIRCLE_ALERT/>{words}</p> }
            })
        }
    };
    let failure = move || {
        let reason = draft.error.get().filter(|reason| reason.fields().is_empty())?;
        Some(view! {
            <p class="field-error send-error" role="alert" data-testid="action-error">
                <Icon of=icons::CIRCLE_ALERT/>{reason.words(context.lang.get())}" "{tr(i18n::KEPT)}
            </p>
        })
    };
    let about = move || {
        file.detail.with(|detail| {
            let (_, application) = decided(action, detail.ready()?)?;
            let words = asked(application, context.lang.get());
            Some(view! { <p class="mark warn"><Icon of=icons::INBOX/><b>{words}</b></p> })
        })
    };
    let unproven = move || {
        let finishing = matches!(action, Action::FeedBack | Action::SelfHandle);
        let none = |photos: &[_]| {
            !photos.iter().any(|photo: &shared::api::evidence::EvidenceView| photo.kind == EvidenceKind::After)
        };
        finishing && file.photos.with(|photos| photos.ready().is_some_and(|photos| none(photos)))
    };
    let wants = move |field: fn(&Inputs) -> bool| move || form.get().is_some_and(|form| field(&form));
    let own = move || context.office().and_then(|office| office.department);
    let departments = move || {
        let choices = file.detail.with_untracked(|detail| detail.ready().map(|detail| choices(action, detail, own())));
        view! { <Departments chosen=draft.departments choices=choices.unwrap_or_default()/> }
    };
    let optional = move |must: fn(&Inputs) -> Need| {
        move || {
            form.get()
                .is_some_and(|form| must(&form) == Need::May)
                .then(|| view! { <small>{tr(i18n::OPTIONAL)}</small> })
        }
    };
    let day = move |days: i64| move || (china_day(context.now.get()) + Duration::days(days)).to_string();
    let satisfied = move |value: bool, text: Text, testid: &'static str| {
        let pressed = move || draft.satisfied.get() == Some(value);
        view! {
            <label class="choice" class:active=pressed>
                <input type="radio" name="satisfied" prop:checked=pressed on:change=move |_| draft.satisfied.set(Some(value)) data-testid=testid/>
                {tr(text)}
            </label>
        }
    };
    view! {
        <form node_ref=element class="action-form" on:submit=on_submit on:keydown=on_key novalidate data-testid="action-form" data-action=action.code()
            aria-label=tr(action.text())>
            <header>
                <h3>{tr(action.text())}</h3>
                <button type="button" class="icon-button" on:click=move |_| leave.run(()) aria-label=tr(i18n::CLOSE) title=tr(i18n::CLOSE) data-testid="action-cancel">
                    <Icon of=icons::X/>
                </button>
            </header>
            <div class="action-fields">
                <Conflict file action/>
                {about}
                <Show when=wants(|form| form.category != Need::No)>
                    <div class="field">
                        <label for="field-category">{tr(words::CRITERION)}{optional(|form| form.category)}</label>
                        <CategoryField chosen=draft.category/>
                        {fault("/category")}
                    </div>
                </Show>
                <Show when=wants(|form| form.departments != Need::No)>
                    <fieldset class="field">
                        <legend>{tr(words::TO_DEPARTMENTS)}{optional(|form| form.departments)}</legend>
                        {departments}
                        {move || (action == Action::Rework).then(|| view! { <p class="hint">{tr(words::REWORK_ALL)}</p> })}
                        {fault("/departments")}
                    </fieldset>
                </Show>
                <Show when=wants(|form| form.until)>
                    <div class="field">
                        <label for="field-until">{tr(words::SUSPEND_UNTIL)}</label>
                        <input id="field-until" type="date" min=day(1) max=day(SUSPENSION_DAYS) data-testid="field-until"
                            prop:value=draft.until on:input:target=move |event| draft.until.set(event.target().value())/>
                        {fault("/until")}
                    </div>
                </Show>
                <Show when=wants(|form| form.target)>
                    <div class="field">
                        <label for="field-target">{tr(words::TARGET)}</label>
                        <input id="field-target" placeholder="E0130-20261122-0007" autocomplete="off" data-testid="field-target"
                            prop:value=draft.target on:input:target=move |event| draft.target.set(event.target().value())/>
                        {fault("/target")}
                    </div>
                </Show>
                <Show when=wants(|form| form.satisfied)>
                    <fieldset class="field">
                        <legend>{tr(i18n::SATISFACTION)}</legend>
                        <div class="choices" role="radiogroup" data-testid="field-satisfied">
                            {satisfied(true, i18n::SATISFIED, "satisfied-yes")}
                            {satisfied(false, i18n::UNSATISFIED, "satisfied-no")}
                        </div>
                        {fault("/satisfied")}
                    </fieldset>
                </Show>
                <div class="field">
                    <label for="field-note">{tr(words::note(action))}{optional(|form| form.note)}</label>
                    <textarea id="field-note" rows="3" maxlength="1000" data-testid="field-note"
                        prop:value=draft.note on:input:target=move |event| draft.note.set(event.target().value())></textarea>
                    {fault("/note")}
                </div>
                <Show when=unproven><p class="hint" data-testid="no-after-photo"><Icon of=icons::CAMERA/>{tr(words::NO_AFTER_PHOTO)}</p></Show>
                <Show when=wants(|form| form.location)><HereField chosen=draft.location/></Show>
            </div>
            <div class="action-send">
                {failure}
                <button class="button" type="submit" disabled=move || draft.busy.get() || gone() data-testid="action-submit" aria-keyshortcuts="Control+Enter">
                    {move || context.t(if draft.busy.get() { i18n::SENDING } else { action.text() })}
                </button>
                <small class="keys-hint">"Ctrl+Enter"</small>
            </div>
        </form>
    }
}
