//! Amounts, quantities and places.

use momfood_validate::{Code, Latitude, Longitude, MAX_HALALAS, Money, Quantity};
use proptest::prelude::{prop_assert_eq, proptest};

#[test]
fn amounts_are_read_to_the_halala() {
    for (raw, halalas) in [
        ("12", 1200),
        ("12.5", 1250),
        ("12.50", 1250),
        ("0.05", 5),
        ("١٢٫٥٠", 1250),
        ("1000000", MAX_HALALAS),
    ] {
        assert_eq!(Money::parse(raw).map(Money::halalas), Ok(halalas), "{raw}");
    }
}

#[test]
fn what_is_no_amount_is_refused() {
    for raw in [
        "", "-1", "+1", "1.234", ".5", "1.", "1,5", "1e3", "NaN", " 1", "1.2.3", "0x10", "１",
    ] {
        assert_eq!(Money::parse(raw), Err(Code::InvalidAmount), "{raw}");
    }
    for raw in ["1000000.01", "99999999999999999999999999999999"] {
        assert_eq!(
            Money::parse(raw),
            Err(Code::OutOfRange {
                min: 0,
                max: MAX_HALALAS
            }),
            "{raw}"
        );
    }
}

#[test]
fn arithmetic_leaves_no_amount_out_of_range() {
    let most = Money::from_halalas(MAX_HALALAS).unwrap();
    let out = Code::OutOfRange {
        min: 0,
        max: MAX_HALALAS,
    };
    assert_eq!(most.plus(Money::from_halalas(1).unwrap()), Err(out));
    assert_eq!(most.times(Quantity::parse(2).unwrap()), Err(out));
    assert_eq!(Money::from_halalas(-1), Err(out));
    assert_eq!(
        Money::parse("12.50").unwrap().times(Quantity::parse(4).unwrap()),
        Money::parse("50")
    );
}

proptest! {
    #[test]
    fn printing_and_parsing_an_amount_agree(halalas in 0..=MAX_HALALAS) {
        let money = Money::from_halalas(halalas).unwrap();
        prop_assert_eq!(Money::parse(&money.to_string()), Ok(money));
    }
}

#[test]
fn quantities_go_from_one_to_fifty() {
    for pieces in [i64::MIN, -1, 0, 51, 256, i64::MAX] {
        assert_eq!(
            Quantity::parse(pieces),
            Err(Code::OutOfRange { min: 1, max: 50 }),
            "{pieces}"
        );
    }
    assert_eq!(Quantity::parse(50).map(Quantity::pieces), Ok(50));
}

#[test]
fn places_lie_on_earth() {
    for degrees in [90.000_000_1, -90.1, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(
            Latitude::parse(degrees),
            Err(Code::OutOfRange { min: -90, max: 90 }),
            "{degrees}"
        );
    }
    assert!(Longitude::parse(180.0).is_ok() && Longitude::parse(180.000_000_1).is_err());
    assert!(Latitude::parse(-0.0).unwrap().degrees().is_sign_positive());
}
