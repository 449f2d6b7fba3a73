//! The commands: serve, import, replay, account, audit, keys, retention.

mod audit;
mod import;
mod keys;
mod register;
mod retention;
mod serve;

use crate::account::{Sessions, check};
use crate::area::AreaBook;
use crate::clock::Clock;
use crate::db::Db;
use crate::demo::replay::{Replay, replay};
use crate::vault::{Vault, confirm};
use anyhow::Context;
use clap::{Args, Subcommand};
use shared::access::Role;
use shared::api::account::{AccountInput, OfficeInput};
use shared::worker::Department;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server.
    Serve(serve::Serve),
    /// Read areas or places from GeoJSON, categories or the register from tables.
    Import(import::Import),
    /// Play the demo day against a running server.
    Replay(ReplayArgs),
    /// Create an account with one office, or replace it; its new password is printed once.
    Account(Account),
    /// Prove the history: seal it, print the seals, verify everything.
    Audit(audit::Audit),
    /// The keys that personal numbers are sealed with: show which there are, seal everything with a new one.
    Keys(keys::Keys),
    /// Remove names and numbers of people who moved away, and of reporters, long ago.
    Retention(retention::Retention),
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
    /// File with the keys that personal numbers are sealed with; `keys` in the data folder when left out, made when it is
    /// not there.
    #[arg(long, env = "MIRRORLAKE_KEY_FILE")]
    key_file: Option<PathBuf>,
    /// The keys themselves, for those who keep them in the environment: what the key file would hold, `;` between lines.
    #[arg(long, env = "MIRRORLAKE_KEYS", hide_env_values = true, conflicts_with = "key_file")]
    keys: Option<String>,
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
    /// acceptor, dispatcher, commander, worker, grid_leader, community, subdistrict, department, leader, auditor or admin.
    #[arg(long)]
    role: Role,
    /// Code of the area that the office covers; the district when left out.
    #[arg(long)]
    area: Option<String>,
    /// Department of an office with the role `department`, such as drainage.
    #[arg(long)]
    department: Option<Department>,
    /// Id of the worker whose account it is.
    #[arg(long)]
    worker: Option<String>,
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
            Command::Audit(audit) => audit.run().await,
            Command::Keys(keys) => keys.run().await,
            Command::Retention(retention) => retention.run().await,
        }
    }
}

impl Store {
    pub async fn open(&self) -> anyhow::Result<Db> {
        let url = match &self.database_url {
            Some(url) => url.clone(),
            None => {
                self.make_folder()?;
                format!("sqlite:{}", self.data.join("mirrorlake.db").display())
            }
        };
        Ok(Db::open(&url).await?)
    }

    fn make_folder(&self) -> anyhow::Result<()> {
        let data = &self.data;
        std::fs::create_dir_all(data).with_context(|| format!("the data folder '{}' cannot be made", data.display()))
    }

    /// A database that is there already.
    pub async fn existing(&self) -> anyhow::Result<Db> {
        if let (None, false) = (&self.database_url, self.data.join("mirrorlake.db").is_file()) {
            anyhow::bail!("there is no database in '{}'", self.data.display());
        }
        self.open().await
    }

    /// The keys of this database.
    pub async fn vault(&self, db: &Db) -> anyhow::Result<Vault> {
        let vault = match (&self.keys, &self.key_file) {
            (Some(keys), _) => Vault::from_text(keys)?,
            (None, Some(file)) => Vault::in_file(file)?,
            (None, None) => {
                self.make_folder()?;
                Vault::in_file(&self.data.join("keys"))?
            }
        };
        confirm(db, &vault).await?;
        Ok(vault)
    }
}

impl Account {
    async fn run(self) -> anyhow::Result<()> {
        let clock = Clock::system();
        let db = self.store.open().await?;
        let book = AreaBook::load(&db).await?;
        let district = book.district().map(|area| area.code.to_string());
        let area = self.area.or(district).context("there are no areas yet: import them first")?;
        let input = AccountInput {
            name: self.name.unwrap_or_else(|| self.login.clone()),
            worker: self.worker,
            offices: vec![OfficeInput { role: self.role, area, department: self.department }],
            disabled: false,
            password: None,
        };
        let wanted = check(&db, &book, None, &self.login, &input).await?;
        let password = Sessions::default().renew_account(&db, &wanted, clock.now()).await?;
        db.close().await;
        println!("account {} ({}) has the password {password}", self.login, self.role);
        Ok(())
    }
}
