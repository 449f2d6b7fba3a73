//! `/api/v1/cases/{number}/evidence`, `/api/v1/evidence/{id}`.

use super::files::{Hash, Side};
use super::service;
use super::store::{self, EvidenceRow};
use crate::app::App;
use crate::both;
use crate::case::{may_attach, visible};
use crate::http::extract::Reader;
use crate::http::{Access, ApiError, ApiResult, Doors, Query, Viewer};
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use bytes::Bytes;
use futures_util::StreamExt;
use serde::Deserialize;
use shared::access::Deed;
use shared::api::Page;
use shared::api::evidence::EvidenceView;
use shared::api::problem::Problem;
use shared::evidence::{EvidenceKind, MAX_BYTES, PhotoFormat};
use shared::geo::{Datum, Location};
use std::time::Duration;
use utoipa::IntoParams;
use utoipa_axum::routes;

/// A photo must have come after this long.
const PATIENCE: Duration = Duration::from_secs(300);
/// Of a body that is too large this much is read and thrown away: a browser that is still sending reads no answer.
const READ_AT_MOST: usize = 64 * 1024 * 1024;
/// A photo runs nothing and loads nothing, also when it is opened as a page.
const POLICY: &str = "default-src 'none'; sandbox";

pub fn doors(doors: Doors) -> Doors {
    doors
        .door(Access::May(Deed::ActOnCases), routes!(add))
        .door(Access::May(Deed::SeeCases), routes!(list))
        .door(Access::May(Deed::SeeCases), routes!(photo))
        .door(Access::May(Deed::SeeCases), routes!(thumbnail))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct AddQuery {
    kind: EvidenceKind,
}

/// Add a photo to a case: the body is the photo itself, JPEG, PNG or WebP by its content, at most 10 MB and 40
/// megapixels. Its place and time are read, then all its metadata is removed. At most 20 photos a case; the same photo
/// again as the same kind answers 200 with what is there.
#[utoipa::path(post, path = "/api/v1/cases/{number}/evidence", params(("number" = String, Path), AddQuery),
    request_body(content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"))),
    responses((status = 201, body = EvidenceView), (status = 200, body = EvidenceView), (status = 404, body = Problem),
        (status = 413, body = Problem), (status = 422, body = Problem)))]
async fn add(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Reader(lang): Reader,
    Path(number): Path<String>,
    Query(query): Query<AddQuery>,
    request: Request,
) -> ApiResult<(StatusCode, Json<EvidenceView>)> {
    let account = viewer.account()?;
    let case = visible(&app, account, &number).await?;
    may_attach(&app, account, &case, lang).await?;
    let _place = app.photos.uploads.try_acquire().map_err(|_| ApiError::busy())?;
    let late =
        || ApiError::malformed(both!("上传超时，请换到信号好的地方重试", "the photo took too long; send it again"));
    let sent = tokio::time::timeout(PATIENCE, read(request.into_body())).await.map_err(|_| late())??;
    let added = service::add(&app, account, &case, query.kind, sent).await?;
    let status = if added.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(view(added.row))))
}

/// The photos of a case, in the order in which they came.
#[utoipa::path(get, path = "/api/v1/cases/{number}/evidence", params(("number" = String, Path)),
    responses((status = 200, body = Page<EvidenceView>), (status = 404, body = Problem)))]
async fn list(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(number): Path<String>,
) -> ApiResult<Json<Page<EvidenceView>>> {
    let case = visible(&app, viewer.account()?, &number).await?;
    let rows = store::of_case(&app.db, case.id).await?;
    Ok(Json(Page { items: rows.into_iter().map(view).collect(), next: None }))
}

/// A photo, for those who may see a case that it belongs to.
#[utoipa::path(get, path = "/api/v1/evidence/{id}", params(("id" = String, Path)), responses(
    (status = 200, content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"))),
    (status = 404, body = Problem)))]
async fn photo(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
) -> ApiResult<Response> {
    answer(&app, &viewer, &id, Side::Photo).await
}

/// Its thumbnail: a JPEG of at most 480 pixels a side.
#[utoipa::path(get, path = "/api/v1/evidence/{id}/thumbnail", params(("id" = String, Path)), responses(
    (status = 200, body = Vec<u8>, content_type = "image/jpeg"), (status = 404, body = Problem)))]
async fn thumbnail(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Path(id): Path<String>,
) -> ApiResult<Response> {
    answer(&app, &viewer, &id, Side::Thumbnail).await
}

async fn answer(app: &App, viewer: &Viewer, id: &str, side: Side) -> ApiResult<Response> {
    let hash = Hash::parse(id).ok_or_else(no_such_photo)?;
    for (number, format) in store::cases_with(&app.db, hash.as_str()).await? {
        match visible(app, viewer.account()?, &number).await {
            Err(error) if error.status() == StatusCode::NOT_FOUND => {}
            Err(error) => return Err(error),
            Ok(_) => {
                let media_type = if side == Side::Photo { format.0 } else { PhotoFormat::Jpeg };
                // The cookie is part of the address: what one person's browser keeps is not shown to the next.
                let headers = [
                    (header::CONTENT_TYPE, media_type.code()),
                    (header::CONTENT_SECURITY_POLICY, POLICY),
                    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                    (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
                    (header::VARY, "cookie"),
                ];
                return Ok((headers, app.photos.read(&hash, side).await?).into_response());
            }
        }
    }
    Err(no_such_photo())
}

fn no_such_photo() -> ApiError {
    ApiError::not_found(both!("没有这张照片", "there is no such photo"))
}

/// The whole body, if it is small enough.
async fn read(body: Body) -> ApiResult<Bytes> {
    let mut pieces = body.into_data_stream();
    let (mut photo, mut length) = (Vec::new(), 0);
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| ApiError::malformed(both!("上传中断，请重试", "the upload broke off")))?;
        length += piece.len();
        if length <= MAX_BYTES {
            photo.extend_from_slice(&piece);
        } else if length <= READ_AT_MOST {
            photo = Vec::new();
        } else {
            break;
        }
    }
    if length > MAX_BYTES { Err(ApiError::too_large(MAX_BYTES)) } else { Ok(photo.into()) }
}

fn view(row: EvidenceRow) -> EvidenceView {
    let location = row.lon.zip(row.lat).map(|(lon, lat)| Location { lon, lat, datum: Datum::Wgs84 });
    EvidenceView {
        id: row.hash,
        kind: row.kind.0,
        media_type: row.media_type.0,
        bytes: row.bytes,
        width: row.width,
        height: row.height,
        taken_at: row.taken_at,
        location,
        actor: row.actor,
        at: row.at,
    }
}
