//! `mirrorlake import areas|places|categories|buildings|dwellings|residents FILE…`.

use super::Store;
use super::register::Register;
use crate::category::{self, By, ImportError};
use crate::clock::Clock;
use crate::exchange::{
    AreaOptions, AreaReading, MAX_BYTES, area_around, read_areas, read_places, serve_as_grids, store_areas,
    store_places,
};
use anyhow::Context;
use clap::{Args, Subcommand};
use shared::area::{AreaCode, GridCodeFormat};
use shared::geo::Datum;
use shared::register::RegisterTable;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Districts, subdistricts, communities, grids. The lowest level present serves as the grid.
    Areas {
        #[command(flatten)]
        input: Input,
        /// Digits of the serial in a grid code: 2 to 4.
        #[arg(long, env = "MIRRORLAKE_GRID_SERIAL_DIGITS", default_value_t = 3, value_parser = clap::value_parser!(u8).range(2..=4))]
        grid_serial_digits: u8,
    },
    /// Buildings, roads, water, green, points of interest.
    Places {
        #[command(flatten)]
        input: Input,
        /// `CODE=NAME` of an area to be made around the places, for files that come without areas.
        #[arg(long, value_parser = code_and_name)]
        area: Option<(AreaCode, String)>,
    },
    /// Categories and filing criteria, in the place of those that are there.
    Categories(Table),
    /// Buildings of the register.
    Buildings(Register),
    /// Dwellings of the register.
    Dwellings(Register),
    /// Residents of the register.
    Residents(Register),
}

#[derive(Debug, Args)]
struct Table {
    /// XLSX or CSV with the columns of the export.
    file: PathBuf,
    /// Read and report, store nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    store: Store,
}

#[derive(Debug, Args)]
struct Input {
    /// GeoJSON feature collections.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// wgs84, cgcs2000, gcj02 or bd09; GeoJSON is WGS-84 unless its publisher says otherwise.
    #[arg(long, default_value = "wgs84")]
    datum: Datum,
    /// Read and report, store nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    store: Store,
}

impl Import {
    pub async fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Areas { input, grid_serial_digits } => {
                input.areas(GridCodeFormat { serial_digits: grid_serial_digits }).await
            }
            What::Places { input, area } => input.places(area).await,
            What::Categories(table) => table.import().await,
            What::Buildings(table) => table.run(RegisterTable::Buildings).await,
            What::Dwellings(table) => table.run(RegisterTable::Dwellings).await,
            What::Residents(table) => table.run(RegisterTable::Residents).await,
        }
    }
}

impl Table {
    async fn import(self) -> anyhow::Result<()> {
        let shown = self.file.display();
        let size = std::fs::metadata(&self.file).with_context(|| format!("'{shown}' cannot be read"))?.len();
        anyhow::ensure!(size <= category::MAX_BYTES as u64, "'{shown}' is larger than {} bytes", category::MAX_BYTES);
        let bytes = std::fs::read(&self.file).with_context(|| format!("'{shown}' cannot be read"))?;
        let (db, now) = (self.store.open().await?, Clock::system().now());
        category::seed(&db, now).await?;
        let by = By { login: None, name: "命令行".to_owned() };
        let imported = category::import(&db, bytes, self.dry_run, &by, now).await;
        db.close().await;
        let (outcome, _) = imported.map_err(|error| match error {
            ImportError::Table(faults) => {
                let lines = faults.iter().map(|(pointer, mend)| format!("\n{pointer}: {}", mend.en));
                anyhow::anyhow!("'{shown}' has faults, nothing was stored{}", lines.collect::<String>())
            }
            ImportError::Store(error) => error.into(),
        })?;
        for (what, codes) in [("added", &outcome.added), ("changed", &outcome.changed), ("retired", &outcome.retired)] {
            println!("{what}: {} {}", codes.len(), codes.join(" "));
        }
        match (outcome.is_nothing(), self.dry_run) {
            (true, _) => println!("the table is the one that is there already"),
            (_, true) => println!("dry run: nothing was stored"),
            _ => println!("stored; a running server shows it within seconds"),
        }
        Ok(())
    }
}

impl Input {
    async fn areas(&self, format: GridCodeFormat) -> anyhow::Result<()> {
        let texts = self.read()?;
        let options = AreaOptions { datum: self.datum, format, known: None };
        let reading = read_areas(&borrowed(&texts), &options)?;
        let AreaReading { areas, report } = serve_as_grids(reading, format);
        println!("{report}");
        if self.dry_run {
            println!("dry run: nothing was stored");
            return Ok(());
        }
        let db = self.store.open().await?;
        let (fresh, changed) = store_areas(&db, &areas).await?;
        db.analyze().await?;
        db.close().await;
        println!("stored {fresh} new areas, {changed} with a new boundary; a running server shows them within seconds");
        Ok(())
    }

    async fn places(&self, area: Option<(AreaCode, String)>) -> anyhow::Result<()> {
        let texts = self.read()?;
        let mut reading = read_places(&borrowed(&texts), self.datum)?;
        let around = area.and_then(|(code, name)| area_around(&reading, code, name)).map(|area| {
            let alone = AreaReading { areas: vec![area], ..AreaReading::default() };
            serve_as_grids(alone, GridCodeFormat::default()).areas
        });
        if self.dry_run {
            println!("{}\ndry run: nothing was stored", reading.report);
            return Ok(());
        }
        let db = self.store.open().await?;
        if let Some(areas) = around {
            store_areas(&db, &areas).await?;
        }
        reading = store_places(&db, reading).await?;
        db.analyze().await?;
        db.close().await;
        println!("{}\nstored; a running server shows it within seconds", reading.report);
        Ok(())
    }

    /// Names and texts of the files.
    fn read(&self) -> anyhow::Result<Vec<(String, String)>> {
        let read = |path: &PathBuf| {
            let shown = path.display();
            let size = std::fs::metadata(path).with_context(|| format!("'{shown}' cannot be read"))?.len();
            anyhow::ensure!(size <= MAX_BYTES as u64, "'{shown}' is larger than {MAX_BYTES} bytes; split it");
            let text = std::fs::read_to_string(path).with_context(|| format!("'{shown}' cannot be read"))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Ok((name, text))
        };
        self.files.iter().map(read).collect()
    }
}

fn code_and_name(text: &str) -> anyhow::Result<(AreaCode, String)> {
    let (code, name) = text.split_once('=').context("write it as CODE=NAME, such as 310115=浦东新区")?;
    Ok((AreaCode::parse(code, GridCodeFormat::default())?, name.to_owned()))
}

fn borrowed(texts: &[(String, String)]) -> Vec<(&str, &str)> {
    texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}
