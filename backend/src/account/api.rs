//! `POST`, `GET`, `DELETE /api/v1/session`.

use super::{AccountError, LONGEST};
use crate::app::App;
use crate::http::{Access, ApiError, ApiResult, Body, Doors, Viewer, cookie};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use axum::{Extension, Json};
use shared::api::problem::Problem;
use shared::api::session::{LoginInput, SessionView};
use utoipa_axum::routes;

pub fn doors(doors: Doors) -> Doors {
    doors
        .door(Access::Public, routes!(sign_in))
        .door(Access::Public, routes!(who_am_i))
        .door(Access::Public, routes!(sign_out))
}

/// Sign in.
#[utoipa::path(post, path = "/api/v1/session", request_body = LoginInput, responses(
    (status = 200, body = SessionView), (status = 401, body = Problem), (status = 429, body = Problem)))]
async fn sign_in(State(app): State<App>, Body(input): Body<LoginInput>) -> ApiResult<impl IntoResponse> {
    let now = app.clock.now();
    let token = match app.sessions.sign_in(&app.db, &input.login, &input.password, now).await {
        Ok(token) => token,
        Err(AccountError::WrongLogin | AccountError::Password) => return Err(ApiError::wrong_login()),
        Err(AccountError::TooMany) => return Err(ApiError::too_many()),
        Err(AccountError::Store(error)) => return Err(error.into()),
    };
    let view = app.sessions.viewer(&app.db, &token, now).await?.ok_or_else(ApiError::wrong_login)?;
    let cookie = cookie::set(&token, LONGEST.num_seconds(), app.options.secure_cookies);
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Json(view)))
}

/// Who am I?
#[utoipa::path(get, path = "/api/v1/session", responses((status = 200, body = SessionView), (status = 401, body = Problem)))]
async fn who_am_i(Extension(viewer): Extension<Viewer>) -> ApiResult<Json<SessionView>> {
    match viewer {
        Viewer::Account(account) => Ok(Json(account)),
        Viewer::Display | Viewer::Nobody => Err(ApiError::unauthenticated()),
    }
}

/// Sign out.
#[utoipa::path(delete, path = "/api/v1/session", responses((status = 204)))]
async fn sign_out(State(app): State<App>, headers: HeaderMap) -> ApiResult<impl IntoResponse> {
    if let Some(token) = cookie::token(&headers) {
        app.sessions.sign_out(&app.db, token).await?;
    }
    let cookie = cookie::set("", 0, app.options.secure_cookies);
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookie)])))
}
