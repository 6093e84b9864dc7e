//! The text form: it reads what it writes, and nothing that was touched.

use momfood_crypto::MacKey;
use proptest::prelude::*;

use super::*;

fn keys(byte: u8) -> MacKey {
    let mut material = [byte; 32];
    material[0] ^= 1;
    MacKey::new(material).unwrap()
}

fn token(subject: &str, generation: u32) -> RefreshToken {
    let subject = Subject::new(subject).unwrap();
    RefreshToken::start(subject).unwrap().at(generation)
}

proptest! {
    #[test]
    fn a_token_reads_as_it_was_written(subject in "[!-~]{1,128}", generation: u32) {
        let keys = RefreshKeys::new(&keys(1));
        let token = token(&subject, generation);
        let text = keys.write(&token);
        let read = keys.parse(text.expose()).unwrap();
        prop_assert_eq!(read.subject().as_str(), subject);
        prop_assert_eq!(read.generation(), generation);
        prop_assert_eq!(read.session_id(), token.session_id());
        let again = keys.write(&read);
        prop_assert_eq!(again.expose(), text.expose());
    }

    #[test]
    fn a_token_with_one_character_changed_is_refused(subject in "[!-~]{1,40}", at: prop::sample::Index, to in "[ -~]") {
        let keys = RefreshKeys::new(&keys(1));
        let text = keys.write(&token(&subject, 7));
        let at = at.index(text.expose().len());
        let mut changed = text.expose().clone();
        changed.replace_range(at..=at, &to);
        prop_assume!(changed != *text.expose());
        prop_assert!(keys.parse(&changed).is_err());
    }

    #[test]
    fn garbage_is_refused(garbage: String) {
        let keys = RefreshKeys::new(&keys(1));
        prop_assert!(keys.parse(&garbage).is_err());
        let prefixed = format!("mfr1.{garbage}");
        prop_assert!(keys.parse(&prefixed).is_err());
    }
}

#[test]
fn a_prefix_or_a_longer_text_of_a_token_is_no_token() {
    let keys = RefreshKeys::new(&keys(1));
    let text = keys.write(&token(&"s".repeat(128), 1));
    let text = text.expose();
    for cut in 0..text.len() {
        assert!(keys.parse(text.split_at(cut).0).is_err(), "{cut}");
    }
    for more in ["A", "=", " ", "\n", &"A".repeat(100_000)] {
        assert!(keys.parse(&format!("{text}{more}")).is_err());
    }
}

#[test]
fn a_replaced_key_still_reads_and_no_longer_writes() {
    let (old, new) = (keys(1), keys(2));
    let before = RefreshKeys::new(&old);
    let token = token("user-17", 3);
    let text = before.write(&token);

    assert!(RefreshKeys::new(&new).parse(text.expose()).is_err());
    let after = RefreshKeys::new(&new).with_previous(&old);
    let read = after.parse(text.expose()).unwrap();
    assert_eq!(read.session_id(), token.session_id(), "the session goes on");
    assert!(before.parse(after.write(&read).expose()).is_err());
}

#[test]
fn the_secret_of_a_session_is_not_printed() {
    let token = token("user-17", 0);
    assert!(format!("{token:?}").contains("Family(..)"));
}
