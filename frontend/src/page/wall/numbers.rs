//! The numbers left and right of the map, each with its period in its label and its formula where it has one.

use crate::context::{context, tr};
use crate::format;
use crate::i18n;
use crate::load::Load;
use crate::page::console::pick;
use crate::ui::marks::Bar;
use leptos::prelude::*;
use shared::api::wall::WallView;
use shared::text::Text;
use std::cmp::Reverse;

const BARS: usize = 8;
const RANKS: usize = 9;

type View = RwSignal<Load<WallView>>;

/// A number of the snapshot, or a dash before there is one.
fn number(view: View, get: fn(&WallView) -> u32) -> impl Fn() -> String + Clone + Send + 'static {
    move || view.with(|view| view.ready().map_or_else(|| "–".to_owned(), |view| format::count(get(view))))
}

#[component]
fn Tile(
    label: Text,
    period: Text,
    value: Signal<String>,
    name: &'static str,
    #[prop(optional)] tone: &'static str,
    #[prop(optional)] formula: Option<Text>,
) -> impl IntoView {
    let context = context();
    view! {
        <div class=format!("wall-tile {tone}") title=move || formula.map(|formula| context.t(formula)).unwrap_or_default()>
            <span>{tr(label)}<small>{tr(period)}</small></span>
            <b data-testid=format!("wall-{name}")>{value}</b>
            {formula.map(|formula| view! { <small class="formula">{tr(formula)}</small> })}
        </div>
    }
}

#[component]
pub fn LeftColumn(view: View) -> impl IntoView {
    let context = context();
    let rate = move || {
        let rate = view.with(|view| view.ready().and_then(|view| view.year.handled_rate));
        rate.map_or_else(|| "–".to_owned(), format::percent)
    };
    let sources = move || {
        let lang = context.lang.get();
        view.with(|view| {
            let counts = view.ready().map(|view| view.sources.as_slice()).unwrap_or_default();
            let most = counts.iter().map(|count| count.count).max().unwrap_or(0);
            let bars = counts.iter().take(BARS);
            bars.map(|one| view! { <Bar name=one.source.text().get(lang).to_owned() count=one.count most/> })
                .collect_view()
        })
    };
    let total = number(view, |view| view.sources.len() as u32);
    view! {
        <div class="wall-left">
            <section class="panel wall-today" aria-label=tr(i18n::TODAY)>
                <h2>{tr(i18n::TODAY)}</h2>
                <Tile label=i18n::ACCEPTED period=i18n::TODAY value=Signal::derive(number(view, |view| view.today.accepted)) name="accepted"/>
                <Tile label=i18n::HANDLED period=i18n::TODAY value=Signal::derive(number(view, |view| view.today.closed)) name="closed" tone="good"/>
                <Tile label=i18n::OPEN_CASES period=i18n::NOW value=Signal::derive(number(view, |view| view.today.open)) name="open"/>
                <Tile label=i18n::OVERDUE period=i18n::NOW value=Signal::derive(number(view, |view| view.today.overdue)) name="overdue" tone="bad"/>
                <Tile label=i18n::RATE period=i18n::THIS_YEAR value=Signal::derive(rate) name="rate" tone="wide" formula=i18n::RATE_FORMULA/>
            </section>
            <section class="panel wall-bars" aria-label=tr(i18n::SOURCES)>
                <h2>{tr(i18n::SOURCES)}<small>{tr(i18n::TODAY)}" · "{total}</small></h2>
                <ul class="bars">{sources}</ul>
            </section>
        </div>
    }
}

#[component]
pub fn RightColumn(view: View) -> impl IntoView {
    let context = context();
    let board = [
        ("1", i18n::WITHOUT_PLAN, number(view, |view| view.one_three_zero.without_plan)),
        ("3", i18n::WITHOUT_FEEDBACK, number(view, |view| view.one_three_zero.without_feedback)),
        ("0", i18n::NOT_CLEARED, number(view, |view| view.one_three_zero.not_cleared)),
    ];
    let board = board.map(|(digit, text, count)| {
        view! { <li><i aria-hidden="true">{digit}</i><span>{tr(text)}</span><b data-testid=format!("wall-130-{digit}")>{count}</b></li> }
    });
    let categories = move || {
        let lang = context.lang.get();
        view.with(|view| {
            let counts = view.ready().map(|view| view.categories.as_slice()).unwrap_or_default();
            let most = counts.iter().map(|count| count.count).max().unwrap_or(0);
            let bars = counts.iter().take(BARS);
            bars.map(|one| view! { <Bar name=pick(lang, &one.zh, &one.en).to_owned() count=one.count most/> })
                .collect_view()
        })
    };
    let ranks = move || {
        let mut ranks = view.with(|view| view.ready().map(|view| view.subdistricts.clone()).unwrap_or_default());
        let share = |handled: u32, accepted: u32| f64::from(handled) / f64::from(accepted.max(1));
        ranks.sort_by_key(|rank| Reverse((share(rank.handled, rank.accepted) * 1e6) as u64));
        let rows = ranks.into_iter().take(RANKS).enumerate().map(|(place, rank)| {
            let late = rank.overdue > 0;
            view! {
                <tr>
                    <td class="place">{place + 1}</td><th scope="row">{rank.area.name}</th>
                    <td>{format::percent(share(rank.handled, rank.accepted))}</td>
                    <td>{format::count(rank.open)}</td><td class:bad=late>{format::count(rank.overdue)}</td>
                </tr>
            }
        });
        rows.collect_view()
    };
    view! {
        <div class="wall-right">
            <section class="panel wall-130" aria-label=tr(i18n::ONE_THREE_ZERO)>
                <h2>{tr(i18n::ONE_THREE_ZERO)}<small>{tr(i18n::ONE_THREE_ZERO_HINT)}</small></h2>
                <ul>{board}</ul>
            </section>
            <section class="panel wall-bars" aria-label=tr(i18n::CATEGORIES)>
                <h2>{tr(i18n::CATEGORIES)}<small>{tr(i18n::TODAY)}</small></h2>
                <ul class="bars">{categories}</ul>
            </section>
            <section class="panel wall-rank" aria-label=tr(i18n::RANKING)>
                <h2>{tr(i18n::RANKING)}<small>{tr(i18n::THIS_YEAR)}</small></h2>
                <table>
                    <thead><tr>
                        <td></td><th scope="col">{tr(i18n::SUBDISTRICT)}</th><th scope="col" title=tr(i18n::RATE_FORMULA)>{tr(i18n::RATE)}</th>
                        <th scope="col">{tr(i18n::OPEN_CASES)}</th><th scope="col">{tr(i18n::OVERDUE)}</th>
                    </tr></thead>
                    <tbody>{ranks}</tbody>
                </table>
            </section>
        </div>
    }
}
