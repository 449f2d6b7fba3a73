//! What is asked about people, in the search box and in the list alike: words, and what is known besides them.
//!
//! Nothing of it enters an address while it could be a telephone or an identity number: such words travel in a body.

use super::state::console;
use crate::api::encode;
use crate::context::{context, tr};
use crate::i18n::{self, search as words};
use leptos::prelude::*;
use shared::api::search::SearchInput;
use shared::person::Sex;
use shared::text::Text;
use web_sys::KeyboardEvent;

/// From so many digits on a text may be a telephone or an identity number.
const PERSONAL_DIGITS: usize = 7;

/// As it was typed; empty fields do not narrow.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    pub words: String,
    pub child_age: String,
    pub age_from: String,
    pub age_to: String,
    pub sex: String,
    /// Code of a subdistrict.
    pub subdistrict: String,
    /// Name or code of any area; goes before the subdistrict.
    pub area: String,
    pub kin: String,
    pub phone_tail: String,
}

type Field = fn(&mut Question) -> &mut String;

impl Question {
    fn area(&self) -> &str {
        if self.area.trim().is_empty() { self.subdistrict.trim() } else { self.area.trim() }
    }

    /// Nothing while it is being typed.
    fn whole_tail(&self) -> &str {
        let tail = self.phone_tail.trim();
        if tail.len() == 4 { tail } else { "" }
    }

    pub fn is_empty(&self) -> bool {
        self.words.trim().is_empty()
    }

    /// Whether something narrows the people.
    pub fn narrows(&self) -> bool {
        *self != Question { words: self.words.clone(), ..Question::default() }
    }

    /// Whether the words may not be written into an address.
    pub fn is_personal(&self) -> bool {
        let digit = |c: &char| c.is_ascii_digit() || ('０'..='９').contains(c);
        self.words.chars().filter(digit).count() >= PERSONAL_DIGITS
    }

    /// The question of the search box.
    pub fn input(&self) -> SearchInput {
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        SearchInput {
            q: self.words.trim().to_owned(),
            child_age: self.child_age.trim().parse().ok(),
            age_from: self.age_from.trim().parse().ok(),
            age_to: self.age_to.trim().parse().ok(),
            sex: Sex::ALL.iter().copied().find(|sex| sex.code() == self.sex),
            area: text(self.area()),
            kin: text(&self.kin),
            phone_tail: text(self.whole_tail()),
        }
    }

    /// The complete list of people, page by page.
    pub fn path(&self, limit: usize) -> String {
        let pairs = [
            ("q", self.words.as_str()),
            ("area", self.area()),
            ("child_age", &self.child_age),
            ("age_from", &self.age_from),
            ("age_to", &self.age_to),
            ("sex", &self.sex),
            ("kin", &self.kin),
            ("phone_tail", self.whole_tail()),
        ];
        let pairs = pairs.into_iter().filter(|(_, value)| !value.trim().is_empty());
        let query: Vec<_> = pairs.map(|(name, value)| format!("{name}={}", encode(value.trim()))).collect();
        format!("/api/v1/residents?limit={limit}&{}", query.join("&"))
    }
}

