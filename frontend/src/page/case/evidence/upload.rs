//! Photos on their way: how far each is, why one was refused, and another try without choosing it again.

use crate::api::{self, ApiError};
use crate::context::{context, tr};
use crate::i18n::{self, casework as words};
use crate::page::case::file::CaseFile;
use crate::ui::{Icon, icons};
use leptos::prelude::*;
use shared::evidence::{EvidenceKind, MAX_BYTES, PhotoFormat};
use shared::text::{Lang, Text};

/// A photo that is being sent, or that was refused.
#[derive(Clone, Copy)]
pub struct Upload {
    pub id: u32,
    kind: EvidenceKind,
    photo: StoredValue<web_sys::File, LocalStorage>,
    /// Share that has been sent, 0 to 1.
    share: RwSignal<f64>,
    refused: RwSignal<Option<Refused>>,
}

#[derive(Clone, PartialEq)]
enum Refused {
    /// Not sent at all: the server would refuse it too.
    Here(Text),
    There(ApiError),
}

impl Refused {
    fn words(&self, lang: Lang) -> String {
        match self {
            Refused::Here(text) => text.get(lang).to_owned(),
            Refused::There(error) => match error.fields().first() {
                Some(field) => field.detail.clone(),
                None => error.words(lang),
            },
        }
    }

    /// A lost connection or a busy server may be tried again with the same photo.
    fn may_be_tried_again(&self) -> bool {
        match self {
            Refused::Here(_) => false,
            Refused::There(ApiError::Problem(problem)) => problem.status >= 429,
            Refused::There(_) => true,
        }
    }
}

/// What the server would refuse by its size or kind alone.
fn refusal(bytes: f64, media_type: &str) -> Option<Text> {
    let known = media_type.is_empty() || PhotoFormat::ALL.iter().any(|format| format.code() == media_type);
    match () {
        () if bytes > MAX_BYTES as f64 => Some(words::PHOTO_TOO_LARGE),
        () if !known => Some(words::PHOTO_FORMAT),
        () => None,
    }
}

/// Sends a photo that was just chosen.
pub fn begin(file: CaseFile, uploads: RwSignal<Vec<Upload>>, kind: EvidenceKind, photo: web_sys::File) {
    let refused = refusal(photo.size(), &photo.type_()).map(Refused::Here);
    let is_fine = refused.is_none();
    let id = uploads.with_untracked(|uploads| uploads.iter().map(|upload| upload.id).max().unwrap_or(0) + 1);
    let upload = Upload {
        id,
        kind,
        photo: StoredValue::new_local(photo),
        share: RwSignal::new(0.0),
        refused: RwSignal::new(refused),
    };
    uploads.update(|uploads| uploads.push(upload));
    if is_fine {
        send(file, uploads, upload);
    }
}

fn send(file: CaseFile, uploads: RwSignal<Vec<Upload>>, upload: Upload) {
    upload.refused.set(None);
    upload.share.set(0.0);
    let path = format!("{}/evidence?kind={}", file.path(), upload.kind);
    let done = move |answer| match answer {
        Ok(()) => {
            forget(uploads, upload);
            file.refresh();
        }
        Err(error) => upload.refused.set(Some(Refused::There(error))),
    };
    upload.photo.with_value(|photo| api::upload(&path, photo, move |share| upload.share.set(share), done));
}

fn forget(uploads: RwSignal<Vec<Upload>>, upload: Upload) {
    uploads.update(|uploads| uploads.retain(|one| one.id != upload.id));
}

#[component]
pub fn UploadRow(file: CaseFile, uploads: RwSignal<Vec<Upload>>, upload: Upload) -> impl IntoView {
    let context = context();
    let name = upload.photo.with_value(web_sys::File::name);
    let percent = move || (upload.share.get() * 100.0).round();
    let state = move || match upload.refused.get() {
        None => view! {
            <progress max="100" value=percent aria-label=tr(words::SENDING_PHOTO)></progress>
            <small>{percent}"%"</small>
        }
        .into_any(),
        Some(refused) => {
            let again = refused.may_be_tried_again().then(|| {
                view! {
                    <button class="link" on:click=move |_| send(file, uploads, upload) data-testid="upload-retry">
                        <Icon of=icons::REFRESH_CW/>{tr(i18n::RETRY)}
                    </button>
                }
            });
            view! {
                <p class="field-error" role="alert" data-testid="upload-refused"><Icon of=icons::CIRCLE_ALERT/>{move || refused.words(context.lang.get())}</p>
                {again}
                <button class="icon-button" on:click=move |_| forget(uploads, upload) aria-label=tr(i18n::CLOSE) title=tr(i18n::CLOSE)><Icon of=icons::X/></button>
            }
            .into_any()
        }
    };
    view! {
        <li data-testid="upload" data-kind=upload.kind.code()>
            <span><b>{tr(upload.kind.text())}</b>" "<small>{name}</small></span>
            {state}
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_would_refuse_is_not_sent() {
        assert_eq!(refusal(MAX_BYTES as f64, "image/jpeg"), None);
        assert_eq!(refusal(1.0, ""), None, "some systems name no type: the server looks");
        assert_eq!(refusal(MAX_BYTES as f64 + 1.0, "image/jpeg"), Some(words::PHOTO_TOO_LARGE));
        assert_eq!(refusal(1.0, "application/pdf"), Some(words::PHOTO_FORMAT));
    }
}
