//! Makes keyrings, and seals, opens and verifies streams: the program for backups.
//!
//! Secrets come from a file or the environment, never from an argument, which every process of the machine can read. Keys are
//! printed by `keyring new` and `keyring rotate` only, to the place that they were told.

#![forbid(unsafe_code)]

mod arguments;
mod behind;
mod failure;
mod files;
mod keys;
mod progress;
mod streams;

use std::io::Write;
use std::process::ExitCode;

use arguments::{Arguments, Command, KeyringCommand};
use clap::Parser;
use failure::Failure;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Nobody is left to tell if this fails.
            let _told = writeln!(std::io::stderr(), "momfood-crypto: {failure}");
            failure.exit_code()
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let keyring = || keys::load(arguments.keyring.as_deref());
    match &arguments.command {
        Command::Keyring(KeyringCommand::New { output }) => keys::new(output),
        Command::Keyring(KeyringCommand::Rotate { output }) => keys::rotate(&keyring()?, output),
        Command::Keyring(KeyringCommand::List) => keys::list(&keyring()?),
        Command::Seal { context, files } => streams::seal(&keyring()?, context, files),
        Command::Open { context, files } => streams::open(&keyring()?, context, files),
        Command::Verify { context, input } => streams::verify(&keyring()?, context, input),
    }
}
