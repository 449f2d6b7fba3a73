//! The states between a question and its answer, drawn and worded: loading, empty, failed, not permitted, no map, and a
//! live connection that is lost.

use super::{Icon, icons};
use crate::api::ApiError;
use crate::context::{context, tr};
use crate::format;
use crate::i18n;
use crate::live::{Live, LiveState};
use leptos::prelude::*;
use shared::text::Text;

/// Grey lines where the answer will be.
#[component]
pub fn Loading() -> impl IntoView {
    view! {
        <div class="state loading" role="status" aria-label=tr(i18n::LOADING)>
            <i></i><i></i><i></i>
        </div>
    }
}

#[component]
pub fn Empty(text: Text, #[prop(optional)] hint: Option<Text>) -> impl IntoView {
    view! {
        <div class="state" role="status">
            <Icon of=icons::SEARCH/>
            <p>{tr(text)}</p>
            {hint.map(|hint| view! { <small>{tr(hint)}</small> })}
        </div>
    }
}

/// What went wrong, and a way to try again.
#[component]
pub fn Failed(error: ApiError, #[prop(optional, into)] retry: Option<Callback<()>>) -> impl IntoView {
    let context = context();
    let icon = match error {
        ApiError::Forbidden | ApiError::SignedOut => icons::LOCK,
        ApiError::Offline => icons::WIFI_OFF,
        _ => icons::CIRCLE_ALERT,
    };
    view! {
        <div class="state failed" role="alert" data-testid="failed">
            <Icon of=icon/>
            <p>{move || error.words(context.lang.get())}</p>
            {retry.map(|retry| view! {
                <button class="button quiet" on:click=move |_| retry.run(())>
                    <Icon of=icons::REFRESH_CW/>{tr(i18n::RETRY)}
                </button>
            })}
        </div>
    }
}

/// No WebGL2: lists and search go on without the map.
#[component]
pub fn NoMap() -> impl IntoView {
    view! {
        <div class="state no-map" role="status" data-testid="no-map">
            <Icon of=icons::MAP/>
            <p>{tr(i18n::NO_MAP)}</p>
            <small>{tr(i18n::NO_MAP_HINT)}</small>
        </div>
    }
}

/// "● 实时", or "连接中断 · 数据截至 14:32:04".
#[component]
pub fn LiveBadge(live: Live) -> impl IntoView {
    let context = context();
    let code = move || match live.state.get() {
        LiveState::Connecting => "connecting",
        LiveState::Live => "live",
        LiveState::Lost => "lost",
    };
    let words = move || match live.state.get() {
        LiveState::Connecting => context.t(i18n::CONNECTING).to_owned(),
        LiveState::Live => context.t(i18n::LIVE).to_owned(),
        LiveState::Lost => match live.as_of.get() {
            Some(at) => format!("{} {}", context.t(i18n::LOST_AS_OF), format::hms(at)),
            None => context.t(i18n::LOST).to_owned(),
        },
    };
    view! {
        <span class="live-badge" role="status" aria-live="polite" data-testid="live-state" data-state=code>
            <i aria-hidden="true"></i><span>{words}</span>
        </span>
    }
}
