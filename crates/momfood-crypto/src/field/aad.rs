//! The authenticated data of an envelope: what binds a sealed value to its place.
//!
//! Every part of free length stands behind its length, so no two places have the same bytes. Usual places fit on the stack
//! in a buffer small enough to cost nothing; the longest ids that are allowed go to the heap.

use crate::context::Context;
use crate::envelope::Header;
use crate::key::KeyId;

/// `"momfood/field/v1" ‖ hdr ‖ key id ‖ u16 ‖ context ‖ u16 ‖ tenant ‖ u16 ‖ row`, or `None` when a part is too long.
pub(super) fn assemble(
    context: Context,
    header: Header,
    key_id: KeyId,
    tenant: &[u8],
    row: &[u8],
) -> Option<AssociatedData> {
    let context = context.as_str().as_bytes();
    let mut aad = AssociatedData::of_len(FIXED_LEN + context.len() + tenant.len() + row.len());
    let mut out = Writer(aad.as_mut_bytes());
    out.put(*LABEL)?;
    out.put([header.byte()])?;
    out.put(key_id.value().to_be_bytes())?;
    out.put_prefixed(context)?;
    out.put_prefixed(tenant)?;
    out.put_prefixed(row)?;
    Some(aad)
}

/// The bytes, on the stack when they are few.
pub(super) enum AssociatedData {
    Short([u8; SHORT_LEN], usize),
    Long(Vec<u8>),
}

impl AssociatedData {
    fn of_len(len: usize) -> Self {
        if len <= SHORT_LEN {
            Self::Short([0; SHORT_LEN], len)
        } else {
            Self::Long(vec![0; len])
        }
    }

    fn as_mut_bytes(&mut self) -> &mut [u8] {
        match self {
            Self::Short(bytes, len) => bytes.get_mut(..*len).unwrap_or_default(),
            Self::Long(bytes) => bytes,
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Short(bytes, len) => bytes.get(..*len).unwrap_or_default(),
            Self::Long(bytes) => bytes,
        }
    }
}

/// What is still to be written. Parts of fixed length are single stores, which is why they are arrays.
struct Writer<'a>(&'a mut [u8]);

impl Writer<'_> {
    /// Writes `bytes` as they are: for parts of fixed length.
    fn put<const N: usize>(&mut self, bytes: [u8; N]) -> Option<()> {
        let (head, rest) = std::mem::take(&mut self.0).split_first_chunk_mut()?;
        *head = bytes;
        self.0 = rest;
        Some(())
    }

    /// Writes `bytes` behind their length as a big-endian `u16`, so that "a"+"bc" and "ab"+"c" differ.
    fn put_prefixed(&mut self, bytes: &[u8]) -> Option<()> {
        self.put(u16::try_from(bytes.len()).ok()?.to_be_bytes())?;
        let (head, rest) = std::mem::take(&mut self.0).split_at_mut_checked(bytes.len())?;
        head.copy_from_slice(bytes);
        self.0 = rest;
        Some(())
    }
}

const LABEL: &[u8; 16] = b"momfood/field/v1";
/// Label, header, key id and three lengths.
const FIXED_LEN: usize = LABEL.len() + 1 + 4 + 3 * 2;
/// Room for a context of 25 characters and two ids of 36, as UUIDs have them.
const SHORT_LEN: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::Suite;

    const HEADER: Header = Header {
        suite: Suite::Aes256Gcm,
        padded: false,
    };

    #[test]
    fn long_places_have_the_bytes_of_short_ones() {
        for len in 0..=255 {
            let id = vec![7; len];
            let context = Context::new("users.national_id");
            let aad = assemble(context, HEADER, KeyId::new(1), &id, &id).unwrap();
            let len = u8::try_from(len).unwrap();
            let expected = [
                &b"momfood/field/v1\x11\0\0\0\x01\0\x11users.national_id"[..],
                &[0, len],
                &id,
                &[0, len],
                &id,
            ];
            assert_eq!(aad.as_bytes(), expected.concat(), "{len}");
        }
        let long = vec![7; 1 << 16];
        assert!(assemble(Context::new("a"), HEADER, KeyId::new(1), b"", &long).is_none());
    }
}
