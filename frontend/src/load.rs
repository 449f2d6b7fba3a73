//! A value on its way: loading, here, or failed. Pages draw all three.

use crate::api::{ApiError, TIMEOUT_MS};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;
use std::time::Duration;
use web_sys::{AbortController, AbortSignal};

#[derive(Clone, Debug, PartialEq)]
pub enum Load<T> {
    Loading,
    Ready(T),
    Failed(ApiError),
}

impl<T> Load<T> {
    pub fn ready(&self) -> Option<&T> {
        match self {
            Load::Ready(value) => Some(value),
            Load::Loading | Load::Failed(_) => None,
        }
    }
}

impl<T> From<Result<T, ApiError>> for Load<T> {
    fn from(result: Result<T, ApiError>) -> Self {
        match result {
            Ok(value) => Load::Ready(value),
            Err(error) => Load::Failed(error),
        }
    }
}

/// Fetches again whenever the key changes; an answer to an older key is dropped. The old value stays until the new one
/// is here when `keep` is set, so that lists do not flicker.
pub fn follow<K, T, F>(keep: bool, key: impl Fn() -> K + 'static, fetch: impl Fn(K) -> F + 'static) -> RwSignal<Load<T>>
where
    K: 'static,
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
{
    let value = RwSignal::new(Load::Loading);
    let generation = StoredValue::new(0_u32);
    Effect::new(move || {
        let mine = generation.get_value() + 1;
        generation.set_value(mine);
        let answer = fetch(key());
        if !(keep && value.with_untracked(|load| matches!(load, Load::Ready(_)))) {
            value.set(Load::Loading);
        }
        spawn_local(async move {
            let answer = answer.await;
            if generation.try_get_value() == Some(mine) {
                value.set(answer.into());
            }
        });
    });
    value
}

/// The answer to the latest of many quick questions, with the question that it answers.
pub type Answered<K, T> = RwSignal<Load<(K, T)>>;

/// Asks at once whenever the question changes and calls the question before off. What is shown stays until the answer is
/// here, and is never replaced by the answer to an older question.
pub fn latest<K, T, F>(
    question: impl Fn() -> K + 'static,
    ask: impl Fn(K, AbortSignal) -> F + 'static,
) -> Answered<K, T>
where
    K: Clone + Send + Sync + 'static,
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
{
    let value = RwSignal::new(Load::Loading);
    let generation = StoredValue::new(0_u32);
    let running = StoredValue::new_local(None::<AbortController>);
    let call_off = move || {
        if let Some(Some(before)) = running.try_update_value(Option::take) {
            before.abort();
        }
    };
    Effect::new(move || {
        let question = question();
        let mine = generation.get_value() + 1;
        generation.set_value(mine);
        call_off();
        let Ok(controller) = AbortController::new() else {
            value.set(Load::Failed(ApiError::Offline));
            return;
        };
        let answer = ask(question.clone(), controller.signal());
        running.set_value(Some(controller.clone()));
        // A request that hangs is an offline server.
        set_timeout(move || controller.abort(), Duration::from_millis(u64::from(TIMEOUT_MS)));
        if value.with_untracked(|load| matches!(load, Load::Failed(_))) {
            value.set(Load::Loading);
        }
        spawn_local(async move {
            let answer = answer.await;
            if generation.try_get_value() == Some(mine) {
                value.set(answer.map(|answer| (question, answer)).into());
            }
        });
    });
    on_cleanup(call_off);
    value
}

/// Runs something once for a burst of reasons, a little after the first of them.
#[derive(Clone, Copy)]
pub struct Soon {
    waiting: StoredValue<bool>,
    after: Duration,
}

impl Soon {
    pub fn new(after: Duration) -> Soon {
        Soon { waiting: StoredValue::new(false), after }
    }

    pub fn run(self, act: impl FnOnce() + 'static) {
        if self.waiting.get_value() {
            return;
        }
        self.waiting.set_value(true);
        set_timeout(
            move || {
                // The page may have been left meanwhile.
                if self.waiting.try_update_value(|waiting| *waiting = false).is_some() {
                    act();
                }
            },
            self.after,
        );
    }
}
