//! The one client of the server's interface: JSON in and out, problems as values, never a panic.

use gloo_net::http::{Method, RequestBuilder};
use leptos::prelude::document;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::api::Page;
use shared::api::problem::{FieldError, Problem};
use shared::text::{Lang, Text};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

/// Nothing here takes longer; a request that hangs is an offline server.
pub const TIMEOUT_MS: u32 = 20_000;
/// Except what reads a whole history.
const PATIENCE_MS: u32 = 1_200_000;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq)]
pub enum ApiError {
    /// No connection, or no answer in time.
    Offline,
    /// 401: nobody is signed in.
    SignedOut,
    /// 403: signed in, but not for this.
    Forbidden,
    /// Anything else that the server explains.
    Problem(Problem),
    /// An answer that is not what was agreed, with its status.
    Unreadable(u16),
}

impl ApiError {
    /// The reason in the words of the screen.
    pub fn words(&self, lang: Lang) -> String {
        const OFFLINE: Text =
            Text { zh: "无法连接服务器，请检查网络", en: "The server cannot be reached" };
        const SIGNED_OUT: Text = Text { zh: "请先登录", en: "Please sign in" };
        const FORBIDDEN: Text = Text { zh: "您的岗位没有此项权限", en: "Your post does not grant this" };
        const UNREADABLE: Text =
            Text { zh: "服务器的回答无法读取", en: "The server's answer cannot be read" };
        match self {
            ApiError::Offline => OFFLINE.get(lang).to_owned(),
            ApiError::SignedOut => SIGNED_OUT.get(lang).to_owned(),
            ApiError::Forbidden => FORBIDDEN.get(lang).to_owned(),
            ApiError::Problem(problem) if problem.detail.is_empty() => problem.title.clone(),
            ApiError::Problem(problem) => problem.detail.clone(),
            ApiError::Unreadable(status) => format!("{} ({status})", UNREADABLE.get(lang)),
        }
    }

    /// The fields at fault.
    pub fn fields(&self) -> &[FieldError] {
        match self {
            ApiError::Problem(problem) => &problem.errors,
            _ => &[],
        }
    }
}

/// `GET` of a path with its query.
pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, ApiError> {
    read(fetch(Method::GET, path, None, None).await?)
}

/// `GET` that can be called off.
pub async fn get_unless<T: DeserializeOwned>(path: &str, off: &AbortSignal) -> Result<T, ApiError> {
    read(fetch(Method::GET, path, None, Some(off)).await?)
}

/// Every page of a list, up to `most` items.
pub async fn get_all<T: DeserializeOwned>(path: String, most: usize) -> Result<Vec<T>, ApiError> {
    let glue = if path.contains('?') { '&' } else { '?' };
    let mut page: Page<T> = get(&path).await?;
    let mut items = page.items;
    while let Some(after) = page.next.filter(|_| items.len() < most) {
        page = get(&format!("{path}{glue}after={}", encode(&after))).await?;
        items.append(&mut page.items);
    }
    Ok(items)
}

/// `POST` of a JSON body.
pub async fn post<B: Serialize, T: DeserializeOwned>(path: &str, body: &B) -> Result<T, ApiError> {
    let body = serde_json::to_string(body).map_err(|_| ApiError::Unreadable(0))?;
    read(fetch(Method::POST, path, Some(body), None).await?)
}

/// `POST` of a JSON body that can be called off.
pub async fn post_unless<B: Serialize, T: DeserializeOwned>(
    path: &str,
    body: &B,
    off: &AbortSignal,
) -> Result<T, ApiError> {
    let body = serde_json::to_string(body).map_err(|_| ApiError::Unreadable(0))?;
    read(fetch(Method::POST, path, Some(body), Some(off)).await?)
}

/// `POST` without a body, whatever the answer's body.
pub async fn post_empty(path: &str) -> Result<(), ApiError> {
    fetch(Method::POST, path, None, None).await.map(drop)
}

/// `PUT` of a JSON body.
pub async fn put<B: Serialize, T: DeserializeOwned>(path: &str, body: &B) -> Result<T, ApiError> {
    let body = serde_json::to_string(body).map_err(|_| ApiError::Unreadable(0))?;
    read(fetch(Method::PUT, path, Some(body), None).await?)
}

/// `PATCH` of a JSON body.
pub async fn patch<B: Serialize, T: DeserializeOwned>(path: &str, body: &B) -> Result<T, ApiError> {
    let body = serde_json::to_string(body).map_err(|_| ApiError::Unreadable(0))?;
    read(fetch(Method::PATCH, path, Some(body), None).await?)
}

