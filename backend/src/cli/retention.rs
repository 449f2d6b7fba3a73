//! `mirrorlake retention`.

use super::Store;
use crate::clock::Clock;
use crate::disclosure::retention::{Terms, anonymise, count};
use clap::Args;

#[derive(Debug, Args)]
pub struct Retention {
    /// Years after moving out.
    #[arg(long, env = "MIRRORLAKE_RETAIN_RESIDENTS", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    years_after_moving_out: u32,
    /// Years after a case was closed.
    #[arg(long, env = "MIRRORLAKE_RETAIN_REPORTERS", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=100))]
    years_after_closing: u32,
    /// Count, change nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    store: Store,
}

impl Retention {
    pub async fn run(self) -> anyhow::Result<()> {
        let db = self.store.existing().await?;
        let terms = Terms::before(Clock::system().now(), self.years_after_moving_out, self.years_after_closing)?;
        let found = if self.dry_run { count(&db, &terms).await? } else { anonymise(&db, &terms).await? };
        db.close().await;
        let said = if self.dry_run { "would lose" } else { "lost" };
        println!("{} former residents {said} name, numbers, address and day of birth", found.residents);
        println!("{} cases {said} name and telephone of their reporter", found.reporters);
        Ok(())
    }
}
