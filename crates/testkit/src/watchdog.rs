//! Ends a server whose test process is gone without having dropped it: killed, aborted, out of memory.
//!
//! The watchdog is a shell that reads a pipe of which only the test process holds the other end. Whatever ends that
//! process closes the pipe, and the shell then ends the server and removes its folder. The kernel's own way, a parent
//! death signal, needs `unsafe`, exists on Linux only, fires when the *thread* ends that started the server, and leaves
//! the folder behind.

use std::{
    io::Write as _,
    os::unix::process::CommandExt as _,
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
};

use rustix::process::{Pid, Signal};

use crate::ServerError;

/// Watches over one folder and the process, if any, that serves from it.
#[derive(Debug)]
pub(crate) struct Watchdog {
    shell: Child,
    pipe: ChildStdin,
}

impl Watchdog {
    /// Guards `folder`, and later the processes that are named to it, which it would end by the signal `end`.
    pub(crate) fn guard(folder: &Path, end: Signal) -> Result<Self, ServerError> {
        let mut shell = Command::new("sh")
            .args(["-c", SCRIPT, "watchdog", &end.as_raw().to_string()])
            .arg(folder)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // What kills the tests by their process group (Ctrl-C, a test runner's time-out) must leave it alive.
            .process_group(0)
            .spawn()
            .map_err(ServerError::io("start the watchdog shell"))?;
        match shell.stdin.take() {
            Some(pipe) => Ok(Self { shell, pipe }),
            None => Err(ServerError::io("reach the watchdog shell")(
                std::io::ErrorKind::BrokenPipe.into(),
            )),
        }
    }

    /// From now on `process` is what must not outlive us.
    pub(crate) fn watch(&mut self, process: Pid) -> Result<(), ServerError> {
        writeln!(self.pipe, "{process}").map_err(ServerError::io("tell the watchdog"))
    }

    /// The process has ended. To be said before it is waited for: until then nobody else can get its id.
    pub(crate) fn forget(&mut self) -> Result<(), ServerError> {
        writeln!(self.pipe).map_err(ServerError::io("tell the watchdog"))
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        // Its work is done by its owner; an error means that it is gone already.
        let _ = self.shell.kill();
        let _ = self.shell.wait();
    }
}

/// Arguments: the number of the signal that ends the server, the folder. Input: the process id, or an empty line when there is none.
/// A paused server is woken, or it would not see the signal; one that ignores it for 5 s is killed.
const SCRIPT: &str = r#"
pid=
while read -r line; do pid=$line; done
if [ -n "$pid" ]; then
    kill -s CONT "$pid"
    kill "-$1" "$pid"
    tenths=0
    while kill -0 "$pid"; do
        if [ "$tenths" -ge 50 ]; then kill -s KILL "$pid"; break; fi
        sleep 0.1
        tenths=$((tenths + 1))
    done
fi
rm -rf -- "$2"
"#;
