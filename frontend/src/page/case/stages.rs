//! The line of the seven stages, with the finer state at the stage where the case stands.

use super::file::CaseFile;
use crate::context::tr;
use crate::i18n;
use leptos::prelude::*;
use shared::case::workflow::{Stage, State};

#[component]
pub fn Stages(file: CaseFile) -> impl IntoView {
    let state = Memo::new(move |_| file.detail.with(|detail| detail.ready().map(|detail| detail.case.state)));
    let line = move |state: State| {
        let stage = state.stage();
        // Evaluation is the end of the line; rejected and merged cases end where they stand.
        let over = !state.is_open();
        let steps = Stage::ALL.iter().map(|&step| {
            let here = step == stage;
            view! {
                <li class:done=step.lt(&stage) class:now=here class:over=here && over aria-current=here.then_some("step")>
                    <i aria-hidden="true"></i><span>{tr(step.text())}</span>
                    {here.then(|| view! { <em data-testid="case-state" data-state=state.code()>{tr(state.text())}</em> })}
                </li>
            }
        });
        view! { <ol class="stages" aria-label=tr(i18n::STAGES) data-testid="case-stages">{steps.collect_view()}</ol> }
    };
    move || state.get().map(line)
}
