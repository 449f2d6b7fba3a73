//! The commands: serve, import, replay, account, openapi.

mod import;
mod serve;

use crate::account::create_account;
use crate::clock::Clock;
use crate::db::Db;
use crate::demo::replay::{Replay, replay};
use anyhow::Context;
use clap::{Args, Subcommand};
use shared::api::session::Role;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server.
    Serve(serve::Serve),
    /// Read areas or places from GeoJSON.
    Import(import::Import),
    /// Play the demo day against a running server.
    Replay(ReplayArgs),
    /// Create or replace an account; its new password is printed once.
    Account(Account),
}

/// Where the data is.
#[derive(Clone, Debug, Args)]
pub struct Store {
    /// Folder for the database file and the photos.
    #[arg(long, env = "MIRRORLAKE_DATA", default_value = "./data")]
    data: PathBuf,
    /// `sqlite:FILE` or `postgres://…`; a SQLite file in the data folder when left out.
    #[arg(long, env = "MIRRORLAKE_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

#[derive(Debug, Args)]
pub struct ReplayArgs {
    #[arg(long, env = "MIRRORLAKE_URL", default_value = "http://127.0.0.1:8080")]
    url: String,
    /// Times faster than life.
    #[arg(long, default_value_t = 60.0)]
    speed: f64,
    /// Reports in the day.
    #[arg(long, default_value_t = 400)]
    count: usize,
    /// The scale with which the server's city was made.
    #[arg(long, env = "MIRRORLAKE_DEMO_SCALE", default_value_t = 1.0)]
    demo_scale: f64,
}

#[derive(Debug, Args)]
pub struct Account {
    login: String,
    /// Name on the screen; the login when left out.
    #[arg(long)]
    name: Option<String>,
    /// commander, dispatcher, leader, worker, department, auditor or admin.
    #[arg(long)]
    role: Role,
    #[command(flatten)]
    store: Store,
}

impl Command {
    pub async fn run(self) -> anyhow::Result<()> {
        match self {
            Command::Serve(serve) => serve.run().await,
            Command::Import(import) => import.run().await,
            Command::Replay(args) => {
                let day = Replay { url: args.url, scale: args.demo_scale, speed: args.speed, count: args.count };
                let sent = replay(&day, Clock::system().now()).await?;
                println!("{sent} reports sent");
                Ok(())
            }
            Command::Account(account) => account.run().await,
        }
    }
}

impl Store {
    pub async fn open(&self) -> anyhow::Result<Db> {
        let url = match &self.database_url {
            Some(url) => url.clone(),
            None => {
                std::fs::create_dir_all(&self.data)
                    .with_context(|| format!("the data folder '{}' cannot be made", self.data.display()))?;
                format!("sqlite:{}", self.data.join("mirrorlake.db").display())
            }
        };
        Ok(Db::open(&url).await?)
    }
}

impl Account {
    async fn run(self) -> anyhow::Result<()> {
        let db = self.store.open().await?;
        let password = format!("{:016x}", rand::random::<u64>());
        let mut tx = db.begin().await?;
        create_account(&mut tx, &self.login, self.name.as_deref().unwrap_or(&self.login), self.role, &password).await?;
        tx.commit().await?;
        db.close().await;
        println!("account {} ({}) has the password {password}", self.login, self.role);
        Ok(())
    }
}
