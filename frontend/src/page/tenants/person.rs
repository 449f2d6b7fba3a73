//! One newcomer: the identity number first, checked while it is typed, and what it tells filled in.

use super::draft::PersonDraft;
use crate::context::{context, tr};
use crate::i18n::tenants as words;
use crate::ui::{Icon, icons};
use chrono::NaiveDate;
use leptos::prelude::*;
use shared::api::tenancy::TenantInput;
use shared::person::{Identity, IdentityError, Relation, Sex};
use shared::tenancy::{NAME, Typed, identity_mend, read};
use shared::time::age;

/// Characters of an identity number.
const WHOLE: usize = 18;

/// What is being written about a person.
#[derive(Clone, Copy, PartialEq)]
pub struct Person {
    pub key: u32,
    /// In memory only.
    pub identity: RwSignal<String>,
    /// The page was loaded anew and the number is gone.
    pub enter_again: RwSignal<bool>,
    pub name: RwSignal<String>,
    pub phone: RwSignal<String>,
    pub sex: RwSignal<Option<Sex>>,
    pub birth: RwSignal<String>,
    pub relation: RwSignal<Relation>,
    pub from: RwSignal<String>,
    pub until: RwSignal<String>,
}

impl Person {
    pub fn new(key: u32, kept: PersonDraft) -> Person {
        Person {
            key,
            identity: RwSignal::default(),
            enter_again: RwSignal::new(kept.identified),
            name: RwSignal::new(kept.name),
            phone: RwSignal::new(kept.phone),
            sex: RwSignal::new(kept.sex),
            birth: RwSignal::new(kept.birth),
            relation: RwSignal::new(kept.relation),
            from: RwSignal::new(kept.from),
            until: RwSignal::new(kept.until),
        }
    }

    pub fn newcomer(key: u32, today: NaiveDate, first: bool) -> Person {
        let relation = if first { Relation::Head } else { Relation::Other };
        Person::new(
            key,
            PersonDraft {
                name: String::new(),
                phone: String::new(),
                sex: None,
                birth: String::new(),
                relation,
                from: today.to_string(),
                until: String::new(),
                identified: false,
            },
        )
    }

    /// The number, when it is whole and right.
    pub fn number(self) -> Option<Result<Identity, IdentityError>> {
        let text = self.identity.get();
        (text.trim().chars().count() >= WHOLE).then(|| Identity::parse(&text))
    }

    /// What is wrong before anything is sent: field and mend.
    pub fn faults(self, today: NaiveDate) -> Vec<shared::tenancy::Fault> {
        let mut faults = Vec::new();
        if self.name.read().trim().is_empty() {
            faults.push(("name", words::NEED_NAME));
        }
        if self.enter_again.get() && self.identity.read().trim().is_empty() {
            faults.push(("identity", words::ENTER_AGAIN));
        }
        let (identity, phone) = (self.identity.get(), self.phone.get());
        let typed =
            Typed { identity: &identity, phone: &phone, sex: self.sex.get(), birth: self.birth.get().parse().ok() };
        faults.extend(read(typed, today).err().unwrap_or_default());
        faults
    }

    /// As it is sent.
    pub fn input(self, today: NaiveDate) -> TenantInput {
        let filled = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let identity = filled(self.identity.get_untracked());
        let told = identity.is_some();
        TenantInput {
            name: self.name.get_untracked().trim().to_owned(),
            sex: self.sex.get_untracked().filter(|_| !told),
            birth: self.birth.get_untracked().parse().ok().filter(|_| !told),
            identity,
            phone: filled(self.phone.get_untracked()),
            relation: self.relation.get_untracked(),
            from: self.from.get_untracked().parse().unwrap_or(today),
            until: self.until.get_untracked().parse().ok(),
        }
    }
}

