//! Categories with their filing criteria, as a tree by major class; and the table, out and in.

use super::limit::LimitField;
use super::table::Table;
use crate::api;
use crate::context::{context, tr};
use crate::i18n::admin as words;
use crate::load::{Load, follow};
use crate::page::console::pick;
use crate::ui::states::{Empty, Failed, Loading};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::api::category::CategoryView;
use shared::case::category::{Criterion, Priority};

/// Whether a category, or a criterion of it, fits what was typed.
fn fits(view: &CategoryView, typed: &str) -> bool {
    let category = &view.category;
    let own = [&category.code, &category.zh, &category.en, &category.major_zh, &category.major_en];
    let criteria = view.criteria.iter().flat_map(|criterion| [&criterion.code, &criterion.zh, &criterion.en]);
    own.into_iter().chain(criteria).any(|text| text.to_lowercase().contains(typed))
}

#[component]
pub fn Categories() -> impl IntoView {
    let context = context();
    let round = RwSignal::new(0_u32);
    let all =
        follow(true, move || round.get(), |_| api::get_all::<CategoryView>("/api/v1/categories".to_owned(), 10_000));
    let again = Callback::new(move |()| round.update(|round| *round += 1));
    let typed = RwSignal::new(String::new());
    let groups = Memo::new(move |_| {
        let typed = typed.get().trim().to_lowercase();
        all.with(|all| {
            let matching: Vec<CategoryView> =
                all.ready().into_iter().flatten().filter(|view| fits(view, &typed)).cloned().collect();
            let same = |a: &CategoryView, b: &CategoryView| a.category.major_zh == b.category.major_zh;
            matching.chunk_by(same).map(<[CategoryView]>::to_vec).collect::<Vec<_>>()
        })
    });
    let narrowed = Memo::new(move |_| typed.with(|typed| !typed.trim().is_empty()));
    let group = move |views: Vec<CategoryView>| {
        let (zh, en) = (views[0].category.major_zh.clone(), views[0].category.major_en.clone());
        let criteria: usize = views.iter().map(|view| view.criteria.len()).sum();
        view! {
            <details class="major" open=narrowed.get_untracked() data-testid="major">
                <summary>
                    <b>{move || pick(context.lang.get(), &zh, &en).to_owned()}</b>
                    <small>{views.len()}" · "{criteria}" "{tr(words::CRITERIA)}</small>
                </summary>
                {views.into_iter().map(|view| view! { <CategoryRows shown=view/> }).collect_view()}
            </details>
        }
    };
    let tree = move || match all.with(|all| all.ready().is_some()) {
        true if groups.with(Vec::is_empty) => view! { <Empty text=words::NO_CATEGORIES/> }.into_any(),
        true => view! { <div class="tree">{groups.get().into_iter().map(group).collect_view()}</div> }.into_any(),
        false => match all.get() {
            Load::Failed(error) => view! { <Failed error retry=again/> }.into_any(),
            _ => view! { <Loading/> }.into_any(),
        },
    };
    view! {
        <div class="admin-body open">
            <section class="panel list-panel">
                <div class="list-tools">
                    <label class="find"><Icon of=icons::SEARCH/>
                        <input type="search" placeholder=tr(words::FIND_CATEGORY) aria-label=tr(words::FIND_CATEGORY) data-testid="category-find"
                            prop:value=typed on:input:target=move |event| typed.set(event.target().value())/>
                    </label>
                </div>
                {tree}
            </section>
            <div class="admin-side"><Table changed=again/></div>
        </div>
    }
}

#[component]
fn CategoryRows(shown: CategoryView) -> impl IntoView {
    let context = context();
    let CategoryView { category, criteria } = shown;
    let (zh, en) = (category.zh, category.en);
    let row = move |criterion: Criterion| {
        let (zh, en) = (criterion.zh, criterion.en);
        let (code, shown) = (criterion.code.clone(), criterion.code.clone());
        let usual = criterion.priority == Priority::Normal;
        let photos = criterion.evidence;
        let needed = move || {
            let lang = context.lang.get();
            photos.iter().map(|kind| kind.text().get(lang)).collect::<Vec<_>>().join(" ")
        };
        view! {
            <li class="criterion" data-testid="criterion" data-code=criterion.code>
                <code>{shown}</code>
                <span class="what">{move || pick(context.lang.get(), &zh, &en).to_owned()}
                    {(!usual).then(|| view! { <em class="tag priority">{tr(criterion.priority.text())}</em> })}
                    {criterion.department.map(|department| view! { <em class="tag">{tr(department.text())}</em> })}
                    <small>{needed}</small>
                </span>
                <LimitField code limit=criterion.limit/>
            </li>
        }
    };
    view! {
        <section class="category">
            <h3>
                <code>{category.code}</code><b>{move || pick(context.lang.get(), &zh, &en).to_owned()}</b>
                <span class="tag">{tr(category.department.text())}</span>
                {category.private.then(|| view! { <span class="tag">{tr(words::PRIVATE)}</span> })}
                {category.urgent.then(|| view! { <span class="urgent">{tr(words::URGENT)}</span> })}
            </h3>
            <ul>{criteria.into_iter().map(row).collect_view()}</ul>
        </section>
    }
}
