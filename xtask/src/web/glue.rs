//! The JavaScript side of the WebAssembly module, made by the same library that is behind the `wasm-bindgen` program,
//! so that no tool has to be downloaded and the two versions cannot differ.

use anyhow::{Context, Result};
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

pub fn make(module: &Path, folder: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(module).out_name("frontend").typescript(false).remove_producers_section(true);
    // The library leaves the path of the .wasm file out unless told otherwise; the program does not.
    bindgen.omit_default_module_path(false);
    bindgen.web(true)?;
    bindgen.generate(folder).with_context(|| format!("cannot make the glue for {}", module.display()))
}
