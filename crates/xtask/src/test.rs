//! All tests: unit, integration, properties, conformance on real servers, and every example in the documentation.

use crate::{
    servers,
    step::{Failure, cargo, profile, run as step, succeeds},
};

pub(crate) fn run() -> Result<(), Failure> {
    servers::ensure()?;
    if succeeds(&mut cargo(["nextest", "--version"])) {
        step(cargo(["nextest", "run", "--profile", "ci", "--cargo-profile", profile()]).args(EVERYTHING))?;
    } else {
        println!("cargo-nextest is not installed: the tests run all the same, one program after the other");
        step(cargo(["test", "--tests", "--no-fail-fast", "--profile", profile()]).args(EVERYTHING))?;
    }
    step(cargo(["test", "--doc", "--no-fail-fast", "--profile", profile()]).args(EVERYTHING))
}

/// The same for both, so that the doctests use what the tests have built.
const EVERYTHING: [&str; 3] = ["--workspace", "--all-features", "--locked"];
