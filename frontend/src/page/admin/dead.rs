//! What could not be delivered, and another try.

use crate::api::{self, ApiError, encode};
use crate::context::{context, tr};
use crate::format;
use crate::i18n::{self, admin as words};
use crate::load::{Load, follow};
use crate::ui::form::FormFault;
use crate::ui::states::{Empty, Failed, Loading};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::webhook::DeadLetter;

/// Letters that are read at all: retrying more than that one by one is no work for a page.
const MOST: usize = 500;

#[component]
pub fn DeadLetters(id: String, changed: Callback<()>, close: Callback<()>) -> impl IntoView {
    let context = context();
    let path = StoredValue::new(format!("/api/v1/webhooks/{}/dead", encode(&id)));
    let round = RwSignal::new(0_u32);
    let letters = follow(
        true,
        move || round.get(),
        move |_| api::get_all::<DeadLetter>(format!("{}?limit=200", path.get_value()), MOST),
    );
    let error = RwSignal::new(None::<ApiError>);
    let again = Callback::new(move |()| round.update(|round| *round += 1));
    let retry = move |seq: i64| {
        let path = format!("{}/{seq}/retry", path.get_value());
        error.set(None);
        spawn_local(async move {
            match api::post_empty(&path).await {
                Ok(()) => {
                    letters.update(|letters| {
                        if let Load::Ready(letters) = letters {
                            letters.retain(|letter| letter.seq != seq);
                        }
                    });
                    changed.run(());
                }
                Err(reason) => error.set(Some(reason)),
            }
        });
    };
    let row = move |letter: DeadLetter| {
        let seq = letter.seq;
        let case = format!("/case/{}", encode(&letter.case));
        view! {
            <li class="letter" data-testid="dead-letter">
                <div>
                    <b>{tr(letter.action.text())}</b>" "<a class="link" href=case><code>{letter.case}</code></a>
                    <small>{format::day_hm(letter.at)}" · "{letter.attempts}" "{tr(words::ATTEMPTS)}" · "{letter.last_status}" "{letter.last_error}</small>
                </div>
                <button type="button" class="button quiet" on:click=move |_| retry(seq) data-testid="dead-retry">{tr(words::RETRY)}</button>
            </li>
        }
    };
    let rows = move || match letters.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error retry=again/> }.into_any(),
        Load::Ready(letters) if letters.is_empty() => view! { <Empty text=words::NO_DEAD/> }.into_any(),
        Load::Ready(letters) => {
            view! { <ul class="list">{letters.into_iter().map(row).collect_view()}</ul> }.into_any()
        }
    };
    view! {
        <section class="panel form" aria-label=move || context.t(words::DEAD)>
            <header>
                <h2>{tr(words::DEAD)}</h2>
                <button type="button" class="icon-button" on:click=move |_| close.run(()) title=tr(i18n::CLOSE) aria-label=tr(i18n::CLOSE)><Icon of=icons::X/></button>
            </header>
            <FormFault error/>
            {rows}
        </section>
    }
}
