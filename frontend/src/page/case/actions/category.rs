//! Choosing the filing criterion among a hundred: type a part of its name or code, then choose.

use crate::api;
use crate::context::{context, tr};
use crate::i18n::casework as words;
use crate::load::follow;
use crate::page::case::clocks;
use crate::page::console::pick;
use leptos::prelude::*;
use shared::case::category::Category;

/// Whether a category fits what was typed: code or name, in either language.
fn fits(category: &Category, typed: &str) -> bool {
    let typed = typed.trim().to_lowercase();
    let texts = [&category.code, &category.zh, &category.en, &category.major_zh, &category.major_en];
    texts.iter().any(|text| text.to_lowercase().contains(&typed))
}

#[component]
pub fn CategoryField(chosen: RwSignal<Option<String>>) -> impl IntoView {
    let context = context();
    let typed = RwSignal::new(String::new());
    let categories = follow(false, || (), |()| api::get_all::<Category>("/api/v1/categories".to_owned(), 2_000));
    let matching = Memo::new(move |_| {
        let (typed, chosen) = (typed.get(), chosen.get());
        let wanted = |category: &&Category| fits(category, &typed) || chosen.as_ref() == Some(&category.code);
        categories.with(|all| all.ready().into_iter().flatten().filter(wanted).cloned().collect::<Vec<_>>())
    });
    let options = move || {
        let lang = context.lang.get();
        matching.with(|matching| {
            let groups = matching.chunk_by(|a, b| a.major_zh == b.major_zh).map(|group| {
                let label = pick(lang, &group[0].major_zh, &group[0].major_en).to_owned();
                let options = group.iter().map(|one| {
                    let code = one.code.clone();
                    let selected = chosen.get_untracked().as_ref() == Some(&code);
                    view! { <option value=code selected=selected>{pick(lang, &one.zh, &one.en).to_owned()}" "{one.code.clone()}</option> }
                });
                view! { <optgroup label=label>{options.collect_view()}</optgroup> }
            });
            groups.collect_view()
        })
    };
    let rule = move || {
        let lang = context.lang.get();
        let code = chosen.get()?;
        categories.with(|all| {
            let category = all.ready()?.iter().find(|category| category.code == code)?;
            Some(words::criterion(&clocks::limit(category.limit, lang), category.department.text().get(lang), lang))
        })
    };
    let choose = move |event: leptos::ev::Targeted<web_sys::Event, web_sys::HtmlSelectElement>| {
        let code = event.target().value();
        chosen.set((!code.is_empty()).then_some(code));
    };
    view! {
        <div class="category-field">
            <input type="search" placeholder=tr(words::FIND_CATEGORY) aria-label=tr(words::FIND_CATEGORY) data-testid="field-category-search"
                prop:value=typed on:input:target=move |event| typed.set(event.target().value())/>
            <select id="field-category" data-testid="field-category" prop:value=move || { matching.track(); chosen.get().unwrap_or_default() } on:change:target=choose>
                <option value="">{tr(words::CHOOSE)}</option>
                {options}
            </select>
            <p class="hint" role="status">{rule}</p>
        </div>
    }
}
