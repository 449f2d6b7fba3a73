//! Signed in, or on the way to the login and back.

use crate::api::ApiError;
use crate::context::context;
use crate::load::Load;
use crate::ui::states::{Failed, Loading};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Shows its children to whoever is signed in.
#[component]
pub fn Gate(children: ChildrenFn) -> impl IntoView {
    let context = context();
    let navigate = use_navigate();
    if context.session.with_untracked(|session| session.ready().is_none()) {
        context.load_session();
    }
    let signed_out = move || context.session.with(|session| *session == Load::Failed(ApiError::SignedOut));
    Effect::new(move || {
        if signed_out() {
            let location = window().location();
            let part = |result: Result<String, _>| result.unwrap_or_default();
            let here = format!("{}{}{}", part(location.pathname()), part(location.search()), part(location.hash()));
            let login = format!("/login?next={}", crate::api::encode(&here));
            navigate(&login, NavigateOptions { replace: true, ..NavigateOptions::default() });
        }
    });
    let signed_in = Memo::new(move |_| context.session.with(|session| matches!(session, Load::Ready(_))));
    move || {
        if signed_in.get() {
            return children().into_any();
        }
        match context.session.get() {
            Load::Failed(error) if error != ApiError::SignedOut => {
                let retry = Callback::new(move |()| context.load_session());
                view! { <main class="sheet"><Failed error retry/></main> }.into_any()
            }
            _ => view! { <main class="sheet"><Loading/></main> }.into_any(),
        }
    }
}
