//! A private Redis: the append-only file keeps its data over kills, a reserved port keeps its address over restarts.

use std::{ffi::OsString, path::Path};

use rustix::process::Signal;

use crate::{
    ServerError,
    account::Account,
    folder::Folder,
    port::Port,
    program, resp,
    server::{Launch, Server},
};

/// A Redis server of one's own, on a loopback port and a Unix socket, empty at first. Ends when dropped.
#[derive(Debug)]
pub struct Redis {
    // Before the port: the server must be gone when the port is given free.
    server: Server,
    port: Port,
}

impl Redis {
    /// Starts a server and waits until it answers.
    ///
    /// # Errors
    /// [`ServerError::NotInstalled`] with an install hint when there is no `redis-server`; otherwise what kept it from
    /// starting, with the end of its log.
    pub async fn start() -> Result<Self, ServerError> {
        let mut redis = Self::prepare(folder()?, Port::reserve()?, [])?;
        redis.restart().await?;
        Ok(redis)
    }

    /// A server that is not started yet, with `more` options.
    pub(crate) fn prepare(
        folder: Folder,
        port: Port,
        more: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Result<Self, ServerError> {
        let launch = Launch {
            program: PROGRAM,
            path: program::folder_of(&[PROGRAM], [], INSTALL)?.join(PROGRAM),
            arguments: arguments(folder.path(), port.number(), more),
            stop: Signal::TERM,
            end: Signal::KILL,
        };
        Ok(Self {
            server: Server::new(launch, folder)?,
            port,
        })
    }

    /// Starts the process, which answers later.
    pub(crate) fn spawn(&mut self) -> Result<(), ServerError> {
        self.server.spawn()
    }

    /// Waits until the started process answers, its data loaded.
    pub(crate) async fn wait_until_ready(&mut self) -> Result<(), ServerError> {
        self.wait_until("answer", "PING", |reply| reply.starts_with("+PONG"))
            .await
    }

    /// Waits until `expected` says yes to the reply to `command`.
    pub(crate) async fn wait_until(
        &mut self,
        action: &'static str,
        command: &'static str,
        expected: impl Fn(&str) -> bool,
    ) -> Result<(), ServerError> {
        let address = self.port.address();
        let expected = &expected;
        let probe = || async move { resp::ask(address, command).await.is_ok_and(|reply| expected(&reply)) };
        self.server.wait_until(action, probe).await
    }

    pub(crate) async fn ask(&self, command: &str) -> Result<String, ServerError> {
        resp::ask(self.port.address(), command).await
    }

    /// `redis://127.0.0.1:<port>/`, the same over restarts.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://{}/", self.port.address())
    }

    /// `redis+unix://<path>`: the same server by its Unix socket.
    #[must_use]
    pub fn socket_url(&self) -> String {
        format!("redis+unix://{}", self.server.folder().join(SOCKET).display())
    }

    /// The id of the running process.
    ///
    /// # Errors
    /// [`ServerError::NotRunning`] after [`Self::stop`] or [`Self::kill`].
    pub fn pid(&self) -> Result<u32, ServerError> {
        self.server.pid()
    }

    /// Shuts the server down in order. Clients are refused from then on.
    ///
    /// # Errors
    /// When it is not running or does not end.
    pub async fn stop(&mut self) -> Result<(), ServerError> {
        self.server.stop().await
    }

    /// Kills the server (`SIGKILL`). Clients are refused from then on; what was answered is kept for a restart.
    ///
    /// # Errors
    /// When it is not running.
    pub async fn kill(&mut self) -> Result<(), ServerError> {
        self.server.kill().await
    }

    /// Halts the server (`SIGSTOP`): connections can be made and stay open, but nothing is answered. So do a broken
    /// link and an overloaded server look, and so do time-outs come to be tested.
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

    /// Starts the server again with its port and its data, stopping it first if it runs, and waits until it answers.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub async fn restart(&mut self) -> Result<(), ServerError> {
        if self.pid().is_ok() {
            self.stop().await?;
        }
        self.spawn()?;
        self.wait_until_ready().await
    }
}

/// A folder of the account that Redis runs as.
pub(crate) fn folder() -> Result<Folder, ServerError> {
    Folder::create(Account::choose(PROGRAM, &["redis", "nobody"])?)
}

fn arguments(folder: &Path, port: u16, more: impl IntoIterator<Item = (&'static str, String)>) -> Vec<OsString> {
    let mut arguments = Vec::new();
    let mut set = |option: &str, value: OsString| {
        arguments.push(OsString::from(format!("--{option}")));
        arguments.push(value);
    };
    set("bind", "127.0.0.1".into());
    set("port", port.to_string().into());
    set("unixsocket", folder.join(SOCKET).into());
    set("dir", folder.into());
    // Written before a reply is sent, never synced to the disk: it outlives the process, not the machine.
    set("appendonly", "yes".into());
    set("appendfsync", "no".into());
    set("save", "".into());
    for (option, value) in more {
        set(option, value.into());
    }
    arguments
}

const PROGRAM: &str = "redis-server";
const SOCKET: &str = "redis.sock";
const INSTALL: &str = "`cargo xtask test` installs it on Debian and Ubuntu, as `apt-get install redis-server` does; \
                       Fedora: `dnf install redis`; macOS: `brew install redis`";