#[component]
pub fn PersonCard(
    person: Person,
    place: Signal<usize>,
    fault: Callback<(u32, &'static str), Option<String>>,
    remove: Callback<u32>,
) -> impl IntoView {
    let context = context();
    // What the number tells, the mend when it is none, or how much is missing.
    let told = move || {
        let lang = context.lang.get();
        let typed = person.identity.read().trim().chars().count();
        match person.number() {
            None if typed == 0 && person.enter_again.get() => {
                view! { <p class="echo warn" data-testid="identity-again">{tr(words::ENTER_AGAIN)}</p> }.into_any()
            }
            None if typed == 0 => view! { <p class="echo">{tr(words::IDENTITY_HINT)}</p> }.into_any(),
            None => view! { <p class="echo">{tr(words::DIGITS_LEFT)}" "{WHOLE - typed}</p> }.into_any(),
            Some(Err(error)) => {
                let mend = identity_mend(error).get(lang);
                view! { <p class="field-error" role="alert" data-testid="identity-fault"><Icon of=icons::CIRCLE_ALERT/>{mend}</p> }
                    .into_any()
            }
            Some(Ok(identity)) => {
                let (sex, birth) = (identity.sex().text().get(lang), identity.birth());
                let years = age(birth, shared::time::china_day(context.now.get_untracked()));
                view! {
                    <p class="echo good" data-testid="identity-told">
                        <Icon of=icons::CIRCLE_CHECK/>{format!("{sex} · {birth} · {years} ")}{tr(words::YEARS)}
                    </p>
                }
                .into_any()
            }
        }
    };
    let fault_at = move |field: &'static str| {
        move || {
            fault.run((person.key, field)).map(|mend| {
                view! { <p class="field-error" role="alert" data-testid="field-error"><Icon of=icons::CIRCLE_ALERT/>{mend}</p> }
            })
        }
    };
    let by_hand = move || person.number().is_none_or(|number| number.is_err());
    let sexes = move || {
        Sex::ALL
            .iter()
            .map(|&sex| {
                let chosen = move || person.sex.get() == Some(sex);
                view! {
                    <button type="button" class="chip" class:active=chosen aria-pressed=move || chosen().to_string()
                        on:click=move |_| person.sex.set(Some(sex))>{tr(sex.text())}</button>
                }
            })
            .collect_view()
    };
    let relations = move || {
        Relation::ALL
            .iter()
            .map(|&relation| {
                let chosen = move || person.relation.get() == relation;
                view! { <option value=relation.code() selected=chosen>{tr(relation.text())}</option> }
            })
            .collect_view()
    };
    view! {
        <section class="panel tenant" data-testid="tenant-card">
            <h2>
                {tr(words::PERSON)}" "{move || place.get() + 1}
                <button type="button" class="icon-button" on:click=move |_| remove.run(person.key) data-testid="tenant-remove"
                    aria-label=tr(words::REMOVE) title=tr(words::REMOVE)><Icon of=icons::TRASH_2/></button>
            </h2>
            <label><span>{tr(words::IDENTITY)}</span>
                <input class="number" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="18" data-testid="tenant-identity"
                    prop:value=person.identity on:input:target=move |event| {
                        person.identity.set(event.target().value().to_uppercase());
                    }/>
            </label>
            {told}
            {fault_at("identity")}
            <div class="fields two">
                <label><span>{tr(words::NAME)}</span>
                    <input autocomplete="off" maxlength=NAME.to_string() data-testid="tenant-name"
                        prop:value=person.name on:input:target=move |event| person.name.set(event.target().value())/>
                </label>
                <label><span>{tr(words::PHONE)}</span>
                    <input type="tel" autocomplete="off" maxlength="32" data-testid="tenant-phone"
                        prop:value=person.phone on:input:target=move |event| person.phone.set(event.target().value())/>
                </label>
            </div>
            {fault_at("name")}
            {fault_at("phone")}
            {move || by_hand().then(|| view! {
                <fieldset class="by-hand">
                    <legend>{tr(words::NO_IDENTITY)}</legend>
                    <div class="fields two">
                        <div class="chips" role="group" aria-label=tr(words::SEX)>{sexes()}</div>
                        <label><span>{tr(words::BIRTH)}</span>
                            <input type="date" data-testid="tenant-birth" prop:value=person.birth
                                on:input:target=move |event| person.birth.set(event.target().value())/>
                        </label>
                    </div>
                </fieldset>
            })}
            {fault_at("sex")}
            {fault_at("birth")}
            <label><span>{tr(words::RELATION)}</span>
                <select data-testid="tenant-relation" on:change:target=move |event| {
                    if let Ok(relation) = event.target().value().parse() { person.relation.set(relation); }
                }>{relations}</select>
            </label>
            <div class="fields two">
                <label><span>{tr(words::FROM)}</span>
                    <input type="date" data-testid="tenant-from" prop:value=person.from
                        on:input:target=move |event| person.from.set(event.target().value())/>
                </label>
                <label><span>{tr(words::UNTIL)}</span>
                    <input type="date" data-testid="tenant-until" prop:value=person.until
                        on:input:target=move |event| person.until.set(event.target().value())/>
                </label>
            </div>
            {fault_at("from")}
            {fault_at("until")}
        </section>
    }
}
