//! `mirrorlake import buildings|dwellings|residents FILE`: the same import as over HTTP, for files that lie here.

use super::Store;
use crate::area::AreaBook;
use crate::clock::Clock;
use crate::register::{self, Folder, Ground, JobRow, Wanted};
use anyhow::Context;
use clap::Args;
use shared::origin::Channel;
use shared::register::{ImportState, RegisterTable};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

const SHOW_EVERY: Duration = Duration::from_secs(2);

#[derive(Debug, Args)]
pub struct Register {
    /// XLSX, or CSV in UTF-8 or GB18030, with the columns of the template.
    file: PathBuf,
    /// Say what would change, store nothing.
    #[arg(long)]
    dry_run: bool,
    /// Day or moment as of which the table was so; now when left out.
    #[arg(long)]
    as_of: Option<String>,
    /// exchange, department, service or worker.
    #[arg(long, default_value = "department")]
    channel: Channel,
    #[command(flatten)]
    store: Store,
}

impl Register {
    pub async fn run(self, table: RegisterTable) -> anyhow::Result<()> {
        let shown = self.file.display();
        let bytes = std::fs::metadata(&self.file).with_context(|| format!("'{shown}' cannot be read"))?.len();
        let clock = Clock::system();
        let now = clock.now();
        let as_of =
            register::as_of(self.as_of.as_deref(), now).map_err(|mend| anyhow::anyhow!("--as-of {}", mend.en))?;
        let db = self.store.open().await?;
        let vault = self.store.vault(&db).await?;
        let folder = Folder::in_data(&self.store.data);
        let areas = Arc::new(AreaBook::load(&db).await?);
        let wanted = Wanted {
            table,
            channel: self.channel,
            as_of,
            dry_run: self.dry_run,
            file_name: self.file.file_name().unwrap_or_default().to_string_lossy().chars().take(120).collect(),
            bytes: i64::try_from(bytes)?,
            login: None,
            by_name: "命令行".to_owned(),
        };
        let id = register::enter(&db, &wanted, now).await?;
        let ground = Ground { db: db.clone(), vault, clock: clock.clone(), areas, folder: folder.clone() };
        while !register::start(&db, id, clock.now()).await? {
            eprintln!("another import is running; this one waits");
            tokio::select! {
                () = tokio::time::sleep(SHOW_EVERY) => {}
                _ = tokio::signal::ctrl_c() => {
                    register::cancel(&db, id, clock.now()).await?;
                    anyhow::bail!("cancelled before it began");
                }
            }
        }
        let job = register::job(&db, id).await?.context("the import is gone")?;
        let running = register::run(&ground, &job, &self.file);
        tokio::pin!(running);
        let state = loop {
            tokio::select! {
                state = &mut running => break state?,
                () = tokio::time::sleep(SHOW_EVERY) => {
                    if let Some(job) = register::job(&db, id).await? {
                        eprintln!("{:>3} %  {}", job.progress / 10, words(&job));
                    }
                }
                _ = tokio::signal::ctrl_c() => {
                    register::cancel(&db, id, clock.now()).await?;
                }
            }
        };
        let job = register::job(&db, id).await?.context("the import is gone")?;
        db.close().await;
        for note in &job.notes.0 {
            println!("{}", note.en);
        }
        println!("import {id} {state}: {}", words(&job));
        if job.errors_until.is_some() {
            println!("the refused rows, each with its mend: {}", folder.refused(id).display());
        }
        match (state, self.dry_run) {
            (ImportState::Done, true) => println!("dry run: nothing was stored"),
            (ImportState::Done, false) => println!("stored; a running server shows it within seconds"),
            _ => anyhow::bail!("the import did not end; what its finished batches stored stays"),
        }
        Ok(())
    }
}

fn words(job: &JobRow) -> String {
    let counts = job.counts();
    format!(
        "{} rows read, {} added, {} changed, {} unchanged, {} refused; {} fields kept a later value",
        counts.read, counts.added, counts.changed, counts.unchanged, counts.refused, counts.kept
    )
}
