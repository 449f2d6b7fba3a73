//! The frame of the console: the bar above with search, time, person and the office they act in, and the rail of panels.

use super::bell::BellButton;
use super::queue::QueueEntry;
use super::search::SearchBox;
use super::state::{Panel, console, sign_out};
use crate::api;
use crate::context::{context, tr};
use crate::format;
use crate::i18n;
use crate::load::Load;
use crate::page::admin::may_administer;
use crate::ui::states::LiveBadge;
use crate::ui::switches::{LangSwitch, ThemeSwitch};
use crate::ui::{Icon, icons};
use leptos::ev::{Event, Targeted};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::access::Deed;
use shared::api::disclosure::AlarmList;
use shared::api::session::{OfficeChoice, OfficeView, SessionView};
use shared::text::{Lang, Text};
use web_sys::HtmlSelectElement;

/// `处置部门 · 排水 · 镜湖区`.
fn office_name(office: &OfficeView, lang: Lang) -> String {
    let department = office.department.map(|department| department.text().get(lang));
    let parts: Vec<&str> =
        [Some(office.role.text().get(lang)), department, Some(&office.area.name)].into_iter().flatten().collect();
    parts.join(" · ")
}

/// Acts in another office. What is on the screen belongs to the old one, so the page begins anew.
fn act_in(position: u32) {
    spawn_local(async move {
        match api::put::<_, SessionView>("/api/v1/session/office", &OfficeChoice { position }).await {
            Ok(_) => match window().location().reload() {
                Ok(()) => {}
                Err(error) => leptos::logging::warn!("the page cannot be loaded anew: {error:?}"),
            },
            Err(error) => leptos::logging::warn!("changing the office: {error:?}"),
        }
    });
}

#[component]
pub fn TopBar() -> impl IntoView {
    let context = context();
    let console = console();
    let session = move || match context.session.get() {
        Load::Ready(session) => Some(session),
        Load::Loading | Load::Failed(_) => None,
    };
    let district = move || {
        context.city.with(|city| city.ready().and_then(|city| city.district.clone()).map(|district| district.name))
    };
    let as_of = move || console.live.as_of.get().map(|at| format!("{} {}", context.t(i18n::AS_OF), format::hms(at)));
    let person = move |session: SessionView| {
        let SessionView { name, office, offices, .. } = session;
        // Some demo accounts are called like their role: once is enough.
        let role = office.role.text();
        let role = (name != role.zh && offices.len() == 1).then_some(role);
        let acting = office.position;
        let choice = (offices.len() > 1).then(move || {
            let option = move |office: OfficeView| {
                let (position, name) = (office.position, move || office_name(&office, context.lang.get()));
                view! { <option value=position selected=position == acting>{name}</option> }
            };
            let choose = move |event: Targeted<Event, HtmlSelectElement>| {
                if let Ok(position) = event.target().value().parse() {
                    act_in(position);
                }
            };
            view! {
                <select aria-label=tr(i18n::OFFICE) data-testid="office" on:change:target=choose>
                    {offices.into_iter().map(option).collect_view()}
                </select>
            }
        });
        view! {
            <span class="person" title=move || office_name(&office, context.lang.get())>
                <a class="me" href="/me" title=tr(i18n::admin::ME) data-testid="me"><Icon of=icons::USER/><b>{name}</b></a>
                {role.map(|role| view! { <small>{tr(role)}</small> })}
                {choice}
            </span>
        }
    };
    view! {
        <header class="top">
            <h1 class="brand"><b>{tr(i18n::PRODUCT)}</b><span>{district}</span></h1>
            <SearchBox/>
            <div class="top-end">
                <span class="as-of" data-testid="as-of">{as_of}</span>
                <BellButton/>
                <LiveBadge live=console.live/>
                <LangSwitch/>
                <ThemeSwitch/>
                {move || session().map(person)}
                <button class="icon-button" on:click=move |_| sign_out() title=tr(i18n::SIGN_OUT) aria-label=tr(i18n::SIGN_OUT) data-testid="sign-out">
                    <Icon of=icons::LOG_OUT/>
                </button>
            </div>
        </header>
    }
}

