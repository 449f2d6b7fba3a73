//! 承租户上报: a grid worker at the door with a phone. Choose the dwelling, add people one by one, look it over, send, keep
//! the number.
//!
//! The report has one key from the moment it is begun, so that a retry after a lost answer is the same report. Unsent
//! work survives a reload in the browser's own storage; identity numbers are never written there.

mod draft;
mod home;
mod person;
mod send;

use super::gate::Gate;
use super::report::random_id;
use super::situation;
use crate::api::{self, ApiError};
use crate::context::{Context, context, query, tr};
use crate::i18n::{self, tenants as words};
use crate::load::{Load, follow};
use crate::ui::switches::{LangSwitch, ThemeSwitch};
use crate::ui::{Icon, icons};
use chrono::NaiveDate;
use draft::{Draft, PersonDraft};
use leptos::prelude::*;
use leptos::task::spawn_local;
use person::{Person, PersonCard};
use shared::access::Deed;
use shared::api::place::DwellingDetail;
use shared::api::tenancy::{MovedOutInput, TenancyReceipt, TenancyReportInput};
use shared::tenancy::{NOTE, PEOPLE};
use shared::text::{Lang, Text};
use shared::time::china_day;
use std::collections::BTreeMap;

/// What is being reported.
#[derive(Clone, Copy)]
pub struct Form {
    context: Context,
    login: StoredValue<String>,
    key: RwSignal<String>,
    pub dwelling: RwSignal<Option<String>>,
    /// The address names another dwelling than the unsent work.
    elsewhere: RwSignal<bool>,
    pub home: RwSignal<Load<Option<DwellingDetail>>>,
    pub people: RwSignal<Vec<Person>>,
    pub left: RwSignal<BTreeMap<String, String>>,
    pub note: RwSignal<String>,
    pub reviewing: RwSignal<bool>,
    /// Faults are shown once somebody wanted to go on.
    shown: RwSignal<bool>,
    pub busy: RwSignal<bool>,
    pub error: RwSignal<Option<ApiError>>,
    sent: RwSignal<Option<TenancyReceipt>>,
    next: StoredValue<u32>,
}

impl Form {
    /// What was not sent yet, at the dwelling that the address names.
    fn open(login: String) -> Form {
        let mut kept = draft::load(&login).unwrap_or_default();
        let asked = query("dwelling").filter(|asked| kept.dwelling.as_ref() != Some(asked));
        let elsewhere = asked.is_some() && kept.has_work();
        if !elsewhere && asked.is_some() {
            kept = Draft { dwelling: asked, ..Draft::default() };
        }
        let dwelling = RwSignal::new(kept.dwelling);
        let home = follow(
            false,
            move || dwelling.get(),
            |dwelling: Option<String>| async move {
                match dwelling {
                    Some(id) => api::get(&format!("/api/v1/dwellings/{}", api::encode(&id))).await.map(Some),
                    None => Ok(None),
                }
            },
        );
        let people = (0..).zip(kept.people).map(|(key, kept)| Person::new(key, kept)).collect::<Vec<_>>();
        let next = people.len() as u32;
        let key = if kept.report_id.is_empty() { random_id().unwrap_or_default() } else { kept.report_id };
        let form = Form {
            context: context(),
            login: StoredValue::new(login),
            key: RwSignal::new(key),
            dwelling,
            elsewhere: RwSignal::new(elsewhere),
            home,
            people: RwSignal::new(people),
            left: RwSignal::new(kept.left),
            note: RwSignal::new(kept.note),
            reviewing: RwSignal::new(false),
            shown: RwSignal::new(false),
            busy: RwSignal::new(false),
            error: RwSignal::new(None),
            sent: RwSignal::new(None),
            next: StoredValue::new(next),
        };
        Effect::new(move || {
            let unsent = Draft {
                report_id: form.key.get(),
                dwelling: form.dwelling.get(),
                people: form.people.get().iter().map(PersonDraft::of).collect(),
                left: form.left.get(),
                note: form.note.get(),
            };
            if form.sent.with(Option::is_none) {
                form.login.with_value(|login| draft::save(login, &unsent));
            }
        });
        form
    }

