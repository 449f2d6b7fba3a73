//! Time on the processor, not on the wall: a busy machine slows everybody, but not equally.

use std::time::Duration;

/// What the thread has used; Linux only, as the peers are.
pub fn own() -> Duration {
    of("thread-self").expect("/proc tells a thread its own time")
}

/// What another process's main thread has used.
pub fn of(process: &str) -> std::io::Result<Duration> {
    let text = std::fs::read_to_string(format!("/proc/{process}/schedstat"))?;
    let nanoseconds = text.split(' ').next().and_then(|first| first.parse().ok());
    nanoseconds.map(Duration::from_nanos).ok_or_else(|| std::io::Error::other(format!("unexpected: {text}")))
}
