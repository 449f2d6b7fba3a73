//! Figures that can be checked: each benchmark of the README is one word here.

use crate::house::House;
use crate::web::{self, Kind};
use crate::{ensure, serve, shell};
use anyhow::Result;
use clap::ValueEnum;
use std::process::Command;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Bench {
    /// Place → grid, against PostGIS and shapely
    Locate,
    /// Fresh vector tiles, against PostGIS
    Tiles,
    /// 200 reports a second, stored durably: how long until they are on the live stream
    Intake,
    /// The wall from a cold browser: bytes and seconds until the map stands still
    Wall,
}

pub fn run(house: &House, bench: Bench) -> Result<()> {
    match bench {
        Bench::Locate => against_peers(house, "locate"),
        Bench::Tiles => against_peers(house, "tiles"),
        Bench::Intake => {
            let server = serve::build_server(house)?;
            let mut bench = house.cargo();
            bench.args(["run", "--release", "--package", "mirrorlake-tests", "--bin", "bench_intake"]);
            shell::run(bench.env("MIRRORLAKE_BIN", server))
        }
        Bench::Wall => {
            let folder = house.browser_tests();
            ensure::node_modules(&folder)?;
            let mut bench = Command::new("node");
            bench.arg("bench-wall.mjs").current_dir(&folder);
            bench.env("MIRRORLAKE_CHROMIUM", ensure::browser()?);
            bench.env("MIRRORLAKE_BIN", serve::build_server(house)?);
            bench.env("MIRRORLAKE_TEST_WEB", web::build(house, Kind::Small)?);
            shell::run(&mut bench)
        }
    }
}

/// Both sides run in the same minutes on the same machine; the figure is their ratio.
fn against_peers(house: &House, name: &str) -> Result<()> {
    ensure::postgis()?;
    shell::run(house.cargo().args(["bench", "--package", "mirrorlake", "--bench", name]))
}
