//! The documentation: a broken link or a missing sentence is an error.

use crate::step::{Failure, cargo, profile, run as step};

pub(crate) fn run() -> Result<(), Failure> {
    let mut command = cargo([
        "doc",
        "--locked",
        "--workspace",
        "--no-deps",
        "--all-features",
        "--profile",
        profile(),
    ]);
    step(command.env("RUSTDOCFLAGS", "-D warnings"))
}
