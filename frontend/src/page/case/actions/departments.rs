//! Choosing departments: one tap each, the first one leads.

use crate::context::tr;
use crate::i18n::casework as words;
use leptos::prelude::*;
use shared::worker::Department;

#[component]
pub fn Departments(
    /// In the order chosen.
    chosen: RwSignal<Vec<Department>>,
    /// What there is to choose from.
    choices: Vec<Department>,
) -> impl IntoView {
    let flip = move |department: Department| {
        chosen.update(|chosen| match chosen.iter().position(|known| *known == department) {
            Some(place) => drop(chosen.remove(place)),
            None => chosen.push(department),
        });
    };
    let choice = move |department: Department| {
        let is_chosen = move || chosen.with(|chosen| chosen.contains(&department));
        let leads = move || chosen.with(|chosen| chosen.len() > 1 && chosen.first() == Some(&department));
        view! {
            <label class="choice" class:active=is_chosen>
                <input type="checkbox" prop:checked=is_chosen on:change=move |_| flip(department) data-testid=format!("department-{department}")/>
                {tr(department.text())}
                <Show when=leads><em>{tr(words::LEADS)}</em></Show>
            </label>
        }
    };
    view! { <div class="choices" data-testid="field-departments">{choices.into_iter().map(choice).collect_view()}</div> }
}
