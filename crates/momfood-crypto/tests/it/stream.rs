//! Sealed streams: every length has one shape, every other shape is refused, and nothing comes out before its tag held.

use std::io::{self, Read, Write};

use momfood_crypto::stream::{
    CHUNK_LEN, HEADER_LEN, MAX_STREAM_CONTEXT_LEN, MAX_STREAM_LEN, OpenReader, OpenStreamError, SealStreamError,
    SealWriter, sealed_len,
};
use momfood_crypto::{Key, KeyId, KeyStatus, Keyring};
use proptest::prelude::*;

#[cfg(feature = "tokio")]
mod asynchronous;
mod faults;
mod seek;
mod shapes;

const CONTEXT: &str = "backup/orders/2026-11-25";
const SEALED_CHUNK: usize = CHUNK_LEN + 16;
/// Around every boundary: none, one, two and three chunks.
const LENGTHS: [usize; 12] = [
    0,
    1,
    15,
    16,
    17,
    CHUNK_LEN - 1,
    CHUNK_LEN,
    CHUNK_LEN + 1,
    2 * CHUNK_LEN - 1,
    2 * CHUNK_LEN,
    3 * CHUNK_LEN,
    3 * CHUNK_LEN + 5,
];

fn keyring() -> Keyring {
    Keyring::parse("mfk1.primary.01020304.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").unwrap()
}

/// Bytes that differ between chunks and within them.
fn plaintext(len: usize) -> Vec<u8> {
    (0..len)
        .map(|at| u8::try_from((at % 251 + at / CHUNK_LEN) % 256).unwrap())
        .collect()
}

fn seal(plaintext: &[u8]) -> Vec<u8> {
    let mut writer = SealWriter::new(&keyring(), CONTEXT, Vec::new()).unwrap();
    writer.write_all(plaintext).unwrap();
    writer.finish().unwrap()
}

/// What came out, and how it ended.
fn open(sealed: &[u8]) -> (Vec<u8>, Result<(), &'static str>) {
    let mut reader = match OpenReader::new(&keyring(), CONTEXT, sealed) {
        Ok(reader) => reader,
        Err(error) => return (Vec::new(), Err(error.code())),
    };
    let mut opened = Vec::new();
    let end = reader.read_to_end(&mut opened).map(|_| ());
    (opened, end.map_err(|error| OpenStreamError::of(&error).unwrap().code()))
}

/// Header and chunks.
fn parts(sealed: &[u8]) -> (&[u8], Vec<&[u8]>) {
    let (header, body) = sealed.split_at(HEADER_LEN);
    (header, body.chunks(SEALED_CHUNK).collect())
}

#[test]
fn every_length_round_trips_and_has_the_length_that_it_says() {
    for len in LENGTHS {
        let plaintext = plaintext(len);
        let sealed = seal(&plaintext);
        assert_eq!(Some(sealed.len() as u64), sealed_len(len as u64), "{len}");
        assert_eq!(open(&sealed), (plaintext, Ok(())), "{len}");
    }
    assert_eq!(sealed_len(MAX_STREAM_LEN), Some(64 + (1 << 46) - 1 + (1 << 32) * 16));
    assert_eq!(sealed_len(MAX_STREAM_LEN + 1), None);
}

#[test]
fn the_size_of_reads_and_writes_does_not_show() {
    let plaintext = plaintext(2 * CHUNK_LEN + 100);
    for step in [1, 7, 4096, CHUNK_LEN, CHUNK_LEN + 16, 1 << 20] {
        let mut writer = SealWriter::new(&keyring(), CONTEXT, Vec::new()).unwrap();
        for piece in plaintext.chunks(step) {
            writer.write_all(piece).unwrap();
            writer.flush().unwrap();
        }
        let sealed = writer.finish().unwrap();
        assert_eq!(Some(sealed.len() as u64), sealed_len(plaintext.len() as u64));
        let mut opened = Vec::new();
        let mut reader = OpenReader::new(&keyring(), CONTEXT, &*sealed).unwrap();
        let mut piece = vec![0; step];
        loop {
            match reader.read(&mut piece).unwrap() {
                0 => break,
                count => opened.extend_from_slice(&piece[..count]),
            }
        }
        assert!(opened == plaintext, "{step}");
    }
}

