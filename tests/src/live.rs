//! A reader of the live stream, as a browser is one: it knows the last number it saw and resumes from there.

use crate::caller::Caller;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use serde_json::Value;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);

/// One server-sent event.
#[derive(Clone, Debug)]
pub struct Event {
    pub id: Option<i64>,
    pub name: String,
    pub data: String,
}

impl Event {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.data).unwrap_or_else(|e| panic!("{e} in {}", self.data))
    }

    /// The number of the case that the event is about.
    pub fn case_number(&self) -> String {
        self.json()["case"]["number"].as_str().expect("a case event carries its case").to_owned()
    }
}

pub struct Live {
    stream: BoxStream<'static, Vec<u8>>,
    buffer: Vec<u8>,
}

impl std::fmt::Debug for Live {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Live { .. }")
    }
}

impl Live {
    /// From now on.
    pub async fn open(caller: &Caller) -> Live {
        Live::connect(caller, None).await
    }

    /// From the event after `id` on, the way a browser reconnects.
    pub async fn resume(caller: &Caller, id: i64) -> Live {
        Live::connect(caller, Some(id)).await
    }

    async fn connect(caller: &Caller, last: Option<i64>) -> Live {
        let mut request = caller.http.get(caller.url("/api/v1/live")).header("accept", "text/event-stream");
        if let Some(id) = last {
            request = request.header("last-event-id", id.to_string());
        }
        let response = request.send().await.expect("the stream opens");
        assert_eq!(response.status(), 200, "the stream opens");
        let kind = response.headers()["content-type"].to_str().expect("a header of text");
        assert!(kind.starts_with("text/event-stream"), "{kind}");
        let stream = response.bytes_stream().take_while(|part| std::future::ready(part.is_ok()));
        let stream = stream.map(|part| part.map(|bytes| bytes.to_vec()).unwrap_or_default()).boxed();
        Live { stream, buffer: Vec::new() }
    }

    /// The next event of any kind.
    pub async fn next(&mut self) -> Event {
        tokio::time::timeout(PATIENCE, self.read()).await.expect("an event or a beat within 30 seconds")
    }

    /// The next event about a case.
    pub async fn next_case(&mut self) -> Event {
        loop {
            let event = self.next().await;
            if event.name == "case" {
                return event;
            }
        }
    }

    /// Reads until a case event is the one looked for.
    pub async fn until(&mut self, mut found: impl FnMut(&Event) -> bool) -> Event {
        let search = async {
            loop {
                let event = self.next_case().await;
                if found(&event) {
                    return event;
                }
            }
        };
        tokio::time::timeout(PATIENCE * 2, search).await.expect("the event looked for within a minute")
    }

    async fn read(&mut self) -> Event {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|pair| pair == b"\n\n") {
                let block: Vec<u8> = self.buffer.drain(..end + 2).collect();
                if let Some(event) = parse(&String::from_utf8(block).expect("events are UTF-8")) {
                    return event;
                }
                continue;
            }
            let more = self.stream.next().await.expect("the stream stays open");
            self.buffer.extend(more);
        }
    }
}

/// One block of the stream; `None` when it holds comments only.
fn parse(block: &str) -> Option<Event> {
    let mut event = Event { id: None, name: String::from("message"), data: String::new() };
    let mut lines = 0;
    for line in block.lines() {
        let Some((field, value)) = line.split_once(':') else { continue };
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "id" => event.id = Some(value.parse().expect("ids are numbers")),
            "event" => event.name = value.to_owned(),
            "data" => event.data.push_str(value),
            _ => continue,
        }
        lines += 1;
    }
    (lines > 0).then_some(event)
}
