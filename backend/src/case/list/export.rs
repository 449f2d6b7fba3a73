//! A list to take away. Rows are read in pages and written as they come, to a file that has no name; it is sent when it is
//! complete, because only then is it known that the list was not too long.

mod sheet;

use super::filter::Wanted;
use super::service;
use crate::account::Account;
use crate::app::App;
use crate::both;
use crate::case::view::{Directory, Eyes};
use crate::http::{ApiError, ApiResult};
use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use chrono::NaiveDateTime;
use futures_util::stream;
use shared::access::Deed;
use shared::api::queue::ListFormat;
use shared::text::Lang;
use shared::time::{china, china_day};
use sheet::Line;
use std::io::{Seek, SeekFrom};
use tokio::io::AsyncReadExt;
use tokio::sync::{Semaphore, mpsc};

/// Cases of one file.
const MOST: usize = 100_000;
/// Cases of one look-up.
const PAGE: usize = 1_000;
/// Bytes of one piece of the answer.
const PIECE: usize = 64 * 1024;
/// Files made at once; whoever comes then is asked to come back.
static PLACES: Semaphore = Semaphore::const_new(2);

/// Makes the file. `None` is a list of nothing.
pub async fn export(
    app: &App,
    account: &Account,
    wanted: Option<&Wanted>,
    format: ListFormat,
    lang: Lang,
) -> ApiResult<Response> {
    debug_assert!(account.may(Deed::ExportCases, shared::access::Object::Any));
    let _place = PLACES.try_acquire().map_err(|_| ApiError::busy())?;
    // A few pages ahead at most: the reader waits for the writer.
    let (lines, taken) = mpsc::channel::<Vec<Line>>(2);
    let writer = tokio::task::spawn_blocking(move || sheet::write(taken, format, lang));
    let count = match wanted {
        Some(wanted) => read(app, wanted, lang, lines).await?,
        None => 0,
    };
    let written = writer.await.map_err(|error| ApiError::internal(&error))?;
    let mut file = written.map_err(|error| ApiError::internal(&error))?;
    let length = file.seek(SeekFrom::End(0)).and_then(|length| file.rewind().map(|()| length));
    let length = length.map_err(|error| ApiError::internal(&error))?;
    tracing::info!(login = account.login, count, "cases were taken away as a file");
    let name = format!("cases-{}.{}", china_day(app.clock.now()), format.code());
    let headers = [
        (header::CONTENT_TYPE, media_type(format).to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    let pieces = stream::try_unfold(tokio::fs::File::from_std(file), |mut file| async move {
        let mut piece = Vec::with_capacity(PIECE);
        let read = (&mut file).take(PIECE as u64).read_to_end(&mut piece).await?;
        Ok::<_, std::io::Error>((read > 0).then(|| (Bytes::from(piece), file)))
    });
    Ok((headers, Body::from_stream(pieces)).into_response())
}

fn media_type(format: ListFormat) -> &'static str {
    match format {
        ListFormat::Csv => "text/csv; charset=utf-8",
        ListFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
}

/// Hands the list to the writer, page by page; returns how many cases there were.
async fn read(app: &App, wanted: &Wanted, lang: Lang, lines: mpsc::Sender<Vec<Line>>) -> ApiResult<usize> {
    let directory = Directory::of(app);
    let (mut after, mut count) = (wanted.start(), 0);
    loop {
        let page = service::page(&app.db, wanted, after, PAGE, service::SEARCHED).await?;
        count += page.rows.len();
        if count > MOST {
            let mend = both!(
                "结果超过 {MOST} 件，请缩小筛选范围（例如限定区域或起止日期）后再导出",
                "these are more than {MOST} cases; narrow the filter, by area or period for example"
            );
            return Err(ApiError::field("?", mend));
        }
        let line = |row| Line::of(&directory.view(row, Eyes::Staff, wanted.narrow.now), &row.course.0, lang);
        // A writer that has failed says so when it is waited for.
        if lines.send(page.rows.iter().map(line).collect()).await.is_err() {
            return Ok(count);
        }
        let Some(next) = page.next else { return Ok(count) };
        after = next;
    }
}

/// Wall-clock time in China, to the second.
fn in_china(at: chrono::DateTime<chrono::Utc>) -> NaiveDateTime {
    use chrono::SubsecRound;
    at.with_timezone(&china()).naive_local().trunc_subsecs(0)
}
