//! `GET /api/v1/live`: server-sent events.

use super::hub::{Frame, PAGE, frame};
use super::store;
use crate::account::Account;
use crate::app::App;
use crate::both;
use crate::case::Directory;
use crate::http::{Access, ApiError, ApiResult, Doors, Query, Viewer};
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use utoipa::IntoParams;
use utoipa_axum::routes;

/// How often an idle stream says that it lives; screens call it lost after three of these.
const BEAT: Duration = Duration::from_secs(3);
/// Frames that wait for one slow reader; beyond it the reader holds up its own task only.
const WINDOW: usize = 64;
/// After so many beats a stream asks whether its session still lives: half a minute.
const RECHECK: u32 = 10;

pub fn doors(doors: Doors) -> Doors {
    doors.door(Access::Display, routes!(live))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct LiveQuery {
    /// Events after this one; the header `Last-Event-ID` goes before. Without either, events from now on.
    after: Option<i64>,
    /// Display key of a wall.
    #[serde(rename = "key")]
    _key: Option<String>,
}

/// Every event of every case as it happens (`event: case`, data LiveEvent), and `event: beat` every three seconds with the
/// number to resume from. A wall gets public categories only, without free text.
#[utoipa::path(get, path = "/api/v1/live", params(LiveQuery), responses((status = 200, content_type = "text/event-stream")))]
async fn live(
    State(app): State<App>,
    Extension(viewer): Extension<Viewer>,
    Query(query): Query<LiveQuery>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let place = app.streams.clone().try_acquire_owned().map_err(|_| ApiError::busy())?;
    let resumed = match headers.get("last-event-id") {
        Some(id) => Some(id.to_str().ok().and_then(|id| id.parse().ok()).ok_or_else(|| {
            ApiError::malformed(both!("Last-Event-ID 应为事件序号", "Last-Event-ID must be the number of an event"))
        })?),
        None => query.after,
    };
    let account = viewer.account().ok().cloned();
    let (frames, stream) = mpsc::channel(WINDOW);
    let reader = Reader { last: resumed.unwrap_or_else(|| app.hub.last()), account, app, frames, beats: 0 };
    tokio::spawn(reader.run(place));
    let fixed = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((fixed, Body::from_stream(ReceiverStream::new(stream))).into_response())
}

/// One open screen.
struct Reader {
    app: App,
    frames: mpsc::Sender<Result<Bytes, Infallible>>,
    /// `None` is a wall.
    account: Option<Account>,
    last: i64,
    beats: u32,
}

/// The screen went away or the server stops.
struct Gone;

impl Reader {
    async fn run(mut self, _place: OwnedSemaphorePermit) {
        let mut closing = self.app.hub.closing();
        let stream = async {
            let Err(Gone) = self.follow().await;
        };
        tokio::select! {
            () = stream => {}
            _ = closing.wait_for(|closing| *closing) => {}
        }
    }

    /// Subscribes first and reads the store second, so that no event falls between the two.
    async fn follow(&mut self) -> Result<Infallible, Gone> {
        let mut beat = tokio::time::interval(BEAT);
        loop {
            let mut live = self.app.hub.subscribe();
            self.catch_up().await?;
            loop {
                tokio::select! {
                    received = live.recv() => match received {
                        Ok(frame) => self.send(&frame).await?,
                        // Too slow for the buffer: the store has what was dropped.
                        Err(RecvError::Lagged(_)) => break,
                        Err(RecvError::Closed) => return Err(Gone),
                    },
                    _ = beat.tick() => {
                        self.recheck().await?;
                        // With the number up to which this screen has everything, so that one that saw beats only can resume.
                        let (at, seq) = (self.app.clock.now().to_rfc3339(), self.last);
                        let beat = format!("id: {seq}\nevent: beat\ndata: {{\"at\":\"{at}\",\"seq\":{seq}}}\n\n");
                        self.push(Bytes::from(beat)).await?;
                    }
                }
            }
        }
    }

    /// Whose session was ended, or acts in another office now, is told nothing more.
    async fn recheck(&mut self) -> Result<(), Gone> {
        self.beats += 1;
        let Some(account) = self.account.as_ref().filter(|_| self.beats.is_multiple_of(RECHECK)) else { return Ok(()) };
        match self.app.sessions.still(&self.app.db, account, self.app.clock.now()).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Gone),
            Err(error) => {
                tracing::warn!(%error, "the session of a stream could not be looked up");
                Err(Gone)
            }
        }
    }

    async fn catch_up(&mut self) -> Result<(), Gone> {
        loop {
            let rows = store::after(&self.app.db, self.last, PAGE).await.map_err(|error| {
                tracing::warn!(%error, "a stream could not be resumed");
                Gone
            })?;
            let (directory, now) = (Directory::of(&self.app), self.app.clock.now());
            for row in &rows {
                self.send(&frame(row, &directory, now)).await?;
            }
            if (rows.len() as i64) < PAGE {
                return Ok(());
            }
        }
    }

    async fn send(&mut self, frame: &Frame) -> Result<(), Gone> {
        if frame.seq <= self.last {
            return Ok(());
        }
        self.last = frame.seq;
        match frame.bytes(self.account.as_ref().map(|account| &account.office)) {
            Some(bytes) => self.push(bytes.clone()).await,
            None => Ok(()),
        }
    }

    async fn push(&self, bytes: Bytes) -> Result<(), Gone> {
        self.frames.send(Ok(bytes)).await.map_err(|_| Gone)
    }
}
