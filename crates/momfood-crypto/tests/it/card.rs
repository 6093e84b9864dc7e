//! Masks show six digits and four; payment tokens are bounded, hidden, and never a card number.

use momfood_crypto::card::{CardScheme, MAX_PAYMENT_TOKEN_LEN, PanError, PaymentToken, PaymentTokenError, mask_pan};
use proptest::prelude::*;

#[test]
fn a_mask_shows_the_first_six_and_the_last_four() {
    for pan in [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "٤١١١ ١١١١ ١١١١ ١١١١",
        "۴۱۱۱۱۱۱۱۱۱۱۱۱۱۱۱",
    ] {
        assert_eq!(mask_pan(pan).unwrap(), "411111******1111");
    }
    assert_eq!(mask_pan("378282246310005").unwrap(), "378282*****0005");
    assert_eq!(mask_pan("4222222222222").unwrap(), "422222***2222");
    assert_eq!(mask_pan("6304000000000000000").unwrap(), "630400*********0000");
    assert_eq!(mask_pan("4111111111111112").unwrap(), "411111******1112", "mistyped");
}

#[test]
fn what_is_no_pan_is_not_masked() {
    let long = "1".repeat(20);
    let blanks = " ".repeat(1000) + "4111111111111111";
    for text in [
        "",
        "411111111111",
        &long,
        &blanks,
        "4111x11111111111",
        "411111******1111",
    ] {
        let error = mask_pan(text).unwrap_err();
        assert_eq!(
            (error.code(), error.to_string().contains("4111")),
            ("pan_digits", false)
        );
    }
}

#[test]
fn a_payment_token_is_bounded_and_hidden() {
    let token = PaymentToken::new("src_nwy5ncbvmhf2xo7mdd5dm6bmdu").unwrap();
    assert_eq!(token.expose(), "src_nwy5ncbvmhf2xo7mdd5dm6bmdu");
    assert_eq!(format!("{token:?}"), "PaymentToken(..)");
    assert!(PaymentToken::new("x".repeat(MAX_PAYMENT_TOKEN_LEN)).is_ok());
    let long = "x".repeat(MAX_PAYMENT_TOKEN_LEN + 1);
    for text in ["", &long, "tok 1", "tok\n", "رمز"] {
        assert_eq!(PaymentToken::new(text).unwrap_err(), PaymentTokenError::Format);
    }
}

#[test]
fn a_payment_token_is_never_a_card_number() {
    for text in [
        "4111111111111111",
        "4111-1111-1111-1111",
        "tok_4111111111111111",
        "4111111111111111:12/27",
    ] {
        let error = PaymentToken::new(text).unwrap_err();
        assert_eq!(error, PaymentTokenError::Pan(PanError::Found(CardScheme::Visa)));
        assert_eq!(error.code(), "pan_found");
        assert!(!format!("{error} {error:?}").contains("4111"));
    }
}

proptest! {
    #[test]
    fn a_mask_keeps_the_length_and_hides_the_middle(pan in "[0-9]{13,19}") {
        let mask = mask_pan(&pan).unwrap();
        prop_assert_eq!(mask.len(), pan.len());
        prop_assert_eq!(&mask[..6], &pan[..6]);
        prop_assert_eq!(&mask[pan.len() - 4..], &pan[pan.len() - 4..]);
        prop_assert!(mask[6..pan.len() - 4].bytes().all(|byte| byte == b'*'));
    }
}
