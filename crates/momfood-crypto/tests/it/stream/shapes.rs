//! What was not sealed as it stands is refused: other shapes, cuts, flipped bits and trailing bytes.

use momfood_crypto::stream::{CHUNK_LEN, HEADER_LEN};
use proptest::prelude::*;

use super::{SEALED_CHUNK, open, parts, plaintext, seal};

/// The twins of the `stream_*` cases of the age test kit (C2SP/CCTV).
#[test]
fn every_shape_but_the_one_that_was_sealed_is_refused() {
    let two_and_a_half = seal(&plaintext(2 * CHUNK_LEN + 100));
    let (header, chunks) = parts(&two_and_a_half);
    let [first, second, last] = chunks[..] else { panic!() };
    let whole = seal(&plaintext(2 * CHUNK_LEN));
    let (whole_header, whole_chunks) = parts(&whole);
    let [whole_first, whole_second, empty] = whole_chunks[..] else {
        panic!()
    };
    let other = seal(&plaintext(2 * CHUNK_LEN + 100));
    let (_, other_chunks) = parts(&other);
    let none = seal(&[]);
    let (none_header, none_chunks) = parts(&none);

    let truncated = "stream_truncated";
    let damaged = "stream_chunk";
    let zeros: &[u8] = &[0; CHUNK_LEN];
    let shapes: &[(&str, &[&[u8]], usize, &str)] = &[
        ("no chunks", &[header], 0, truncated),
        ("no final chunk", &[header, first, second], 2, truncated),
        (
            "no final chunk, full",
            &[whole_header, whole_first, whole_second],
            2,
            truncated,
        ),
        ("no final chunk, one", &[header, first], 1, truncated),
        (
            "no final chunk, half a tag",
            &[header, first, second, &last[..15]],
            2,
            truncated,
        ),
        (
            "final chunk cut",
            &[header, first, second, &last[..last.len() - 1]],
            2,
            damaged,
        ),
        (
            "final chunk without its tag",
            &[header, first, second, &last[..last.len() - 16]],
            2,
            damaged,
        ),
        ("two final chunks", &[header, first, second, last, last], 2, damaged),
        (
            "two empty final chunks",
            &[whole_header, whole_first, whole_second, empty, empty],
            2,
            damaged,
        ),
        (
            "two empty final chunks of nothing",
            &[none_header, none_chunks[0], none_chunks[0]],
            0,
            damaged,
        ),
        (
            "final chunk, then a full one",
            &[header, first, last, second],
            1,
            damaged,
        ),
        (
            "an empty last chunk behind a short one",
            &[header, first, second, last, empty],
            2,
            damaged,
        ),
        (
            "an empty chunk in the middle",
            &[header, first, empty, second, last],
            1,
            damaged,
        ),
        (
            "an empty chunk first",
            &[header, empty, first, second, last],
            0,
            damaged,
        ),
        (
            "the empty chunk of another stream",
            &[header, first, second, empty],
            2,
            damaged,
        ),
        ("trailing byte", &[header, first, second, last, &[0]], 2, damaged),
        (
            "trailing byte behind an empty chunk",
            &[whole_header, whole_first, whole_second, empty, &[0]],
            2,
            damaged,
        ),
        (
            "trailing tag of zeros",
            &[header, first, second, last, &zeros[..16]],
            2,
            damaged,
        ),
        (
            "trailing chunk of zeros",
            &[header, first, second, last, zeros],
            2,
            damaged,
        ),
        ("last chunk of zeros", &[header, first, second, zeros], 2, damaged),
        ("trailing stream", &[header, first, second, last, &whole], 2, damaged),
        ("trailing header", &[header, first, second, last, header], 2, damaged),
        ("swapped", &[header, second, first, last], 0, damaged),
        ("duplicated", &[header, first, first, second, last], 1, damaged),
        ("second duplicated", &[header, first, second, second, last], 2, damaged),
        ("first missing", &[header, second, last], 0, damaged),
        ("middle missing", &[header, first, last], 1, damaged),
        ("last only", &[header, last], 0, damaged),
        (
            "chunk of another stream",
            &[header, first, other_chunks[1], last],
            1,
            damaged,
        ),
        (
            "last chunk of another stream",
            &[header, first, second, other_chunks[2]],
            2,
            damaged,
        ),
        (
            "header of another stream",
            &[whole_header, first, second, last],
            0,
            damaged,
        ),
        ("header twice", &[header, header, first, second, last], 0, damaged),
        (
            "a byte lost in the middle",
            &[header, first, &second[1..], last],
            1,
            damaged,
        ),
        (
            "a byte too many in the middle",
            &[header, first, &[0], second, last],
            1,
            damaged,
        ),
    ];
    for (name, shape, authentic, end) in shapes {
        let (opened, result) = open(&shape.concat());
        assert_eq!(result, Err(*end), "{name}");
        assert_eq!(opened, plaintext(authentic * CHUNK_LEN), "{name}");
    }
}

