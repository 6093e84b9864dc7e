//! One server process, started and ended by us: the station that Redis and PostgreSQL share.
//!
//! It outlives neither its value (`Drop`) nor the test process ([`Watchdog`]). Its folder and so its data stay over stops,
//! kills and restarts, and go with the value.

use core::{future::Future, time::Duration};
use std::{
    ffi::OsString,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::Instant,
};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use tokio::time::sleep;

use crate::{ServerError, children, folder::Folder, watchdog::Watchdog};

/// How a program is started and which signals it understands.
#[derive(Debug)]
pub(crate) struct Launch {
    /// Its name, for errors.
    pub(crate) program: &'static str,
    pub(crate) path: PathBuf,
    pub(crate) arguments: Vec<OsString>,
    /// Ends it in order: what was accepted is saved.
    pub(crate) stop: Signal,
    /// Ends it at once, without leaving anything behind in the system: its data is not wanted any more.
    pub(crate) end: Signal,
}

/// A server process and all that belongs to it.
#[derive(Debug)]
pub(crate) struct Server {
    launch: Launch,
    child: Option<Child>,
    // Dropped in this order: the watchdog must not remove a folder that the next test has got by then.
    watchdog: Watchdog,
    folder: Folder,
}

impl Server {
    /// Takes the folder; starts nothing yet.
    pub(crate) fn new(launch: Launch, folder: Folder) -> Result<Self, ServerError> {
        let watchdog = Watchdog::guard(folder.path(), launch.end)?;
        Ok(Self {
            launch,
            child: None,
            watchdog,
            folder,
        })
    }

    /// Starts the process. Ready it is later: see [`Self::wait_until`].
    pub(crate) fn spawn(&mut self) -> Result<(), ServerError> {
        let log = self.folder.open_log()?;
        let errors = log.try_clone().map_err(ServerError::io("share the server's log"))?;
        let mut command = Command::new(&self.launch.path);
        command
            .args(&self.launch.arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(errors)
            // A Ctrl-C in the terminal is for the tests; they end the server in order.
            .process_group(0);
        self.folder.owner().run(&mut command);
        let child = command
            .spawn()
            .map_err(ServerError::io(format!("start {}", self.launch.path.display())))?;
        let process = Pid::from_child(&child);
        self.child = Some(child);
        self.watchdog.watch(process)
    }

    /// Waits until `probe` says yes.
    pub(crate) async fn wait_until<F>(&mut self, action: &'static str, probe: impl Fn() -> F) -> Result<(), ServerError>
    where
        F: Future<Output = bool>,
    {
        let start = Instant::now();
        while !probe().await {
            if has_ended(self.process()?)? {
                return Err(self.ended()?);
            }
            if start.elapsed() > PATIENCE {
                return Err(self.late(action));
            }
            sleep(POLL).await;
        }
        Ok(())
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The id of the running process.
    pub(crate) fn process(&self) -> Result<Pid, ServerError> {
        let program = self.launch.program;
        self.child
            .as_ref()
            .map(Pid::from_child)
            .ok_or(ServerError::NotRunning { program })
    }

    /// [`Self::process`] as a number.
    pub(crate) fn pid(&self) -> Result<u32, ServerError> {
        self.process()
            .map(|process| process.as_raw_nonzero().get().unsigned_abs())
    }

    /// Stops it in order and waits until it is gone.
    pub(crate) async fn stop(&mut self) -> Result<(), ServerError> {
        self.resume()?;
        signal(self.process()?, self.launch.stop)?;
        self.wait_for_end("stop").await
    }

    /// Kills it with all its children, so that nothing is saved or answered from here on.
    pub(crate) async fn kill(&mut self) -> Result<(), ServerError> {
        let process = self.process()?;
        // A halted parent starts no more children, and does not mourn (PostgreSQL would begin to recover).
        signal(process, Signal::STOP)?;
        loop {
            let children = list_children(process)?;
            if children.is_empty() {
                break;
            }
            for child in children {
                signal(child, Signal::KILL)?;
            }
            sleep(POLL).await;
        }
        signal(process, Signal::KILL)?;
        self.wait_for_end("die").await
    }

    /// Halts it with all its children: connections stay open, nothing is answered.
    pub(crate) fn pause(&self) -> Result<(), ServerError> {
        let process = self.process()?;
        signal(process, Signal::STOP)?;
        list_children(process)?
            .into_iter()
            .try_for_each(|child| signal(child, Signal::STOP))
    }

    /// Lets a halted server go on.
    pub(crate) fn resume(&self) -> Result<(), ServerError> {
        let process = self.process()?;
        list_children(process)?
            .into_iter()
            .try_for_each(|child| signal(child, Signal::CONT))?;
        signal(process, Signal::CONT)
    }

    async fn wait_for_end(&mut self, action: &'static str) -> Result<(), ServerError> {
        let process = self.process()?;
        let start = Instant::now();
        while !has_ended(process)? {
            if start.elapsed() > PATIENCE {
                return Err(self.late(action));
            }
            sleep(POLL).await;
        }
        self.bury().map(drop)
    }

    /// Takes note that the process has ended. Only after this may its id go to another process.
    fn bury(&mut self) -> Result<ExitStatus, ServerError> {
        let program = self.launch.program;
        let mut child = self.child.take().ok_or(ServerError::NotRunning { program })?;
        self.watchdog.forget()?;
        child
            .wait()
            .map_err(ServerError::io(format!("wait for the end of {program}")))
    }

    fn ended(&mut self) -> Result<ServerError, ServerError> {
        let status = self.bury()?;
        Ok(ServerError::Ended {
            program: self.launch.program,
            status,
            log: self.folder.log_tail(),
        })
    }

    fn late(&self, action: &'static str) -> ServerError {
        ServerError::Late {
            program: self.launch.program,
            action,
            waited: PATIENCE,
            log: self.folder.log_tail(),
        }
    }

    /// [`Self::stop`] for `drop`: at once, without an async runtime, and with nobody to tell of an error.
    fn end(&mut self) -> Result<(), ServerError> {
        let process = self.process()?;
        signal(process, self.launch.end)?;
        self.resume()?;
        let start = Instant::now();
        while !has_ended(process)? {
            if start.elapsed() > PATIENCE {
                signal(process, Signal::KILL)?;
            }
            thread::sleep(POLL);
        }
        self.bury().map(drop)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // An error here means that it is gone or out of reach. The watchdog is not asked to help: it is for our own end.
        let _ = self.end();
    }
}

/// Sends `wanted` to a process that is ours: one that was not waited for keeps its id, so a stranger is never hit.
fn signal(process: Pid, wanted: Signal) -> Result<(), ServerError> {
    match kill_process(process, wanted) {
        // A child of the server that has ended since it was listed.
        Ok(()) | Err(rustix::io::Errno::SRCH) => Ok(()),
        Err(error) => Err(ServerError::io(format!("send {wanted:?} to process {process}"))(
            error.into(),
        )),
    }
}

fn list_children(process: Pid) -> Result<Vec<Pid>, ServerError> {
    children::of(process).map_err(ServerError::io("list the server's processes"))
}

/// Whether our child has ended, without burying it.
fn has_ended(process: Pid) -> Result<bool, ServerError> {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    waitid(WaitId::Pid(process), options)
        .map(|status| status.is_some())
        .map_err(|error| ServerError::io("look after the server's process")(error.into()))
}

/// A server that needs longer is broken; on a loaded machine each step takes far less.
const PATIENCE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(2);
