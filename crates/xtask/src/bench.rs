//! Every bench once, to see that it still runs. Numbers come from `cargo bench`, which optimises.
//!
//! Criterion runs each bench a single time when the program is started by `cargo test`. Features are those of the tests,
//! so that nothing but the benches themselves is built.

use crate::step::{Failure, cargo, profile, run as step};

pub(crate) fn run() -> Result<(), Failure> {
    let mut command = cargo([
        "test",
        "--quiet",
        "--locked",
        "--workspace",
        "--all-features",
        "--profile",
        profile(),
    ]);
    step(command.args(["--bench", "*"]))
}
