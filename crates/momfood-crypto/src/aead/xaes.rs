//! XAES-256-GCM (C2SP `XAES-256-GCM.md`): the first half of a 192-bit nonce and the key give a key of AES-256-GCM for one
//! message, by two blocks of AES (NIST SP 800-108r1, KDF in counter mode with CMAC); the second half is its nonce.
//!
//! Random nonces of this length collide after 2⁸⁰ messages with a probability of 2⁻³²: rotation is for other reasons.

use std::fmt;

use aes::Aes256;
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use zeroize::Zeroizing;

use super::{Aead, Backend, Refused};
use crate::envelope::{MAX_NONCE_LEN, TAG_LEN};
use crate::key::KEY_LEN;

pub(super) struct Xaes256Gcm {
    aes: Aes256,
    /// The first subkey of CMAC (NIST SP 800-38B §6.1).
    k1: Zeroizing<[u8; 16]>,
    backend: Backend,
}

impl Xaes256Gcm {
    pub(super) fn new(key: &[u8; KEY_LEN], backend: Backend) -> Self {
        let aes = Aes256::new(key.into());
        let mut zero = [0; 16].into();
        aes.encrypt_block(&mut zero);
        let l = u128::from_be_bytes(zero.into());
        // By arithmetic and not by a branch: the bit is secret.
        let k1 = (l << 1) ^ ((l >> 127) * 0x87);
        Self {
            aes,
            k1: Zeroizing::new(k1.to_be_bytes()),
            backend,
        }
    }

    /// The key of one message.
    fn derive(&self, half: &[u8; 12]) -> Zeroizing<[u8; KEY_LEN]> {
        let mut key = Zeroizing::new([0; KEY_LEN]);
        for (counter, out) in (1..).zip(key.as_chunks_mut::<16>().0) {
            let mut block = [0, counter, b'X', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
            if let Some(rest) = block.last_chunk_mut() {
                *rest = *half;
            }
            for (byte, mask) in block.iter_mut().zip(self.k1.iter()) {
                *byte ^= mask;
            }
            *out = block;
            self.aes.encrypt_block(out.into());
        }
        key
    }
}

impl Aead for Xaes256Gcm {
    fn seal(&self, nonce: &[u8], aad: &[u8], in_out: &mut [u8]) -> Result<[u8; TAG_LEN], Refused> {
        let (first, second) = halves(nonce)?;
        self.backend
            .once(&self.derive(first), |cipher| cipher.seal(second, aad, in_out))
    }

    fn open(&self, nonce: &[u8], aad: &[u8], in_out: &mut [u8], tag: &[u8; TAG_LEN]) -> Result<(), Refused> {
        let (first, second) = halves(nonce)?;
        self.backend
            .once(&self.derive(first), |cipher| cipher.open(second, aad, in_out, tag))
    }
}

impl fmt::Debug for Xaes256Gcm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Xaes256Gcm")
            .field("backend", &self.backend)
            .finish_non_exhaustive()
    }
}

fn halves(nonce: &[u8]) -> Result<(&[u8; 12], &[u8; 12]), Refused> {
    let nonce: &[u8; MAX_NONCE_LEN] = nonce.try_into().map_err(|_| Refused)?;
    nonce
        .split_first_chunk()
        .and_then(|(first, second)| Some((first, second.try_into().ok()?)))
        .ok_or(Refused)
}

#[cfg(test)]
mod tests {
    use shake::digest::{ExtendableOutput, Update, XofReader};
    use shake::{Shake128, Shake128Reader};

    use super::*;
    use crate::encoding::hex;

    fn seal(backend: Backend, key: [u8; 32], nonce: &[u8], plaintext: &[u8], aad: &[u8]) -> Vec<u8> {
        let cipher = Xaes256Gcm::new(&key, backend);
        let mut buffer = plaintext.to_vec();
        let tag = cipher.seal(nonce, aad, &mut buffer).unwrap();
        let sealed = [&buffer[..], &tag].concat();
        cipher.open(nonce, aad, &mut buffer, &tag).unwrap();
        assert_eq!(buffer, plaintext);
        sealed
    }

    /// The two test vectors of the specification, one for each value of the first bit of L.
    #[test]
    fn the_vectors_of_the_specification_come_out() {
        for &backend in Backend::ALL {
            let nonce = b"ABCDEFGHIJKLMNOPQRSTUVWX";
            let plaintext = b"XAES-256-GCM";
            assert_eq!(
                hex(&seal(backend, [1; 32], nonce, plaintext, b"")),
                "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"
            );
            assert_eq!(
                hex(&seal(backend, [3; 32], nonce, plaintext, b"c2sp.org/XAES-256-GCM")),
                "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"
            );
        }
    }

    /// The accumulated test of the specification: 10,000 random messages, of which the hash is known.
    #[test]
    fn the_accumulated_vectors_of_the_specification_come_out() {
        fn read<const N: usize>(source: &mut Shake128Reader) -> [u8; N] {
            let mut bytes = [0; N];
            source.read(&mut bytes);
            bytes
        }
        fn read_some(source: &mut Shake128Reader) -> Vec<u8> {
            let mut bytes = vec![0; usize::from(read::<1>(source)[0])];
            source.read(&mut bytes);
            bytes
        }
        for &backend in Backend::ALL {
            let mut source = Shake128::default().finalize_xof();
            let mut sum = Shake128::default();
            for _ in 0..10_000 {
                let (key, nonce) = (read(&mut source), read::<24>(&mut source));
                let (plaintext, aad) = (read_some(&mut source), read_some(&mut source));
                sum.update(&seal(backend, key, &nonce, &plaintext, &aad));
            }
            assert_eq!(
                hex(&read::<32>(&mut sum.finalize_xof())),
                "e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939"
            );
        }
    }

    #[test]
    fn a_nonce_of_another_length_is_refused() {
        for &backend in Backend::ALL {
            let cipher = Xaes256Gcm::new(&[1; 32], backend);
            for len in [0, 12, 23, 25] {
                cipher.seal(&vec![0; len], b"", &mut []).unwrap_err();
            }
        }
    }
}