    pub fn today(self) -> NaiveDate {
        china_day(self.context.now.get_untracked())
    }

    fn add(self, today: NaiveDate) {
        let key = self.next.get_value();
        self.next.set_value(key + 1);
        self.people.update(|people| people.push(Person::newcomer(key, today, people.is_empty())));
    }

    /// What is missing before anything can be sent.
    fn lacking(self, today: NaiveDate) -> Option<Text> {
        let people = self.people.get();
        if self.dwelling.with(Option::is_none) {
            return Some(words::NEED_HOME);
        }
        if people.is_empty() && self.left.with(BTreeMap::is_empty) {
            return Some(words::NEED_PEOPLE);
        }
        people.into_iter().find_map(|person| person.faults(today).first().map(|(_, mend)| *mend))
    }

    pub fn new_key(self) {
        self.key.set(random_id().unwrap_or_default());
    }

    pub fn send(self) {
        let today = self.today();
        let Some(dwelling) = self.dwelling.get_untracked().filter(|_| !self.busy.get_untracked()) else { return };
        let left = self.left.get_untracked().into_iter();
        let input = TenancyReportInput {
            report_id: self.key.get_untracked(),
            tenants: self.people.get_untracked().into_iter().map(|person| person.input(today)).collect(),
            moved_out: left.map(|(resident, on)| MovedOutInput { resident, on: on.parse().unwrap_or(today) }).collect(),
            note: Some(self.note.get_untracked()).filter(|note| !note.trim().is_empty()),
        };
        self.busy.set(true);
        self.error.set(None);
        spawn_local(async move {
            let path = format!("/api/v1/dwellings/{}/tenancies", api::encode(&dwelling));
            let answer = api::post::<_, TenancyReceipt>(&path, &input).await;
            self.busy.set(false);
            match answer {
                Ok(receipt) => {
                    self.sent.set(Some(receipt));
                    self.login.with_value(|login| draft::forget(login));
                }
                Err(error) => {
                    // A field at fault is mended in the form, where the server's words stand at it.
                    self.shown.set(true);
                    self.reviewing.set(error.fields().is_empty());
                    self.error.set(Some(error));
                }
            }
        });
    }

    /// What the server or the form says of a field of a person.
    fn fault(self, key: u32, field: &'static str, today: NaiveDate, lang: Lang) -> Option<String> {
        let people = self.people.get();
        let at = people.iter().position(|person| person.key == key)?;
        let pointer = format!("/tenants/{at}/{field}");
        let told = self.error.with(|error| {
            let fields = error.as_ref().map(ApiError::fields).unwrap_or_default();
            fields.iter().find(|fault| fault.pointer == pointer).map(|fault| fault.detail.clone())
        });
        told.or_else(|| {
            let faults = if self.shown.get() { people[at].faults(today) } else { Vec::new() };
            faults.into_iter().find(|(name, _)| *name == field).map(|(_, mend)| mend.get(lang).to_owned())
        })
    }
}

#[component]
pub fn TenantsPage() -> impl IntoView {
    situation("report-page", words::TITLE);
    view! { <Gate><Opened/></Gate> }
}

#[component]
fn Opened() -> impl IntoView {
    let context = context();
    let body = move || {
        let login = context.session.with_untracked(|session| session.ready().map(|session| session.login.clone()));
        match context.may(Deed::RecordPeople) {
            true => view! { <Reporting login=login.unwrap_or_default()/> }.into_any(),
            false => view! { <crate::ui::states::Failed error=ApiError::Forbidden/> }.into_any(),
        }
    };
    view! {
        <main class="report tenants" data-testid="tenants-page">
            <header>
                <div><small><a href="/">{tr(i18n::PRODUCT)}</a></small><h1>{tr(words::TITLE)}</h1></div>
                <LangSwitch/>
                <ThemeSwitch/>
            </header>
            {body}
        </main>
    }
}

