//! Hides the length of a plaintext: padding to a multiple, by ISO/IEC 7816-4, under the encryption.
//!
//! `80` and then `00` up to the multiple: always at least one byte, so that removing it has one result whatever the multiple
//! was. It is authenticated with the plaintext, and so no oracle.

use std::num::NonZeroU16;

use crate::envelope::MAX_PLAINTEXT_LEN;

/// The length of a padded plaintext, or `None` when it is too long for an envelope.
pub(super) fn padded_len(len: usize, multiple: NonZeroU16) -> Option<usize> {
    let padded = len
        .checked_add(1)?
        .checked_next_multiple_of(usize::from(multiple.get()))?;
    (padded <= MAX_PLAINTEXT_LEN).then_some(padded)
}

/// Appends padding up to `len` bytes in all.
pub(super) fn pad(bytes: &mut Vec<u8>, len: usize) {
    bytes.push(MARK);
    bytes.resize(len, 0);
}

/// The length of the plaintext before its padding, or `None` when there is none.
pub(super) fn unpadded_len(padded: &[u8]) -> Option<usize> {
    let last = padded.iter().rposition(|byte| *byte != 0)?;
    (padded.get(last) == Some(&MARK)).then_some(last)
}

const MARK: u8 = 0x80;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_comes_off_whatever_the_plaintext_and_the_multiple() {
        for multiple in [1, 2, 7, 16, 32, 256].map(|multiple| NonZeroU16::new(multiple).unwrap()) {
            for len in 0..70 {
                for fill in [0, 0x80, 0xff] {
                    let plaintext = vec![fill; len];
                    let mut bytes = plaintext.clone();
                    let padded = padded_len(len, multiple).unwrap();
                    pad(&mut bytes, padded);
                    assert_eq!((bytes.len(), padded % usize::from(multiple.get())), (padded, 0));
                    assert!(padded > len && padded - len <= usize::from(multiple.get()));
                    assert_eq!(unpadded_len(&bytes), Some(len));
                }
            }
        }
    }

    #[test]
    fn what_has_no_padding_is_refused() {
        for bytes in [&b""[..], &[0], &[0; 32], b"1012345678", &[0x80, 1], &[1, 0, 0]] {
            assert_eq!(unpadded_len(bytes), None);
        }
    }

    #[test]
    fn the_longest_plaintext_leaves_room_for_its_padding() {
        let multiple = NonZeroU16::new(32).unwrap();
        assert_eq!(padded_len(MAX_PLAINTEXT_LEN - 1, multiple), Some(MAX_PLAINTEXT_LEN));
        assert_eq!(padded_len(MAX_PLAINTEXT_LEN, multiple), None);
        assert_eq!(padded_len(usize::MAX, multiple), None);
    }
}
