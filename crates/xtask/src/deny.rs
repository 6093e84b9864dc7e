//! What may enter the dependency tree (`deny.toml`), by cargo-deny, which is built once a target folder.

use std::{path::PathBuf, process::Command};

use crate::step::{Failure, cargo, root, run as step, succeeds};

pub(crate) fn run() -> Result<(), Failure> {
    check(&["bans", "licenses", "sources"])
}

/// Apart from the others, because its answer changes without a commit, and its database is fetched from GitHub.
pub(crate) fn advisories() -> Result<(), Failure> {
    check(&["advisories"])
}

fn check(what: &[&str]) -> Result<(), Failure> {
    let program = tools().join("bin/cargo-deny");
    if !succeeds(Command::new(&program).arg("--version")) {
        // Unoptimised: it builds in half the time, and runs for seconds.
        let mut install = cargo([
            "install",
            "--quiet",
            "--locked",
            "--debug",
            "cargo-deny",
            "--version",
            VERSION,
            "--root",
        ]);
        step(install.arg(tools()))?;
    }
    step(
        Command::new(program)
            .current_dir(root())
            .args(["--all-features", "check"])
            .args(what),
    )
}

fn tools() -> PathBuf {
    root().join("target/tools")
}

const VERSION: &str = "0.20.2";
