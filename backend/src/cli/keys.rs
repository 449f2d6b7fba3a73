//! `mirrorlake keys show|rotate`.

use super::Store;
use crate::app::KEYS_EVERY;
use crate::clock::Clock;
use crate::vault::{Secret, rotate};
use chrono::{DateTime, Duration, Utc};
use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub struct Keys {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Print the numbers of the keys and how many values each has sealed; never a key.
    Show {
        #[command(flatten)]
        store: Store,
    },
    /// Make a new key and seal everything with it. Servers may be running; a rotation that was cut short goes on.
    Rotate {
        /// Make no new key: go on with what is left, and drop the old keys when no value needs them.
        #[arg(long)]
        forget_old: bool,
        /// Rows of one transaction.
        #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u16).range(1..=10_000))]
        batch: u16,
        #[command(flatten)]
        store: Store,
    },
}

impl Keys {
    pub async fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Show { store } => show(&store).await,
            What::Rotate { forget_old, batch, store } => rotate(&store, forget_old, batch.into()).await,
        }
    }
}

async fn show(store: &Store) -> anyhow::Result<()> {
    let db = store.existing().await?;
    let vault = store.vault(&db).await?;
    for number in vault.numbers() {
        let seals = if number == vault.current() { ", seals now" } else { "" };
        println!("key {number}{seals}");
        for secret in Secret::ALL {
            println!("  {:>10} {}", rotate::sealed_with(&db, secret, Some(number)).await?, secret.name());
        }
    }
    println!("{} values left to seal with key {}", rotate::left(&db, &vault).await?, vault.current());
    db.close().await;
    Ok(())
}

async fn rotate(store: &Store, forget_old: bool, batch: i64) -> anyhow::Result<()> {
    let db = store.existing().await?;
    let vault = store.vault(&db).await?;
    let left = rotate::left(&db, &vault).await?;
    match (forget_old, left) {
        (false, 0) => println!("key {} is new and seals from now on", vault.add_key()?),
        (_, 0) => {}
        (_, left) => println!("going on with key {}: {left} values left", vault.current()),
    }
    let mut sealed = 0;
    rotate::reseal(&db, &vault, batch, |_, count| sealed += count).await?;
    println!("{sealed} values sealed with key {}", vault.current());
    if forget_old {
        let written: DateTime<Utc> = vault.written()?.into();
        let age = Clock::system().now() - written;
        // A server that has not read the file again would go on sealing with an old key.
        let needed = Duration::from_std(6 * KEYS_EVERY)?;
        anyhow::ensure!(
            age >= needed,
            "the latest key is {} s old: wait until it is {} s, so that every server seals with it",
            age.num_seconds(),
            needed.num_seconds()
        );
        let left = rotate::left(&db, &vault).await?;
        anyhow::ensure!(left == 0, "{left} values still need an old key; run this again");
        println!("old keys are forgotten; key {} is left", vault.forget_old()?);
    } else {
        println!("old keys are kept: drop them with 'mirrorlake keys rotate --forget-old'");
    }
    db.close().await;
    Ok(())
}
