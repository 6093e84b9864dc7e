//! What ends the program early, and with which exit code.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use momfood_crypto::stream::{OpenStreamError, SealStreamError};
use momfood_crypto::{KeyringError, RandomError};

#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("{action} {}: {source}", place(.path))]
    Io {
        action: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    #[error("no keyring: name a file with --keyring, or set MOMFOOD_FIELD_KEYS")]
    NoKeyring,
    #[error("the keyring is not text, or too long")]
    KeyringText,
    #[error("the keyring cannot be used: {}", chain(.0))]
    Keyring(#[source] KeyringError),
    #[error("{0}")]
    Random(#[source] RandomError),
    #[error("{0}")]
    Seal(#[source] SealStreamError),
    #[error("{}: {error} ({})", place(.path), .error.code())]
    Open { path: PathBuf, error: OpenStreamError },
}

impl Failure {
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io {
            action,
            path: path.to_owned(),
            source,
        }
    }

    /// As the help text documents them.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Seal(SealStreamError::Context)
            | Self::Open {
                error: OpenStreamError::Context,
                ..
            } => 2,
            Self::NoKeyring | Self::KeyringText | Self::Keyring(_) => 3,
            Self::Open {
                error: OpenStreamError::Io(_),
                ..
            } => 1,
            Self::Open { .. } => 4,
            Self::Io { .. } | Self::Random(_) | Self::Seal(_) => 1,
        })
    }
}

fn place(path: &Path) -> String {
    if path == Path::new("-") {
        "the standard stream".to_owned()
    } else {
        path.display().to_string()
    }
}

/// An error and its sources. None of a keyring's holds any part of a key.
fn chain(error: &dyn std::error::Error) -> String {
    let sources = std::iter::successors(error.source(), |error| error.source());
    sources.fold(error.to_string(), |text, source| format!("{text}: {source}"))
}
