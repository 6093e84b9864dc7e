//! A server's own folder: data, socket and log. Only the server's account may enter it; it goes when dropped.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::{ServerError, account::Account};

/// A fresh folder of mode 0700. Its path is short, because a Unix socket's may have 103 bytes on some systems.
#[derive(Debug)]
pub(crate) struct Folder {
    directory: TempDir,
    owner: Account,
}

impl Folder {
    pub(crate) fn create(owner: Account) -> Result<Self, ServerError> {
        let directory = tempfile::Builder::new()
            .prefix("mf-")
            .tempdir()
            .map_err(ServerError::io("create a folder"))?;
        owner
            .own(directory.path())
            .map_err(ServerError::io("give the folder to the server's account"))?;
        Ok(Self { directory, owner })
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Whom the server runs as.
    pub(crate) const fn owner(&self) -> Account {
        self.owner
    }

    /// Where the server's output goes, over all its restarts.
    pub(crate) fn open_log(&self) -> Result<File, ServerError> {
        File::options()
            .create(true)
            .append(true)
            .open(self.log())
            .map_err(ServerError::io("open the server's log"))
    }

    /// The last lines of the log: what an error shows.
    pub(crate) fn log_tail(&self) -> String {
        let log = fs::read(self.log()).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let skipped = log.lines().count().saturating_sub(TAIL_LINES);
        log.lines().skip(skipped).collect::<Vec<_>>().join("\n")
    }

    fn log(&self) -> PathBuf {
        self.path().join("log")
    }
}

const TAIL_LINES: usize = 20;
