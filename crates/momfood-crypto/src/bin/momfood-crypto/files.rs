//! Inputs and outputs: files and the standard streams behind one name each.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// What to read, and its length where that is known.
pub(crate) fn input(path: &Path) -> Result<(Box<dyn Read>, Option<u64>), Failure> {
    if is_standard(path) {
        return Ok((Box::new(io::stdin()), None));
    }
    let file = File::open(path).map_err(Failure::io("cannot open", path))?;
    let metadata = file.metadata().map_err(Failure::io("cannot open", path))?;
    // A pipe or a device has no length to know.
    let len = metadata.is_file().then_some(metadata.len());
    Ok((Box::new(file), len))
}

/// What to write. A file is new, its owner's only, and removed unless [kept](Output::keep).
pub(crate) enum Output {
    /// Not [`io::Stdout`] itself where that can be avoided: it looks for line ends, and cuts there.
    Standard(Box<dyn Write>),
    File(Unkept),
}

pub(crate) struct Unkept {
    file: File,
    path: PathBuf,
    kept: bool,
}

impl Output {
    pub(crate) fn create(path: &Path) -> Result<Self, Failure> {
        if is_standard(path) {
            let standard = standard_output().map_err(Failure::io("cannot write to", path))?;
            return Ok(Self::Standard(standard));
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(Failure::io("cannot create", path))?;
        Ok(Self::File(Unkept {
            file,
            path: path.to_owned(),
            kept: false,
        }))
    }

    /// Flushes it, a file to the disk, and keeps it.
    pub(crate) fn keep(self) -> io::Result<()> {
        match self {
            Self::Standard(mut stdout) => stdout.flush(),
            Self::File(mut output) => {
                output.file.sync_all()?;
                output.kept = true;
                Ok(())
            }
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Standard(stdout) => stdout.write(bytes),
            Self::File(output) => output.file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Standard(stdout) => stdout.flush(),
            Self::File(output) => output.file.flush(),
        }
    }
}

impl Drop for Unkept {
    fn drop(&mut self) {
        if !self.kept {
            // Half a file must not look like a whole one; that the program failed is told already.
            let _removed = fs::remove_file(&self.path);
        }
    }
}

#[cfg(unix)]
fn standard_output() -> io::Result<Box<dyn Write>> {
    use std::os::fd::AsFd;

    let descriptor = io::stdout().as_fd().try_clone_to_owned()?;
    Ok(Box::new(File::from(descriptor)))
}

#[cfg(not(unix))]
fn standard_output() -> io::Result<Box<dyn Write>> {
    Ok(Box::new(io::stdout()))
}

fn is_standard(path: &Path) -> bool {
    path == Path::new("-")
}
