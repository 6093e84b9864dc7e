//! Why a server could not be had, told so that a test's `unwrap` already says what to do.

use core::{error::Error, fmt, time::Duration};
use std::{io, process::ExitStatus};

/// Why a server was not started or did not obey.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    /// The program is neither on the `PATH` nor where its packages put it. Tests fail on this, they never skip.
    #[error("`{program}` is not installed: {hint}")]
    NotInstalled {
        /// The program that was looked for.
        program: &'static str,
        /// Which package brings it, by platform.
        hint: &'static str,
    },

    /// We are root, and none of the accounts that the server could run as exists.
    #[error("`{program}` must not run as root, and this machine has none of the accounts {accounts:?}")]
    NoAccount {
        /// The program that was to run.
        program: &'static str,
        /// The accounts that were looked for.
        accounts: &'static [&'static str],
    },

    /// The operating system refused.
    #[error("cannot {action}")]
    Io {
        /// What was attempted.
        action: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },

    /// The program ended although it should run.
    #[error("`{program}` ended ({status}); its log ends with:\n{log}")]
    Ended {
        /// The program that ended.
        program: &'static str,
        /// How it ended.
        status: ExitStatus,
        /// The last lines of its log.
        log: String,
    },

    /// The server did not do in time what was asked.
    #[error("`{program}` did not {action} within {waited:?}; its log ends with:\n{log}")]
    Late {
        /// The program that is late.
        program: &'static str,
        /// What it should have done.
        action: &'static str,
        /// How long that was waited for.
        waited: Duration,
        /// The last lines of its log.
        log: String,
    },

    /// The server is stopped or killed, so there is nothing to signal.
    #[error("`{program}` is not running")]
    NotRunning {
        /// The program that does not run.
        program: &'static str,
    },

    /// Redis answered a command with an error.
    #[error("redis answered `{command}` with: {reply}")]
    Refused {
        /// The command.
        command: String,
        /// The error that it was answered with.
        reply: String,
    },
}

impl ServerError {
    /// Wraps what the system said while we tried to `action`.
    pub(crate) fn io(action: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let action = action.into();
        move |source| Self::Io { action, source }
    }
}

/// The message and its causes: tests see errors through `unwrap`, which prints `Debug`.
impl fmt::Debug for ServerError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self}")?;
        let mut cause = self.source();
        while let Some(error) = cause {
            write!(formatter, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}
