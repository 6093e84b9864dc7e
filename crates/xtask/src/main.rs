//! `cargo xtask <command>`: what CI runs, one command each, so that it runs the same on any machine.
//!
//! Needs the standard library and `cargo metadata` only: it is built before everything else, on a fresh clone too.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

mod bench;
mod ci;
mod clippy;
mod deny;
mod doc;
mod features;
mod fmt;
mod product;
mod replay;
mod servers;
mod step;
mod test;

use std::{env, process::ExitCode};

use step::Failure;

/// A command, and what it is for.
struct Command {
    name: &'static str,
    about: &'static str,
    run: fn() -> Result<(), Failure>,
}

impl Command {
    const fn new(name: &'static str, about: &'static str, run: fn() -> Result<(), Failure>) -> Self {
        Self { name, about, run }
    }
}

/// The commands that `ci` runs, in its order: what matters most stands first.
const CHECKS: [Command; 8] = [
    Command::new(
        "test",
        "all tests and doctests; installs Redis and PostgreSQL or says how",
        test::run,
    ),
    Command::new("fmt", "the sources are formatted", fmt::run),
    Command::new("clippy", "no warnings, in every crate with every feature", clippy::run),
    Command::new("features", "every crate builds with no feature at all", features::run),
    Command::new("doc", "the documentation builds without warnings", doc::run),
    Command::new("bench", "every bench runs once", bench::run),
    Command::new("replay", "the fuzz corpora pass on stable", replay::run),
    Command::new("deny", "bans, licences and sources of the dependencies", deny::run),
];

const OTHERS: [Command; 2] = [
    Command::new("ci", "all of the above, up to the first failure", ci::run),
    Command::new(
        "advisories",
        "known vulnerabilities of the dependencies (fetches RustSec's database)",
        deny::advisories,
    ),
];

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    let command = CHECKS.iter().chain(&OTHERS).find(|command| command.name == name);
    match (command, arguments.next()) {
        (Some(command), None) => match (command.run)() {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => {
                eprintln!("xtask {name}: {failure}");
                ExitCode::FAILURE
            }
        },
        (None, None) if matches!(name.as_str(), "help" | "--help" | "-h") => {
            print!("{}", help());
            ExitCode::SUCCESS
        }
        _ => {
            eprint!("{}", help());
            ExitCode::from(2)
        }
    }
}

fn help() -> String {
    let lines = CHECKS
        .iter()
        .chain(&OTHERS)
        .map(|command| format!("  {:<11} {}\n", command.name, command.about));
    format!("usage: cargo xtask <command>\n\n{}", lines.collect::<String>())
}
