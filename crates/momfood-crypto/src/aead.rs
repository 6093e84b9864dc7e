//! AES-256-GCM behind one sealed trait: the seam between the envelope and whoever does the arithmetic.
//!
//! Every backend gives the same bytes for the same key, nonce, data and plaintext, and refuses the same ones; the laws in
//! the crate's conformance suite hold them to it. Nothing here chooses a nonce or frames a message.

use std::fmt;
use std::sync::Arc;

use crate::envelope::{NONCE_LEN, TAG_LEN};
use crate::key::KEY_LEN;

#[cfg(feature = "aes-gcm")]
mod aes_gcm;
#[cfg(feature = "ring")]
mod ring;

/// One key of AES-256-GCM, ready to use. Private to the crate, and so sealed.
pub(crate) trait Aead: fmt::Debug + Send + Sync {
    /// Encrypts `in_out` in place and gives the tag.
    fn seal(&self, nonce: &[u8; NONCE_LEN], aad: &[u8], in_out: &mut [u8]) -> Result<[u8; TAG_LEN], Refused>;

    /// Checks the tag and decrypts `in_out` in place. On refusal `in_out` holds no plaintext.
    fn open(&self, nonce: &[u8; NONCE_LEN], aad: &[u8], in_out: &mut [u8], tag: &[u8; TAG_LEN]) -> Result<(), Refused>;
}

/// Not authentic, or not possible. It says no more: a reason would be an oracle.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refused;

/// Who does the arithmetic. The choice never shows in the bytes.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Backend {
    /// The ring library: assembly for the common processors.
    #[cfg(feature = "ring")]
    Ring,
    /// The `aes-gcm` crate: pure Rust, for platforms without ring's assembly and as its cross-check.
    #[cfg(feature = "aes-gcm")]
    AesGcm,
}

impl Backend {
    pub(crate) fn cipher(self, key: &[u8; KEY_LEN]) -> Result<Arc<dyn Aead>, Refused> {
        match self {
            #[cfg(feature = "ring")]
            Self::Ring => Ok(Arc::new(ring::RingAes256Gcm::new(key)?)),
            #[cfg(feature = "aes-gcm")]
            Self::AesGcm => Ok(Arc::new(aes_gcm::RustAes256Gcm::new(key))),
        }
    }
}

impl Default for Backend {
    /// ring where it is built in, else the pure-Rust backend.
    fn default() -> Self {
        #[cfg(feature = "ring")]
        return Self::Ring;
        #[cfg(not(feature = "ring"))]
        return Self::AesGcm;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::{from_hex, hex};

    fn backends() -> Vec<Backend> {
        vec![
            #[cfg(feature = "ring")]
            Backend::Ring,
            #[cfg(feature = "aes-gcm")]
            Backend::AesGcm,
        ]
    }

    /// McGrew and Viega, "The Galois/Counter Mode of Operation (GCM)", appendix B, the AES-256 cases; adopted by NIST.
    #[test]
    fn every_backend_matches_gcm_test_cases_13_14_and_16() {
        let key16 = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
        let plain16 = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72\
                       1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
        let cipher16 = "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa\
                        8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662";
        let aad16 = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
        let zero_key = "00".repeat(32);
        let zero_nonce = "00".repeat(12);
        let zero_block = "00".repeat(16);
        let cases = [
            // key, nonce, aad, plaintext, ciphertext, tag
            [&zero_key, &zero_nonce, "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"],
            [
                &zero_key,
                &zero_nonce,
                "",
                &zero_block,
                "cea7403d4d606b6e074ec5d3baf39d18",
                "d0d1c8a799996bf0265b98b5d48ab919",
            ],
            [
                key16,
                "cafebabefacedbaddecaf888",
                aad16,
                plain16,
                cipher16,
                "76fc6ece0f4e1768cddf8853bb2d551b",
            ],
        ];
        for backend in backends() {
            for [key, nonce, aad, plaintext, ciphertext, tag] in cases {
                let key = from_hex(key).unwrap().try_into().unwrap();
                let nonce = from_hex(nonce).unwrap().try_into().unwrap();
                let aad = from_hex(aad).unwrap();
                let mut buffer = from_hex(plaintext).unwrap();
                let cipher = backend.cipher(&key).unwrap();

                let made = cipher.seal(&nonce, &aad, &mut buffer).unwrap();
                assert_eq!(
                    (hex(&buffer).as_str(), hex(&made).as_str()),
                    (ciphertext, tag),
                    "{backend:?}"
                );

                cipher.open(&nonce, &aad, &mut buffer, &made).unwrap();
                assert_eq!(hex(&buffer), plaintext, "{backend:?}");
            }
        }
    }

    #[test]
    fn a_refused_buffer_holds_no_plaintext() {
        for backend in backends() {
            let cipher = backend.cipher(&[3; 32]).unwrap();
            let mut buffer = b"1012345678".to_vec();
            let mut tag = cipher.seal(&[4; 12], b"", &mut buffer).unwrap();
            tag[0] ^= 1;
            cipher.open(&[4; 12], b"", &mut buffer, &tag).unwrap_err();
            assert_ne!(buffer, b"1012345678", "{backend:?}");
        }
    }
}
