//! Formatting, of the workspace and of the fuzz targets, which are a workspace of their own.

use crate::step::{Failure, cargo, run as step};

pub(crate) fn run() -> Result<(), Failure> {
    step(&mut cargo(["fmt", "--all", "--check"]))?;
    step(&mut cargo(["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"]))
}