/// The fields that tell namesakes apart. `prefix` keeps the two places where they stand apart in tests; `on_key` is what
/// the arrows and Enter do while one of them has the focus.
#[component]
pub fn Narrowing(
    question: RwSignal<Question>,
    prefix: &'static str,
    #[prop(optional, into)] on_key: Option<Callback<KeyboardEvent>>,
) -> impl IntoView {
    let context = context();
    let console = console();
    let put = move |get: Field, value: String| question.update(|question| *get(question) = value);
    let shown = move |get: Field| move || question.with(|question| get(&mut question.clone()).clone());
    let key = move |event: KeyboardEvent| {
        if let Some(on_key) = on_key {
            on_key.run(event);
        }
    };
    // A list that opens by itself keeps its arrows.
    let select_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            key(event);
        }
    };
    let number = move |name: &str, label: Text, hint: &'static str, most: &'static str, get: Field| {
        view! {
            <input type="number" min="0" max=most inputmode="numeric" placeholder=hint aria-label=tr(label) data-testid=format!("{prefix}{name}")
                prop:value=shown(get) on:input:target=move |event| put(get, event.target().value()) on:keydown=key/>
        }
    };
    let text = move |name: &str, label: Text, hint: Text, digits: bool, get: Field| {
        view! {
            <label><span>{tr(label)}</span>
                <input type="text" autocomplete="off" inputmode=if digits { "numeric" } else { "text" } maxlength=if digits { "4" } else { "30" }
                    placeholder=tr(hint) data-testid=format!("{prefix}{name}")
                    prop:value=shown(get) on:input:target=move |event| put(get, event.target().value()) on:keydown=key/>
            </label>
        }
    };
    let areas = move || {
        console.subdistricts.with(|areas| {
            let areas = areas.ready().map(Vec::as_slice).unwrap_or_default();
            let chosen = question.with_untracked(|question| question.subdistrict.clone());
            let option = |area: &shared::api::area::AreaView| {
                let selected = area.code == chosen;
                view! { <option value=area.code.clone() selected=selected>{area.name.clone()}</option> }
            };
            areas.iter().map(option).collect_view()
        })
    };
    let sexes = move || {
        let option = |sex: &Sex| {
            let (code, name) = (sex.code(), sex.text());
            view! { <option value=code>{move || context.t(name)}</option> }
        };
        Sex::ALL.iter().map(option).collect_view()
    };
    let clear = move |_| {
        question.update(|question| {
            *question = Question { words: std::mem::take(&mut question.words), ..Question::default() };
        })
    };
    view! {
        <fieldset class="narrowing" aria-label=tr(words::NARROW)>
            <label><span>{tr(i18n::CHILD_AGE)}</span>{number("child-age", i18n::CHILD_AGE, "6", "17", |q| &mut q.child_age)}</label>
            <span class="range"><span>{tr(words::AGE)}</span>
                {number("age-from", words::AGE_FROM, "0", "130", |q| &mut q.age_from)}"–"
                {number("age-to", words::AGE_TO, "130", "130", |q| &mut q.age_to)}
            </span>
            <label><span>{tr(i18n::SEX)}</span>
                <select data-testid=format!("{prefix}sex") prop:value=shown(|q| &mut q.sex) on:keydown=select_key
                    on:change:target=move |event| put(|q| &mut q.sex, event.target().value())>
                    <option value="">{tr(i18n::ANY)}</option>
                    {sexes()}
                </select>
            </label>
            <label><span>{tr(i18n::SUBDISTRICT)}</span>
                <select data-testid=format!("{prefix}subdistrict") prop:value=shown(|q| &mut q.subdistrict) on:keydown=select_key
                    on:change:target=move |event| put(|q| &mut q.subdistrict, event.target().value())>
                    <option value="">{tr(i18n::ANY)}</option>
                    {areas}
                </select>
            </label>
            {text("kin", words::KIN, words::KIN_HINT, false, |q| &mut q.kin)}
            {text("phone-tail", words::PHONE_TAIL, words::PHONE_TAIL_HINT, true, |q| &mut q.phone_tail)}
            <Show when=move || question.with(Question::narrows)>
                <button type="button" class="link" data-testid=format!("{prefix}clear") on:click=clear>{tr(i18n::CLEAR)}</button>
            </Show>
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephones_and_identity_numbers_are_known_while_they_are_typed() {
        let asked = |words: &str| Question { words: words.into(), ..Question::default() };
        for words in ["1380000", "138-0000-4711", "34020219900101123X", "１３８００００"] {
            assert!(asked(words).is_personal(), "{words}");
        }
        for words in ["陈静", "4711", "29-2-301", "星辰花园29栋2单元301"] {
            assert!(!asked(words).is_personal(), "{words}");
        }
    }
}
