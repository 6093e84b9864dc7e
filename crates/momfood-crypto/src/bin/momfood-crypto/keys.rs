//! The keyring: where it is read from, and what may be shown of it.

use std::env;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use momfood_crypto::{Keyring, MAX_KEYS};
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::files::Output;

/// The keyring of the file, or else of the environment.
pub(crate) fn load(path: Option<&Path>) -> Result<Keyring, Failure> {
    let text = match path {
        Some(path) => read(path)?,
        None => match env::var(VARIABLE) {
            Ok(text) => Zeroizing::new(text),
            Err(env::VarError::NotPresent) => return Err(Failure::NoKeyring),
            Err(env::VarError::NotUnicode(_)) => return Err(Failure::KeyringText),
        },
    };
    Keyring::parse(&text).map_err(Failure::Keyring)
}

pub(crate) fn new(output: &Path) -> Result<(), Failure> {
    write(&Keyring::generate().map_err(Failure::Random)?, output)
}

pub(crate) fn rotate(keyring: &Keyring, output: &Path) -> Result<(), Failure> {
    write(&keyring.rotate().map_err(Failure::Keyring)?, output)
}

/// One line a key: id, status.
pub(crate) fn list(keyring: &Keyring) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    keyring
        .keys()
        .try_for_each(|key| writeln!(stdout, "{} {}", key.id(), key.status().as_str()))
        .and_then(|()| stdout.flush())
        .map_err(Failure::io("cannot write to", Path::new("-")))
}

fn read(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let file = File::open(path).map_err(Failure::io("cannot open", path))?;
    // Reserved at once: a string that grows would leave copies behind that nobody wipes.
    let mut text = Zeroizing::new(String::with_capacity(MAX_FILE_LEN + 1));
    file.take(MAX_FILE_LEN as u64 + 1)
        .read_to_string(&mut text)
        .map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => Failure::KeyringText,
            _ => Failure::io("cannot read", path)(error),
        })?;
    if text.len() > MAX_FILE_LEN {
        return Err(Failure::KeyringText);
    }
    Ok(text)
}

fn write(keyring: &Keyring, path: &Path) -> Result<(), Failure> {
    let mut output = Output::create(path)?;
    output
        .write_all(keyring.to_text().expose().as_bytes())
        .and_then(|()| output.keep())
        .map_err(Failure::io("cannot write to", path))
}

const VARIABLE: &str = "MOMFOOD_FIELD_KEYS";
/// Far more than [`MAX_KEYS`] keys need, comfortably apart.
const MAX_FILE_LEN: usize = MAX_KEYS * 128;
