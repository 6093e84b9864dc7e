//! Laws of keys: what is one subject has one bucket, and what is two has two, however alike they are written.

use super::{NOW, Store, check, quota};
use crate::{Algorithm, Charge, Mode, Subject};

/// Every quota and every subject is counted apart, and no text can be made to look like another.
pub async fn keys_never_meet(store: Store) {
    let quotas = [quota("keys", 1, Algorithm::Gcra), quota("keys2", 1, Algorithm::Gcra)];
    let long = "k".repeat(crate::MAX_SUBJECT_BYTES);
    let mut subjects = vec![
        Subject::ip([0, 0, 0, 0].into()),
        Subject::ip([192, 0, 2, 1].into()),
        Subject::ip([192, 0, 2, 2].into()),
        Subject::ip([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1].into()),
        Subject::ip([0x2001, 0xdb8, 0, 1, 0, 0, 0, 1].into()),
        Subject::prefix("192.0.2.0/24".parse().expect("a network")),
    ];
    for text in [
        "a",
        "a\0",
        "user",
        "a:b",
        "{a}",
        "*",
        "192.0.2.1",
        "\0",
        "\r\nSET x",
        "ا",
        "ا\u{202e}",
        &long,
    ] {
        subjects.push(Subject::user(text).expect("a subject"));
        subjects.push(Subject::text("phone", text).expect("a subject"));
        subjects.push(Subject::text("user", text).expect("a subject"));
    }
    for quota in &quotas {
        for subject in &subjects {
            let decision = check(&store, Charge::new(quota, *subject).into(), Mode::Charge, NOW).await;
            assert!(decision.is_allowed(), "{subject:?} shares a bucket");
        }
    }
    for subject in &subjects {
        let decision = check(&store, Charge::new(&quotas[0], *subject).into(), Mode::Charge, NOW).await;
        assert!(!decision.is_allowed(), "{subject:?} has two buckets");
    }
}

/// All addresses of an IPv6 subscriber, and all spellings of an IPv4 address, share a bucket.
pub async fn one_client_has_one_bucket(store: Store) {
    let quota = quota("client", 1, Algorithm::Gcra);
    for (first, second) in [("2001:db8::1", "2001:db8::ffff:2"), ("192.0.2.9", "::ffff:192.0.2.9")] {
        let subject = |ip: &str| Subject::ip(ip.parse().expect("an address"));
        let charges = |ip| Charge::new(&quota, subject(ip)).into();
        assert!(check(&store, charges(first), Mode::Charge, NOW).await.is_allowed());
        assert!(
            !check(&store, charges(second), Mode::Charge, NOW).await.is_allowed(),
            "{second}"
        );
    }
}
