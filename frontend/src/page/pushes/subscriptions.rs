//! Who is subscribed to what, what for and by which law, with what is open for change beside it.

use super::Pushes;
use super::grounds::Grounds;
use super::subscription::SubscriptionForm;
use crate::api;
use crate::context::{context, tr};
use crate::format;
use crate::i18n::tenants as words;
use crate::load::{Load, follow};
use crate::page::admin::Areas;
use crate::ui::states::{Failed, Loading};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::api::push::{SubscriptionCreated, SubscriptionView};

/// What is open beside the list.
#[derive(Clone, Debug, PartialEq)]
enum Open {
    New,
    /// By its id, with the secret that it was made with a moment ago.
    Known(String, Option<String>),
}

#[component]
pub fn Subscriptions(pushes: Pushes) -> impl IntoView {
    let context = context();
    let areas = Areas::load(context);
    let round = RwSignal::new(0_u32);
    let all = follow(
        true,
        move || round.get(),
        |_| api::get_all::<SubscriptionView>("/api/v1/pushes/subscriptions".to_owned(), 200),
    );
    // The cards above say which departments are paused.
    let again = Callback::new(move |()| {
        round.update(|round| *round += 1);
        pushes.refresh();
    });
    let open = RwSignal::new(None::<Open>);
    let row = move |one: SubscriptionView| {
        let (id, this) = (one.id.clone(), one.id.clone());
        let active = move || open.with(|open| matches!(open, Some(Open::Known(id, _)) if *id == this));
        let areas = one.areas.iter().map(|area| area.name.as_str()).collect::<Vec<_>>().join("、");
        let address = one.url.split('?').next().unwrap_or_default().to_owned();
        let kinds = move || {
            let lang = context.lang.get();
            one.kinds.iter().map(|kind| kind.text().get(lang)).collect::<Vec<_>>().join("、")
        };
        view! {
            <li class="push-subscription" class:active=active data-testid="subscription-row" data-department=one.department.code()>
                <h3>
                    {tr(one.department.text())}
                    {(!one.active).then(|| view! { <span class="tag">{tr(words::PAUSED)}</span> })}
                    <button type="button" class="link" data-testid="subscription-edit"
                        on:click=move |_| open.set(Some(Open::Known(id.clone(), None)))><Icon of=icons::PENCIL/>{tr(words::CHANGE)}</button>
                </h3>
                <small>{kinds}" · "{areas}" · "{address}</small>
                {one.gone_at.map(|at| view! { <p class="hint warn">{tr(words::GONE)}" "{format::day_hm(at)}</p> })}
                <Grounds purpose=Some(one.purpose) basis=Some(one.basis) fields=Some(one.fields)/>
            </li>
        }
    };
    let rows = move || match all.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error retry=again/> }.into_any(),
        Load::Ready(all) if all.is_empty() => view! { <p class="hint">{tr(words::NO_SUBSCRIPTIONS)}</p> }.into_any(),
        Load::Ready(all) => view! { <ul>{all.into_iter().map(row).collect_view()}</ul> }.into_any(),
    };
    let close = Callback::new(move |()| open.set(None));
    let gone = Callback::new(move |()| {
        open.set(None);
        again.run(());
    });
    let created = Callback::new(move |made: SubscriptionCreated| {
        let id = made.subscription.id.clone();
        all.update(|all| {
            if let Load::Ready(all) = all {
                all.push(made.subscription);
            }
        });
        open.set(Some(Open::Known(id, Some(made.secret))));
        pushes.refresh();
    });
    let side = move || {
        let known = |id: &str| {
            all.with_untracked(|all| all.ready().and_then(|all| all.iter().find(|one| one.id == id).cloned()))
        };
        let (one, secret) = match open.get()? {
            Open::New => (None, None),
            Open::Known(id, secret) => (Some(known(&id)?), secret),
        };
        Some(view! { <SubscriptionForm one secret areas created saved=again gone close/> })
    };
    view! {
        <section class="admin-body" class:open=move || open.with(Option::is_some) aria-label=tr(words::SUBSCRIPTIONS)>
            <div class="panel push-subscriptions">
                <h2>{tr(words::SUBSCRIPTIONS)}
                    <button type="button" class="button" on:click=move |_| open.set(Some(Open::New)) data-testid="subscription-new">{tr(words::NEW_SUBSCRIPTION)}</button>
                </h2>
                {rows}
            </div>
            <div class="admin-side">{side}</div>
        </section>
    }
}