#[test]
fn every_cut_is_refused_and_releases_whole_chunks_only() {
    let plaintext = plaintext(2 * CHUNK_LEN + 3);
    let sealed = seal(&plaintext);
    // All cuts within the header, and those around every chunk, its tag and its neighbours.
    let near = (0..3).flat_map(|chunk| HEADER_LEN + chunk * SEALED_CHUNK..HEADER_LEN + chunk * SEALED_CHUNK + 20);
    let before = (1..3).flat_map(|chunk| HEADER_LEN + chunk * SEALED_CHUNK - 20..HEADER_LEN + chunk * SEALED_CHUNK);
    for cut in (0..HEADER_LEN)
        .chain(near)
        .chain(before)
        .filter(|cut| *cut < sealed.len())
    {
        let (opened, end) = open(&sealed[..cut]);
        assert!(end.is_err(), "{cut}");
        let chunks = cut.saturating_sub(HEADER_LEN) / SEALED_CHUNK;
        assert_eq!(opened, plaintext[..chunks * CHUNK_LEN], "{cut}");
    }
    for cut in 0..HEADER_LEN {
        assert_eq!(open(&sealed[..cut]).1, Err("stream_truncated"), "{cut}");
    }
}

#[test]
fn every_flipped_bit_of_a_header_and_of_a_short_stream_is_refused() {
    let sealed = seal(b"1012345678");
    for bit in 0..sealed.len() * 8 {
        let mut forged = sealed.clone();
        forged[bit / 8] ^= 1 << (bit % 8);
        let expected = match bit / 8 {
            0..3 => "stream_format",
            3 => "stream_version",
            4..8 => "stream_key",
            8..64 => "stream_refused",
            _ => "stream_chunk",
        };
        assert_eq!(open(&forged), (Vec::new(), Err(expected)), "bit {bit}");
    }
}

proptest! {
    /// At most the chunks before the flipped bit come out, and never the end.
    #[test]
    fn a_flipped_bit_is_refused(len in 0..3 * CHUNK_LEN, at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let plaintext = plaintext(len);
        let mut sealed = seal(&plaintext);
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        let (opened, end) = open(&sealed);
        prop_assert!(end.is_err());
        let authentic = at.saturating_sub(HEADER_LEN) / SEALED_CHUNK * CHUNK_LEN;
        prop_assert!(opened == plaintext[..authentic]);
    }

    #[test]
    fn a_cut_is_refused(len in 0..3 * CHUNK_LEN, at in any::<prop::sample::Index>()) {
        let plaintext = plaintext(len);
        let sealed = seal(&plaintext);
        let at = at.index(sealed.len());
        let (opened, end) = open(&sealed[..at]);
        prop_assert!(end.is_err());
        prop_assert!(opened == plaintext[..at.saturating_sub(HEADER_LEN) / SEALED_CHUNK * CHUNK_LEN]);
    }

    #[test]
    fn whatever_follows_is_refused(len in 0..2 * CHUNK_LEN, tail in prop::collection::vec(any::<u8>(), 1..100)) {
        let sealed = [seal(&plaintext(len)), tail].concat();
        prop_assert_eq!(open(&sealed).1, Err("stream_chunk"));
    }

    #[test]
    fn whatever_bytes_are_not_a_stream(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(open(&bytes).1.is_err());
    }
}
