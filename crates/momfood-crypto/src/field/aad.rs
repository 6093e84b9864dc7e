//! The authenticated data of an envelope, assembled on the stack: what binds a sealed value to its place.
//!
//! Every part of free length stands behind its length, so no two places have the same bytes.

use crate::context::{Context, MAX_BIND_LEN, MAX_CONTEXT_LEN};
use crate::envelope::Suite;
use crate::key::KeyId;

/// `"momfood/field/v1" ‖ hdr ‖ key id ‖ u16 ‖ context ‖ u16 ‖ tenant ‖ u16 ‖ row`, or `None` when a part is too long.
pub(super) fn assemble(
    context: Context,
    suite: Suite,
    key_id: KeyId,
    tenant: &[u8],
    row: &[u8],
) -> Option<AssociatedData> {
    let mut aad = AssociatedData::new();
    aad.push(LABEL)?;
    aad.push(&[suite.header()])?;
    aad.push(&key_id.value().to_be_bytes())?;
    aad.push_prefixed(context.as_str().as_bytes())?;
    aad.push_prefixed(tenant)?;
    aad.push_prefixed(row)?;
    Some(aad)
}

/// Collects bytes in a fixed buffer and refuses what does not fit.
pub(super) struct AssociatedData {
    buffer: [u8; MAX_AAD_LEN],
    len: usize,
}

impl AssociatedData {
    fn new() -> Self {
        Self {
            buffer: [0; MAX_AAD_LEN],
            len: 0,
        }
    }

    /// Appends `bytes` as they are: for parts of fixed length.
    fn push(&mut self, bytes: &[u8]) -> Option<()> {
        let end = self.len.checked_add(bytes.len())?;
        self.buffer.get_mut(self.len..end)?.copy_from_slice(bytes);
        self.len = end;
        Some(())
    }

    /// Appends `bytes` behind their length as a big-endian `u16`, so that "a"+"bc" and "ab"+"c" differ.
    fn push_prefixed(&mut self, bytes: &[u8]) -> Option<()> {
        self.push(&u16::try_from(bytes.len()).ok()?.to_be_bytes())?;
        self.push(bytes)
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.buffer.get(..self.len).unwrap_or_default()
    }
}

const LABEL: &[u8] = b"momfood/field/v1";
const MAX_AAD_LEN: usize = LABEL.len() + 1 + 4 + 2 + MAX_CONTEXT_LEN + 2 * (2 + MAX_BIND_LEN);
