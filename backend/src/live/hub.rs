//! The hub: reads new events once, encodes each once, hands them to every screen.

use super::store::{self, LiveRow};
use crate::app::App;
use crate::case::{Directory, Eyes};
use crate::db::{StoreError, listen};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use shared::access::{Deed, Object, Office, may};
use shared::area::AreaCode;
use shared::live::LiveEvent;
use shared::worker::Department;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::{Notify, broadcast, watch};

/// Events that a slow screen may lag behind before it is sent back to the store.
const BUFFER: usize = 4_096;
/// Events read from the store at a time.
pub const PAGE: i64 = 500;
/// How long to wait before trying again when the store fails.
const RETRY: Duration = Duration::from_secs(1);

/// One event as server-sent bytes.
#[derive(Clone, Debug)]
pub struct Frame {
    pub seq: i64,
    /// Where the case lies and whom it was handed to: who may see it.
    area: AreaCode,
    departments: Vec<Department>,
    full: Bytes,
    /// What a wall may show; `None` for private categories.
    display: Option<Bytes>,
}

impl Frame {
    /// What somebody in an office may see of it; `None` is a wall.
    pub fn bytes(&self, office: Option<&Office>) -> Option<&Bytes> {
        let object = Object::Case { area: &self.area, departments: &self.departments };
        match office {
            Some(office) => may(office, Deed::SeeCases, object).then_some(&self.full),
            None => self.display.as_ref(),
        }
    }
}

#[derive(Debug)]
pub struct Hub {
    wake: Notify,
    last: AtomicI64,
    frames: broadcast::Sender<Arc<Frame>>,
    closing: watch::Sender<bool>,
}

impl Hub {
    /// A hub whose next event is the one after `last`.
    pub fn new(last: i64) -> Hub {
        Hub {
            wake: Notify::new(),
            last: AtomicI64::new(last),
            frames: broadcast::channel(BUFFER).0,
            closing: watch::channel(false).0,
        }
    }

    /// Says that something was committed.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// The last event handed out.
    pub fn last(&self) -> i64 {
        self.last.load(Ordering::Acquire)
    }

    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Frame>> {
        self.frames.subscribe()
    }

    /// Ends every stream, so that the server can stop.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    pub fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// Runs for ever: the reader of new events.
    pub async fn run(self: Arc<Hub>, app: App) {
        let listening = {
            let (hub, db) = (self.clone(), app.db.clone());
            async move {
                while let Err(error) = listen(&db, || hub.wake()).await {
                    tracing::warn!(%error, "listening for other processes failed, trying again");
                    tokio::time::sleep(RETRY).await;
                }
            }
        };
        tokio::spawn(listening);
        loop {
            self.wake.notified().await;
            while let Err(error) = self.drain(&app).await {
                tracing::warn!(%error, "reading new events failed, trying again");
                tokio::time::sleep(RETRY).await;
            }
        }
    }

    async fn drain(&self, app: &App) -> Result<(), StoreError> {
        loop {
            let rows = store::after(&app.db, self.last(), PAGE).await?;
            let Some(last) = rows.last().map(|row| row.seq) else { return Ok(()) };
            let (directory, now) = (Directory::of(app), app.clock.now());
            for row in &rows {
                // Nobody may be listening.
                drop(self.frames.send(Arc::new(frame(row, &directory, now))));
            }
            self.last.store(last, Ordering::Release);
        }
    }
}

/// Encodes an event for both kinds of viewers.
pub fn frame(row: &LiveRow, directory: &Directory, now: DateTime<Utc>) -> Frame {
    let encode = |eyes| {
        let staff = eyes == Eyes::Staff;
        let event = LiveEvent {
            seq: row.seq,
            action: row.action.0,
            at: row.at,
            case: directory.view(&row.case, eyes, now),
            level: row.case.course.0.level,
            by: row.login.clone().filter(|_| staff),
            role: row.role.map(|role| role.0).filter(|_| staff),
        };
        let data = serde_json::to_string(&event).expect("an event is plain data");
        Bytes::from(format!("id: {}\nevent: case\ndata: {data}\n\n", row.seq))
    };
    let display = (!directory.is_private(&row.case)).then(|| encode(Eyes::Everybody));
    Frame {
        seq: row.seq,
        area: row.case.area(),
        departments: row.case.course.0.departments(),
        full: encode(Eyes::Staff),
        display,
    }
}
