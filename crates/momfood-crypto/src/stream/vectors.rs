//! The test vector of the specification, and one of two chunks by its digest, on every backend. Both were computed by an
//! independent implementation of the specification: Python's `hmac` and the AES-GCM of its `cryptography` package.

use super::header::Context;
use super::seal_buffer::SealBuffer;
use super::{CHUNK_LEN, HEADER_LEN, OpenReader};
use crate::aead::Backend;
use crate::encoding::{from_hex, hex};
use crate::key::{Key, KeyId, KeyStatus};
use crate::keyring::Keyring;

fn keyring() -> Keyring {
    let material: Vec<u8> = (0..32).collect();
    Keyring::new([Key::new(KeyId::new(0x0102_0304), KeyStatus::Primary, &material).unwrap()]).unwrap()
}

fn seal(mut plaintext: &[u8], backend: Backend) -> Vec<u8> {
    let salt = from_hex("a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7").unwrap();
    let salt = salt.first_chunk().unwrap();
    let mut buffer = SealBuffer::new(&keyring(), Context::new("backup/orders").unwrap(), salt, backend).unwrap();
    let mut sealed = Vec::new();
    loop {
        sealed.extend_from_slice(buffer.pending());
        buffer.written(buffer.pending().len());
        if plaintext.is_empty() {
            break;
        }
        plaintext = &plaintext[buffer.fill(plaintext).unwrap()..];
    }
    buffer.close().unwrap();
    sealed.extend_from_slice(buffer.pending());
    sealed
}

#[test]
fn the_vector_of_the_specification_holds_on_every_backend() {
    for &backend in Backend::ALL {
        let sealed = seal(b"1012345678", backend);
        assert_eq!(hex(&sealed), SEALED.concat(), "{backend:?}");
        let opened = std::io::read_to_string(OpenReader::new(&keyring(), "backup/orders", &*sealed).unwrap());
        assert_eq!(opened.unwrap(), "1012345678");
    }
    let documented = include_str!("../stream.rs");
    assert!(SEALED.iter().all(|line| documented.contains(&format!(" {line}\n"))));
}

#[test]
fn every_backend_gives_the_same_chunks() {
    let plaintext: Vec<u8> = (0..=u8::MAX).cycle().take(CHUNK_LEN + 1).collect();
    for &backend in Backend::ALL {
        let sealed = seal(&plaintext, backend);
        assert_eq!(sealed.len(), HEADER_LEN + CHUNK_LEN + 16 + 1 + 16);
        let digest = ring::digest::digest(&ring::digest::SHA256, &sealed);
        assert_eq!(hex(digest.as_ref()), TWO_CHUNKS, "{backend:?}");
    }
}

const SEALED: [&str; 3] = [
    "6d66730101020304a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7",
    "44a800f1f0281dfbcbae13142fe931fe488f583467a45325062f4e9d722b01df",
    "109f579a9ab0a535e306f57c28ae0f9ead43f375981ffa053118",
];
/// SHA-256 of 00, 01, .. ff, 00, .. for 16,385 bytes, sealed.
const TWO_CHUNKS: &str = "db3a7dc235da7053f27260e1f493bd3ee5a6fe2a15ef27eb910706b1043c81c6";
