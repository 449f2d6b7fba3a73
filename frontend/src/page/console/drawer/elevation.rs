//! 楼栋图: a building seen from the front. Entrances are columns, floors are rows, dwellings are cells.

use crate::context::{context, tr};
use crate::i18n;
use crate::page::console::state::console;
use leptos::prelude::*;
use shared::api::place::{BuildingDetail, DwellingCell};
use shared::place::DwellingUse;
use shared::text::Text;
use wasm_bindgen::JsCast;

/// The cells of one floor in one entrance, by number.
type Floor = Vec<DwellingCell>;

/// Floors from the top, each with a list for every entrance.
fn rows(cells: &[DwellingCell], entrances: &[u16]) -> Vec<(u16, Vec<Floor>)> {
    let mut floors: Vec<u16> = cells.iter().map(|cell| cell.floor).collect();
    floors.sort_unstable_by(|a, b| b.cmp(a));
    floors.dedup();
    let on = |floor: u16, entrance: u16| {
        let mut here: Floor = cells.iter().filter(|c| (c.floor, c.entrance) == (floor, entrance)).cloned().collect();
        here.sort_by(|a, b| a.number.len().cmp(&b.number.len()).then_with(|| a.number.cmp(&b.number)));
        here
    };
    floors.into_iter().map(|floor| (floor, entrances.iter().map(|&entrance| on(floor, entrance)).collect())).collect()
}

/// The mark that is also read aloud: care goes before use.
fn mark(cell: &DwellingCell) -> (&'static str, Text) {
    if cell.care { ("care", i18n::CARE) } else { (cell.usage.code(), cell.usage.text()) }
}

#[component]
pub fn Elevation(building: BuildingDetail, chosen: Memo<Option<String>>, choose: Callback<String>) -> impl IntoView {
    let context = context();
    let mut entrances: Vec<u16> = building.dwellings.iter().map(|cell| cell.entrance).collect();
    entrances.sort_unstable();
    entrances.dedup();
    let console = console();
    let looked_for = StoredValue::new(building.id.clone());
    let is_found = move |number: u16| {
        let of = |entrance: &Option<(String, u16)>| matches!(entrance, Some((id, n)) if *n == number && looked_for.with_value(|own| own == id));
        chosen.with(Option::is_none) && console.entrance.with(of)
    };
    let heads = entrances.clone().into_iter().map(|entrance| {
        let found = Memo::new(move |_| is_found(entrance));
        let testid = move || found.get().then_some("entrance-found");
        view! { <th scope="col" class:found=found data-testid=testid aria-current=move || found.get().then_some("true")>{move || i18n::entrance(entrance, context.lang.get())}</th> }
    });
    let body = rows(&building.dwellings, &entrances).into_iter().map(|(floor, entrances)| {
        let cells = entrances.into_iter().map(|cells| {
            view! { <td><div>{cells.into_iter().map(|cell| view! { <Cell cell chosen choose/> }).collect_view()}</div></td> }
        });
        view! { <tr><th scope="row">{move || i18n::floor(floor, context.lang.get())}</th>{cells.collect_view()}</tr> }
    });
    let uses = DwellingUse::ALL.iter().map(|usage| (usage.code(), usage.text()));
    let legend = uses.chain([("care", i18n::CARE)]).map(|(code, text)| {
        view! { <span><i class="cell" data-use=code aria-hidden="true"></i>{tr(text)}</span> }
    });
    // A tall tower opens at the floor that was looked for.
    let table = NodeRef::<leptos::html::Table>::new();
    Effect::new(move || {
        chosen.track();
        console.entrance.track();
        let Some(table) = table.get() else { return };
        request_animation_frame(move || {
            if let Ok(Some(found)) = table.query_selector(".cell.found, th.found") {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                options.set_inline(web_sys::ScrollLogicalPosition::Nearest);
                found.unchecked_into::<web_sys::Element>().scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    });
    view! {
        <div class="legend elevation-legend">{legend.collect_view()}</div>
        <div class="elevation-frame">
            <table class="elevation" node_ref=table data-testid="elevation">
                <thead><tr><td></td>{heads.collect_view()}</tr></thead>
                <tbody>{body.collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Cell(cell: DwellingCell, chosen: Memo<Option<String>>, choose: Callback<String>) -> impl IntoView {
    let context = context();
    let (code, text) = mark(&cell);
    let id = cell.id.clone();
    let found = Memo::new(move |_| chosen.with(|chosen| chosen.as_ref() == Some(&id)));
    let (number, residents) = (cell.number.clone(), cell.residents);
    let label = move || i18n::dwelling(&number, context.t(text), residents, context.lang.get());
    view! {
        <button class="cell" class:found=found data-use=code title=label.clone() aria-label=label aria-pressed=move || found.get().to_string()
            data-testid=move || if found.get() { "dwelling-found" } else { "dwelling" } data-id=cell.id.clone()
            on:click=move |_| choose.run(cell.id.clone())>
            {cell.number.clone()}
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(entrance: u16, floor: u16, number: &str) -> DwellingCell {
        DwellingCell {
            id: format!("{entrance}-{number}"),
            entrance,
            floor,
            number: number.into(),
            usage: DwellingUse::OwnerOccupied,
            residents: 1,
            care: false,
        }
    }

    #[test]
    fn the_top_floor_comes_first_and_numbers_are_in_order() {
        let cells = [cell(2, 1, "101"), cell(1, 10, "1002"), cell(1, 10, "1001"), cell(1, 1, "102"), cell(1, 1, "101")];
        let rows = rows(&cells, &[1, 2]);
        let shape: Vec<(u16, Vec<Vec<&str>>)> = rows
            .iter()
            .map(|(floor, row)| (*floor, row.iter().map(|c| c.iter().map(|c| c.number.as_str()).collect()).collect()))
            .collect();
        assert_eq!(shape, [(10, vec![vec!["1001", "1002"], vec![]]), (1, vec![vec!["101", "102"], vec!["101"]])]);
    }
}
