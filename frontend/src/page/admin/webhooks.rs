//! The webhooks and how each fares: what waits, what is dead, how far behind it is.

use super::areas::Areas;
use super::dead::DeadLetters;
use super::webhook::WebhookForm;
use crate::api;
use crate::context::{context, tr};
use crate::format;
use crate::i18n::admin as words;
use crate::load::{Load, follow};
use crate::ui::states::{Empty, Failed, Loading};
use leptos::prelude::*;
use shared::api::webhook::{WebhookCreated, WebhookView};
use shared::text::Text;

/// What is open beside the list.
#[derive(Clone, Debug, PartialEq)]
enum Open {
    New,
    /// By its id, with the secret that it was made with a moment ago.
    Known(String, Option<String>),
    Dead(String),
}

#[component]
pub fn Webhooks() -> impl IntoView {
    let areas = Areas::load(context());
    let round = RwSignal::new(0_u32);
    let hooks =
        follow(true, move || round.get(), |_| api::get_all::<WebhookView>("/api/v1/webhooks".to_owned(), 1_000));
    let again = Callback::new(move |()| round.update(|round| *round += 1));
    let open = RwSignal::new(None::<Open>);
    let row = move |hook: WebhookView| {
        let id = hook.id.clone();
        let this = id.clone();
        let name = hook.name.clone();
        let active = move || open.with(|open| matches!(open, Some(Open::Known(id, _) | Open::Dead(id)) if *id == this));
        let number = |text: Text, count: i64, bad: bool| {
            view! { <span class="figure" class:bad=bad><b>{format::count(count.try_into().unwrap_or(u32::MAX))}</b><small>{tr(text)}</small></span> }
        };
        let dead = (hook.dead > 0).then(|| {
            let id = id.clone();
            view! {
                <button type="button" class="button quiet" data-testid="webhook-dead" on:click=move |_| open.set(Some(Open::Dead(id.clone())))>
                    {tr(words::DEAD)}" "{hook.dead}
                </button>
            }
        });
        view! {
            <li class="hook" class:active=active data-testid="webhook-row" data-name=hook.name>
                <button type="button" class="list-row" class:off=!hook.active on:click=move |_| open.set(Some(Open::Known(id.clone(), None)))>
                    <b>{name}</b>
                    {(!hook.active).then(|| view! { <em class="tag">{tr(words::INACTIVE)}</em> })}
                    <small>{hook.url}</small>
                </button>
                {hook.gone_at.map(|at| view! { <p class="hint warn">{tr(words::GONE)}" "{format::day_hm(at)}</p> })}
                <div class="figures">
                    {number(words::WAITING, hook.waiting, false)}
                    {number(words::DEAD, hook.dead, hook.dead > 0)}
                    {number(words::BEHIND, hook.behind, false)}
                    {dead}
                </div>
            </li>
        }
    };
    let rows = move || match hooks.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error retry=again/> }.into_any(),
        Load::Ready(hooks) if hooks.is_empty() => {
            view! { <Empty text=words::NO_WEBHOOKS hint=words::NO_WEBHOOKS_HINT/> }.into_any()
        }
        Load::Ready(hooks) => view! { <ul class="list">{hooks.into_iter().map(row).collect_view()}</ul> }.into_any(),
    };
    let close = Callback::new(move |()| open.set(None));
    let gone = Callback::new(move |()| {
        open.set(None);
        again.run(());
    });
    let created = Callback::new(move |made: WebhookCreated| {
        let id = made.webhook.id.clone();
        hooks.update(|hooks| {
            if let Load::Ready(hooks) = hooks {
                hooks.push(made.webhook);
            }
        });
        open.set(Some(Open::Known(id, Some(made.secret))));
    });
    let side = move || {
        let known = |id: &str| {
            hooks.with_untracked(|hooks| hooks.ready().and_then(|all| all.iter().find(|hook| hook.id == id).cloned()))
        };
        Some(match open.get()? {
            Open::New => view! { <WebhookForm hook=None secret=None areas created saved=again gone close/> }.into_any(),
            Open::Known(id, secret) => {
                let hook = Some(known(&id)?);
                view! { <WebhookForm hook secret areas created saved=again gone close/> }.into_any()
            }
            Open::Dead(id) => view! { <DeadLetters id changed=again close/> }.into_any(),
        })
    };
    view! {
        <div class="admin-body" class:open=move || open.with(Option::is_some)>
            <section class="panel list-panel">
                <div class="list-tools">
                    <button type="button" class="button" on:click=move |_| open.set(Some(Open::New)) data-testid="webhook-new">{tr(words::NEW_WEBHOOK)}</button>
                </div>
                {rows}
            </section>
            <div class="admin-side">{side}</div>
        </div>
    }
}
