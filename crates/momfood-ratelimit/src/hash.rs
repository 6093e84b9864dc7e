//! From a name and a subject to the 64 bits under which their state is kept.
//!
//! SipHash-1-3 (Aumasson and Bernstein, 2012) under a random key of the process: nobody outside can choose two subjects
//! that share a bucket, and what a table holds tells nothing about whom it counts. At a million keys the chance of any
//! collision at all is 3 in 10^8, and its effect is one shared bucket.
//!
//! It is written out here because the standard library's takes bytes in small writes, and twice as long.

use core::{fmt, hash::BuildHasher, num::NonZeroU64};
use std::hash::RandomState;

use crate::subject::{Kind, Subject};

/// The key of the hash.
#[derive(Clone)]
pub(crate) struct KeyHasher([u64; 2]);

impl KeyHasher {
    /// A hasher with a key of its own.
    pub(crate) fn new() -> Self {
        // The standard library's source of randomness; its output under a random key is as random.
        let random = RandomState::new();
        Self([0_u64, 1].map(|number| random.hash_one(number)))
    }

    /// The hash of `subject` in the namespace of `tag`. Never zero, which marks an empty slot.
    ///
    /// No two subjects have the same words: the first word holds the kind, every text is followed by its length, and of a
    /// prefix only a half that is zero by its kind is left out.
    #[inline]
    pub(crate) fn hash(&self, tag: u64, subject: &Subject<'_>) -> NonZeroU64 {
        let sip = |kind: u64| Sip::<1, 3>::new(self.0).word((kind << TAG_BITS) | (tag & TAG_MASK));
        let sip = match subject.0 {
            Kind::Prefix(prefix) => {
                let (sip, [high, low]) = (sip(u64::from(prefix.len128())), halves(prefix.bits()));
                match prefix.len128() {
                    0..=64 => sip.word(high),
                    _ if high == 0 => sip.word(low),
                    _ => sip.word(high).word(low),
                }
            }
            Kind::User(id) => sip(USER).text(id),
            Kind::Text(namespace, text) => sip(TEXT).text(namespace).text(text),
        };
        NonZeroU64::new(sip.finish()).unwrap_or(NonZeroU64::MIN)
    }
}

/// Shows nothing of the key.
impl fmt::Debug for KeyHasher {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("KeyHasher(..)")
    }
}

/// No prefix lengths, which end at 128.
const USER: u64 = 0x100;
const TEXT: u64 = 0x200;

/// The upper ten bits of a tag give way to the kind; 54 are plenty for the names of one service's quotas.
const TAG_BITS: u32 = 54;
const TAG_MASK: u64 = (1 << TAG_BITS) - 1;

/// SipHash with `C` rounds a word and `D` at the end, over whole words.
struct Sip<const C: usize, const D: usize> {
    state: [u64; 4],
    words: u64,
}

impl<const C: usize, const D: usize> Sip<C, D> {
    #[inline]
    const fn new([k0, k1]: [u64; 2]) -> Self {
        let state = [
            k0 ^ 0x736f_6d65_7073_6575,
            k1 ^ 0x646f_7261_6e64_6f6d,
            k0 ^ 0x6c79_6765_6e65_7261,
            k1 ^ 0x7465_6462_7974_6573,
        ];
        Self { state, words: 0 }
    }

    #[inline]
    fn word(mut self, word: u64) -> Self {
        self.words = self.words.wrapping_add(1);
        self.absorb(word);
        self
    }

    fn text(self, text: &str) -> Self {
        let (words, rest) = text.as_bytes().as_chunks::<8>();
        let mut last = [0; 8];
        last.iter_mut().zip(rest).for_each(|(place, byte)| *place = *byte);
        let sip = words.iter().fold(self, |sip, word| sip.word(u64::from_le_bytes(*word)));
        sip.word(u64::from_le_bytes(last))
            .word(u64::try_from(text.len()).unwrap_or(u64::MAX))
    }

    #[inline]
    fn finish(mut self) -> u64 {
        let length = self.words.wrapping_mul(8) << 56;
        self.absorb(length);
        let [v0, v1, v2, v3] = self.state;
        let [v0, v1, v2, v3] = (0..D).fold([v0, v1, v2 ^ 0xff, v3], |state, _| round(state));
        v0 ^ v1 ^ v2 ^ v3
    }

    #[inline]
    fn absorb(&mut self, word: u64) {
        let [v0, v1, v2, v3] = self.state;
        let [v0, v1, v2, v3] = (0..C).fold([v0, v1, v2, v3 ^ word], |state, _| round(state));
        self.state = [v0 ^ word, v1, v2, v3];
    }
}

#[inline]
const fn round([mut v0, mut v1, mut v2, mut v3]: [u64; 4]) -> [u64; 4] {
    v0 = v0.wrapping_add(v1);
    v2 = v2.wrapping_add(v3);
    v1 = v1.rotate_left(13) ^ v0;
    v3 = v3.rotate_left(16) ^ v2;
    v0 = v0.rotate_left(32);
    v2 = v2.wrapping_add(v1);
    v0 = v0.wrapping_add(v3);
    v1 = v1.rotate_left(17) ^ v2;
    v3 = v3.rotate_left(21) ^ v0;
    v2 = v2.rotate_left(32);
    [v0, v1, v2, v3]
}

#[inline]
fn halves(bits: u128) -> [u64; 2] {
    let [a, b, c, d, e, f, g, h, low @ ..] = bits.to_be_bytes();
    [u64::from_be_bytes([a, b, c, d, e, f, g, h]), u64::from_be_bytes(low)]
}

#[cfg(test)]
mod tests {
    use core::hash::Hasher;

    use super::*;

    /// The standard library has SipHash-2-4 with a chosen key, deprecated but right.
    #[test]
    #[expect(deprecated, reason = "it is the reference")]
    fn the_rounds_are_those_of_siphash() {
        for words in [&[][..], &[0], &[1, 2, 3], &[u64::MAX; 40]] {
            let mut reference = std::hash::SipHasher::new_with_keys(7, 11);
            words.iter().for_each(|word: &u64| reference.write(&word.to_le_bytes()));
            let ours = words
                .iter()
                .fold(Sip::<2, 4>::new([7, 11]), |sip, word| sip.word(*word));
            assert_eq!(ours.finish(), reference.finish(), "{words:?}");
        }
    }

    #[test]
    fn two_stores_hash_differently() {
        let hash = || KeyHasher::new().hash(1, &Subject::everyone());
        assert_ne!(hash(), hash());
    }
}
