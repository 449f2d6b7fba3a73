//! The table of categories and criteria, out to a spreadsheet and in again. What an import would change is shown before it
//! changes anything; a fault is named by the row and column in which the spreadsheet shows it.

use crate::api::{self, ApiError};
use crate::context::{context, tr};
use crate::i18n::admin as words;
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::category::TableOutcome;
use shared::api::problem::FieldError;
use shared::text::Text;

const PATH: &str = "/api/v1/categories/table";
/// Codes that are listed of each kind of change.
const SHOWN: usize = 30;

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Choose,
    Reading,
    /// What would change, or has changed.
    Told(TableOutcome),
    Refused(ApiError),
}

/// Row and column of a pointer such as `/rows/17/时限`.
fn cell(pointer: &str) -> (String, String) {
    let mut parts = pointer.trim_start_matches("/rows").trim_start_matches('/').splitn(2, '/');
    let mut next = || parts.next().unwrap_or_default().replace("~1", "/").replace("~0", "~");
    (next(), next())
}

#[component]
pub fn Table(changed: Callback<()>) -> impl IntoView {
    let context = context();
    let step = RwSignal::new(Step::Choose);
    let file = StoredValue::new_local(None::<web_sys::File>);
    let send = move |dry_run: bool| {
        let Some(chosen) = file.get_value() else { return };
        step.set(Step::Reading);
        spawn_local(async move {
            let answer = api::put_file::<TableOutcome>(&format!("{PATH}?dry_run={dry_run}"), &chosen).await;
            if answer.is_ok() && !dry_run {
                file.set_value(None);
                changed.run(());
            }
            step.set(answer.map_or_else(Step::Refused, Step::Told));
        });
    };
    let choose = move |event: leptos::ev::Targeted<web_sys::Event, web_sys::HtmlInputElement>| {
        let input = event.target();
        file.set_value(input.files().and_then(|files| files.get(0)));
        send(true);
        // The same file may be chosen again once it has been mended.
        input.set_value("");
    };
    let list = move |text: Text, codes: Vec<String>| {
        let (count, more) = (codes.len(), codes.len() > SHOWN);
        let codes: Vec<String> = codes.into_iter().take(SHOWN).collect();
        (count > 0).then(|| {
            view! {
                <dt>{tr(text)}" "<b>{count}</b></dt>
                <dd class="codes">{codes.into_iter().map(|code| view! { <code>{code}</code> }).collect_view()}{more.then_some("…")}</dd>
            }
        })
    };
    let fault = |fault: FieldError| {
        let (row, column) = cell(&fault.pointer);
        view! { <tr data-testid="table-fault"><td>{row}</td><td>{column}</td><td>{fault.detail}</td></tr> }
    };
    let told = move || match step.get() {
        Step::Choose => None,
        Step::Reading => Some(view! { <p class="hint" role="status">{tr(words::READING)}</p> }.into_any()),
        Step::Told(outcome) => {
            let nothing = outcome.is_nothing();
            let title = match (nothing, outcome.dry_run) {
                (true, _) => words::NOTHING_CHANGES,
                (false, true) => words::WOULD_CHANGE,
                (false, false) => words::HAS_CHANGED,
            };
            let ask = outcome.dry_run && !nothing;
            Some(
                view! {
                    <div class="outcome" role="status" data-testid="table-outcome" data-dry=outcome.dry_run.to_string()>
                        <p><b>{tr(title)}</b>" · "{outcome.rows}" "{tr(words::ROWS)}</p>
                        <dl>
                            {list(words::ADDED, outcome.added)}
                            {list(words::CHANGED, outcome.changed)}
                            {list(words::RETIRED, outcome.retired)}
                            {outcome.reordered.then(|| view! { <dt>{tr(words::REORDERED)}</dt> })}
                        </dl>
                        {ask.then(|| view! {
                            <div class="confirm">
                                <button type="button" class="button" on:click=move |_| send(false) data-testid="table-import">{tr(words::IMPORT)}</button>
                                <button type="button" class="button quiet" on:click=move |_| step.set(Step::Choose)>{tr(words::CANCEL)}</button>
                            </div>
                        })}
                    </div>
                }
                .into_any(),
            )
        }
        Step::Refused(error) if error.fields().is_empty() => {
            let words = error.words(context.lang.get());
            Some(view! { <p class="field-error" role="alert"><Icon of=icons::CIRCLE_ALERT/>{words}</p> }.into_any())
        }
        Step::Refused(error) => {
            let faults = error.fields().to_vec();
            Some(
                view! {
                    <div class="outcome" role="alert" data-testid="table-faults">
                        <p class="field-error"><Icon of=icons::CIRCLE_ALERT/>{tr(words::FAULTS)}" · "{faults.len()}</p>
                        <table class="faults">
                            <thead><tr><th>{tr(words::ROW)}</th><th>{tr(words::COLUMN)}</th><th>{tr(words::MEND)}</th></tr></thead>
                            <tbody>{faults.into_iter().map(fault).collect_view()}</tbody>
                        </table>
                    </div>
                }
                .into_any(),
            )
        }
    };
    view! {
        <section class="panel form">
            <h2>{tr(words::DOWNLOAD)}</h2>
            <div class="downloads">
                <a class="button quiet" href=format!("{PATH}?format=xlsx") download data-testid="table-xlsx"><Icon of=icons::DOWNLOAD/>"Excel"</a>
                <a class="button quiet" href=format!("{PATH}?format=csv") download data-testid="table-csv"><Icon of=icons::DOWNLOAD/>"CSV"</a>
            </div>
            <h2>{tr(words::UPLOAD)}</h2>
            <p class="hint">{tr(words::UPLOAD_HINT)}</p>
            <label class="button quiet file">
                {tr(words::UPLOAD)}
                <input class="for-readers" type="file" accept=".xlsx,.csv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                    on:change:target=choose data-testid="table-upload"/>
            </label>
            {told}
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_its_cell() {
        let named = |row: &str, column: &str| (row.to_owned(), column.to_owned());
        assert_eq!(cell("/rows/17/时限"), named("17", "时限"));
        assert_eq!(cell("/rows/1/是~1否"), named("1", "是/否"));
        assert_eq!(cell("/rows"), named("", ""));
        assert_eq!(cell(""), named("", ""));
    }
}
