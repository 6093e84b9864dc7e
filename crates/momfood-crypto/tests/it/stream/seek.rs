//! Seeking in a sealed stream is seeking in its plaintext, and never a way around a tag or the end.

use std::cell::Cell;
use std::io::{self, Cursor, ErrorKind, Read, Seek, SeekFrom};
use std::rc::Rc;

use momfood_crypto::stream::{CHUNK_LEN, HEADER_LEN, OpenReader, OpenStreamError, sealed_len};
use proptest::prelude::*;

use super::{CONTEXT, SEALED_CHUNK, keyring, plaintext, seal};

fn reader<R: Read>(sealed: R) -> OpenReader<R> {
    OpenReader::new(&keyring(), CONTEXT, sealed).unwrap()
}

#[test]
fn the_length_is_known_and_the_position_stays() {
    for len in [0, 1, CHUNK_LEN - 1, CHUNK_LEN, CHUNK_LEN + 1, 3 * CHUNK_LEN] {
        let mut reader = reader(Cursor::new(seal(&plaintext(len))));
        let start = len.min(100);
        reader.read_exact(&mut vec![0; start]).unwrap();
        assert_eq!(reader.plaintext_len().unwrap(), len as u64);
        assert_eq!(reader.stream_position().unwrap(), start as u64);
        let mut rest = Vec::new();
        reader.read_to_end(&mut rest).unwrap();
        assert!(rest == plaintext(len)[start..], "{len}");
        assert_eq!(reader.plaintext_len().unwrap(), len as u64);
        assert_eq!(reader.seek(SeekFrom::End(0)).unwrap(), len as u64);
        assert_eq!(reader.read(&mut [0; 1]).unwrap(), 0);
    }
}

#[test]
fn a_stream_may_start_anywhere_in_its_source() {
    let mut source = Cursor::new([b"a tar header".to_vec(), seal(&plaintext(3 * CHUNK_LEN))].concat());
    source.set_position(12);
    let mut reader = reader(source);
    assert_eq!(reader.seek(SeekFrom::End(-1)).unwrap(), 3 * CHUNK_LEN as u64 - 1);
    let mut last = [0];
    reader.read_exact(&mut last).unwrap();
    assert_eq!(last, plaintext(3 * CHUNK_LEN)[3 * CHUNK_LEN - 1..]);
    reader.rewind().unwrap();
    let mut opened = Vec::new();
    reader.read_to_end(&mut opened).unwrap();
    assert!(opened == plaintext(3 * CHUNK_LEN));
}

#[test]
fn nothing_is_before_the_start_or_beyond_the_end() {
    let plaintext = plaintext(CHUNK_LEN + 10);
    let mut reader = reader(Cursor::new(seal(&plaintext)));
    reader.seek(SeekFrom::Start(5)).unwrap();
    let len = i64::try_from(plaintext.len()).unwrap();
    for outside in [
        SeekFrom::Start(plaintext.len() as u64 + 1),
        SeekFrom::Start(u64::MAX),
        SeekFrom::End(1),
        SeekFrom::End(i64::MAX),
        SeekFrom::End(-len - 1),
        SeekFrom::End(i64::MIN),
        SeekFrom::Current(-6),
        SeekFrom::Current(len),
        SeekFrom::Current(i64::MAX),
    ] {
        assert_eq!(
            reader.seek(outside).unwrap_err().kind(),
            ErrorKind::InvalidInput,
            "{outside:?}"
        );
        assert_eq!(reader.stream_position().unwrap(), 5, "{outside:?}");
    }
    let mut byte = [0];
    reader.read_exact(&mut byte).unwrap();
    assert_eq!(byte, plaintext[5..6]);
}