#[component]
fn Reporting(login: String) -> impl IntoView {
    let round = RwSignal::new(0_u32);
    view! {
        {move || {
            round.track();
            view! { <Round login=login.clone() again=Callback::new(move |()| round.update(|round| *round += 1))/> }
        }}
    }
}

/// One report from its beginning to its receipt.
#[component]
fn Round(login: String, again: Callback<()>) -> impl IntoView {
    let form = untrack(|| Form::open(login));
    move || match (form.sent.get(), form.reviewing.get()) {
        (Some(sent), _) => view! { <send::Done sent again/> }.into_any(),
        (None, true) => view! { <send::Review form/> }.into_any(),
        (None, false) => view! { <Writing form again/> }.into_any(),
    }
}

#[component]
fn Writing(form: Form, again: Callback<()>) -> impl IntoView {
    let context = context();
    let today = form.today();
    let fault =
        Callback::new(move |(key, field): (u32, &'static str)| form.fault(key, field, today, context.lang.get()));
    let remove = Callback::new(move |key: u32| form.people.update(|people| people.retain(|person| person.key != key)));
    let card = move |person: Person| {
        let place = Signal::derive(move || {
            form.people.with(|people| people.iter().position(|one| one.key == person.key).unwrap_or_default())
        });
        view! { <PersonCard person place fault remove/> }
    };
    let lacking = move || form.shown.get().then(|| form.lacking(today)).flatten();
    let full = move || form.people.with(Vec::len) >= PEOPLE;
    let refused = move || {
        form.error.with(|error| {
            let fields = error.as_ref().map(ApiError::fields).unwrap_or_default();
            fields.iter().find(|fault| !fault.pointer.starts_with("/tenants/")).map(|fault| fault.detail.clone())
        })
    };
    let go_on = move |_| {
        form.shown.set(true);
        form.error.set(None);
        if form.lacking(today).is_none() {
            form.reviewing.set(true);
        }
    };
    let start_over = move |_| {
        form.login.with_value(|login| draft::forget(login));
        again.run(());
    };
    let elsewhere = move || {
        form.elsewhere.get().then(|| view! {
            <section class="panel" role="alert" data-testid="unsent-elsewhere">
                <p>{tr(words::UNSENT_ELSEWHERE)}</p>
                <div class="chips">
                    <button type="button" class="button quiet" on:click=move |_| form.elsewhere.set(false) data-testid="unsent-go-on">{tr(words::GO_ON_WITH_IT)}</button>
                    <button type="button" class="button quiet" on:click=start_over data-testid="unsent-drop">{tr(words::DROP_IT)}</button>
                </div>
            </section>
        })
    };
    view! {
        {elsewhere}
        <home::HomeChooser form/>
        <h2 class="group">{tr(words::NEWCOMERS)}</h2>
        <For each=move || form.people.get() key=|person| person.key children=card/>
        <button type="button" class="button quiet add" disabled=full
            on:click=move |_| form.add(today) data-testid="tenant-add"><Icon of=icons::USER/>{tr(words::ADD)}</button>
        <section class="panel">
            <label><span>{tr(words::NOTE)}</span>
                <textarea rows="2" maxlength=NOTE.to_string() data-testid="tenants-note" prop:value=form.note
                    on:input:target=move |event| form.note.set(event.target().value())></textarea>
            </label>
            <p class="hint"><Icon of=icons::LOCK/>{tr(words::KEPT)}</p>
        </section>
        <div class="send">
            {move || refused().or_else(|| lacking().map(|mend| context.t(mend).to_owned())).map(|mend| view! {
                <p class="field-error send-error" role="alert" data-testid="tenants-lacking"><Icon of=icons::CIRCLE_ALERT/>{mend}</p>
            })}
            <button type="button" class="button" on:click=go_on data-testid="tenants-review">{tr(words::REVIEW)}</button>
        </div>
    }
}
