//! What a password hash costs: the memory, passes and lanes of argon2 (RFC 9106 §3.1), with a floor and a ceiling.
//!
//! The floor holds for hashes that we make, the ceiling for those that we meet too: a forged record must not be able to
//! order 4 GiB of work.

/// The cost of one argon2id hash.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Argon2Params {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Argon2Params {
    /// 19 MiB, 2 passes, 1 lane: about 25 ms of one core. The first choice of the OWASP Password Storage Cheat Sheet.
    pub const OWASP: Self = Self {
        memory_kib: 19_456,
        passes: 2,
        lanes: 1,
    };

    /// Least memory, in KiB: 7 MiB, the least that OWASP lists.
    pub const MIN_MEMORY_KIB: u32 = 7_168;
    /// Most memory, in KiB: 256 MiB.
    pub const MAX_MEMORY_KIB: u32 = 262_144;
    /// Least product of memory and passes, in KiB: 35 MiB, as in 7 MiB with 5 passes, the least that OWASP lists.
    pub const MIN_WORK_KIB: u32 = 35_840;
    /// Most passes.
    pub const MAX_PASSES: u32 = 10;
    /// Most lanes. They are computed one after the other, so more than 1 helps only to match other systems.
    pub const MAX_LANES: u32 = 16;

    /// A cost between the bounds above.
    ///
    /// # Errors
    /// [`Argon2ParamsError`] that names the bound.
    pub const fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, Argon2ParamsError> {
        if memory_kib < Self::MIN_MEMORY_KIB || memory_kib.saturating_mul(passes) < Self::MIN_WORK_KIB {
            return Err(Argon2ParamsError::TooCheap);
        }
        match Self::stored(memory_kib, passes, lanes) {
            Some(params) => Ok(params),
            None => Err(Argon2ParamsError::TooCostly),
        }
    }

    /// Microseconds and 8 KiB: for tests and for the seeds of a demonstration, which hash by the hundred.
    ///
    /// # Security
    /// Such a hash falls to a dictionary at once. A hasher with any other cost reports it as obsolete.
    #[must_use]
    pub const fn insecure_fast() -> Self {
        Self {
            memory_kib: 8,
            passes: 1,
            lanes: 1,
        }
    }

    /// The cost of a hash that exists, or `None` when it is beyond the ceiling or no argon2 can have it.
    pub(super) const fn stored(memory_kib: u32, passes: u32, lanes: u32) -> Option<Self> {
        let possible = passes >= 1 && lanes >= 1 && memory_kib >= lanes.saturating_mul(8);
        let bounded = memory_kib <= Self::MAX_MEMORY_KIB && passes <= Self::MAX_PASSES && lanes <= Self::MAX_LANES;
        if possible && bounded {
            Some(Self {
                memory_kib,
                passes,
                lanes,
            })
        } else {
            None
        }
    }

    /// Memory in KiB.
    #[must_use]
    pub const fn memory_kib(self) -> u32 {
        self.memory_kib
    }

    /// Passes over the memory.
    #[must_use]
    pub const fn passes(self) -> u32 {
        self.passes
    }

    /// Lanes that the memory is cut into.
    #[must_use]
    pub const fn lanes(self) -> u32 {
        self.lanes
    }
}

/// [`OWASP`](Argon2Params::OWASP).
impl Default for Argon2Params {
    fn default() -> Self {
        Self::OWASP
    }
}

/// Why a cost was refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Argon2ParamsError {
    /// Under [`Argon2Params::MIN_MEMORY_KIB`] or [`Argon2Params::MIN_WORK_KIB`].
    #[error("cheaper than the least that owasp recommends")]
    TooCheap,
    /// Over one of the ceilings, without a lane, or with under 8 KiB for each lane.
    #[error("beyond the bounds of memory, passes or lanes")]
    TooCostly,
}

impl Argon2ParamsError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooCheap => "argon2_too_cheap",
            Self::TooCostly => "argon2_too_costly",
        }
    }
}
