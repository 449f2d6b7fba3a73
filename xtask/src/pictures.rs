//! Pictures of every page in both languages, taken by the same browser that the tests use: the documentation shows
//! what the program looks like now, and a developer looks at all pages after a change.

use crate::house::House;
use crate::web::{self, Kind};
use crate::{ensure, serve, shell};
use anyhow::Result;
use std::process::Command;

pub fn take(house: &House) -> Result<()> {
    let folder = house.browser_tests();
    ensure::node_modules(&folder)?;
    ensure::chinese_font()?;
    let mut pictures = Command::new("node");
    pictures.arg("screenshots.mjs").arg(house.root.join("docs/screenshots")).current_dir(&folder);
    pictures.env("MIRRORLAKE_CHROMIUM", ensure::browser()?);
    pictures.env("MIRRORLAKE_BIN", serve::build_server(house)?);
    pictures.env("MIRRORLAKE_TEST_WEB", web::build(house, Kind::Small)?);
    shell::run(&mut pictures)
}
