//! The live stream: events as they happen, and the honest answer to "is this still current?".
//!
//! The browser reconnects an event source by itself and resumes by `Last-Event-ID`. What it does not see is a
//! connection that died silently: the server beats every three seconds, and eight seconds without a beat are called
//! lost. A stream that stays lost is opened anew after the last event seen, so none is missed.

use crate::context::{Context, context, machine_now};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde::Deserialize;
use shared::live::LiveEvent;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{EventSource, MessageEvent};

/// Silence that is called lost, in milliseconds.
const SILENCE_MS: i64 = 8_000;
/// How often a lost stream is opened anew, in milliseconds.
const REOPEN_MS: i64 = 6_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveState {
    Connecting,
    Live,
    Lost,
}

/// What the page shows about the stream.
#[derive(Clone, Copy)]
pub struct Live {
    pub state: RwSignal<LiveState>,
    /// Until when the data is known to be complete, in the server's time.
    pub as_of: RwSignal<Option<DateTime<Utc>>>,
}

/// Lives in callbacks of the browser.
struct Stream {
    context: Context,
    live: Live,
    key: Option<String>,
    /// The last event seen; none before the first, when the stream starts at the newest.
    seq: Option<i64>,
    /// Machine time in milliseconds of the last sign of life and of the last opening.
    heard_ms: i64,
    opened_ms: i64,
    source: Option<Open>,
    on_event: Rc<dyn Fn(LiveEvent)>,
}

/// An open event source with the callbacks that it holds.
struct Open {
    source: EventSource,
    _callbacks: [Closure<dyn Fn(MessageEvent)>; 2],
}

impl Drop for Open {
    fn drop(&mut self) {
        self.source.close();
    }
}

#[derive(Deserialize)]
struct Beat {
    at: DateTime<Utc>,
    /// Everything up to this event has been sent.
    seq: i64,
}

fn now_ms() -> i64 {
    machine_now().timestamp_millis()
}

impl Live {
    pub fn new() -> Live {
        Live { state: RwSignal::new(LiveState::Connecting), as_of: RwSignal::new(None) }
    }

    /// Follows the stream after event `after` (from now on without it) until the page is left. `key` is a wall's display key.
    pub fn follow(self, after: Option<i64>, key: Option<String>, on_event: impl Fn(LiveEvent) + 'static) {
        let stream = Rc::new(RefCell::new(Stream {
            context: context(),
            live: self,
            key,
            seq: after,
            heard_ms: now_ms(),
            opened_ms: 0,
            source: None,
            on_event: Rc::new(on_event),
        }));
        open(&stream);
        let watched = StoredValue::new_local(stream);
        let watch = move || watched.with_value(watch_over);
        if let Ok(timer) = set_interval_with_handle(watch, Duration::from_secs(1)) {
            on_cleanup(move || {
                timer.clear();
                watched.with_value(|stream| stream.borrow_mut().source = None);
            });
        }
    }
}

fn watch_over(stream: &Rc<RefCell<Stream>>) {
    let (silent_ms, since_open_ms, live) = {
        let stream = stream.borrow();
        (now_ms() - stream.heard_ms, now_ms() - stream.opened_ms, stream.live)
    };
    if silent_ms < SILENCE_MS {
        return;
    }
    if live.state.get_untracked() != LiveState::Lost {
        live.state.set(LiveState::Lost);
    }
    if since_open_ms > REOPEN_MS {
        stream.borrow().context.notice_signed_out();
        open(stream);
    }
}

fn open(stream: &Rc<RefCell<Stream>>) {
    let url = {
        let mut stream = stream.borrow_mut();
        stream.opened_ms = now_ms();
        stream.source = None;
        let key = stream.key.as_deref().map(|key| format!("&key={}", crate::api::encode(key))).unwrap_or_default();
        let after = stream.seq.map(|seq| format!("after={seq}")).unwrap_or_default();
        format!("/api/v1/live?{after}{key}")
    };
    let Ok(source) = EventSource::new(&url) else { return };
    let on_case = listen(&source, "case", stream, |stream, data| {
        let Ok(event) = serde_json::from_str::<LiveEvent>(&data) else {
            leptos::logging::error!("unexpected live event");
            return;
        };
        let on_event = {
            let mut stream = stream.borrow_mut();
            if stream.seq.is_some_and(|seq| event.seq <= seq) {
                return;
            }
            stream.seq = Some(event.seq);
            stream.heard(None);
            stream.on_event.clone()
        };
        on_event(event);
    });
    let on_beat = listen(&source, "beat", stream, |stream, data| {
        let beat = serde_json::from_str::<Beat>(&data).ok();
        let mut stream = stream.borrow_mut();
        // Who has seen nothing but beats resumes from the last one.
        stream.seq = stream.seq.max(beat.as_ref().map(|beat| beat.seq));
        stream.heard(beat.map(|beat| beat.at));
    });
    stream.borrow_mut().source = Some(Open { source, _callbacks: [on_case, on_beat] });
}

fn listen(
    source: &EventSource,
    event: &str,
    stream: &Rc<RefCell<Stream>>,
    act: impl Fn(&Rc<RefCell<Stream>>, String) + 'static,
) -> Closure<dyn Fn(MessageEvent)> {
    let weak = Rc::downgrade(stream);
    let callback = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
        if let (Some(stream), Some(data)) = (weak.upgrade(), message.data().as_string()) {
            act(&stream, data);
        }
    });
    if source.add_event_listener_with_callback(event, callback.as_ref().unchecked_ref()).is_err() {
        leptos::logging::error!("cannot listen to '{event}'");
    }
    callback
}

impl Stream {
    fn heard(&mut self, server_time: Option<DateTime<Utc>>) {
        self.heard_ms = now_ms();
        if self.live.state.get_untracked() != LiveState::Live {
            self.live.state.set(LiveState::Live);
        }
        if let Some(at) = server_time {
            self.context.server_time(at);
            self.live.as_of.set(Some(at));
        }
    }
}
