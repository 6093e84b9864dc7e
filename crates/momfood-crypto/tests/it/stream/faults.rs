//! Sources and destinations that fail, interrupt or are full; refusals and ends that stay.

use std::cell::Cell;
use std::io::{self, BufRead, Cursor, ErrorKind, Read, Seek, Write};
use std::rc::Rc;

use momfood_crypto::stream::{CHUNK_LEN, HEADER_LEN, OpenReader, OpenStreamError, SealStreamError, SealWriter};

use super::{CONTEXT, SEALED_CHUNK, keyring, open, plaintext, seal};

#[test]
fn a_refusal_stays() {
    let mut sealed = seal(&plaintext(2 * CHUNK_LEN));
    sealed[HEADER_LEN + SEALED_CHUNK] ^= 1;
    let mut reader = OpenReader::new(&keyring(), CONTEXT, Cursor::new(sealed)).unwrap();
    reader.read_exact(&mut [0; CHUNK_LEN]).unwrap();
    for _ in 0..3 {
        let error = reader.read(&mut [0; 1]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidData);
        assert!(matches!(OpenStreamError::of(&error), Some(OpenStreamError::Chunk(1))));
        assert!(reader.fill_buf().is_err());
        assert!(reader.rewind().is_err());
    }
}

#[test]
fn an_end_stays() {
    let sealed = seal(b"1012345678");
    let mut reader = OpenReader::new(&keyring(), CONTEXT, &*sealed).unwrap();
    assert_eq!(io::copy(&mut reader, &mut io::sink()).unwrap(), 10);
    for _ in 0..3 {
        assert_eq!(reader.read(&mut [0; 8]).unwrap(), 0);
    }
}

/// A source and destination that takes 1,000 bytes at a time and, unless calm, is interrupted or not ready in between.
struct Fickle<T> {
    inner: T,
    calm: Rc<Cell<bool>>,
    turn: u8,
}

impl<T> Fickle<T> {
    fn turn(&mut self) -> io::Result<()> {
        self.turn = (self.turn + 1) % 3;
        match self.turn {
            _ if self.calm.get() => Ok(()),
            0 => Err(ErrorKind::Interrupted.into()),
            1 => Err(ErrorKind::WouldBlock.into()),
            _ => Ok(()),
        }
    }
}

impl<T: Read> Read for Fickle<T> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.turn()?;
        let some = bytes.len().min(1000);
        self.inner.read(&mut bytes[..some])
    }
}

impl<T: Write> Write for Fickle<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.turn()?;
        self.inner.write(&bytes[..bytes.len().min(1000)])
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[test]
fn an_error_of_source_or_destination_loses_nothing() {
    let plaintext = plaintext(2 * CHUNK_LEN + 5);
    let calm = Rc::new(Cell::new(false));
    let fickle = |inner| Fickle {
        inner,
        calm: Rc::clone(&calm),
        turn: 0,
    };
    let mut writer = SealWriter::new(&keyring(), CONTEXT, fickle(Cursor::new(Vec::new()))).unwrap();
    let (mut rest, mut refused) = (&*plaintext, 0);
    while !rest.is_empty() {
        match writer.write(rest) {
            Ok(count) => rest = &rest[count..],
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::WouldBlock);
                refused += 1;
            }
        }
    }
    assert!(refused > 10);
    calm.set(true);
    let sealed = writer.finish().unwrap().inner.into_inner();
    assert_eq!(open(&sealed), (plaintext.clone(), Ok(())));

    let mut reader = OpenReader::new(&keyring(), CONTEXT, fickle(Cursor::new(sealed))).unwrap();
    calm.set(false);
    let (mut opened, mut refused) = (Vec::new(), 0);
    loop {
        match reader.fill_buf() {
            Ok([]) => break,
            Ok(bytes) => {
                opened.extend_from_slice(bytes);
                let count = bytes.len();
                reader.consume(count);
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::WouldBlock);
                assert!(OpenStreamError::of(&error).is_none());
                refused += 1;
            }
        }
    }
    assert!(refused > 10);
    assert!(opened == plaintext);
}

/// A destination with no room left.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_shows_in_finish_at_the_latest() {
    let mut writer = SealWriter::new(&keyring(), CONTEXT, Full).unwrap();
    assert_eq!(writer.write(b"1012345678").unwrap_err().kind(), ErrorKind::StorageFull);
    let writer = SealWriter::new(&keyring(), CONTEXT, Full).unwrap();
    assert!(matches!(writer.finish(), Err(SealStreamError::Io(_))));
}
