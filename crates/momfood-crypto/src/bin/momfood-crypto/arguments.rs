//! The command line, as its user reads it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Keyrings, and sealed streams for backups.
#[derive(Debug, Parser)]
#[command(name = "momfood-crypto", version, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    /// The file that holds the keyring. Without it, the environment variable MOMFOOD_FIELD_KEYS holds the keys themselves
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) keyring: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make, rotate or list the keys
    #[command(subcommand)]
    Keyring(KeyringCommand),
    /// Seal a stream under the primary key
    Seal {
        /// What the stream is, like backup/orders/2026-11-25. It is needed again to open it, and not stored in it
        #[arg(long)]
        context: String,
        #[command(flatten)]
        files: Files,
    },
    /// Open a sealed stream. What came out before a failure was sealed, but is not all: restore in one transaction, and set
    /// pipefail
    Open {
        /// What the stream is, as it was sealed
        #[arg(long)]
        context: String,
        #[command(flatten)]
        files: Files,
    },
    /// Open a sealed stream to its end and keep nothing
    Verify {
        /// What the stream is, as it was sealed
        #[arg(long)]
        context: String,
        /// The sealed stream; - is standard input
        #[arg(default_value = "-")]
        input: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyringCommand {
    /// Print a keyring of one fresh key
    New {
        /// Where the keyring goes; - is standard output. A file must not exist, and only its owner may read it
        #[arg(long, default_value = "-", value_name = "FILE")]
        output: PathBuf,
    },
    /// Print the keyring with a fresh primary key; the old one opens only
    Rotate {
        /// Where the new keyring goes; - is standard output. A file must not exist, and only its owner may read it
        #[arg(long, default_value = "-", value_name = "FILE")]
        output: PathBuf,
    },
    /// Print id and status of each key, and no secret
    List,
}

#[derive(Args, Debug)]
pub(crate) struct Files {
    /// What to read; - is standard input
    #[arg(default_value = "-")]
    pub(crate) input: PathBuf,
    /// What to write; - is standard output. A file must not exist, and is removed on failure
    #[arg(default_value = "-")]
    pub(crate) output: PathBuf,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  a file, a pipe or the operating system failed
  2  the command line is wrong
  3  the keyring cannot be used
  4  the stream does not open: another key or context, damaged, or cut short";
