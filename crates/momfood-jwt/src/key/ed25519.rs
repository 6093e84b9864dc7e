//! What ring leaves to its caller about Ed25519: points of small order, and the private key's document.
//!
//! The order of a point is not checked by RFC 8032 verification. Under a public key of small order, a signature of zeros
//! verifies for one message in eight or more, so whoever can bring such a key in can forge.

use momfood_crypto::Secret;

/// Bytes of a private key.
pub(super) const SEED_BYTES: usize = 32;

/// `SEQUENCE { INTEGER 0, SEQUENCE { OID 1.3.101.112 }, OCTET STRING { OCTET STRING` of 32 bytes (RFC 8410 §7).
const PKCS8_PREFIX: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// The encodings of all points of order 1, 2, 4 and 8, canonical or not, without the sign bit; the list is libsodium's
/// (`ge25519_has_small_order`), and a test forges under each.
const SMALL_ORDER: [[u8; 32]; 7] = [
    point(0x00, 0x00, 0x00), // 0: order 4
    point(0x01, 0x00, 0x00), // 1: order 1
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
        0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ], // order 8
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
        0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ], // order 8
    point(0xec, 0xff, 0x7f), // p - 1: order 2
    point(0xed, 0xff, 0x7f), // p, which is 0
    point(0xee, 0xff, 0x7f), // p + 1, which is 1
];

/// Whether `public` lies in the small subgroup, so that signatures under it prove nothing.
pub(super) fn has_small_order(public: &[u8; 32]) -> bool {
    let mut unsigned = *public;
    if let Some(last) = unsigned.last_mut() {
        *last &= 0x7f;
    }
    SMALL_ORDER.contains(&unsigned)
}

/// The PKCS#8 document, version 1, of the private key `seed`: byte for byte what OpenSSL writes.
pub(super) fn pkcs8(seed: &[u8; SEED_BYTES]) -> Secret<Vec<u8>> {
    let mut document = Vec::with_capacity(PKCS8_PREFIX.len() + SEED_BYTES);
    document.extend_from_slice(&PKCS8_PREFIX);
    document.extend_from_slice(seed);
    Secret::new(document)
}

const fn point(first: u8, middle: u8, last: u8) -> [u8; 32] {
    let mut bytes = [middle; 32];
    bytes[0] = first;
    bytes[31] = last;
    bytes
}

#[cfg(test)]
mod tests {
    use ring::signature::{ED25519, UnparsedPublicKey};

    use super::*;
    use crate::{KeyError, VerifyingKey};

    /// The signature `R = A', S = 0` verifies when `h·A = -R`; with `A` of order at most 8 some message soon fits.
    fn forges(public: &[u8; 32]) -> bool {
        let key = UnparsedPublicKey::new(&ED25519, public);
        SMALL_ORDER
            .iter()
            .flat_map(|r| [0, 0x80].map(|sign| (r, sign)))
            .any(|(r, sign)| {
                let mut signature = [0; 64];
                signature[..32].copy_from_slice(r);
                signature[31] |= sign;
                (0..64_u8).any(|message| key.verify(&[message], &signature).is_ok())
            })
    }

    #[test]
    fn every_refused_point_is_one_under_which_ring_accepts_forgeries() {
        for point in &SMALL_ORDER {
            for sign in [0, 0x80] {
                let mut public = *point;
                public[31] |= sign;
                assert!(matches!(VerifyingKey::ed25519(&public), Err(KeyError::SmallOrder)));
                assert!(forges(&public), "{public:02x?}");
            }
        }
    }

    #[test]
    fn nobody_forges_under_an_ordinary_key() {
        let mut base = [0x66; 32];
        base[0] = 0x58;
        assert!(VerifyingKey::ed25519(&base).is_ok());
        assert!(!forges(&base));
    }
}
