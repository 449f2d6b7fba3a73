//! What every page shares: language, theme, the clock, the city and who is signed in.
//!
//! Language and theme are remembered by the browser and can be forced by `?lang=` and `?theme=`, so that a wall needs
//! no hands. The clock follows the server's time once the live stream has told it.

use crate::api::{self, ApiError};
use crate::load::Load;
use chrono::{DateTime, Duration, Utc};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::{Deed, Object, Office, may};
use shared::api::city::CityView;
use shared::api::session::SessionView;
use shared::text::{Lang, Text};

/// Dark is the default: command rooms are dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Dark,
    Light,
}

impl Theme {
    pub fn code(self) -> &'static str {
        match self {
            Theme::Dark => "dark",
            Theme::Light => "light",
        }
    }
}

/// Handles to the shared signals; cheap to copy.
#[derive(Clone, Copy)]
pub struct Context {
    pub lang: RwSignal<Lang>,
    pub theme: RwSignal<Theme>,
    /// The server's time, a second at a time.
    pub now: RwSignal<DateTime<Utc>>,
    pub city: RwSignal<Load<CityView>>,
    /// `Failed(SignedOut)` when nobody is signed in.
    pub session: RwSignal<Load<SessionView>>,
    /// How far the server's clock is ahead of this machine's, in milliseconds.
    ahead_ms: RwSignal<i64>,
}

/// The context of the page; provided by the application before any page exists.
pub fn context() -> Context {
    expect_context()
}

/// A text that follows the language.
pub fn tr(text: Text) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    let lang = context().lang;
    move || text.get(lang.get())
}

/// This machine's time.
pub fn machine_now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default()
}

/// Width and height of the window in CSS pixels.
pub fn window_size() -> (f64, f64) {
    let side =
        |side: Result<wasm_bindgen::JsValue, _>, usual| side.ok().and_then(|side| side.as_f64()).unwrap_or(usual);
    (side(window().inner_width(), 1920.0), side(window().inner_height(), 1080.0))
}

/// A query parameter of the page.
pub fn query(name: &str) -> Option<String> {
    let search = window().location().search().ok()?;
    web_sys::UrlSearchParams::new_with_str(&search).ok()?.get(name).filter(|value| !value.is_empty())
}

/// What the browser remembers under a name.
pub fn recall(name: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(name).ok()?
}

fn remembered(name: &str) -> Option<String> {
    query(name).or_else(|| recall(name))
}

/// Remembering is a convenience: a browser that forbids it changes nothing else.
pub fn remember(name: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage()
        && storage.set_item(name, value).is_err()
    {
        leptos::logging::warn!("the browser does not store '{name}'");
    }
}

impl Context {
    /// Makes the signals, starts the clock and asks for the city.
    pub fn provide() -> Context {
        let lang = if remembered("lang").is_some_and(|lang| lang.starts_with("en")) { Lang::En } else { Lang::Zh };
        let theme = if remembered("theme").as_deref() == Some("light") { Theme::Light } else { Theme::Dark };
        let context = Context {
            lang: RwSignal::new(lang),
            theme: RwSignal::new(theme),
            now: RwSignal::new(machine_now()),
            city: RwSignal::new(Load::Loading),
            session: RwSignal::new(Load::Loading),
            ahead_ms: RwSignal::new(0),
        };
        provide_context(context);
        set_interval(
            move || context.now.set(machine_now() + Duration::milliseconds(context.ahead_ms.get_untracked())),
            std::time::Duration::from_secs(1),
        );
        Effect::new(move || {
            let root = document().document_element();
            let (lang, theme) = (context.lang.get(), context.theme.get());
            if let Some(root) = root {
                for (name, value) in [("lang", lang.tag()), ("data-theme", theme.code())] {
                    if root.set_attribute(name, value).is_err() {
                        leptos::logging::warn!("cannot set {name}");
                    }
                }
            }
            remember("lang", lang.tag());
            remember("theme", theme.code());
        });
        context.load_city();
        context
    }

    /// A text now, tracking the language.
    pub fn t(self, text: Text) -> &'static str {
        text.get(self.lang.get())
    }

    /// The office that the person signed in acts in.
    pub fn office(self) -> Option<Office> {
        self.session.with(|session| session.ready().map(|session| session.office.office()))
    }

    /// Whether the person signed in may knock at a door; what lies behind it the server decides.
    pub fn may(self, deed: Deed) -> bool {
        self.office().is_some_and(|office| may(&office, deed, Object::Any))
    }

    pub fn load_city(self) {
        spawn_local(async move { self.city.set(api::get("/api/v1/city").await.into()) });
    }

    /// Asked for by the pages that need it; the public ones do not.
    pub fn load_session(self) {
        spawn_local(async move { self.session.set(api::get("/api/v1/session").await.into()) });
    }

    /// Finds out whether the session has ended meanwhile; a server that does not answer changes nothing.
    pub fn notice_signed_out(self) {
        if self.session.with_untracked(|session| session.ready().is_none()) {
            return;
        }
        spawn_local(async move {
            if let Err(ApiError::SignedOut) = api::get::<SessionView>("/api/v1/session").await {
                self.session.set(Load::Failed(ApiError::SignedOut));
            }
        });
    }

    /// Something said 401: the session is over.
    pub fn signed_out(self) {
        self.session.set(Load::Failed(ApiError::SignedOut));
    }

    /// Takes over the server's time.
    pub fn server_time(self, at: DateTime<Utc>) {
        self.ahead_ms.set((at - machine_now()).num_milliseconds());
    }
}
