//! 网格规模: which general grids have far more or fewer households than one worker can know.

use super::state::console;
use crate::context::{context, tr};
use crate::format;
use crate::i18n;
use leptos::prelude::*;
use shared::api::area::AreaView;
use shared::area::{GRID_HOUSEHOLDS, GridKind};

#[component]
pub fn GridSizes() -> impl IntoView {
    let console = console();
    let context = context();
    let row = move |grid: AreaView| {
        let (name, within, households, size) =
            (grid.name.clone(), grid.within.clone(), grid.households, grid.size.map(|size| tr(size.text())));
        let show = move |_| console.select_area(&grid);
        view! {
            <tr data-testid="grid-off">
                <th scope="row"><button class="link" on:click=show>{within}" "{name}</button></th>
                <td>{format::count(households)}</td><td>{size}</td>
            </tr>
        }
    };
    // How many general grids there are, and those that are off, the farthest first.
    let sizes = Memo::new(move |_| {
        let mut general = console.grids.with(|grids| grids.ready().cloned()).unwrap_or_default();
        general.retain(|grid| grid.grid_kind == Some(GridKind::General));
        let count = general.len();
        general.retain(|grid| grid.size.is_some());
        general.sort_by_key(|grid| std::cmp::Reverse(grid.households.abs_diff(GRID_HOUSEHOLDS)));
        (count, general)
    });
    let said = move || sizes.with(|(count, off)| i18n::grids_off(off.len(), *count, context.lang.get()));
    // The list stays open while its numbers change.
    view! {
        <Show when=move || sizes.with(|(count, _)| *count > 0)>
            <h3>{tr(i18n::GRID_SIZES)}</h3>
            <p class="hint">{tr(i18n::GRID_SIZES_RULE)}</p>
            <details class="grid-sizes" data-testid="grid-sizes">
                <summary>{said}</summary>
                <table>
                    <thead><tr>
                        <th scope="col">{tr(i18n::GRID)}</th><th scope="col">{tr(i18n::HOUSEHOLDS)}</th><th scope="col">{tr(i18n::SIZE)}</th>
                    </tr></thead>
                    <tbody>{move || sizes.with(|(_, off)| off.iter().cloned().map(row).collect_view())}</tbody>
                </table>
            </details>
        </Show>
    }
}
