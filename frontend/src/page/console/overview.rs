//! 总览: how the district stands, from the same areas and cases that map and list show. Every number opens its cases.

use super::filter::Filter;
use super::grid_sizes::GridSizes;
use super::state::{Panel, console};
use crate::context::{context, tr};
use crate::format;
use crate::i18n;
use crate::load::Load;
use crate::ui::marks::Bar;
use crate::ui::states::{Failed, Loading};
use leptos::prelude::*;
use shared::case::{Light, Source};
use shared::text::Text;

#[component]
pub fn Overview() -> impl IntoView {
    let console = console();
    let context = context();
    let open = move |filter: Filter| {
        console.filter.set(filter);
        console.panel.set(Panel::Cases);
    };
    let lights = Memo::new(move |_| {
        let now = context.now.get();
        console.cases.with(|cases| {
            let cases = cases.ready().map(Vec::as_slice).unwrap_or_default();
            let count = |wanted| {
                let lit = cases.iter().filter(|case| case.light_at(now) == wanted);
                lit.count() as u32
            };
            [count(Light::Red), count(Light::Yellow), count(Light::Green)]
        })
    });
    let tile = move |text: Text, light: Option<Light>, number: Signal<u32>| {
        let show = move |_| open(Filter { light, ..console.filter.get_untracked() });
        view! {
            <button class="tile" data-light=light.map(Light::code) on:click=show data-testid=format!("tile-{}", light.map_or("open", Light::code))>
                <span>{tr(text)}</span><b>{move || format::count(number.get())}</b>
            </button>
        }
    };
    let sources = move || {
        let mut counts: Vec<(Source, u32)> = console.cases.with(|cases| {
            let cases = cases.ready().map(Vec::as_slice).unwrap_or_default();
            let count = |source: Source| cases.iter().filter(|case| case.source == source).count() as u32;
            Source::ALL.iter().map(|&source| (source, count(source))).collect()
        });
        counts.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
        let most = counts.first().map_or(0, |&(_, count)| count);
        let lang = context.lang.get();
        let counts = counts.into_iter().filter(|&(_, count)| count > 0);
        counts.map(|(source, count)| view! { <Bar name=source.text().get(lang).to_owned() count most/> }).collect_view()
    };
    let subdistricts = move || match console.subdistricts.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => {
            let retry = Callback::new(move |()| console.load_areas());
            view! { <Failed error retry/> }.into_any()
        }
        Load::Ready(mut areas) => {
            areas.sort_by_key(|area| std::cmp::Reverse((area.overdue, area.open)));
            let rows = areas.into_iter().map(|area| {
                let (name, households, opened, overdue) = (area.name.clone(), area.households, area.open, area.overdue);
                let show = move |_| console.select_area(&area);
                view! {
                    <tr>
                        <th scope="row"><button class="link" on:click=show>{name}</button></th>
                        <td>{format::count(households)}</td><td>{format::count(opened)}</td>
                        <td class:bad=overdue.gt(&0)>{format::count(overdue)}</td>
                    </tr>
                }
            });
            view! {
                <table>
                    <thead><tr>
                        <th scope="col">{tr(i18n::SUBDISTRICT)}</th><th scope="col">{tr(i18n::HOUSEHOLDS)}</th>
                        <th scope="col">{tr(i18n::OPEN_CASES)}</th><th scope="col">{tr(i18n::OVERDUE)}</th>
                    </tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            }
            .into_any()
        }
    };
    let number = move |at: usize| Signal::derive(move || lights.get()[at]);
    view! {
        <section class="panel overview" aria-label=tr(i18n::OVERVIEW)>
            <h2>{tr(i18n::OVERVIEW)}</h2>
            <div class="tiles">
                {tile(i18n::OPEN_CASES, None, Signal::derive(move || lights.get().iter().sum()))}
                {tile(i18n::OVERDUE, Some(Light::Red), number(0))}
                {tile(Light::Yellow.text(), Some(Light::Yellow), number(1))}
                {tile(Light::Green.text(), Some(Light::Green), number(2))}
            </div>
            <Show when=move || console.filter.with(|filter| !filter.is_empty())>
                <p class="hint">{tr(i18n::FILTERED)}</p>
            </Show>
            <div class="scroll">
                <h3>{tr(i18n::SUBDISTRICTS)}</h3>
                {subdistricts}
                <h3>{tr(i18n::OPEN_BY_SOURCE)}</h3>
                <ul class="bars">{sources}</ul>
                <GridSizes/>
            </div>
        </section>
    }
}