#[test]
fn a_stream_that_was_cut_is_refused_by_the_first_seek() {
    let sealed = seal(&plaintext(3 * CHUNK_LEN));
    for (cut, code) in [
        (HEADER_LEN, "stream_truncated"),
        (HEADER_LEN + 15, "stream_truncated"),
        (HEADER_LEN + 16, "stream_chunk"),
        (HEADER_LEN + SEALED_CHUNK, "stream_truncated"),
        (HEADER_LEN + 2 * SEALED_CHUNK + 100, "stream_chunk"),
        (HEADER_LEN + 3 * SEALED_CHUNK, "stream_truncated"),
        (sealed.len() - 1, "stream_truncated"),
    ] {
        let mut reader = reader(Cursor::new(&sealed[..cut]));
        for _ in 0..2 {
            let error = reader.seek(SeekFrom::Start(0)).unwrap_err();
            assert_eq!(OpenStreamError::of(&error).unwrap().code(), code, "{cut}");
        }
        assert!(reader.read(&mut [0]).is_err());
        assert!(reader.plaintext_len().is_err());
    }
}

#[test]
fn a_damaged_chunk_does_not_keep_the_others_from_opening() {
    let plaintext = plaintext(3 * CHUNK_LEN);
    let mut sealed = seal(&plaintext);
    sealed[HEADER_LEN + SEALED_CHUNK + 7] ^= 1;
    let mut salvage = reader(Cursor::new(&sealed));
    salvage.seek(SeekFrom::Start(2 * CHUNK_LEN as u64)).unwrap();
    let mut third = Vec::new();
    salvage.read_to_end(&mut third).unwrap();
    assert!(third == plaintext[2 * CHUNK_LEN..]);
    let error = salvage.seek(SeekFrom::Start(CHUNK_LEN as u64)).unwrap_err();
    assert!(matches!(OpenStreamError::of(&error), Some(OpenStreamError::Chunk(1))));
}

/// A source that counts the bytes read from it.
struct Counting<R> {
    inner: R,
    read: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(bytes)?;
        self.read.set(self.read.get() + count as u64);
        Ok(count)
    }
}

impl<R: Seek> Seek for Counting<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

#[test]
fn a_seek_reads_one_chunk_and_the_first_one_the_last_too() {
    let read = Rc::new(Cell::new(0));
    let sealed = seal(&plaintext(20 * CHUNK_LEN + 5));
    assert_eq!(Some(sealed.len() as u64), sealed_len(20 * CHUNK_LEN as u64 + 5));
    let mut reader = reader(Counting {
        inner: Cursor::new(sealed),
        read: Rc::clone(&read),
    });
    read.set(0);
    reader.seek(SeekFrom::Start(7 * CHUNK_LEN as u64 + 3)).unwrap();
    assert_eq!(read.get(), 5 + 16 + SEALED_CHUNK as u64);
    read.set(0);
    reader.seek(SeekFrom::Current(100)).unwrap();
    assert_eq!(read.get(), 0, "within a chunk nothing is read");
    reader.seek(SeekFrom::Start(0)).unwrap();
    assert_eq!(read.get(), SEALED_CHUNK as u64);
}

proptest! {
    #[test]
    fn a_seek_is_a_slice(
        len in 0..3 * CHUNK_LEN + 10,
        jumps in prop::collection::vec((any::<prop::sample::Index>(), 0..3_u8, 0..2 * CHUNK_LEN), 1..12),
    ) {
        let plaintext = plaintext(len);
        let mut reader = reader(Cursor::new(seal(&plaintext)));
        for (target, whence, count) in jumps {
            let target = target.index(len + 1);
            let here = reader.stream_position().unwrap();
            let to = match whence {
                0 => SeekFrom::Start(target as u64),
                1 => SeekFrom::Current((target as u64).cast_signed() - here.cast_signed()),
                _ => SeekFrom::End((target as u64).cast_signed() - (len as u64).cast_signed()),
            };
            prop_assert_eq!(reader.seek(to).unwrap(), target as u64);
            let mut opened = Vec::new();
            reader.by_ref().take(count as u64).read_to_end(&mut opened).unwrap();
            let end = len.min(target + count);
            prop_assert!(opened == plaintext[target..end]);
            prop_assert_eq!(reader.stream_position().unwrap(), end as u64);
        }
    }
}
