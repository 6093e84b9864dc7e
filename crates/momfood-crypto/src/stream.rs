//! Sealed streams: backups, exports and uploads of any length, in constant memory.
//!
//! A [`SealWriter`] cuts what is written into chunks and seals each; an [`OpenReader`] gives out the bytes of a chunk only
//! after its tag held, and ends without an error only where the writer was [finished](SealWriter::finish). Every other
//! stream is refused: cut short anywhere, prolonged, reordered, spliced from two, damaged by one bit, opened with another key
//! or in another context. Where the source can seek, so can the reader, and opens only the chunks that it needs.
//!
//! ```
//! use std::io::{Read, Write};
//! use momfood_crypto::{Keyring, stream::{OpenReader, SealWriter}};
//!
//! let keyring = Keyring::generate()?;
//! let mut writer = SealWriter::new(&keyring, "backup/orders/2026-11-25", Vec::new())?;
//! writer.write_all(b"COPY orders FROM stdin;")?;
//! let sealed: Vec<u8> = writer.finish()?; // without this the stream does not open
//!
//! let mut opened = String::new();
//! OpenReader::new(&keyring, "backup/orders/2026-11-25", &*sealed)?.read_to_string(&mut opened)?;
//! assert_eq!(opened, "COPY orders FROM stdin;");
//! assert!(OpenReader::new(&keyring, "backup/orders/2026-11-24", &*sealed).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The format, version 1
//!
//! ```text
//! 0        3         4        8        32           64
//! | magic  | version | key id | salt   | commitment | chunk 0 | chunk 1 | .. | last chunk |
//! | "mfs"  | 01      | 4, BE  | 24     | 32         | each 16,384 + 16      | 0..16,383 + 16
//! ```
//!
//! Each chunk is AES-256-GCM without further authenticated data: ciphertext, then the tag of 16 bytes. All chunks but the last hold
//! exactly 16,384 bytes of plaintext and **the last holds fewer**, none where the length is a multiple: a stream that
//! ends behind a full chunk was cut. So a length has one shape, and shows in the length of the stream.
//!
//! The salt is random. It, the context and all of the header go into the keys (`‖` joins; `u16` is a big-endian length):
//!
//! ```text
//! chunk key ‖ commitment = HKDF-Expand-SHA512(keyring key,
//!                            "momfood/stream/v1" ‖ magic ‖ version ‖ key id ‖ salt ‖ u16 ‖ context, 32 + 32 bytes)
//! nonce of chunk n       = 00000000 ‖ n as 8 bytes, big-endian        n = 0, 1, .. 2³² - 1
//! ```
//!
//! The key is fresh for each stream, so a counter is a safe nonce. The commitment is compared, in constant time, before
//! any chunk is opened: AES-GCM alone would let a forger make one stream that opens differently under two keys.
//! 2³² chunks (64 TiB) are the most.
//!
//! This follows the lines of "Cobblestone-256" of the C2SP chunked-encryption specification: HKDF-Expand with SHA-512, a
//! 24-byte salt, a 32-byte commitment, 16 KiB chunks, a short last chunk. It is a format of its own and **not
//! interoperable**: it has a magic, a version and a key id in front, and the labels, the framing of the context and the
//! nonces are those above, which were not taken from that text.
//!
//! # Test vector
//!
//! ```text
//! keyring key  000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
//! key id       01020304
//! context      backup/orders
//! salt         a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7
//! plaintext    1012345678
//! chunk key    cad52822e1feb4f521b3394d02231373c4e9153f9a26d7117f7f00ab31fd885e
//! stream       6d66730101020304a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7
//!              44a800f1f0281dfbcbae13142fe931fe488f583467a45325062f4e9d722b01df
//!              109f579a9ab0a535e306f57c28ae0f9ead43f375981ffa053118
//! ```

#[cfg(feature = "tokio")]
mod async_open;
#[cfg(feature = "tokio")]
mod async_seal;
mod chunk;
mod error;
mod header;
mod open;
mod open_buffer;
mod seal;
mod seal_buffer;
mod seek;
#[cfg(test)]
mod vectors;

use crate::envelope::TAG_LEN;

#[cfg(feature = "tokio")]
pub use async_open::AsyncOpenReader;
#[cfg(feature = "tokio")]
pub use async_seal::AsyncSealWriter;
pub use error::{OpenStreamError, SealStreamError};
pub use open::OpenReader;
pub use seal::SealWriter;

/// Bytes of plaintext in every chunk but the last.
pub const CHUNK_LEN: usize = 16 * 1024;
/// Bytes of the header.
pub const HEADER_LEN: usize = 64;
/// Longest context, in bytes; the shortest has one.
pub const MAX_STREAM_CONTEXT_LEN: usize = 255;
/// Longest plaintext of a stream, in bytes: 2³² chunks, the last of them not full.
pub const MAX_STREAM_LEN: u64 = (1 << 46) - 1;

/// The length of the stream that a plaintext of `len` bytes makes, or `None` when that is longer than [`MAX_STREAM_LEN`].
#[must_use]
pub const fn sealed_len(len: u64) -> Option<u64> {
    if len > MAX_STREAM_LEN {
        return None;
    }
    Some(HEADER_LEN as u64 + len + (len / CHUNK_LEN as u64 + 1) * TAG_LEN as u64)
}

/// A chunk on the wire.
const SEALED_CHUNK_LEN: usize = CHUNK_LEN + TAG_LEN;
const MAX_CHUNKS: u64 = 1 << 32;
