//! `/api/v1/imports`: the templates, tables that are sent, how their imports stand, and the refused rows.

use super::folder::{Folder, remove};
use super::queue::wake;
use super::store::{self, Cancelled, JobRow, Wanted};
use super::template;
use crate::app::App;
use crate::both;
use crate::http::extract::{Reader, text};
use crate::http::{Access, ApiError, ApiResult, Doors, Query, Viewer};
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use bytes::BytesMut;
use futures_util::StreamExt;
use futures_util::stream::try_unfold;
use serde::Deserialize;
use shared::access::Deed;
use shared::api::Page;
use shared::api::problem::Problem;
use shared::api::register::ImportView;
use shared::origin::Channel;
use shared::register::{ImportState, MAX_BYTES, RegisterTable};
use shared::text::Lang;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use utoipa::IntoParams;
use utoipa_axum::routes;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// A table must have come after this long.
const PATIENCE: Duration = Duration::from_secs(1_800);
const LIMIT: i64 = 20;
/// Bytes that are read at once of a file that is sent.
const PIECE: usize = 64 * 1024;

pub fn doors(doors: Doors) -> Doors {
    doors
        .door(Access::May(Deed::ManagePeople), routes!(list))
        .door(Access::May(Deed::ManagePeople), routes!(send, show))
        .door(Access::May(Deed::ManagePeople), routes!(empty_table))
        .door(Access::May(Deed::ManagePeople), routes!(cancel))
        .door(Access::May(Deed::ManagePeople), routes!(restart))
        .door(Access::May(Deed::ManagePeople), routes!(errors))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct SendQuery {
    /// Say what would change, and store nothing.
    #[serde(default)]
    dry_run: bool,
    /// As of when the table was so: a day, or a moment. Now when left out; never in the future.
    as_of: Option<String>,
    /// Where it comes from; `department` when left out.
    channel: Option<Channel>,
    /// Name of the file, for the list of imports.
    name: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    after: Option<i64>,
}

/// The template of a table: `id` is buildings, dwellings or residents. Header, an example, lists of allowed words, and a
/// sheet that explains each column.
#[utoipa::path(get, path = "/api/v1/imports/{id}/template", params(("id" = String, Path)), responses(
    (status = 200, body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (status = 404, body = Problem)))]
async fn empty_table(Path(table): Path<String>) -> ApiResult<Response> {
    let table = table_of(&table)?;
    let file = template::template(table).map_err(|error| ApiError::internal(&error))?;
    Ok(attachment(file, &format!("template-{table}.xlsx")))
}

/// Send a table: `id` is buildings, dwellings or residents; the body is the file itself, XLSX or CSV (UTF-8 or GB18030)
/// by its content, at most 256 MB. It is read in by a job, one at a time; a row that is refused does not keep the others
/// from being stored, and the same file again changes nothing.
#[utoipa::path(post, path = "/api/v1/imports/{id}", params(("id" = String, Path), SendQuery), request_body(content(
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "text/csv"))),
    responses((status = 202, body = ImportView), (status = 404, body = Problem), (status = 413, body = Problem),
        (status = 422, body = Problem)))]
async fn send(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Reader(lang): Reader,
    Path(table): Path<String>,
    Query(query): Query<SendQuery>,
    request: Request,
) -> ApiResult<(StatusCode, Json<ImportView>)> {
    let account = viewer.account()?;
    let table = table_of(&table)?;
    let now = app.clock.now();
    let as_of = super::as_of(query.as_of.as_deref(), now).map_err(|mend| ApiError::field("?as_of", mend))?;
    let name = query.name.as_deref().map(|name| text("?name", name, 120)).transpose();
    let file_name = name.map_err(|fault| ApiError::invalid(vec![fault]))?.unwrap_or_default();
    let folder = Folder::in_data(&app.options.data);
    let broken = |error: std::io::Error| ApiError::internal(&error);
    let file = folder.new_file().map_err(broken)?;
    let mut writer = tokio::fs::File::from_std(file.reopen().map_err(broken)?);
    let late = || ApiError::malformed(both!("上传超时，请重试", "the file took too long; send it again"));
    let received = tokio::time::timeout(PATIENCE, receive(request, &mut writer)).await;
    let bytes = received.map_err(|_| late())??;
    writer.sync_all().await.map_err(broken)?;
    let id = store::number(&app.db).await?;
    file.persist(folder.table(id)).map_err(|error| broken(error.error))?;
    let wanted = Wanted {
        table,
        channel: query.channel.unwrap_or(Channel::Department),
        as_of,
        dry_run: query.dry_run,
        file_name,
        bytes: bytes as i64,
        login: Some(account.login.clone()),
        by_name: account.name.clone(),
    };
    store::insert_job(&app.db, id, &wanted, now).await?;
    wake();
    Ok((StatusCode::ACCEPTED, Json(view(&app, find(&app, id).await?, lang))))
}

