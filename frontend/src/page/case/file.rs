//! One case while somebody looks at it: the case, its history and its photos, asked for again when the case moves on.
//!
//! An answer never replaces a newer one, and a connection that fails takes nothing away that is already on the screen.

use super::actions::draft::Draft;
use crate::api::{self, ApiError, encode};
use crate::context::context;
use crate::load::Load;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::Page;
use shared::api::case::{CaseDetail, CaseEvent};
use shared::api::evidence::EvidenceView;
use shared::live::LiveEvent;

/// Rows of a history that are shown at most; nobody reads more.
const MOST_EVENTS: usize = 1_000;

#[derive(Clone, Copy)]
pub struct CaseFile {
    number: StoredValue<String>,
    pub detail: RwSignal<Load<CaseDetail>>,
    pub history: RwSignal<Load<Vec<CaseEvent>>>,
    pub photos: RwSignal<Load<Vec<EvidenceView>>>,
    pub draft: Draft,
    generation: StoredValue<u32>,
}

impl CaseFile {
    /// Opens the case; asks again when the language changes, for reasons and warnings are worded by the server.
    pub fn open(number: String) -> CaseFile {
        let file = CaseFile {
            number: StoredValue::new(number),
            detail: RwSignal::new(Load::Loading),
            history: RwSignal::new(Load::Loading),
            photos: RwSignal::new(Load::Loading),
            draft: Draft::new(),
            generation: StoredValue::new(0),
        };
        let lang = context().lang;
        Effect::new(move || {
            lang.track();
            file.refresh();
        });
        file
    }

    pub fn number(self) -> String {
        self.number.get_value()
    }

    /// The address of the case in the server's interface.
    pub fn path(self) -> String {
        self.number.with_value(|number| format!("/api/v1/cases/{}", encode(number)))
    }

    pub fn refresh(self) {
        let mine = self.next();
        let path = self.path();
        spawn_local(async move {
            let detail = api::get::<CaseDetail>(&path).await;
            if self.generation.try_get_value() == Some(mine) {
                let unreachable = detail == Err(ApiError::Offline);
                if !(unreachable && self.detail.with_untracked(|known| known.ready().is_some())) {
                    self.detail.set(detail.into());
                }
            }
        });
        self.refresh_records(mine);
    }

    /// Takes over what an answer to a step, or to one that came too late, says of the case.
    pub fn put(self, detail: CaseDetail) {
        let mine = self.next();
        self.detail.set(Load::Ready(detail));
        self.refresh_records(mine);
    }

    /// Takes note of something that happened; true when it happened to this case.
    pub fn take(self, event: &LiveEvent) -> bool {
        let known = self.detail.with_untracked(|detail| detail.ready().map(|detail| detail.case.version));
        let ours = self.number.with_value(|number| *number == event.case.number);
        if ours && known.is_none_or(|version| version < event.case.version) {
            self.refresh();
        }
        ours
    }

    fn next(self) -> u32 {
        self.generation.update_value(|generation| *generation += 1);
        self.generation.get_value()
    }

    fn refresh_records(self, mine: u32) {
        let path = self.path();
        spawn_local(async move {
            let history = api::get_all::<CaseEvent>(format!("{path}/history?limit=200"), MOST_EVENTS).await;
            let photos = api::get::<Page<EvidenceView>>(&format!("{path}/evidence")).await.map(|page| page.items);
            if self.generation.try_get_value() == Some(mine) {
                keep(self.history, history);
                keep(self.photos, photos);
            }
        });
    }
}

/// A failure replaces nothing that is there already.
fn keep<T: Send + Sync + 'static>(shown: RwSignal<Load<T>>, answer: Result<T, ApiError>) {
    if answer.is_ok() || shown.with_untracked(|shown| shown.ready().is_none()) {
        shown.set(answer.into());
    }
}
