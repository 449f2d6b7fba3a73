//! The photos of a case by what they show, the place where more are added, and the large view of one.

mod upload;
mod viewer;

use super::file::CaseFile;
use crate::api::encode;
use crate::context::{context, tr};
use crate::format;
use crate::i18n::casework as words;
use crate::load::Load;
use crate::ui::states::{Failed, Loading};
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::api::evidence::EvidenceView;
use shared::case::workflow::Action;
use shared::evidence::{EvidenceKind, PhotoFormat};
use shared::text::Lang;
use upload::{Upload, UploadRow, begin};
use viewer::Viewer;

/// What a photo is called for those who cannot see it: `处置后 · 宋远 · 11-22 14:32`.
fn name_of(photo: &EvidenceView, lang: Lang) -> String {
    let at = photo.taken_at.unwrap_or(photo.at);
    format!("{} · {} · {}", photo.kind.text().get(lang), photo.actor, format::day_hm(at))
}

/// A phone takes the photo on the spot; a desk chooses a file.
fn is_phone() -> bool {
    matches!(window().match_media("(pointer: coarse)"), Ok(Some(query)) if query.matches())
}

/// What stands in place of the photos.
#[derive(Clone, PartialEq)]
enum Shown {
    Loading,
    Failed(crate::api::ApiError),
    Nothing,
    Kinds,
}

#[component]
pub fn Evidence(file: CaseFile) -> impl IntoView {
    let large = RwSignal::new(None::<usize>);
    let uploads = RwSignal::new(Vec::<Upload>::new());
    let may_add = Memo::new(move |_| {
        file.detail.with(|detail| detail.ready().is_some_and(|detail| detail.allowed.contains(&Action::Attach)))
    });
    let from_album = RwSignal::new(false);
    let photos = Memo::new(move |_| file.photos.with(|photos| photos.ready().cloned().unwrap_or_default()));
    let shown = Memo::new(move |_| {
        file.photos.with(|photos| match photos {
            Load::Loading => Shown::Loading,
            Load::Failed(error) => Shown::Failed(error.clone()),
            Load::Ready(photos) if photos.is_empty() && !may_add.get() => Shown::Nothing,
            Load::Ready(_) => Shown::Kinds,
        })
    });
    let kinds = move || {
        let kinds =
            EvidenceKind::ALL.iter().map(|&kind| view! { <Kind file kind photos large uploads may_add from_album/> });
        view! { <div class="photo-kinds">{kinds.collect_view()}</div> }
    };
    let body = move || match shown.get() {
        Shown::Loading => view! { <Loading/> }.into_any(),
        Shown::Failed(error) => view! { <Failed error retry=Callback::new(move |()| file.refresh())/> }.into_any(),
        Shown::Nothing => view! { <p class="hint">{tr(words::NO_PHOTOS)}</p> }.into_any(),
        Shown::Kinds => kinds().into_any(),
    };
    let phone = is_phone();
    view! {
        <section class="evidence" aria-label=tr(words::PHOTOS) data-testid="evidence">
            <h3>
                {tr(words::PHOTOS)}<b class="count">{move || photos.with(Vec::len)}</b>
                <Show when=move || phone && may_add.get()>
                    <label class="album">
                        <input type="checkbox" prop:checked=from_album on:change=move |_| from_album.update(|album| *album = !*album)/>
                        {tr(words::FROM_ALBUM)}
                    </label>
                </Show>
            </h3>
            {body}
            <ul class="uploads">
                <For each=move || uploads.get() key=|upload| upload.id let:upload><UploadRow file uploads upload/></For>
            </ul>
            <Viewer file photos shown=large/>
        </section>
    }
}

/// The photos of one kind, and the tile that adds one.
#[component]
fn Kind(
    file: CaseFile,
    kind: EvidenceKind,
    photos: Memo<Vec<EvidenceView>>,
    /// Which photo is shown large.
    large: RwSignal<Option<usize>>,
    uploads: RwSignal<Vec<Upload>>,
    may_add: Memo<bool>,
    from_album: RwSignal<bool>,
) -> impl IntoView {
    let context = context();
    let tiles = move || {
        let lang = context.lang.get();
        photos.with(|photos| {
            let ours = photos.iter().enumerate().filter(|(_, photo)| photo.kind == kind);
            let tile = |(place, photo): (usize, &EvidenceView)| {
                let (name, title) = (name_of(photo, lang), name_of(photo, lang));
                let source = format!("/api/v1/evidence/{}/thumbnail", encode(&photo.id));
                view! {
                    <button class="photo" on:click=move |_| large.set(Some(place)) title=title data-testid="evidence-item" data-kind=kind.code()>
                        <img src=source alt=name loading="lazy" decoding="async"/>
                    </button>
                }
            };
            ours.map(tile).collect_view()
        })
    };
    let phone = is_phone();
    let choose = move |event: leptos::ev::Targeted<web_sys::Event, web_sys::HtmlInputElement>| {
        let input = event.target();
        if let Some(chosen) = input.files() {
            for photo in (0..chosen.length()).filter_map(|at| chosen.get(at)) {
                begin(file, uploads, kind, photo);
            }
        }
        // The same file may be chosen again after a refusal.
        input.set_value("");
    };
    let add = move || {
        let formats = PhotoFormat::ALL.iter().map(|format| format.code()).collect::<Vec<_>>().join(",");
        view! {
            <label class="photo add" title=tr(words::ADD_PHOTO)>
                <Icon of=if phone { icons::CAMERA } else { icons::IMAGE_PLUS }/>
                <span class="for-readers">{tr(words::ADD_PHOTO)}" "{tr(kind.text())}</span>
                <input type="file" accept=formats multiple=!phone capture=move || (phone && !from_album.get()).then_some("environment")
                    on:change:target=choose data-testid=format!("evidence-upload-{kind}")/>
            </label>
        }
    };
    view! {
        <div class="photo-kind" role="group" aria-label=tr(kind.text()) data-testid=format!("evidence-{kind}")>
            <h4>{tr(kind.text())}</h4>
            <div class="photos">{tiles}<Show when=move || may_add.get()>{add()}</Show></div>
        </div>
    }
}