/// Imports, the latest first.
#[utoipa::path(get, path = "/api/v1/imports", params(ListQuery), responses((status = 200, body = Page<ImportView>)))]
async fn list(
    State(app): State<App>,
    Reader(lang): Reader,
    Query(query): Query<ListQuery>,
) -> ApiResult<Json<Page<ImportView>>> {
    let rows = store::jobs(&app.db, query.after.unwrap_or(i64::MAX), LIMIT).await?;
    let next = (rows.len() as i64 == LIMIT).then(|| rows.last().map(|row| row.id.to_string())).flatten();
    Ok(Json(Page { items: rows.into_iter().map(|row| view(&app, row, lang)).collect(), next }))
}

/// How an import stands.
#[utoipa::path(get, path = "/api/v1/imports/{id}", params(("id" = String, Path)),
    responses((status = 200, body = ImportView), (status = 404, body = Problem)))]
async fn show(State(app): State<App>, Reader(lang): Reader, Path(id): Path<String>) -> ApiResult<Json<ImportView>> {
    Ok(Json(view(&app, find(&app, number(&id)?).await?, lang)))
}

/// Stop an import. What its finished batches stored stays; the list of refused rows is removed.
#[utoipa::path(post, path = "/api/v1/imports/{id}/cancel", params(("id" = String, Path)), responses(
    (status = 200, body = ImportView), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn cancel(State(app): State<App>, Reader(lang): Reader, Path(id): Path<String>) -> ApiResult<Json<ImportView>> {
    let id = find(&app, number(&id)?).await?.id;
    let folder = Folder::in_data(&app.options.data);
    match store::cancel(&app.db, id, app.clock.now()).await? {
        Cancelled::Soon => {}
        Cancelled::AtOnce => {
            for file in [folder.table(id), folder.refused(id)] {
                remove(&file).map_err(|error| ApiError::internal(&error))?;
            }
        }
        Cancelled::TooLate => return Err(ApiError::conflict(both!("这次导入已经结束", "this import is over"))),
    }
    Ok(Json(view(&app, find(&app, id).await?, lang)))
}

/// Start an interrupted import again, from its first row: what it has stored already is recognised.
#[utoipa::path(post, path = "/api/v1/imports/{id}/restart", params(("id" = String, Path)), responses(
    (status = 200, body = ImportView), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn restart(State(app): State<App>, Reader(lang): Reader, Path(id): Path<String>) -> ApiResult<Json<ImportView>> {
    let id = find(&app, number(&id)?).await?.id;
    if !Folder::in_data(&app.options.data).table(id).is_file() {
        let gone = both!("文件已不在服务器上，请重新上传", "the file is not on this server any more; send it again");
        return Err(ApiError::conflict(gone));
    }
    if !store::restart(&app.db, id).await? {
        let other = both!("只有中断的导入才能重新开始", "only an interrupted import can be started again");
        return Err(ApiError::conflict(other));
    }
    wake();
    Ok(Json(view(&app, find(&app, id).await?, lang)))
}

/// The refused rows as they were sent, each with what is wrong and how to mend it: to be mended and sent again. Kept for
/// seven days.
#[utoipa::path(get, path = "/api/v1/imports/{id}/errors", params(("id" = String, Path)), responses(
    (status = 200, body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (status = 404, body = Problem)))]
