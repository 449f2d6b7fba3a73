//! Accounts, for administrators. They see and change those whose offices lie in the area of their own.

use crate::account::{Account, check, service};
use crate::app::App;
use crate::both;
use crate::http::{Access, ApiError, ApiResult, Body, Doors, Query, Viewer};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::Deserialize;
use shared::access::Deed;
use shared::api::Page;
use shared::api::account::{AccountInput, AccountSaved, AccountView};
use shared::api::problem::Problem;
use utoipa::IntoParams;
use utoipa_axum::routes;

const LIMIT: usize = 50;
const MAX_LIMIT: usize = 200;

pub fn doors(doors: Doors) -> Doors {
    doors
        .door(Access::May(Deed::ManageAccounts), routes!(list))
        .door(Access::May(Deed::ManageAccounts), routes!(put))
        .door(Access::May(Deed::ManageAccounts), routes!(end_sessions))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// At most 200.
    limit: Option<usize>,
    after: Option<String>,
}

/// Accounts with an office in one's area, by login.
#[utoipa::path(get, path = "/api/v1/accounts", params(ListQuery), responses((status = 200, body = Page<AccountView>)))]
async fn list(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Query(query): Query<ListQuery>,
) -> ApiResult<Json<Page<AccountView>>> {
    let area = &viewer.account()?.office.area;
    let limit = query.limit.unwrap_or(LIMIT).clamp(1, MAX_LIMIT);
    let after = query.after.as_deref().unwrap_or_default();
    let mut items = service::list(&app.db, &app.areas.book(), area, (after, limit + 1), app.clock.now()).await?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|account| account.login.clone());
    Ok(Json(Page { items, next }))
}

/// Create an account or replace it as a whole. Its sessions end when its offices or its password change, or when it is
/// disabled. A new account without a password gets a random one, which is answered this once.
#[utoipa::path(put, path = "/api/v1/accounts/{login}", params(("login" = String, Path)), request_body = AccountInput,
    responses((status = 200, body = AccountSaved), (status = 403, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
async fn put(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(login): Path<String>,
    Body(input): Body<AccountInput>,
) -> ApiResult<Json<AccountSaved>> {
    let (by, book, now) = (viewer.account()?, app.areas.book(), app.clock.now());
    let wanted = check(&app.db, &book, Some(by), &login, &input).await?;
    if let Some(known) = service::find(&app.db, &book, &login, now).await? {
        refuse_out_of_reach(by, &known)?;
    }
    let initial_password = app.sessions.put_account(&app.db, &wanted, input.password.as_deref(), now).await?;
    let account = service::find(&app.db, &book, &login, now).await?.ok_or_else(no_such_account)?;
    Ok(Json(AccountSaved { account, initial_password }))
}

/// End every session of an account.
#[utoipa::path(delete, path = "/api/v1/accounts/{login}/sessions", params(("login" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn end_sessions(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(login): Path<String>,
) -> ApiResult<StatusCode> {
    let known = service::find(&app.db, &app.areas.book(), &login, app.clock.now()).await?;
    refuse_out_of_reach(viewer.account()?, &known.ok_or_else(no_such_account)?)?;
    service::end_sessions(&app.db, &login).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn refuse_out_of_reach(by: &Account, account: &AccountView) -> ApiResult<()> {
    if service::in_reach(by, account) {
        return Ok(());
    }
    Err(ApiError::forbidden(both!("该账号有您辖区以外的岗位", "this account holds an office outside your area")))
}

fn no_such_account() -> ApiError {
    ApiError::not_found(both!("没有这个账号", "there is no such account"))
}
