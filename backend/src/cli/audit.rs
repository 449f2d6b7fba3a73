//! `mirrorlake audit verify|seal|seals`.

use super::Store;
use crate::audit::{self, Verdict};
use crate::clock::Clock;
use anyhow::Context;
use clap::{Args, Subcommand};
use shared::api::audit::Seal;
use std::path::{Path, PathBuf};
use std::time::Instant;

#[derive(Debug, Args)]
pub struct Audit {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Check the whole history; names the first row that is wrong. The server may be running.
    Verify {
        /// Seals that were kept elsewhere, as `mirrorlake audit seals` prints them.
        #[arg(long)]
        seals: Option<PathBuf>,
        #[command(flatten)]
        store: Store,
    },
    /// Seal the days that are over and have no seal. The server does it by itself shortly after midnight.
    Seal {
        #[command(flatten)]
        store: Store,
    },
    /// Print all seals, oldest first, each on a line as JSON.
    Seals {
        #[command(flatten)]
        store: Store,
    },
}

impl Audit {
    pub async fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Verify { seals, store } => {
                let kept = seals.as_deref().map(read).transpose()?.unwrap_or_default();
                // A fresh one would be found without fault.
                let db = store.existing().await?;
                let start = Instant::now();
                let verdict = audit::verify(&db, &kept).await?;
                db.close().await;
                report(&verdict, start.elapsed().as_secs_f64(), kept.len())
            }
            What::Seal { store } => {
                let db = store.existing().await?;
                let sealed = audit::seal_missing(&db, Clock::system().now()).await?;
                db.close().await;
                println!("{sealed} days sealed");
                Ok(())
            }
            What::Seals { store } => {
                let db = store.existing().await?;
                let seals = audit::seals(&mut db.snapshot().await?).await?;
                db.close().await;
                for seal in seals {
                    println!("{}", serde_json::to_string(&seal)?);
                }
                Ok(())
            }
        }
    }
}

fn read(path: &Path) -> anyhow::Result<Vec<Seal>> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("'{shown}' cannot be read"))?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let parse = |(number, line)| serde_json::from_str(line).with_context(|| format!("'{shown}', line {number}"));
    lines.map(parse).collect()
}

fn report(verdict: &Verdict, seconds: f64, kept: usize) -> anyhow::Result<()> {
    let Verdict { events, cases, seals, findings } = verdict;
    let speed = *events as f64 / seconds.max(1e-3);
    println!("{events} events of {cases} cases and {seals} seals checked in {seconds:.1} s ({speed:.0} events/s)");
    let Some((first, others)) = findings.first().split_first() else {
        println!("nothing was changed, inserted or removed; {kept} seals kept elsewhere compared");
        return Ok(());
    };
    for finding in others {
        println!("further: {finding}");
    }
    anyhow::bail!("{} findings, the first: {first}", findings.count)
}
