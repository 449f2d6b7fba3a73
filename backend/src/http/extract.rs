//! Input with bounds, and errors that name the field and the mend.

use crate::both;
use crate::http::{ApiError, Both};
use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use shared::text::Lang;

/// No JSON body of ours is larger; photos have doors of their own.
pub const MAX_BODY: usize = 64 * 1024;

/// A JSON body.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let announced = (request.headers().get(header::CONTENT_LENGTH))
            .and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
        if announced.is_some_and(|length| length > MAX_BODY) {
            return Err(ApiError::too_large(MAX_BODY));
        }
        let bytes = to_bytes(request.into_body(), MAX_BODY).await.map_err(|_| ApiError::too_large(MAX_BODY))?;
        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut reader).map_err(|e| {
            let path = e.path().to_string();
            let cause = e.into_inner();
            if cause.is_data() { field_fault(&path, &cause.to_string()) } else { malformed(&cause) }
        })?;
        reader.end().map_err(|e| malformed(&e))?;
        Ok(Body(value))
    }
}

fn malformed(cause: &serde_json::Error) -> ApiError {
    ApiError::malformed(both!("请求内容不是有效的 JSON：{cause}", "the body is not valid JSON: {cause}"))
}

/// Turns serde's path and message into a pointer and a mend.
fn field_fault(path: &str, message: &str) -> ApiError {
    let mut pointer: String = match path {
        "." => String::new(),
        path => path.replace('[', ".").replace(']', "").split('.').map(|part| format!("/{part}")).collect(),
    };
    let message = message.split(" at line ").next().unwrap_or(message);
    if let Some(name) = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        pointer = format!("{pointer}/{name}");
        let mend = match name {
            "datum" => both!(
                "坐标必须注明坐标系 datum：wgs84、cgcs2000、gcj02 或 bd09",
                "a coordinate must name its datum: wgs84, cgcs2000, gcj02 or bd09"
            ),
            _ => both!("缺少字段 {name}", "field {name} is missing"),
        };
        return ApiError::field(&pointer, mend);
    }
    ApiError::field(&pointer, both!("该字段无法识别：{message}", "this field cannot be read: {message}"))
}

/// Query parameters; lists may repeat a name.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let found = axum_extra::extract::Query::<T>::from_request_parts(parts, state).await;
        found.map(|query| Query(query.0)).map_err(|rejection| {
            let cause =
                std::error::Error::source(&rejection).map_or_else(|| rejection.to_string(), ToString::to_string);
            // "sex: unknown variant …" or "missing field `q`".
            let (name, message) = match cause.split_once(": ") {
                Some((name, message)) if !name.contains(' ') => (name, message),
                _ => (cause.split('`').nth(1).unwrap_or_default(), cause.as_str()),
            };
            let mend: Both = match (message.starts_with("missing field"), name) {
                (true, "datum") => both!(
                    "坐标必须注明坐标系 datum：wgs84、cgcs2000、gcj02 或 bd09",
                    "a coordinate must name its datum: wgs84, cgcs2000, gcj02 or bd09"
                ),
                (true, name) => both!("缺少参数 {name}", "parameter {name} is missing"),
                _ => both!("参数无法识别：{message}", "a parameter cannot be read: {message}"),
            };
            ApiError::field(&format!("?{name}"), mend)
        })
    }
}

/// The reader's language.
#[derive(Clone, Copy, Debug)]
pub struct Reader(pub Lang);

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let header = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Ok(Reader(header.map(Lang::from_accept_language).unwrap_or_default()))
    }
}

/// Refuses control characters and texts outside `1..=max` characters; returns the text without outer blanks.
pub fn text(pointer: &str, given: &str, max: usize) -> Result<String, (String, Both)> {
    let trimmed = given.trim();
    let fault = |mend| Err((pointer.to_owned(), mend));
    if trimmed.is_empty() {
        return fault(both!("不能为空", "must not be empty"));
    }
    if trimmed.chars().count() > max {
        return fault(both!("最多 {max} 个字", "at most {max} characters"));
    }
    if trimmed.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return fault(both!("含有控制字符，请删除后重试", "contains control characters; remove them"));
    }
    Ok(trimmed.to_owned())
}
