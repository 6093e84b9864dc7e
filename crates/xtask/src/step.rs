//! One command line of a check: said before it runs, and a failure when it fails.

use core::fmt;
use std::{
    env, io,
    path::{Path, PathBuf},
    process::{Command, ExitStatus},
};

/// Why a check failed. The tools have told the details by then.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A tool ran and said no.
    Step(String, ExitStatus),
    /// A tool could not be run.
    Start(String, io::Error),
    /// Something that the check needs is not there.
    Missing(String),
    /// `cargo metadata` did not answer.
    Metadata(cargo_metadata::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Step(line, status) => write!(formatter, "`{line}` failed ({status})"),
            Self::Start(line, error) => write!(formatter, "cannot run `{line}`: {error}"),
            Self::Missing(what) => formatter.write_str(what),
            Self::Metadata(error) => write!(formatter, "cannot read the workspace: {error}"),
        }
    }
}

/// The root of the workspace, where every command runs.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap_or(Path::new("."))
        .to_owned()
}

/// `cargo` with these arguments, at the root.
///
/// What the cargo that runs us has put into the environment about *this* package is taken out again: build scripts that
/// watch those variables (ring's does) would run again at every change between this and a plain `cargo build`.
pub(crate) fn cargo<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root());
    for (name, _) in env::vars_os() {
        let ours = [
            "CARGO_PKG_",
            "CARGO_MANIFEST_",
            "CARGO_BIN_",
            "CARGO_CRATE_",
            "CARGO_PRIMARY_",
        ];
        if name
            .to_str()
            .is_some_and(|name| ours.iter().any(|prefix| name.starts_with(prefix)))
        {
            command.env_remove(name);
        }
    }
    command
}

/// The profile that everything is built with, so that no dependency is built twice: in CI one without debug information,
/// elsewhere the one that is on disk already.
pub(crate) fn profile() -> &'static str {
    if env::var_os("CI").is_some() { "ci" } else { "dev" }
}

/// Runs a command whose output goes to the terminal.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    let line = line(command);
    println!("$ {line}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::Step(line, status)),
        Err(error) => Err(Failure::Start(line, error)),
    }
}

/// Whether a command exists and succeeds. Its output is dropped.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// The command as one would type it.
fn line(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    let words = core::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
