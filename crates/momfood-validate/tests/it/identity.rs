//! National ids, IBANs and UUIDs: form, check digits, and masks.

use momfood_validate::{Code, Iban, NationalId, NationalIdKind, Uuid};
use proptest::prelude::{ProptestConfig, prop_assert, proptest};

/// Appends the Luhn digit, computed the other way round than the crate does: from the left, by the parity of the place.
fn with_luhn(nine: &str) -> String {
    let sum: u32 = nine
        .bytes()
        .enumerate()
        .map(|(place, byte)| {
            let value = u32::from(byte - b'0');
            if place % 2 == 0 {
                value * 2 / 10 + value * 2 % 10
            } else {
                value
            }
        })
        .sum();
    format!("{nine}{}", (10 - sum % 10) % 10)
}

#[test]
fn ids_of_citizens_and_residents_are_told_apart() {
    assert_eq!(NationalId::parse("1000000008").unwrap().kind(), NationalIdKind::Citizen);
    assert_eq!(
        NationalId::parse(&with_luhn("200000000")).unwrap().kind(),
        NationalIdKind::Resident
    );
    assert_eq!(NationalId::parse("١٠٠٠٠٠٠٠٠٨"), NationalId::parse("10 0000 0008"));
}

#[test]
fn ids_of_other_forms_are_refused() {
    for raw in [
        "3000000004",
        "0000000000",
        "100000000",
        "10000000080",
        "1000000009",
        "1000-000008",
        "100000000x",
    ] {
        assert_eq!(NationalId::parse(raw), Err(Code::InvalidNationalId), "{raw}");
    }
    assert_eq!(NationalId::parse(""), Err(Code::Required));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn exactly_one_last_digit_fits(nine in "[12][0-9]{8}") {
        let fitting = (0..10).filter(|digit| NationalId::parse(&format!("{nine}{digit}")).is_ok()).count();
        prop_assert!(fitting == 1 && NationalId::parse(&with_luhn(&nine)).is_ok());
    }

    #[test]
    fn swapping_two_neighbours_is_noticed(nine in "[12][0-9]{8}", place in 1_usize..9) {
        let id = with_luhn(&nine);
        let mut swapped = id.clone().into_bytes();
        swapped.swap(place, place + 1);
        let swapped = String::from_utf8(swapped).unwrap();
        let pair = &id[place..=place + 1];
        // Luhn is blind to 09 and 90.
        if swapped != id && pair != "09" && pair != "90" {
            prop_assert!(NationalId::parse(&swapped).is_err());
        }
    }
}

/// Examples of the ISO 13616 registry.
#[test]
fn registry_examples_of_each_country_are_accepted() {
    for raw in [
        "SA03 8000 0000 6080 1016 7519",
        "AE07 0331 2345 6789 0123 456",
        "BH67 BMAG 0000 1299 1234 56",
        "EG38 0019 0005 0000 0000 2631 8000 2",
        "JO94 CBJO 0010 0000 0000 0131 0003 02",
        "KW81 CBKU 0000 0000 0000 1234 5601 01",
        "LB62 0999 0000 0001 0019 0122 9114",
        "QA58 DOHB 0000 1234 5678 90AB CDEF G",
    ] {
        let iban = Iban::parse(raw).unwrap();
        assert_eq!(iban.country(), &raw[..2]);
        assert_eq!(Iban::parse(&raw.to_lowercase()), Ok(iban));
    }
}

#[test]
fn ibans_with_a_fault_are_refused() {
    for raw in [
        "SA0380000000608010167518",
        "SA038000000060801016751",
        "SA03800000006080101675190",
        "GB29NWBK60161331926819",
        "SA03-8000-0000-6080-1016-7519",
        "٠٣٨٠٠٠",
        "SA03 8000 0000 6080 1016 75é",
    ] {
        assert_eq!(Iban::parse(raw), Err(Code::InvalidIban), "{raw}");
    }
}

#[test]
fn one_identifier_has_one_spelling() {
    let uuid = Uuid::parse("550E8400-E29B-41D4-A716-446655440000").unwrap();
    assert_eq!(uuid.to_string(), "550e8400-e29b-41d4-a716-446655440000");
    assert_eq!(uuid.as_u128(), 0x550e_8400_e29b_41d4_a716_4466_5544_0000);
    assert_eq!(uuid.as_bytes()[0], 0x55);
    for raw in [
        "550e8400e29b41d4a716446655440000",
        "{550e8400-e29b-41d4-a716-446655440000}",
        "550e8400-e29b-41d4-a716-44665544000g",
        "550e8400-e29b-41d4-a716_446655440000",
        "+50e8400-e29b-41d4-a716-446655440000",
        "550e8400-e29b-41d4-a716-4466554400é",
        "",
    ] {
        assert_eq!(Uuid::parse(raw), Err(Code::InvalidUuid), "{raw}");
    }
}

#[test]
fn debug_masks_what_identifies_a_person() {
    assert_eq!(
        format!("{:?}", NationalId::parse("1000000008").unwrap()),
        "NationalId(***)"
    );
    assert_eq!(
        format!("{:?}", Iban::parse("SA0380000000608010167519").unwrap()),
        "Iban(SA***)"
    );
}
