//! A small HTTP client that keeps its connections open and asks as fast as it is answered.

use std::io::{Error, Result};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub const CONNECTIONS: usize = 16;
const WARM_UP: Duration = Duration::from_secs(1);
const MEASURED: Duration = Duration::from_secs(8);

pub struct Rate {
    pub per_second: f64,
    p99: Duration,
    mean_bytes: usize,
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (rate, p99) = (self.per_second, self.p99.as_secs_f64() * 1e3);
        write!(f, "{rate:.0} tiles/s, p99 {p99:.1} ms, {} bytes a tile", self.mean_bytes)
    }
}

/// Asks for the paths in turn, from all connections at once.
pub async fn measure(address: SocketAddr, paths: &[String]) -> Result<Rate> {
    run(address, paths, WARM_UP).await?;
    let (times, bytes) = run(address, paths, MEASURED).await?;
    let mut sorted = times;
    sorted.sort_unstable();
    let p99 = *sorted.get(sorted.len() * 99 / 100).ok_or_else(|| Error::other("no answer in time"))?;
    let count = sorted.len();
    Ok(Rate { per_second: count as f64 / MEASURED.as_secs_f64(), p99, mean_bytes: bytes / count })
}

async fn run(address: SocketAddr, paths: &[String], span: Duration) -> Result<(Vec<Duration>, usize)> {
    let paths: Arc<[String]> = paths.into();
    let turn = Arc::new(AtomicUsize::new(0));
    let end = Instant::now() + span;
    let clients: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (paths, turn) = (paths.clone(), turn.clone());
            tokio::spawn(async move {
                let mut client = Client::connect(address).await?;
                let (mut times, mut bytes) = (Vec::new(), 0);
                while Instant::now() < end {
                    let started = Instant::now();
                    bytes += client.get(&paths[turn.fetch_add(1, Ordering::Relaxed) % paths.len()]).await?.len();
                    times.push(started.elapsed());
                }
                Result::Ok((times, bytes))
            })
        })
        .collect();
    let (mut times, mut bytes) = (Vec::new(), 0);
    for client in clients {
        let (more, size) = client.await??;
        times.extend(more);
        bytes += size;
    }
    Ok((times, bytes))
}

pub async fn fetch(address: SocketAddr, path: &str) -> Result<Vec<u8>> {
    Ok(Client::connect(address).await?.get(path).await?.to_vec())
}

struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Client {
    async fn connect(address: SocketAddr) -> Result<Client> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Client { stream, buffer: Vec::new() })
    }

    /// The body of the answer; anything but 200 is an error.
    async fn get(&mut self, path: &str) -> Result<&[u8]> {
        self.stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: bench\r\n\r\n").as_bytes()).await?;
        self.buffer.clear();
        let body = loop {
            self.read_more().await?;
            if let Some(head) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break head + 4;
            }
        };
        let head = std::str::from_utf8(&self.buffer[..body]).map_err(Error::other)?;
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = match length.map(str::parse) {
            Some(Ok(length)) if head.starts_with("HTTP/1.1 200") => length,
            _ => return Err(Error::other(format!("{path}: {head}"))),
        };
        while self.buffer.len() < body + length {
            self.read_more().await?;
        }
        Ok(&self.buffer[body..])
    }

    async fn read_more(&mut self) -> Result<()> {
        self.buffer.reserve(64 * 1024);
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(Error::other("the server closed the connection")),
            _ => Ok(()),
        }
    }
}
