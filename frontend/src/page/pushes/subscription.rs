//! One subscription: made, changed, ended. Its secret is shown when it is made and never again; its department is chosen
//! when it is made and stays.
//!
//! Fields that the department is not entitled to are not offered; the server refuses them anyway.

use crate::api::{self, ApiError, encode};
use crate::context::{context, tr};
use crate::i18n::{self, admin, tenants as words};
use crate::page::admin::{Areas, WithinField};
use crate::ui::form::{Confirm, FieldFault, FormFault, LineField, Once, boxes};
use crate::ui::{Icon, icons};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::push::{SubscriptionCreated, SubscriptionInput, SubscriptionView};
use shared::push::{PushKind, entitled};
use shared::worker::Department;

const PATH: &str = "/api/v1/pushes/subscriptions";

#[component]
pub fn SubscriptionForm(
    /// `None` for one that is to be made.
    one: Option<SubscriptionView>,
    secret: Option<String>,
    areas: Areas,
    created: Callback<SubscriptionCreated>,
    saved: Callback<()>,
    gone: Callback<()>,
    close: Callback<()>,
) -> impl IntoView {
    let context = context();
    let known = one.as_ref().map(|one| one.department);
    let id = StoredValue::new(one.as_ref().map(|one| one.id.clone()));
    let department = RwSignal::new(known);
    let kinds = RwSignal::new(one.as_ref().map_or_else(|| PushKind::ALL.to_vec(), |one| one.kinds.clone()));
    let fields = RwSignal::new(one.as_ref().map(|one| one.fields.clone()).unwrap_or_default());
    let purpose = RwSignal::new(one.as_ref().map(|one| one.purpose.clone()).unwrap_or_default());
    let basis = RwSignal::new(one.as_ref().map(|one| one.basis.clone()).unwrap_or_default());
    let url = RwSignal::new(one.as_ref().map(|one| one.url.clone()).unwrap_or_default());
    let within: Vec<String> =
        one.as_ref().map(|one| one.areas.iter().map(|area| area.code.clone()).collect()).unwrap_or_default();
    let within = RwSignal::new(within);
    let is_active = RwSignal::new(one.as_ref().is_none_or(|one| one.active));
    let (busy, done) = (RwSignal::new(false), RwSignal::new(false));
    let error = RwSignal::new(None::<ApiError>);

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(department) = department.get_untracked().filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        done.set(false);
        error.set(None);
        let input = SubscriptionInput {
            department,
            kinds: kinds.get_untracked(),
            fields: fields.get_untracked(),
            purpose: purpose.get_untracked(),
            basis: basis.get_untracked(),
            url: url.get_untracked().trim().to_owned(),
            areas: within.get_untracked(),
            active: is_active.get_untracked(),
        };
        spawn_local(async move {
            let answer = match id.get_value() {
                None => api::post(PATH, &input).await.map(|made| created.run(made)),
                Some(id) => {
                    let answer = api::put::<_, SubscriptionView>(&format!("{PATH}/{}", encode(&id)), &input).await;
                    answer.map(|_| {
                        done.try_set(true);
                        saved.run(());
                    })
                }
            };
            // A subscription that was just made is shown anew, and this form is gone.
            busy.try_set(false);
            if let Err(reason) = answer {
                error.try_set(Some(reason));
            }
        });
    };
    let remove = move |()| {
        let Some(id) = id.get_value() else { return };
        spawn_local(async move {
            match api::delete(&format!("{PATH}/{}", encode(&id))).await {
                Ok(()) => gone.run(()),
                Err(reason) => drop(error.try_set(Some(reason))),
            }
        });
    };
    let choose = move |event: leptos::ev::Targeted<web_sys::Event, web_sys::HtmlSelectElement>| {
        let chosen: Option<Department> = event.target().value().parse().ok();
        let allowed = chosen.map(entitled).unwrap_or_default();
        fields.update(|fields| fields.retain(|field| allowed.contains(field)));
        department.set(chosen);
    };
    let options = Department::ALL.iter().map(|one| {
        view! { <option value=one.code() selected=known == Some(*one)>{tr(one.text())}</option> }
    });
    let offered = move || {
        department.get().map(|department| {
            view! { <div class="choices">{boxes(fields, entitled(department), |field| (field.code(), field.text()), "subscription-field")}</div> }
        })
    };
    let title = known.map_or(words::NEW_SUBSCRIPTION, Department::text);
    // The list is long, and the form may open out of sight.
    let form = NodeRef::<html::Form>::new();
    Effect::new(move || {
        if let Some(form) = form.get() {
            form.scroll_into_view();
        }
    });
    view! {
        <form class="panel form" node_ref=form on:submit=submit novalidate data-testid="subscription-form">
            <header>
                <h2>{tr(title)}</h2>
                <button type="button" class="icon-button" on:click=move |_| close.run(()) title=tr(i18n::CLOSE) aria-label=tr(i18n::CLOSE) data-testid="subscription-close"><Icon of=icons::X/></button>
            </header>
            {secret.map(|secret| view! { <Once text=admin::SECRET secret testid="subscription-secret"/> })}
            <div class="field">
                <label for="subscription-department">{tr(words::DEPARTMENT)}<small>{tr(words::DEPARTMENT_HINT)}</small></label>
                <select id="subscription-department" disabled=known.is_some() data-testid="subscription-department" on:change:target=choose>
                    <option value="" selected=known.is_none()>{tr(words::CHOOSE_DEPARTMENT)}</option>
                    {options.collect_view()}
                </select>
                <FieldFault error pointer="/department"/>
            </div>
            <fieldset class="field">
                <legend>{tr(words::KINDS)}<small>{tr(words::KINDS_HINT)}</small></legend>
                <div class="choices">{boxes(kinds, PushKind::ALL, |kind| (kind.code(), kind.text()), "subscription-kind")}</div>
                <FieldFault error pointer="/kinds"/>
            </fieldset>
            <fieldset class="field">
                <legend>{tr(words::FIELDS)}<small>{tr(words::FIELDS_HINT)}</small></legend>
                {offered}
                <FieldFault error pointer="/fields"/>
            </fieldset>
            <LineField text=words::PURPOSE hint=words::PURPOSE_HINT value=purpose error pointer="/purpose" testid="subscription-purpose"/>
            <LineField text=words::BASIS hint=words::BASIS_HINT value=basis error pointer="/basis" testid="subscription-basis"/>
            <LineField text=admin::URL hint=admin::URL_HINT value=url error pointer="/url" testid="subscription-url" kind="url" example="https://"/>
            <WithinField areas within error testid="subscription-area"/>
            <div class="push-active">
            <label class="choice"><input type="checkbox" prop:checked=is_active on:change:target=move |event| is_active.set(event.target().checked()) data-testid="subscription-active"/>{tr(admin::ACTIVE)}</label>
            <p class="hint">{tr(words::ACTIVE_HINT)}</p>
            </div>
            <FormFault error/>
            <footer>
                <button class="button" type="submit" disabled=move || busy.get() || department.get().is_none() data-testid="subscription-save">{move || context.t(if busy.get() { admin::SAVING } else { admin::SAVE })}</button>
                <span role="status">{move || done.get().then(|| view! { <span class="hint good">{tr(admin::SAVED)}</span> })}</span>
                {known.map(|_| view! { <Confirm text=words::END sure=words::END_SURE testid="subscription-end" act=Callback::new(remove)/> })}
            </footer>
        </form>
    }
}
