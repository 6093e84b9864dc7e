//! The state of a stream that is being opened, without I/O: sealed bytes go in, authentic plaintext comes out.
//!
//! One buffer of one chunk: it either fills with sealed bytes or holds plaintext whose tag held. A refusal is final.

use std::ops::Range;

use zeroize::Zeroizing;

use super::chunk::Chunks;
use super::{CHUNK_LEN, OpenStreamError, SEALED_CHUNK_LEN};
use crate::envelope::TAG_LEN;

#[derive(Debug)]
pub(super) struct OpenBuffer {
    chunks: Chunks,
    /// Holds plaintext once opened, and so is wiped.
    buffer: Zeroizing<Vec<u8>>,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    /// So many sealed bytes, fewer than a chunk.
    Filling(usize),
    /// This plaintext is left of a chunk that is not the last.
    Open(Range<usize>),
    /// This plaintext is left of the last chunk.
    Last(Range<usize>),
    Refused(Refusal),
}

/// Why the rest of a stream is refused.
#[derive(Clone, Copy, Debug)]
pub(super) enum Refusal {
    Chunk(u64),
    Truncated,
    TooLong,
}

impl OpenBuffer {
    /// The stream of `chunks`, before its first.
    pub(super) fn new(chunks: Chunks) -> Self {
        Self {
            chunks,
            buffer: Zeroizing::new(vec![0; SEALED_CHUNK_LEN]),
            state: State::Filling(0),
        }
    }

    /// Plaintext to give out, or where to put sealed bytes, or the end.
    pub(super) fn step(&mut self) -> Result<Step<'_>, OpenStreamError> {
        if let State::Open(range) = &self.state
            && range.is_empty()
        {
            self.state = State::Filling(0);
        }
        match self.state.clone() {
            State::Filling(filled) => Ok(Step::Fill(self.buffer.get_mut(filled..).unwrap_or_default())),
            State::Last(range) if range.is_empty() => Ok(Step::End),
            State::Open(range) | State::Last(range) => Ok(Step::Plaintext(self.buffer.get(range).unwrap_or_default())),
            State::Refused(refusal) => Err(refusal.into()),
        }
    }

    /// `count` sealed bytes have been put there; 0 at the end of the source. Opens the chunk once it is whole.
    pub(super) fn filled(&mut self, count: usize) {
        let State::Filling(filled) = self.state else {
            return;
        };
        let filled = filled + count;
        self.state = if filled < SEALED_CHUNK_LEN && count > 0 {
            State::Filling(filled)
        } else {
            self.open(filled).unwrap_or_else(State::Refused)
        };
    }

    /// The first `count` bytes of the plaintext have been given out.
    pub(super) fn consume(&mut self, count: usize) {
        if let State::Open(range) | State::Last(range) = &mut self.state {
            range.start = (range.start + count).min(range.end);
        }
    }

    /// Goes to the start of chunk `number`; the source must do the same.
    pub(super) fn go_to(&mut self, number: u64) {
        self.chunks.go_to(number);
        self.state = State::Filling(0);
    }

    /// Goes to this byte of the chunk that is open, or to its end.
    pub(super) fn go_within(&mut self, offset: usize) {
        if let State::Open(range) | State::Last(range) = &mut self.state {
            range.start = offset.min(range.end);
        }
    }

    /// Refuses whatever is left, for ever.
    pub(super) fn refuse(&mut self, refusal: Refusal) -> OpenStreamError {
        self.state = State::Refused(refusal);
        refusal.into()
    }

    /// The number of the chunk that is open.
    pub(super) fn open_chunk(&self) -> Option<u64> {
        matches!(self.state, State::Open(_) | State::Last(_)).then(|| self.chunks.spent().saturating_sub(1))
    }

    /// The plaintext bytes before the next one that is given out.
    pub(super) fn position(&self) -> u64 {
        match &self.state {
            State::Open(range) | State::Last(range) => {
                self.chunks.spent().saturating_sub(1) * CHUNK_LEN as u64 + range.start as u64
            }
            State::Filling(_) | State::Refused(_) => self.chunks.spent() * CHUNK_LEN as u64,
        }
    }

    fn open(&mut self, filled: usize) -> Result<State, Refusal> {
        let number = self.chunks.next().ok_or(Refusal::TooLong)?;
        let chunk = self.buffer.get_mut(..filled).unwrap_or_default();
        if chunk.len() < TAG_LEN {
            // Nothing here can be a last chunk: the stream was cut behind a full one, or within a tag.
            return Err(Refusal::Truncated);
        }
        let len = self.chunks.open(chunk).map_err(|_refused| Refusal::Chunk(number))?;
        match len {
            CHUNK_LEN => Ok(State::Open(0..len)),
            _ => Ok(State::Last(0..len)),
        }
    }
}

/// What a stream asks for.
pub(super) enum Step<'a> {
    /// Put sealed bytes here and say how many.
    Fill(&'a mut [u8]),
    /// Authentic bytes; say how many have been given out.
    Plaintext(&'a [u8]),
    /// The last chunk has been given out.
    End,
}

impl From<Refusal> for OpenStreamError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Chunk(number) => Self::Chunk(number),
            Refusal::Truncated => Self::Truncated,
            Refusal::TooLong => Self::TooLong,
        }
    }
}
