//! Errors on the wire: RFC 9457, in the language of the reader, logged once, here.

use crate::db::StoreError;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use shared::api::case::CaseDetail;
use shared::api::problem::{FieldError, Problem};
use shared::text::Lang;

pub type ApiResult<T> = Result<T, ApiError>;

/// A message in both languages; [`both!`] formats one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Both {
    pub zh: String,
    pub en: String,
}

impl Both {
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// Formats one message in Chinese and in English.
#[macro_export]
macro_rules! both {
    ($zh:literal, $en:literal) => {
        $crate::http::Both { zh: format!($zh), en: format!($en) }
    };
}

/// An answer that is not the one asked for.
#[derive(Clone, Debug)]
pub struct ApiError {
    status: StatusCode,
    /// Stable code, the last part of the problem's type.
    code: &'static str,
    detail: Both,
    errors: Vec<(String, Both)>,
    present: Option<Box<CaseDetail>>,
}

impl ApiError {
    fn new(status: StatusCode, code: &'static str, detail: Both) -> ApiError {
        ApiError { status, code, detail, errors: Vec::new(), present: None }
    }

    /// One or more fields are at fault: pairs of JSON pointer (or `?parameter`) and the mend.
    pub fn invalid(errors: Vec<(String, Both)>) -> ApiError {
        let detail = both!("请按 errors 中的说明修改后重试", "mend the fields listed in errors and send again");
        ApiError { errors, ..ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid-input", detail) }
    }

    /// A single field is at fault.
    pub fn field(pointer: &str, mend: Both) -> ApiError {
        ApiError::invalid(vec![(pointer.to_owned(), mend)])
    }

    pub fn malformed(detail: Both) -> ApiError {
        ApiError::new(StatusCode::BAD_REQUEST, "malformed", detail)
    }

    pub fn too_large(limit: usize) -> ApiError {
        let detail = both!("请求内容超过上限 {limit} 字节", "the body is larger than {limit} bytes");
        ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", detail)
    }

    pub fn not_found(what: Both) -> ApiError {
        ApiError::new(StatusCode::NOT_FOUND, "not-found", what)
    }

    /// What is asked for does not go together with what is there now.
    pub fn conflict(detail: Both) -> ApiError {
        ApiError::new(StatusCode::CONFLICT, "conflict", detail)
    }

    pub fn method_not_allowed() -> ApiError {
        let detail = both!("该地址不支持此方法", "this address does not take that method");
        ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", detail)
    }

    pub fn unauthenticated() -> ApiError {
        let detail = both!("请先登录", "sign in first");
        ApiError::new(StatusCode::UNAUTHORIZED, "sign-in-needed", detail)
    }

    pub fn wrong_login() -> ApiError {
        let detail = both!("账号或密码不正确", "account or password is wrong");
        ApiError::new(StatusCode::UNAUTHORIZED, "wrong-login", detail)
    }

    pub fn forbidden(detail: Both) -> ApiError {
        ApiError::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// The case is not, or no more, as the caller thinks; it is shown as it is now.
    pub fn stale(detail: Both, present: CaseDetail) -> ApiError {
        ApiError { present: Some(Box::new(present)), ..ApiError::conflict(detail) }
    }

    pub fn too_many() -> ApiError {
        let detail = both!("操作过于频繁，请一分钟后再试", "too many attempts; try again in a minute");
        ApiError::new(StatusCode::TOO_MANY_REQUESTS, "too-many", detail)
    }

    /// Enough of it for a while.
    pub fn limit_reached(detail: Both) -> ApiError {
        ApiError::new(StatusCode::TOO_MANY_REQUESTS, "limit-reached", detail)
    }

    pub fn busy() -> ApiError {
        let detail =
            both!("服务暂时不可用，请稍后重试；内容未保存", "the service is busy; nothing was stored, send again");
        ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail)
    }

    /// Something of ours broke; the reader learns no more than that.
    pub fn internal(cause: &dyn std::fmt::Display) -> ApiError {
        tracing::error!(%cause, "request failed");
        let detail = both!("服务内部错误，已记录", "something went wrong here; it has been logged");
        ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
    }

    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// What is wrong, in one sentence.
    pub fn words(&self, lang: Lang) -> String {
        self.errors.first().map_or(&self.detail, |(_, mend)| mend).get(lang).to_owned()
    }

    fn title(&self) -> Both {
        match self.code {
            "invalid-input" => both!("填写有误", "Invalid input"),
            "malformed" => both!("请求格式错误", "Malformed request"),
            "too-large" => both!("内容过大", "Too large"),
            "not-found" => both!("未找到", "Not found"),
            "conflict" => both!("与现状冲突", "Conflict"),
            "method-not-allowed" => both!("方法不支持", "Method not allowed"),
            "sign-in-needed" => both!("需要登录", "Sign-in needed"),
            "wrong-login" => both!("登录失败", "Sign-in failed"),
            "forbidden" => both!("没有权限", "Forbidden"),
            "too-many" => both!("过于频繁", "Too many requests"),
            "limit-reached" => both!("已达上限", "Limit reached"),
            "busy" => both!("服务繁忙", "Busy"),
            _ => both!("内部错误", "Internal error"),
        }
    }

    fn render(&self, lang: Lang) -> Problem {
        Problem {
            kind: format!("/problems/{}", self.code),
            title: self.title().get(lang).to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.get(lang).to_owned(),
            errors: (self.errors.iter())
                .map(|(pointer, mend)| FieldError { pointer: pointer.clone(), detail: mend.get(lang).to_owned() })
                .collect(),
            present: self.present.clone(),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> ApiError {
        ApiError::internal(&error)
    }
}

impl IntoResponse for ApiError {
    /// The body is written by [`render_problems`], which knows the reader's language.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Outermost layer but compression: turns every [`ApiError`] into problem+json.
pub async fn render_problems(request: Request, next: Next) -> Response {
    let lang = (request.headers().get(header::ACCEPT_LANGUAGE))
        .and_then(|value| value.to_str().ok())
        .map(Lang::from_accept_language)
        .unwrap_or_default();
    let mut response = next.run(request).await;
    let Some(error) = response.extensions_mut().remove::<ApiError>() else { return response };
    let body = serde_json::to_vec(&error.render(lang)).expect("a problem is plain data");
    let mut rendered = (error.status, body).into_response();
    let headers = rendered.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag()));
    if error.code == "too-many" {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    rendered
}

pub async fn no_such_page() -> ApiError {
    ApiError::not_found(both!("没有这个地址", "there is nothing at this address"))
}
