//! A private PostgreSQL on a Unix socket: no port to lose, and nobody but its account and root can reach it.

mod template;

use std::{
    fs,
    path::{Path, PathBuf},
};

use rustix::process::Signal;
use template::Template;
use tokio::task::spawn_blocking;

use crate::{
    ServerError,
    account::Account,
    folder::Folder,
    program,
    server::{Launch, Server},
};

/// A PostgreSQL server of one's own, on a Unix socket, with an empty database. Ends when dropped.
#[derive(Debug)]
pub struct Postgres {
    server: Server,
}

impl Postgres {
    /// Starts a server and waits until it accepts connections.
    ///
    /// # Errors
    /// [`ServerError::NotInstalled`] with an install hint when there is no PostgreSQL; otherwise what kept it from
    /// starting, with the end of its log.
    pub async fn start() -> Result<Self, ServerError> {
        // Making the data folder is blocking work: a copy of 28 MB, or `initdb`.
        let mut postgres = spawn_blocking(Self::prepare).await.map_err(|error| {
            ServerError::io("prepare PostgreSQL's data")(error.into()) // the task panicked, or the runtime ends
        })??;
        postgres.restart().await?;
        Ok(postgres)
    }

    /// A server that is not started yet, its data folder made.
    fn prepare() -> Result<Self, ServerError> {
        let programs = program::folder_of(&[PROGRAM, "initdb"], packaged(), INSTALL)?;
        let folder = Folder::create(Account::choose(PROGRAM, &["postgres", "nobody"])?)?;
        Template::new(&programs, folder.owner()).unfold(&folder.path().join(DATA))?;
        let setting = |name: &str, value: &str| ["-c".into(), format!("{name}={value}").into()];
        let launch = Launch {
            program: PROGRAM,
            path: programs.join(PROGRAM),
            arguments: ["-D".into(), folder.path().join(DATA).into()]
                .into_iter()
                .chain(setting("listen_addresses", ""))
                .chain(setting("unix_socket_directories", &folder.path().to_string_lossy()))
                // The log is still written before a commit returns, so commits outlive the process, not the machine.
                .chain(setting("fsync", "off"))
                .collect(),
            // "Fast": clients are sent away. The gentler SIGTERM waits until they go by themselves.
            stop: Signal::INT,
            // "Immediate". Killing it outright would leave its shared memory segment in the system.
            end: Signal::QUIT,
        };
        Ok(Self {
            server: Server::new(launch, folder)?,
        })
    }

    /// `postgres://postgres@localhost/postgres?host=<socket folder>`, the same over restarts, for sqlx, libpq and what
    /// builds on them. The user is superuser and has no password.
    #[must_use]
    pub fn url(&self) -> String {
        format!(
            "postgres://postgres@localhost/postgres?host={}",
            escape(self.server.folder())
        )
    }

    /// The id of the running process, the parent of all others of this server.
    ///
    /// # Errors
    /// [`ServerError::NotRunning`] after [`Self::stop`] or [`Self::kill`].
    pub fn pid(&self) -> Result<u32, ServerError> {
        self.server.pid()
    }

    /// Shuts the server down in order ("fast"): open transactions are rolled back, clients sent away.
    ///
    /// # Errors
    /// When it is not running or does not end.
    pub async fn stop(&mut self) -> Result<(), ServerError> {
        self.server.stop().await
    }

    /// Kills the server with all its processes (`SIGKILL`). What was committed is recovered by a restart.
    ///
    /// # Errors
    /// When it is not running.
    pub async fn kill(&mut self) -> Result<(), ServerError> {
        self.server.kill().await
    }

    /// Halts the server with all its processes (`SIGSTOP`): connections stay open, but nothing is answered.
    ///
    /// # Errors
    /// When it is not running.
    pub fn pause(&mut self) -> Result<(), ServerError> {
        self.server.pause()
    }

    /// Lets a paused server go on; it then answers what was sent to it meanwhile.
    ///
    /// # Errors
    /// When it is not running.
    pub fn resume(&mut self) -> Result<(), ServerError> {
        self.server.resume()
    }

    /// Starts the server again with its address and its data, stopping it first if it runs, and waits until it accepts
    /// connections, recovered.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub async fn restart(&mut self) -> Result<(), ServerError> {
        if self.pid().is_ok() {
            self.stop().await?;
        }
        self.server.spawn()?;
        let process = self.pid()?;
        let status = self.server.folder().join(DATA).join("postmaster.pid");
        self.server
            .wait_until("accept connections", || async { is_ready(&status, process) })
            .await
    }
}

/// Reads what `pg_ctl` reads to know the same: in `postmaster.pid`, line 1 is the process and line 8 its status. A killed
/// server leaves its own file behind, so the process counts.
fn is_ready(status: &Path, process: u32) -> bool {
    let Ok(text) = fs::read_to_string(status) else {
        return false;
    };
    let mut lines = text.lines().map(str::trim);
    lines.next() == Some(process.to_string().as_str()) && lines.nth(6) == Some("ready")
}

/// Where packages put PostgreSQL's programs: Debian and Ubuntu, PGDG on Red Hat, Homebrew on ARM and on Intel.
fn packaged() -> impl Iterator<Item = PathBuf> {
    [
        ("/usr/lib/postgresql", ""),
        ("/usr", "pgsql-"),
        ("/opt/homebrew/opt", "postgresql@"),
        ("/usr/local/opt", "postgresql@"),
    ]
    .into_iter()
    .flat_map(|(parent, prefix)| program::versions(parent, prefix))
}

/// Percent-encodes what may not stand in a URL's query.
fn escape(path: &Path) -> String {
    let mut escaped = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                escaped.push(char::from(*byte))
            }
            _ => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}

const PROGRAM: &str = "postgres";
const DATA: &str = "data";
const INSTALL: &str = "`cargo xtask test` installs it on Debian and Ubuntu, as `apt-get install postgresql` does; \
                       Fedora: `dnf install postgresql-server`; macOS: `brew install postgresql@15`";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_odd_characters_survives_the_url() {
        assert_eq!(escape(Path::new("/tmp/a b&c=ä")), "/tmp/a%20b%26c%3D%C3%A4");
    }

    #[test]
    fn a_status_file_of_an_earlier_process_means_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let status = folder.path().join("postmaster.pid");
        assert!(!is_ready(&status, 7));
        fs::write(&status, "7\n/data\n1790000000\n5432\n/tmp/mf\n\n1 2\nready   \n").unwrap();
        assert!(is_ready(&status, 7));
        assert!(!is_ready(&status, 8));
        fs::write(&status, "7\n/data\n1790000000\n5432\n/tmp/mf\n\n1 2\nstarting\n").unwrap();
        assert!(!is_ready(&status, 7));
    }
}
