//! Choosing an area within one's own: names that tell apart what is called alike elsewhere.

use crate::api::{self, ApiError};
use crate::context::{Context, context, tr};
use crate::i18n::admin as words;
use crate::load::{Load, follow};
use crate::ui::form::FieldFault;
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::api::area::AreaView;
use shared::area::{AreaCode, AreaLevel};
use std::collections::HashMap;

/// An area that may be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub code: String,
    pub level: AreaLevel,
    /// `星辰社区 第三网格`.
    pub name: String,
}

/// The areas of one's office, by code.
#[derive(Clone, Copy)]
pub struct Areas(Memo<Vec<Choice>>);

impl Areas {
    pub fn load(context: Context) -> Areas {
        let all = follow(false, || (), |()| api::get_all::<AreaView>("/api/v1/areas".to_owned(), 20_000));
        Areas(Memo::new(move |_| {
            let Some(office) = context.office() else { return Vec::new() };
            let mut choices = all.with(choices);
            choices.retain(|choice| office.area.contains(&AreaCode::trusted(choice.code.as_str())));
            choices
        }))
    }

    pub fn of(self, levels: &[AreaLevel]) -> Vec<Choice> {
        self.0.with(|all| all.iter().filter(|choice| levels.contains(&choice.level)).cloned().collect())
    }

    pub fn name(self, code: &str) -> String {
        let known = self.0.with(|all| all.iter().find(|choice| choice.code == code).map(|choice| choice.name.clone()));
        known.unwrap_or_else(|| code.to_owned())
    }
}

fn choices(all: &Load<Vec<AreaView>>) -> Vec<Choice> {
    let areas = all.ready().map(Vec::as_slice).unwrap_or_default();
    let names: HashMap<&str, &str> = areas.iter().map(|area| (area.code.as_str(), area.name.as_str())).collect();
    let named = |area: &AreaView| {
        let below = matches!(area.level, AreaLevel::Community | AreaLevel::Grid);
        let parent = area.parent.as_deref().filter(|_| below).and_then(|code| names.get(code));
        let name = match parent {
            Some(parent) if !area.name.starts_with(parent) => format!("{parent} {}", area.name),
            _ => area.name.clone(),
        };
        Choice { code: area.code.clone(), level: area.level, name }
    };
    areas.iter().map(named).collect()
}

/// One area, of some levels.
#[component]
pub fn AreaField(
    areas: Areas,
    #[prop(into)] levels: Signal<Vec<AreaLevel>>,
    chosen: RwSignal<String>,
    #[prop(into)] testid: String,
) -> impl IntoView {
    let context = context();
    let options = move || {
        let group = |level: &AreaLevel| {
            let options = areas.of(&[*level]).into_iter().map(|choice| {
                let selected = chosen.with_untracked(|chosen| *chosen == choice.code);
                view! { <option value=choice.code selected=selected>{choice.name}</option> }
            });
            view! { <optgroup label=context.t(level.text())>{options.collect_view()}</optgroup> }
        };
        levels.get().iter().map(group).collect_view()
    };
    view! {
        <select data-testid=testid aria-label=tr(words::AREA) prop:value=move || { areas.0.track(); chosen.get() } on:change:target=move |event| chosen.set(event.target().value())>
            <option value="" selected=chosen.with_untracked(String::is_empty)>{tr(words::CHOOSE_AREA)}</option>
            {options}
        </select>
    }
}

/// Any number of areas of one's own, each a chip that a touch takes away. None: all of one's own.
#[component]
pub fn WithinField(
    areas: Areas,
    within: RwSignal<Vec<String>>,
    error: RwSignal<Option<ApiError>>,
    #[prop(into)] testid: String,
) -> impl IntoView {
    let another = RwSignal::new(String::new());
    Effect::new(move || {
        let code = another.get();
        if code.is_empty() {
            return;
        }
        within.update(|within| {
            if !within.contains(&code) {
                within.push(code);
            }
        });
        another.set(String::new());
    });
    let chips = move || {
        within.get().into_iter().map(|code| {
            let name = areas.name(&code);
            let drop = move |_| within.update(|within| within.retain(|known| *known != code));
            view! { <button type="button" class="chip active" on:click=drop title=tr(words::REMOVE)>{name}<Icon of=icons::X/></button> }
        }).collect_view()
    };
    view! {
        <fieldset class="field">
            <legend>{tr(words::AREAS)}<small>{tr(words::AREAS_HINT)}</small></legend>
            <AreaField areas levels=AreaLevel::ALL.to_vec() chosen=another testid/>
            <div class="choices">{chips}</div>
            <FieldFault error pointer="/areas"/>
        </fieldset>
    }
}