/// `PUT` of a file as it is. The server tells its kind by its content.
pub async fn put_file<T: DeserializeOwned>(path: &str, file: &web_sys::File) -> Result<T, ApiError> {
    read(send(Method::PUT, path, Some(("application/octet-stream", file.clone().into())), &within(TIMEOUT_MS)).await?)
}

/// `POST` of nothing, for work that takes the server minutes.
pub async fn post_patiently<T: DeserializeOwned>(path: &str) -> Result<T, ApiError> {
    read(send(Method::POST, path, None, &within(PATIENCE_MS)).await?)
}

/// `PUT` of a JSON body, whatever the answer's.
pub async fn put_only<B: Serialize>(path: &str, body: &B) -> Result<(), ApiError> {
    let body = serde_json::to_string(body).map_err(|_| ApiError::Unreadable(0))?;
    fetch(Method::PUT, path, Some(body), None).await.map(drop)
}

/// `POST` of a file as it is, with the share that has been sent: only the older way of asking tells it.
pub fn upload(
    path: &str,
    file: &web_sys::File,
    sent: impl Fn(f64) + 'static,
    done: impl Fn(Result<(), ApiError>) + Clone + 'static,
) {
    let begun = web_sys::XmlHttpRequest::new().and_then(|request| {
        request.open("POST", path)?;
        request.set_request_header("accept-language", page_language().tag())?;
        let progress = Closure::<dyn Fn(web_sys::ProgressEvent)>::new(move |event: web_sys::ProgressEvent| {
            if event.length_computable() && event.total() > 0.0 {
                sent(event.loaded() / event.total());
            }
        });
        request.upload()?.set_onprogress(Some(progress.as_ref().unchecked_ref()));
        let (asked, told) = (request.clone(), done.clone());
        let end = Closure::once_into_js(move || {
            drop(progress);
            let text = asked.response_text().ok().flatten().unwrap_or_default();
            // Status 0 is a connection that broke.
            told(match asked.status().unwrap_or(0) {
                0 => Err(ApiError::Offline),
                status => judge(status, text).map(drop),
            });
        });
        request.set_onloadend(Some(end.unchecked_ref()));
        request.send_with_opt_blob(Some(file))
    });
    if begun.is_err() {
        done(Err(ApiError::Offline));
    }
}

/// `DELETE`, whatever the answer's body.
pub async fn delete(path: &str) -> Result<(), ApiError> {
    fetch(Method::DELETE, path, None, None).await.map(drop)
}

/// A value made safe for a query string.
pub fn encode(value: &str) -> String {
    js_sys::encode_uri_component(value).into()
}

fn read<T: DeserializeOwned>(body: String) -> Result<T, ApiError> {
    serde_json::from_str(&body).map_err(|error| {
        leptos::logging::error!("unexpected answer: {error}");
        ApiError::Unreadable(200)
    })
}

fn within(milliseconds: u32) -> AbortSignal {
    AbortSignal::timeout_with_u32(milliseconds)
}

async fn fetch(
    method: Method,
    path: &str,
    body: Option<String>,
    off: Option<&AbortSignal>,
) -> Result<String, ApiError> {
    let off = off.cloned().unwrap_or_else(|| within(TIMEOUT_MS));
    send(method, path, body.map(|body| ("application/json", body.into())), &off).await
}

async fn send(
    method: Method,
    path: &str,
    body: Option<(&str, JsValue)>,
    off: &AbortSignal,
) -> Result<String, ApiError> {
    let request = RequestBuilder::new(path)
        .method(method)
        .header("accept", "application/json")
        .header("accept-language", page_language().tag())
        .abort_signal(Some(off));
    let response = match body {
        None => request.send().await,
        Some((kind, body)) => match request.header("content-type", kind).body(body) {
            Ok(request) => request.send().await,
            Err(error) => Err(error),
        },
    }
    .map_err(|_| ApiError::Offline)?;
    let status = response.status();
    let text = response.text().await.map_err(|_| ApiError::Offline)?;
    judge(status, text)
}

fn judge(status: u16, text: String) -> Result<String, ApiError> {
    match status {
        200..300 => Ok(text),
        401 => Err(ApiError::SignedOut),
        403 => Err(ApiError::Forbidden),
        502..=504 => Err(ApiError::Offline),
        _ => Err(serde_json::from_str(&text).map_or(ApiError::Unreadable(status), ApiError::Problem)),
    }
}

/// Tasks have no context of their own, so the page's root element is asked.
fn page_language() -> Lang {
    let tag = document().document_element().and_then(|root| root.get_attribute("lang")).unwrap_or_default();
    Lang::from_accept_language(&tag)
}