/// Access log and lists of persons, for those whose post has to do with them.
#[component]
fn CareEntries() -> impl IntoView {
    let context = context();
    let open = RwSignal::new(0);
    Effect::new(move || {
        if context.may(Deed::ReadAccessLog) {
            spawn_local(async move {
                match api::get::<AlarmList>("/api/v1/access-alarms").await {
                    Ok(alarms) => open.set(alarms.open),
                    Err(error) => leptos::logging::warn!("the alarms: {error:?}"),
                }
            });
        }
    });
    let badge =
        move || (open.get() > 0).then(|| view! { <em class="badge" data-testid="rail-alarms">{open.get()}</em> });
    let access = move || {
        context.may(Deed::ReadAccessLog).then(|| view! {
            <a href="/access" data-testid="rail-access"><Icon of=icons::SHIELD_CHECK/><span>{tr(i18n::care::ACCESS)}</span>{badge}</a>
        })
    };
    let exports = move || {
        (context.may(Deed::ExportPeople) || context.may(Deed::ApproveExports)).then(|| view! {
            <a href="/exports" data-testid="rail-exports"><Icon of=icons::DOWNLOAD/><span>{tr(i18n::care::EXPORTS)}</span></a>
        })
    };
    view! { {access}{exports} }
}

#[component]
pub fn Rail() -> impl IntoView {
    let console = console();
    let context = context();
    let entry = move |panel: Panel, icon: &'static str, text: Text| {
        let choose = move |_| {
            console.panel.update(|now| *now = if *now == panel { Panel::None } else { panel });
        };
        view! {
            <button class:active=move || console.panel.get() == panel on:click=choose
                aria-pressed=move || (console.panel.get() == panel).to_string() data-testid=format!("rail-{}", panel.code())>
                <Icon of=icon/><span>{tr(text)}</span>
            </button>
        }
    };
    view! {
        <nav class="rail" aria-label=tr(i18n::NAVIGATION)>
            {entry(Panel::Overview, icons::LAYOUT_DASHBOARD, i18n::OVERVIEW)}
            {entry(Panel::Cases, icons::LIST, i18n::CASES)}
            <QueueEntry/>
            {move || context.may(Deed::SeePeople).then(|| entry(Panel::People, icons::USERS, i18n::FIND_PEOPLE))}
            <a href="/board" data-testid="rail-board"><Icon of=icons::FLAG/><span>{tr(i18n::board::BOARD)}</span></a>
            <CareEntries/>
            {move || context.may(Deed::ManagePeople).then(|| view! {
                <a href="/import" data-testid="rail-import"><Icon of=icons::INBOX/><span>{tr(i18n::imports::IMPORT)}</span></a>
            })}
            {move || context.may(Deed::RecordPeople).then(|| view! {
                <a href="/tenants" data-testid="rail-tenants"><Icon of=icons::USER/><span>{tr(i18n::tenants::TENANTS)}</span></a>
            })}
            {move || context.may(Deed::SeePushes).then(|| view! {
                <a href="/pushes" data-testid="rail-pushes"><Icon of=icons::SEND/><span>{tr(i18n::tenants::PUSHES)}</span></a>
            })}
            {move || may_administer(context).then(|| view! {
                <a href="/admin" data-testid="rail-admin"><Icon of=icons::SLIDERS_HORIZONTAL/><span>{tr(i18n::admin::ADMIN)}</span></a>
            })}
            {move || context.may(Deed::ReadAudit).then(|| view! {
                <a href="/audit" data-testid="rail-audit"><Icon of=icons::LOCK/><span>{tr(i18n::admin::AUDIT)}</span></a>
            })}
            <a href="/wall" target="_blank" rel="noopener"><Icon of=icons::MONITOR/><span>{tr(i18n::WALL)}</span></a>
        </nav>
    }
}
