//! Who calls, and whether this door is theirs.

use crate::account::Account;
use crate::app::App;
use crate::both;
use crate::http::{ApiError, ApiResult, cookie};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use shared::access::{Deed, Object};

/// Declared with every route; there is no way to register a route without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Public,
    /// A wall with its display key (or the open demo), or anybody who may see cases.
    Display,
    /// Anybody signed in.
    Session,
    /// Those whose office allows the deed.
    May(Deed),
}

/// Who calls, for handlers that answer differently.
#[derive(Clone, Debug)]
pub enum Viewer {
    Nobody,
    Display,
    Account(Account),
}

impl Viewer {
    /// Who is signed in; an error for everybody else.
    pub fn account(&self) -> ApiResult<&Account> {
        match self {
            Viewer::Account(account) => Ok(account),
            Viewer::Nobody | Viewer::Display => Err(ApiError::unauthenticated()),
        }
    }

    /// Whether somebody is signed in whose office allows it.
    pub fn may(&self, deed: Deed, object: Object<'_>) -> bool {
        matches!(self, Viewer::Account(account) if account.may(deed, object))
    }

    /// True for staff who may see cases in full.
    pub fn sees_cases(&self) -> bool {
        self.may(Deed::SeeCases, Object::Any)
    }

    pub fn sees_people(&self) -> bool {
        self.may(Deed::SeePeople, Object::Any)
    }
}

/// The guard before every door.
pub async fn guard(
    State((app, access)): State<(App, Access)>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    refuse_foreign_pages(request.method(), request.headers())?;
    let account = match cookie::token(request.headers()) {
        Some(token) => app.sessions.account(&app.db, token, app.clock.now()).await?,
        None => None,
    };
    let viewer = match account {
        Some(account) => Viewer::Account(account),
        None if app.wall_opens_for(display_key(request.uri())) => Viewer::Display,
        None => Viewer::Nobody,
    };
    match (access, &viewer) {
        (Access::Public, _) | (Access::Session, Viewer::Account(_)) | (Access::Display, Viewer::Display) => {}
        (Access::Display, Viewer::Account(_)) if viewer.sees_cases() => {}
        (Access::May(deed), Viewer::Account(account)) if account.may(deed, Object::Any) => {}
        (_, Viewer::Account(_)) => {
            return Err(ApiError::forbidden(both!("当前岗位无此权限", "your post does not include this")));
        }
        _ => return Err(ApiError::unauthenticated()),
    }
    request.extensions_mut().insert(viewer);
    Ok(next.run(request).await)
}

/// A page of another origin cannot change anything here, whatever cookies the browser adds.
fn refuse_foreign_pages(method: &Method, headers: &HeaderMap) -> Result<(), ApiError> {
    if method.is_safe() {
        return Ok(());
    }
    let text = |name| headers.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) if origin.split_once("://").map(|(_, rest)| rest) != Some(host) => {
            Err(ApiError::forbidden(both!("拒绝来自其他站点的请求", "requests from other sites are refused")))
        }
        _ => Ok(()),
    }
}

/// `?key=` of a wall.
fn display_key(uri: &Uri) -> Option<&str> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix("key="))
}
