//! The bell: what happened to cases that concerns the office. The number is the server's and grows with the live stream by
//! the same rule; opening the list asks for it anew.

use super::state::console;
use crate::api;
use crate::context::{context, tr};
use crate::format;
use crate::i18n::{self, notices as words};
use crate::load::Load;
use crate::page::console::pick;
use crate::ui::states::{Empty, Failed, Loading};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::Page;
use shared::api::notice::{NoticeCount, NoticeView, NoticesRead};
use shared::live::LiveEvent;
use shared::notice::{MOST_COUNTED, concerns};

#[derive(Clone, Copy)]
struct Bell {
    count: RwSignal<Option<NoticeCount>>,
    list: RwSignal<Load<Vec<NoticeView>>>,
    open: RwSignal<bool>,
}

impl Bell {
    fn ask(self) {
        spawn_local(async move {
            match api::get::<NoticeCount>("/api/v1/notices/count").await {
                Ok(count) => self.count.set(Some(count)),
                Err(error) => leptos::logging::warn!("the bell: {error:?}"),
            }
        });
    }

    fn show(self) {
        self.open.set(true);
        self.list.set(Load::Loading);
        spawn_local(async move {
            let page = api::get::<Page<NoticeView>>("/api/v1/notices?limit=30").await;
            self.list.set(page.map(|page| page.items).into());
        });
        self.ask();
    }

    fn read_all(self) {
        let Some(count) = self.count.get_untracked() else { return };
        spawn_local(async move {
            let read = NoticesRead { seq: count.last_seq };
            match api::put::<_, NoticeCount>("/api/v1/notices/read", &read).await {
                Ok(count) => self.count.set(Some(count)),
                Err(error) => leptos::logging::warn!("the bell: {error:?}"),
            }
        });
    }
}

#[component]
pub fn BellButton() -> impl IntoView {
    let context = context();
    let console = console();
    let bell = Bell { count: RwSignal::new(None), list: RwSignal::new(Load::Loading), open: RwSignal::new(false) };
    bell.ask();
    let rings = move |event: &LiveEvent| {
        context.session.with_untracked(|session| {
            session.ready().is_some_and(|me| {
                event.by.as_deref() != Some(&me.login) && concerns(&event.happening(), me.office.role)
            })
        })
    };
    Effect::new(move || {
        let Some(event) = console.heard.get() else { return };
        if rings(&event) {
            bell.count.update(|count| {
                if let Some(count) = count.as_mut().filter(|count| event.seq > count.last_seq) {
                    count.unread = (count.unread + 1).min(MOST_COUNTED);
                    count.last_seq = event.seq;
                }
            });
        }
    });
    Effect::new(move || {
        if console.gap.get() > 0 {
            bell.ask();
        }
    });
    let unread = Memo::new(move |_| bell.count.with(|count| count.map_or(0, |count| count.unread)));
    let number = move || match unread.get() {
        0 => None,
        many if many >= MOST_COUNTED => Some("99+".to_owned()),
        some => Some(some.to_string()),
    };
    // On the window: the button that was pressed last may be disabled by now, and the focus is nowhere.
    let escape = window_event_listener(leptos::ev::keydown, move |event| {
        if event.key() == "Escape" {
            bell.open.set(false);
        }
    });
    on_cleanup(move || escape.remove());
    let toggle = move |_| if bell.open.get_untracked() { bell.open.set(false) } else { bell.show() };
    view! {
        <div class="menu bell">
            <button class="icon-button" on:click=toggle title=tr(words::NOTICES) aria-label=tr(words::NOTICES)
                aria-expanded=move || bell.open.get().to_string() aria-busy=move || bell.count.with(Option::is_none).to_string() data-testid="bell">
                <Icon of=icons::BELL/>
                {move || number().map(|number| view! { <b class="bell-count" data-testid="bell-count">{number}</b> })}
            </button>
            <Show when=move || bell.open.get()>
                <section class="panel menu-sheet notices" aria-label=tr(words::NOTICES) data-testid="notices">
                    <header>
                        <b>{tr(words::NOTICES)}</b>
                        <button class="link" on:click=move |_| bell.read_all() disabled=move || unread.get() == 0 data-testid="notices-read">
                            {tr(words::ALL_READ)}
                        </button>
                        <button class="icon-button" on:click=move |_| bell.open.set(false) aria-label=tr(i18n::CLOSE)>
                            <Icon of=icons::X/>
                        </button>
                    </header>
                    <List bell/>
                </section>
            </Show>
        </div>
    }
}

#[component]
fn List(bell: Bell) -> impl IntoView {
    move || match bell.list.get() {
        Load::Loading => view! { <Loading/> }.into_any(),
        Load::Failed(error) => view! { <Failed error retry=Callback::new(move |()| bell.show())/> }.into_any(),
        Load::Ready(notices) if notices.is_empty() => view! { <Empty text=words::NONE/> }.into_any(),
        Load::Ready(notices) => view! {
            <ul>{notices.into_iter().map(|notice| view! { <li><Row bell notice/></li> }).collect_view()}</ul>
        }
        .into_any(),
    }
}

#[component]
fn Row(bell: Bell, notice: NoticeView) -> impl IntoView {
    let context = context();
    let seq = notice.seq;
    let fresh = move || bell.count.with(|count| count.is_some_and(|count| seq > count.read_seq));
    let (zh, en) = (notice.category_zh, notice.category_en);
    view! {
        <a class="notice" class:unread=fresh href=format!("/case/{}", api::encode(&notice.case)) data-testid="notice">
            <b>{tr(notice.action.text())}</b>
            <span>{move || pick(context.lang.get(), &zh, &en).to_owned()}</span>
            {notice.urgent.then(|| view! { <em class="urgent">{tr(i18n::URGENT)}</em> })}
            <time>{format::day_hm(notice.at)}</time>
            <small>{notice.place}" · "{tr(notice.state.text())}</small>
            {(!notice.note.is_empty()).then(|| view! { <small class="said">{notice.note}</small> })}
            {move || fresh().then(|| view! { <span class="for-readers">{tr(words::UNREAD)}</span> })}
        </a>
    }
}
