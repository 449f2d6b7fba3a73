//! `mirrorlake serve`.

use super::Store;
use crate::account::demo_accounts;
use crate::app::{App, Options};
use crate::area;
use crate::clock::Clock;
use crate::delivery;
use crate::demo;
use crate::router::router;
use crate::{push, webhook};
use anyhow::Context;
use clap::Args;
use shared::case::supervision::SupervisionDays;
use shared::disclosure::AccessLimits;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Smaller or larger cities are not the demo any more.
const SCALES: std::ops::RangeInclusive<f64> = 0.1..=10.0;
/// How long answers under way may take once the server is told to stop.
const FAREWELL: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
pub struct Serve {
    #[arg(long, env = "MIRRORLAKE_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    #[command(flatten)]
    store: Store,
    /// Folder with the built application; only the API is served without it.
    #[arg(long, env = "MIRRORLAKE_WEB")]
    web: Option<PathBuf>,
    /// Make the demo city if the database is empty.
    #[arg(long, env = "MIRRORLAKE_DEMO")]
    demo: bool,
    /// Size of the demo city, 0.1 to 10.
    #[arg(long, env = "MIRRORLAKE_DEMO_SCALE", default_value_t = 1.0)]
    demo_scale: f64,
    /// One password for the demo accounts; random and printed when left out.
    #[arg(long, env = "MIRRORLAKE_DEMO_PASSWORD", hide_env_values = true)]
    demo_password: Option<String>,
    /// Opens the wall with `?key=`; without one it is open in the demo and closed elsewhere.
    #[arg(long, env = "MIRRORLAKE_DISPLAY_KEY", hide_env_values = true)]
    display_key: Option<String>,
    /// Session cookies over HTTPS only; on by itself when listening beyond this machine.
    #[arg(long, env = "MIRRORLAKE_SECURE_COOKIES")]
    secure_cookies: bool,
    /// Whose days 督考130 counts: natural or working.
    #[arg(long, env = "MIRRORLAKE_SUPERVISION_DAYS", default_value_t)]
    supervision_days: SupervisionDays,
    /// What is usual in looking people up, by role: ROLE=LOOKS,SEARCHES,REVEALS,REVEALS_AT_MOST,NIGHT;… More raises an
    /// alarm; see docs/security.md.
    #[arg(long, env = "MIRRORLAKE_ACCESS_LIMITS", default_value = "", hide_default_value = true)]
    access_limits: AccessLimits,
}

impl Serve {
    pub async fn run(self) -> anyhow::Result<()> {
        let clock = Clock::system();
        let web = self.web.as_deref();
        if let Some(folder) = web.filter(|folder| !folder.join("index.html").is_file()) {
            anyhow::bail!("'{}' holds no built application (no index.html)", folder.display());
        }
        let db = self.store.open().await?;
        let vault = self.store.vault(&db).await?;
        let mut accounts = None;
        if self.demo {
            anyhow::ensure!(SCALES.contains(&self.demo_scale), "--demo-scale must be between 0.1 and 10");
            if area::is_empty(&db).await? {
                let start = Instant::now();
                demo::load(&db, &vault, self.demo_scale, clock.now())
                    .await
                    .context("the demo city could not be stored")?;
                println!("demo city made in {:.1} s", start.elapsed().as_secs_f64());
            }
            accounts = Some(demo_accounts(&db, self.demo_password.as_deref(), clock.now()).await?);
        }
        let options = Options {
            data: self.store.data.clone(),
            demo: self.demo,
            display_key: self.display_key.clone(),
            secure_cookies: self.secure_cookies || !self.listen.ip().is_loopback(),
            supervision_days: self.supervision_days,
            access_limits: self.access_limits.clone(),
        };
        let app = App::start(db.clone(), vault, clock, options).await?;
        let listener =
            TcpListener::bind(self.listen).await.with_context(|| format!("cannot listen on {}", self.listen))?;
        let address = listener.local_addr()?;
        if let Some(demo) = accounts {
            println!("demo accounts: {}  password: {}", demo.logins.join(" "), demo.password);
        }
        println!("listening on http://{address}");
        let (hub, ending) = (app.hub.clone(), app.clone());
        tokio::spawn(delivery::run(webhook::Courier::new(&app).await?));
        tokio::spawn(delivery::run(push::Courier::new(&app).await?));
        let service = router(app, web).into_make_service_with_connect_info::<SocketAddr>();
        let server = axum::serve(listener, service);
        let mut closing = hub.closing();
        let server = server.with_graceful_shutdown(async move {
            stop_signal().await;
            hub.close();
        });
        let farewell = async {
            closing.wait_for(|closing| *closing).await?;
            tokio::time::sleep(FAREWELL).await;
            anyhow::Ok(())
        };
        tokio::select! {
            ended = server => ended?,
            waited = farewell => waited?,
        }
        ending.ledger.flush().await;
        db.close().await;
        Ok(())
    }
}

async fn stop_signal() {
    let mut terminate = signal(SignalKind::terminate()).expect("the process may listen for signals");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
