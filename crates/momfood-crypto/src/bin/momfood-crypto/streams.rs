//! Sealing, opening and verifying: from an input to an output, or to nowhere.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::path::Path;

use momfood_crypto::Keyring;
use momfood_crypto::stream::{CHUNK_LEN, OpenReader, OpenStreamError, SealStreamError, SealWriter};

use crate::arguments::Files;
use crate::failure::Failure;
use crate::files::{self, Output};
use crate::progress::Progress;

pub(crate) fn seal(keyring: &Keyring, context: &str, files: &Files) -> Result<(), Failure> {
    let mut input = BufReader::with_capacity(CHUNK_LEN, source(&files.input)?);
    let mut writer = SealWriter::new(keyring, context, Output::create(&files.output)?).map_err(Failure::Seal)?;
    let cannot_write = || Failure::io("cannot write to", &files.output);
    copy(&mut input, Failure::io("cannot read", &files.input), |plaintext| {
        writer.write_all(plaintext).map_err(cannot_write())
    })?;
    let output = writer.finish().map_err(|error| match error {
        SealStreamError::Io(error) => cannot_write()(error),
        other => Failure::Seal(other),
    })?;
    output.keep().map_err(cannot_write())
}

pub(crate) fn open(keyring: &Keyring, context: &str, files: &Files) -> Result<(), Failure> {
    // The header comes first: a stream that does not even start leaves no file.
    let mut reader = reader(keyring, context, &files.input)?;
    let mut output = Output::create(&files.output)?;
    let cannot_write = || Failure::io("cannot write to", &files.output);
    copy(&mut reader, cannot_open(&files.input), |plaintext| {
        output.write_all(plaintext).map_err(cannot_write())
    })?;
    output.keep().map_err(cannot_write())
}

/// Tells how many bytes were sealed.
pub(crate) fn verify(keyring: &Keyring, context: &str, input: &Path) -> Result<(), Failure> {
    let mut reader = reader(keyring, context, input)?;
    let mut len = 0;
    copy(&mut reader, cannot_open(input), |plaintext| {
        len += plaintext.len() as u64;
        Ok(())
    })?;
    writeln!(io::stdout(), "{len} bytes").map_err(Failure::io("cannot write to", Path::new("-")))
}

/// Gives all of `input` to `output`, piece by piece.
fn copy(
    input: &mut impl BufRead,
    cannot_read: impl FnOnce(io::Error) -> Failure,
    mut output: impl FnMut(&[u8]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    loop {
        let count = match input.fill_buf() {
            Ok([]) => return Ok(()),
            Ok(bytes) => {
                output(bytes)?;
                bytes.len()
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(cannot_read(error)),
        };
        input.consume(count);
    }
}

fn reader(keyring: &Keyring, context: &str, input: &Path) -> Result<OpenReader<impl Read + use<>>, Failure> {
    OpenReader::new(keyring, context, source(input)?).map_err(|error| Failure::Open {
        path: input.to_owned(),
        error,
    })
}

fn cannot_open(input: &Path) -> impl FnOnce(io::Error) -> Failure {
    |error| Failure::Open {
        path: input.to_owned(),
        error: error.downcast().unwrap_or_else(OpenStreamError::Io),
    }
}

fn source(path: &Path) -> Result<Progress<Box<dyn Read>>, Failure> {
    let (input, len) = files::input(path)?;
    Ok(Progress::new(input, len))
}
