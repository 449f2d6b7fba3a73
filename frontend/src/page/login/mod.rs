//! Signing in: product name, one sentence, two fields.

use super::situation;
use crate::api::{self, ApiError};
use crate::context::{context, query, tr};
use crate::i18n;
use crate::load::Load;
use crate::ui::switches::{LangSwitch, ThemeSwitch};
use crate::ui::{Icon, icons};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::api::session::{LoginInput, SessionView};

#[component]
pub fn LoginPage() -> impl IntoView {
    situation("plain login-page", i18n::SIGN_IN);
    let context = context();
    let navigate = use_navigate();
    context.load_session();
    // Only a path of this server: a link must not lead away after signing in.
    let back = query("next").filter(|next| next.starts_with('/') && !next.starts_with("//"));
    let back = back.unwrap_or_else(|| "/".to_owned());
    Effect::new(move || {
        if context.session.with(|session| matches!(session, Load::Ready(_))) {
            navigate(&back, NavigateOptions { replace: true, ..NavigateOptions::default() });
        }
    });
    let login = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<ApiError>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let input = LoginInput { login: login.get_untracked().trim().to_owned(), password: password.get_untracked() };
        spawn_local(async move {
            let answer = api::post::<_, SessionView>("/api/v1/session", &input).await;
            busy.set(false);
            match answer {
                Ok(session) => context.session.set(Load::Ready(session)),
                Err(reason) => error.set(Some(reason)),
            }
        });
    };
    let failure = move || {
        error.get().map(|reason| {
            let words = match reason {
                ApiError::SignedOut => context.t(i18n::WRONG_LOGIN).to_owned(),
                other => other.words(context.lang.get()),
            };
            view! { <p class="field-error" role="alert" data-testid="login-error"><Icon of=icons::CIRCLE_ALERT/>{words}</p> }
        })
    };
    let demo = move || context.city.with(|city| city.ready().is_some_and(|city| city.demo));
    let district = move || {
        context
            .city
            .with(|city| city.ready().and_then(|city| city.district.as_ref()).map(|district| district.name.clone()))
    };
    view! {
        <div class="login-art" aria-hidden="true"><i></i><i></i><i></i><i></i></div>
        <main class="login">
            <header>
                <p class="login-district">{district}</p>
                <h1>{tr(i18n::PRODUCT)}</h1>
                <p>{tr(i18n::SENTENCE)}</p>
            </header>
            <form class="panel" on:submit=submit>
                <label for="login">{tr(i18n::LOGIN)}</label>
                <input id="login" name="username" autocomplete="username" required autofocus
                    data-testid="login-name" prop:value=login on:input:target=move |event| login.set(event.target().value())/>
                <label for="password">{tr(i18n::PASSWORD)}</label>
                <input id="password" name="password" type="password" autocomplete="current-password" required
                    data-testid="login-password" prop:value=password on:input:target=move |event| password.set(event.target().value())/>
                {failure}
                <button class="button" type="submit" data-testid="login-submit" disabled=busy>
                    {move || context.t(if busy.get() { i18n::SIGNING_IN } else { i18n::SIGN_IN })}
                </button>
                <Show when=demo>
                    <p class="hint" data-testid="demo-hint"><Icon of=icons::INFO/>{tr(i18n::DEMO_HINT)}</p>
                </Show>
            </form>
            <nav>
                <a href="/wall">{tr(i18n::WALL)}</a>
                <a href="/report">{tr(i18n::REPORT)}</a>
                <LangSwitch/>
                <ThemeSwitch/>
            </nav>
        </main>
    }
}
