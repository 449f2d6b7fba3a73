//! One's own session, sessions and password.

use crate::account::{AccountError, Attempt, LONGEST, client};
use crate::app::App;
use crate::both;
use crate::http::{Access, ApiError, ApiResult, Body, Doors, Viewer, cookie};
use axum::extract::{ConnectInfo, FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use axum::{Extension, Json};
use shared::api::Page;
use shared::api::problem::Problem;
use shared::api::session::{Client, LoginInput, OfficeChoice, OpenSession, PasswordChange, SessionView};
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use utoipa_axum::routes;

pub fn doors(doors: Doors) -> Doors {
    doors
        .door(Access::Public, routes!(sign_in))
        .door(Access::Session, routes!(who_am_i))
        .door(Access::Public, routes!(sign_out))
        .door(Access::Session, routes!(act_in))
        .door(Access::Session, routes!(change_password))
        .door(Access::Session, routes!(sessions))
        .door(Access::Session, routes!(end_session))
}

/// Where somebody signs in from, and with what.
struct Caller {
    from: Option<IpAddr>,
    client: Client,
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Caller, Infallible> {
        let from = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip());
        let user_agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Caller { from, client: client::family(user_agent.unwrap_or_default()) })
    }
}

/// Sign in. The session acts in the first office of the account.
#[utoipa::path(post, path = "/api/v1/session", request_body = LoginInput, responses(
    (status = 200, body = SessionView), (status = 401, body = Problem), (status = 429, body = Problem)))]
async fn sign_in(
    State(app): State<App>,
    caller: Caller,
    Body(input): Body<LoginInput>,
) -> ApiResult<impl IntoResponse> {
    let now = app.clock.now();
    let attempt = Attempt { login: &input.login, password: &input.password, from: caller.from, client: caller.client };
    let token = app.sessions.sign_in(&app.db, attempt, now).await?;
    let account = app.sessions.account(&app.db, &token, now).await?.ok_or_else(ApiError::wrong_login)?;
    let cookie = cookie::set(&token, LONGEST.num_seconds(), app.options.secure_cookies);
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Json(account.view(&app.areas.book()))))
}

/// Who am I, and in which office do I act?
#[utoipa::path(get, path = "/api/v1/session", responses((status = 200, body = SessionView), (status = 401, body = Problem)))]
async fn who_am_i(State(app): State<App>, Extension(viewer): Extension<Viewer>) -> ApiResult<Json<SessionView>> {
    Ok(Json(viewer.account()?.view(&app.areas.book())))
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

/// Act in another of one's offices from now on, in this session.
#[utoipa::path(put, path = "/api/v1/session/office", request_body = OfficeChoice,
    responses((status = 200, body = SessionView), (status = 422, body = Problem)))]
async fn act_in(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Body(choice): Body<OfficeChoice>,
) -> ApiResult<Json<SessionView>> {
    let changed = app.sessions.act_in(&app.db, viewer.account()?, choice.position).await?;
    let account = changed
        .ok_or_else(|| ApiError::field("/position", both!("您没有这个岗位", "you hold no office at this position")))?;
    Ok(Json(account.view(&app.areas.book())))
}

/// Change one's password. One's other sessions end.
#[utoipa::path(put, path = "/api/v1/session/password", request_body = PasswordChange,
    responses((status = 204), (status = 422, body = Problem), (status = 429, body = Problem)))]
async fn change_password(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Body(change): Body<PasswordChange>,
) -> ApiResult<StatusCode> {
    let passwords = (change.current.as_str(), change.new.as_str());
    match app.sessions.change_password(&app.db, viewer.account()?, passwords, app.clock.now()).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(AccountError::WrongLogin) => {
            Err(ApiError::field("/current", both!("当前密码不正确", "this is not the current password")))
        }
        Err(AccountError::Weak(fault)) => {
            let (zh, en) = (fault.text().zh, fault.text().en);
            Err(ApiError::field("/new", both!("{zh}", "{en}")))
        }
        Err(error) => Err(error.into()),
    }
}

/// One's own sessions that live, last used first.
#[utoipa::path(get, path = "/api/v1/sessions", responses((status = 200, body = Page<OpenSession>)))]
async fn sessions(State(app): State<App>, Extension(viewer): Extension<Viewer>) -> ApiResult<Json<Page<OpenSession>>> {
    let items = app.sessions.of(&app.db, viewer.account()?, app.clock.now()).await?;
    Ok(Json(Page { items, next: None }))
}

/// End one of one's own sessions.
#[utoipa::path(delete, path = "/api/v1/sessions/{id}", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn end_session(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
) -> ApiResult<StatusCode> {
    match app.sessions.end(&app.db, viewer.account()?, &id).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(ApiError::not_found(both!("您没有这个会话", "you have no session with this id"))),
    }
}
