//! A case: the parts of which the drawer of the console and the page of its own are made, and that page.

mod actions;
mod card;
mod changes;
pub mod clocks;
mod evidence;
pub mod file;
mod here;
mod history;
mod orders;
mod place;
mod stages;

use super::gate::Gate;
use super::situation;
use crate::api::{ApiError, encode};
use crate::context::{context, tr};
use crate::format;
use crate::i18n::{self, casework as words};
use crate::live::{Live, LiveState};
use crate::load::Load;
use crate::ui::states::{Failed, LiveBadge, Loading};
use crate::ui::switches::{LangSwitch, ThemeSwitch};
use crate::ui::{Icon, icons};
pub use actions::begin;
pub use actions::departments;
pub use actions::inputs::primary;
use file::CaseFile;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::live::LiveEvent;

/// How far the case is on its way to the screen.
#[derive(Clone, PartialEq)]
enum Shown {
    Loading,
    /// There is none of this number, or none for this viewer.
    Missing,
    Failed(ApiError),
    Here,
}

fn shown(file: CaseFile) -> Memo<Shown> {
    Memo::new(move |_| {
        file.detail.with(|detail| match detail {
            Load::Loading => Shown::Loading,
            Load::Failed(ApiError::Problem(problem)) if problem.status == 404 => Shown::Missing,
            Load::Failed(error) => Shown::Failed(error.clone()),
            Load::Ready(_) => Shown::Here,
        })
    })
}

/// The case, or what stands in its place. The parts live on while the case changes under them.
#[component]
pub fn Case(file: CaseFile, children: ChildrenFn) -> impl IntoView {
    let shown = shown(file);
    move || match shown.get() {
        Shown::Loading => view! { <Loading/> }.into_any(),
        Shown::Failed(error) => view! { <Failed error retry=Callback::new(move |()| file.refresh())/> }.into_any(),
        Shown::Missing => view! {
            <div class="state" role="alert" data-testid="case-missing">
                <Icon of=icons::LOCK/><p>{tr(words::MISSING)}</p><small>{tr(words::MISSING_HINT)}</small>
            </div>
        }
        .into_any(),
        Shown::Here => children().into_any(),
    }
}

/// Everything in one column, with the steps below: the drawer of the console.
#[component]
pub fn CaseColumn(file: CaseFile) -> impl IntoView {
    view! {
        <Case file>
            <div class="scroll">
                <card::Head file/>
                <stages::Stages file/>
                <clocks::Clocks file/>
                <orders::Orders file/>
                <card::Facts file/>
                <evidence::Evidence file/>
                <history::History file/>
            </div>
            <actions::ActionDock file/>
        </Case>
    }
}

/// A case on a page of its own: a link to hand on, on a desk and on a phone.
#[component]
pub fn CasePage() -> impl IntoView {
    situation("case-page", i18n::CASE);
    let params = use_params_map();
    let number = Memo::new(move |_| params.with(|params| params.get("number").unwrap_or_default()));
    view! {
        <Gate>
            {move || view! { <Opened number=number.get()/> }}
        </Gate>
    }
}

#[component]
fn Opened(number: String) -> impl IntoView {
    let context = context();
    let file = CaseFile::open(number.clone());
    let live = Live::new();
    live.follow(None, None, move |event: LiveEvent| {
        file.take(&event);
    });
    // After a gap the stream may not reach back far enough.
    Effect::new(move |before: Option<LiveState>| {
        let state = live.state.get();
        if before == Some(LiveState::Lost) && state == LiveState::Live {
            file.refresh();
        }
        state
    });
    let title = number.clone();
    Effect::new(move || document().set_title(&format!("{title} · {}", i18n::PRODUCT.get(context.lang.get()))));
    let as_of = move || live.as_of.get().map(|at| format!("{} {}", context.t(i18n::DATA_AS_OF), format::hms(at)));
    let on_map = format!("/?case={}", encode(&number));
    view! {
        <header class="case-top">
            <a class="brand" href="/"><Icon of=icons::ARROW_LEFT/><b>{tr(i18n::PRODUCT)}</b></a>
            <a class="link" href=on_map data-testid="case-on-map"><Icon of=icons::MAP/><span>{tr(words::ON_MAP)}</span></a>
            <div class="top-end">
                <span class="as-of" data-testid="as-of">{as_of}</span>
                <LiveBadge live/>
                <LangSwitch/>
                <ThemeSwitch/>
            </div>
        </header>
        <main class="case-sheet" data-testid="case-page" data-number=number>
            <Case file>
                <div class="case-head panel"><card::Head file/><stages::Stages file/></div>
                <div class="case-side">
                    <section class="panel"><clocks::Clocks file/><orders::Orders file/></section>
                </div>
                <section class="case-what panel"><card::Facts file/></section>
                <div class="case-do panel"><actions::ActionDock file/></div>
                <div class="case-proof panel"><evidence::Evidence file/></div>
                <div class="case-past panel"><history::History file/></div>
            </Case>
        </main>
    }
}