#[test]
fn the_same_plaintext_never_seals_to_the_same_bytes() {
    let (a, b) = (seal(b"same"), seal(b"same"));
    assert_ne!(a[8..32], b[8..32]);
    assert_ne!(a[32..64], b[32..64]);
    assert_ne!(a[64..], b[64..]);
}

#[test]
fn a_stream_that_was_not_finished_does_not_open_to_its_end() {
    for len in LENGTHS {
        let mut file = Vec::new();
        let mut writer = SealWriter::new(&keyring(), CONTEXT, &mut file).unwrap();
        writer.write_all(&plaintext(len)).unwrap();
        writer.flush().unwrap();
        drop(writer);
        let (opened, end) = open(&file);
        assert_eq!(end, Err("stream_truncated"), "{len}");
        assert_eq!(opened.len(), len / CHUNK_LEN * CHUNK_LEN, "whole chunks are authentic");
    }
}

#[test]
fn another_context_or_other_material_under_the_same_id_is_refused_alike() {
    let sealed = seal(b"1012345678");
    for context in ["backup/orders/2026-11-24", "backup/orders/2026-11-25 ", "b"] {
        let error = OpenReader::new(&keyring(), context, &*sealed).unwrap_err();
        assert_eq!(error.code(), "stream_refused", "{context}");
    }
    let mut material: Vec<u8> = (0..32).collect();
    material[31] ^= 1;
    let near = Key::new(KeyId::new(0x0102_0304), KeyStatus::Primary, &material).unwrap();
    let error = OpenReader::new(&Keyring::new([near]).unwrap(), CONTEXT, &*sealed).unwrap_err();
    assert_eq!(error.code(), "stream_refused");
}

#[test]
fn contexts_are_bounded() {
    for context in ["", &"c".repeat(MAX_STREAM_CONTEXT_LEN + 1)] {
        let error = SealWriter::new(&keyring(), context, io::sink()).unwrap_err();
        assert!(matches!(error, SealStreamError::Context));
        let error = OpenReader::new(&keyring(), context, &*seal(b"")).unwrap_err();
        assert!(matches!(error, OpenStreamError::Context));
    }
    let longest = SealWriter::new(&keyring(), &"c".repeat(MAX_STREAM_CONTEXT_LEN), io::sink());
    longest.unwrap().finish().unwrap();
}

#[test]
fn old_streams_open_after_a_rotation_until_their_key_may_not() {
    let old = keyring();
    let sealed = seal(b"1012345678");
    let rotated = old.rotate().unwrap();
    let opens = |keyring: &Keyring| OpenReader::new(keyring, CONTEXT, &*sealed).map(|_| ());
    opens(&rotated).unwrap();

    let writer = SealWriter::new(&rotated, CONTEXT, Vec::new()).unwrap();
    assert_eq!(writer.finish().unwrap()[4..8], rotated.primary().value().to_be_bytes());

    for status in [KeyStatus::Disabled, KeyStatus::Destroyed] {
        let error = opens(&rotated.with_status(old.primary(), status).unwrap()).unwrap_err();
        assert!(matches!(error, OpenStreamError::Key(id) if id == old.primary()));
    }
    let error = opens(&Keyring::generate().unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "no key 01020304 to open the stream");
}

proptest! {
    #[test]
    fn whatever_is_sealed_opens(plaintext in prop::collection::vec(any::<u8>(), 0..3 * CHUNK_LEN), len in 0..LENGTHS.len()) {
        prop_assert!(open(&seal(&plaintext)) == (plaintext, Ok(())));
        let plaintext = self::plaintext(LENGTHS[len]);
        prop_assert!(open(&seal(&plaintext)) == (plaintext, Ok(())));
    }
}