async fn errors(State(app): State<App>, Path(id): Path<String>) -> ApiResult<Response> {
    let row = find(&app, number(&id)?).await?;
    let gone = || {
        ApiError::not_found(both!("没有错误清单，或已过期删除", "there is no list of refused rows, or it is removed"))
    };
    if row.errors_until.is_none_or(|until| until <= app.clock.now()) {
        return Err(gone());
    }
    let path = Folder::in_data(&app.options.data).refused(row.id);
    let file = tokio::fs::File::open(path).await.map_err(|_| gone())?;
    // A million refused rows are not read into memory to be sent.
    let pieces = try_unfold(file, |mut file| async move {
        let mut piece = BytesMut::with_capacity(PIECE);
        let read = file.read_buf(&mut piece).await?;
        Ok::<_, std::io::Error>((read > 0).then(|| (piece.freeze(), file)))
    });
    Ok(attachment(Body::from_stream(pieces), &format!("refused-{}-{}.xlsx", row.kind.0, row.id)))
}

/// The body to the disk, piece by piece.
async fn receive(request: Request, writer: &mut tokio::fs::File) -> ApiResult<u64> {
    let too_large = || ApiError::too_large(MAX_BYTES as usize);
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: u64| length > MAX_BYTES) {
        return Err(too_large());
    }
    let mut pieces = request.into_body().into_data_stream();
    let mut length = 0;
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| ApiError::malformed(both!("上传中断，请重试", "the upload broke off")))?;
        length += piece.len() as u64;
        if length > MAX_BYTES {
            return Err(too_large());
        }
        writer.write_all(&piece).await.map_err(|error| ApiError::internal(&error))?;
    }
    if length == 0 {
        return Err(ApiError::field("", both!("文件是空的", "the file is empty")));
    }
    Ok(length)
}

fn table_of(given: &str) -> ApiResult<RegisterTable> {
    given.parse().map_err(|_| {
        ApiError::not_found(both!(
            "没有这种表：应为 buildings、dwellings 或 residents",
            "there is no such table: buildings, dwellings or residents"
        ))
    })
}

fn number(given: &str) -> ApiResult<i64> {
    given.parse().map_err(|_| no_such_import())
}

async fn find(app: &App, id: i64) -> ApiResult<JobRow> {
    store::job(&app.db, id).await?.ok_or_else(no_such_import)
}

fn no_such_import() -> ApiError {
    ApiError::not_found(both!("没有这次导入", "there is no such import"))
}

fn attachment(file: impl Into<Body>, name: &str) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, XLSX),
        (header::CONTENT_DISPOSITION, disposition.as_str()),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, file.into()).into_response()
}

fn view(app: &App, row: JobRow, lang: Lang) -> ImportView {
    let now = app.clock.now();
    let words = |fault: bool| {
        let notes = row.notes.0.iter().filter(move |note| note.fault == fault);
        notes.map(|note| if lang == Lang::Zh { note.zh.clone() } else { note.en.clone() }).collect::<Vec<_>>()
    };
    let seconds = row.started_at.map(|start| {
        let end = row.finished_at.or(row.beat_at).unwrap_or(now);
        (end - start).num_milliseconds() as f64 / 1_000.0
    });
    ImportView {
        id: row.id.to_string(),
        table: row.kind.0,
        channel: row.channel.0,
        as_of: row.as_of,
        dry_run: row.dry_run,
        bytes: row.bytes,
        by: row.by_name.clone(),
        state: row.state.0,
        progress: row.progress,
        counts: row.counts(),
        rate: seconds.filter(|seconds| *seconds > 0.0).map(|seconds| (row.rows_read as f64 / seconds).round()),
        notes: words(false),
        fault: words(true).pop(),
        errors: row.errors_until.is_some_and(|until| until > now),
        restartable: row.state.0 == ImportState::Interrupted
            && Folder::in_data(&app.options.data).table(row.id).is_file(),
        created_at: row.created_at,
        started_at: row.started_at,
        finished_at: row.finished_at,
        file: row.file_name,
    }
}
