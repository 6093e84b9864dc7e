//! Inputs and outputs: files and the standard streams behind one name each.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::behind::Behind;
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

/// What to write. A file is new, its owner's only, and removed unless it is [kept](Self::keep).
pub(crate) enum Output {
    Standard(Behind<Box<dyn Write + Send>>),
    File { writer: Behind<File>, removal: Removal },
}

impl Output {
    pub(crate) fn create(path: &Path) -> Result<Self, Failure> {
        if is_standard(path) {
            return standard_output()
                .and_then(Behind::new)
                .map(Self::Standard)
                .map_err(Failure::io("cannot write to", path));
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(Failure::io("cannot create", path))?;
        let removal = Removal(Some(path.to_owned()));
        let writer = Behind::new(file).map_err(Failure::io("cannot write to", path))?;
        Ok(Self::File { writer, removal })
    }

    /// Writes what is left, a file to the disk, and keeps it.
    pub(crate) fn keep(self) -> io::Result<()> {
        match self {
            Self::Standard(writer) => writer.finish().map(|_stdout| ()),
            Self::File { writer, mut removal } => {
                writer.finish()?.sync_all()?;
                removal.0 = None;
                Ok(())
            }
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Standard(writer) => writer.write(bytes),
            Self::File { writer, .. } => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Standard(writer) => writer.flush(),
            Self::File { writer, .. } => writer.flush(),
        }
    }
}

/// Half a file must not look like a whole one.
pub(crate) struct Removal(Option<PathBuf>);

impl Drop for Removal {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            // That the program failed is told already.
            let _removed = fs::remove_file(path);
        }
    }
}

/// Not [`io::Stdout`] itself where that can be avoided: it looks for line ends, and cuts there.
#[cfg(unix)]
fn standard_output() -> io::Result<Box<dyn Write + Send>> {
    use std::os::fd::AsFd;

    let descriptor = io::stdout().as_fd().try_clone_to_owned()?;
    Ok(Box::new(File::from(descriptor)))
}

#[cfg(not(unix))]
fn standard_output() -> io::Result<Box<dyn Write + Send>> {
    Ok(Box::new(io::stdout()))
}

fn is_standard(path: &Path) -> bool {
    path == Path::new("-")
}
