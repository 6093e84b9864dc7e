//! Lints. Features unify when the whole workspace is built, which hides what a crate needs and does not ask for; so each
//! crate of the product is also linted by itself, with every set of features that differs.

use crate::{
    product,
    step::{Failure, cargo, profile, run as step},
};

pub(crate) fn run() -> Result<(), Failure> {
    clippy(&["--workspace", "--all-targets", "--all-features"])?;
    for product in product::crates()? {
        for features in product.feature_sets() {
            // Its tests may turn features on by themselves, so only `--lib` sees the set as it is written.
            clippy(&[
                "--package",
                &product.name,
                "--lib",
                "--no-default-features",
                "--features",
                &features,
            ])?;
        }
        clippy(&["--package", &product.name, "--all-targets", "--no-default-features"])?;
    }
    Ok(())
}

fn clippy(what: &[&str]) -> Result<(), Failure> {
    let mut command = cargo(["clippy", "--quiet", "--locked", "--profile", profile()]);
    step(command.args(what).args(["--", "-D", "warnings"]))
}
