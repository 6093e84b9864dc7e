//! No token survives a touch: of all texts near one that we issued, only that one holds.

use std::sync::{Arc, LazyLock};

use momfood_jwt::{MemorySessionStore, SigningKey};
use proptest::prelude::*;
use tokio::runtime::Runtime;

use crate::support::{AUDIENCE, ISSUER, NOW, World, claims, header, object, sign};

struct Issued {
    world: World,
    access: String,
    refresh: String,
}

fn issue(key: SigningKey) -> Issued {
    let world = World::with(key, Arc::new(MemorySessionStore::new()));
    let pair = Runtime::new().unwrap().block_on(world.sign_in());
    Issued {
        access: pair.access_token().to_owned(),
        refresh: pair.refresh_token().to_owned(),
        world,
    }
}

static ISSUED: LazyLock<[Issued; 2]> =
    LazyLock::new(|| [SigningKey::generate_hs256(), SigningKey::generate_ed25519()].map(|key| issue(key.unwrap())));

/// The text with one bit flipped, if it is text still.
fn flip(text: &str, at: prop::sample::Index, bit: u8) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let at = at.index(bytes.len());
    bytes[at] ^= 1 << bit;
    String::from_utf8(bytes).ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_flipped_bit_breaks_every_token(at: prop::sample::Index, bit in 0_u8..7) {
        for Issued { world, access, refresh } in &*ISSUED {
            let access = flip(access, at, bit).unwrap();
            prop_assert!(world.service.verify(&access).is_err());
            let refresh = flip(refresh, at, bit).unwrap();
            prop_assert!(world.service.inspect_refresh(&refresh).is_err());
        }
    }

    #[test]
    fn a_cut_or_a_splice_breaks_every_token(at: prop::sample::Index, other: prop::sample::Index) {
        for Issued { world, access, refresh } in &*ISSUED {
            let (from, to) = (at.index(access.len()), other.index(access.len()));
            let spliced = format!("{}{}", &access[..from], &access[to..]);
            prop_assert_eq!(world.service.verify(&spliced).is_ok(), spliced == *access);
            let spliced = format!("{}{}", &refresh[..at.index(refresh.len())], &refresh[other.index(refresh.len())..]);
            prop_assert_eq!(world.service.inspect_refresh(&spliced).is_ok(), spliced == *refresh);
        }
    }
}

#[test]
fn one_kind_of_token_is_not_the_other() {
    for Issued { world, access, refresh } in &*ISSUED {
        assert!(world.service.verify(access).is_ok());
        assert!(world.service.verify(refresh).is_err());
        assert!(world.service.inspect_refresh(access).is_err());
        assert!(world.service.inspect_refresh(refresh).is_ok());
    }
    let [one, other] = &*ISSUED;
    assert!(one.world.service.verify(&other.access).is_err());
    assert!(one.world.service.inspect_refresh(&other.refresh).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// The signature is right each time: what is left to refuse a payload is its reader, held here to a lenient one.
    #[test]
    fn a_signed_payload_that_was_touched_holds_only_if_it_still_says_so(
        at: prop::sample::Index,
        cut in 0..3_usize,
        put in "[0-9\"{}\\[\\],:a-z\\\\.-]{0,3}",
    ) {
        let mut payload = object(&claims());
        let at = at.index(payload.len() - cut);
        payload.replace_range(at..at + cut, &put);
        if let Ok(verified) = World::new().service.verify(&sign(header(), &payload)) {
            let read: serde_json::Value = serde_json::from_str(&payload).unwrap();
            prop_assert_eq!(read["iss"].as_str(), Some(ISSUER));
            prop_assert_eq!(read["aud"].as_str(), Some(AUDIENCE));
            prop_assert_eq!(read["sub"].as_str(), Some(verified.subject().as_str()));
            prop_assert!(read["exp"].as_u64().unwrap() + 5 > NOW);
            prop_assert!(read["iat"].as_u64().unwrap() <= NOW + 5);
            prop_assert_eq!(read["app"]["role"].as_str(), Some(&*verified.app().role));
        }
    }
}
