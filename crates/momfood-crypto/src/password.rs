//! Passwords: argon2id with an optional pepper to make hashes, bcrypt to read those of an older system, upgrades on login.
//!
//! Invariants: lengths and costs are bounded before any work; a hash that we make is argon2id at the current cost under
//! the current pepper; an unknown user costs as much as a known one. All of it is synchronous and slow by design: async
//! services go through `PasswordPool` (feature `tokio`).
//!
//! A pepper is a key that the database does not have, given to argon2 as its secret K (RFC 9106 §3.1). It is a key of a
//! [`Keyring`], so it rotates like one; its id stands in the hash, and `HKDF-Expand(key, "mf/pepper/v1")` is the secret.

use std::fmt;
use std::num::NonZeroUsize;

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use crate::hkdf;
use crate::key::{KeyId, KeyStatus};
use crate::keyring::Keyring;
use crate::random;
use crate::secret::{Secret, constant_time_eq};

#[cfg(feature = "bcrypt")]
mod bcrypt;
mod error;
mod memory;
mod params;
mod phc;
#[cfg(feature = "tokio")]
mod pool;
mod stored;
mod verdict;

pub use error::PasswordError;
use memory::Memory;
pub use params::{Argon2Params, Argon2ParamsError};
use phc::{Argon2Hash, MAX_OUTPUT_LEN, OUTPUT_LEN, SALT_LEN};
#[cfg(feature = "tokio")]
pub use pool::{DEFAULT_QUEUE_PER_TASK, PasswordPool, PasswordPoolError};
use stored::Scheme;
pub use stored::{PasswordHash, PasswordHashError};
pub use verdict::{Verdict, Verification};

/// Makes and checks password hashes. Make one at start and share it: it keeps its working memory between hashes.
///
/// ```
/// use momfood_crypto::{PasswordHash, PasswordHasher, Verdict};
///
/// let hasher = PasswordHasher::new();
/// let hash = hasher.hash("correct horse battery staple")?;
/// let stored = PasswordHash::parse(hash.as_str())?;
/// assert_eq!(hasher.verify("correct horse battery staple", &stored)?, Verdict::Match);
/// assert_eq!(hasher.verify("Tr0ub4dor&3", &stored)?, Verdict::Mismatch);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Security
/// The bytes of a password are used as they are: bring it to one Unicode form first, on registration and on login.
pub struct PasswordHasher {
    params: Argon2Params,
    peppers: Option<Keyring>,
    memory: Memory,
}

impl PasswordHasher {
    /// argon2id at the cost of [`Argon2Params::OWASP`], without a pepper.
    #[must_use]
    pub fn new() -> Self {
        let params = Argon2Params::OWASP;
        Self {
            params,
            peppers: None,
            memory: Memory::new(blocks(params), cores().get()),
        }
    }

    /// Another cost for new hashes. Hashes of any other cost are obsolete.
    #[must_use]
    pub fn with_params(self, params: Argon2Params) -> Self {
        Self {
            params,
            memory: Memory::new(blocks(params), cores().get()),
            ..self
        }
    }

    /// Peppers new hashes with the primary key of `peppers`, and reads hashes under any of its keys that opens.
    ///
    /// Hashes without a pepper, or under a key that is on its way out, are obsolete.
    ///
    /// # Security
    /// A password whose pepper is lost can never be verified again: back the keyring up apart from the database.
    #[must_use]
    pub fn with_peppers(mut self, peppers: &Keyring) -> Self {
        self.peppers = Some(peppers.clone());
        self
    }

    /// Hashes `password`, 1 to [`MAX_PASSWORD_LEN`] bytes, with a fresh salt.
    ///
    /// # Errors
    /// [`PasswordError`], but never [`PasswordError::Pepper`].
    pub fn hash(&self, password: &str) -> Result<PasswordHash, PasswordError> {
        self.hash_with_salt(password, random::array::<SALT_LEN>()?)
    }

    fn hash_with_salt(&self, password: &str, salt: [u8; SALT_LEN]) -> Result<PasswordHash, PasswordError> {
        check_length(password)?;
        let mut hash = Argon2Hash {
            algorithm: Algorithm::Argon2id,
            version: Version::V0x13,
            params: self.params,
            pepper: self.peppers.as_ref().map(Keyring::primary),
            salt: salt.to_vec(),
            output: vec![0; OUTPUT_LEN],
        };
        let output = self.compute(password, &hash)?;
        hash.output
            .copy_from_slice(output.get(..OUTPUT_LEN).ok_or(PasswordError::Failed)?);
        Ok(PasswordHash::from_argon2(hash))
    }

    /// Whether `password` is the one that `stored` was made from, and whether `stored` should be replaced.
    ///
    /// # Errors
    /// [`PasswordError`]; the password was then neither confirmed nor denied.
    ///
    /// # Security
    /// A match costs as much as a mismatch. A hash of another scheme or cost takes another time than a current one, which
    /// tells that the user exists and has not logged in since the change.
    pub fn verify(&self, password: &str, stored: &PasswordHash) -> Result<Verdict, PasswordError> {
        check_length(password)?;
        let matches = match stored.scheme() {
            Scheme::Argon2(hash) => {
                let output = self.compute(password, hash)?;
                let output = output.get(..hash.output.len()).ok_or(PasswordError::Failed)?;
                constant_time_eq(output, &hash.output)
            }
            #[cfg(feature = "bcrypt")]
            Scheme::Bcrypt(hash) => hash.matches(password),
        };
        Ok(match (matches, self.is_obsolete(stored)) {
            (false, _) => Verdict::Mismatch,
            (true, false) => Verdict::Match,
            (true, true) => Verdict::MatchButObsolete,
        })
    }

    /// [`verify`](Self::verify), and after a match with an obsolete hash the hash to store in its place.
    ///
    /// Store it by compare-and-swap on the old text, so that a password that was changed meanwhile stays changed.
    ///
    /// # Errors
    /// As [`verify`](Self::verify), and [`PasswordError::Random`].
    pub fn verify_and_upgrade(&self, password: &str, stored: &PasswordHash) -> Result<Verification, PasswordError> {
        Ok(match self.verify(password, stored)? {
            Verdict::Match => Verification::Match,
            Verdict::MatchButObsolete => Verification::MatchWithUpgrade(self.hash(password)?),
            Verdict::Mismatch => Verification::Mismatch,
        })
    }

    /// The work of a [`verify`](Self::verify) for a user who does not exist, so that the time does not tell.
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub fn verify_dummy(&self, password: &str) -> Result<(), PasswordError> {
        self.hash_with_salt(password, [0; SALT_LEN]).map(|_hash| ())
    }

    /// Whether `stored` is anything but what [`hash`](Self::hash) would make today. No work is done.
    #[must_use]
    pub fn is_obsolete(&self, stored: &PasswordHash) -> bool {
        match stored.scheme() {
            Scheme::Argon2(hash) => {
                let current = hash.algorithm == Algorithm::Argon2id
                    && hash.version == Version::V0x13
                    && hash.params == self.params
                    && hash.salt.len() >= SALT_LEN
                    && hash.output.len() >= OUTPUT_LEN;
                !current || self.is_pepper_obsolete(hash.pepper)
            }
            #[cfg(feature = "bcrypt")]
            Scheme::Bcrypt(_) => true,
        }
    }

    /// As for sealed fields: a key that is about to become primary is as good as the primary.
    fn is_pepper_obsolete(&self, pepper: Option<KeyId>) -> bool {
        match (&self.peppers, pepper) {
            (None, None) => false,
            (Some(peppers), Some(id)) => !matches!(peppers.status(id), Some(KeyStatus::Primary | KeyStatus::Active)),
            _ => true,
        }
    }

    /// The output of argon2 for the algorithm, cost, pepper, salt and output length of `hash`; zeros follow it.
    fn compute(&self, password: &str, hash: &Argon2Hash) -> Result<Zeroizing<[u8; MAX_OUTPUT_LEN]>, PasswordError> {
        let pepper = hash.pepper.map(|id| self.pepper(id)).transpose()?;
        let pepper = pepper.as_ref().map_or(&[][..], |pepper| pepper.expose());
        let (memory, passes, lanes) = (hash.params.memory_kib(), hash.params.passes(), hash.params.lanes());
        let params = Params::new(memory, passes, lanes, Some(hash.output.len())).map_err(|_| PasswordError::Failed)?;
        // An empty secret and none are the same to argon2 (RFC 9106 §3.2).
        let argon2 =
            Argon2::new_with_secret(pepper, hash.algorithm, hash.version, params).map_err(|_| PasswordError::Failed)?;

        let area = self.memory.lease(blocks(hash.params)).ok_or(PasswordError::Memory)?;
        let mut output = Zeroizing::new([0; MAX_OUTPUT_LEN]);
        let wanted = output.get_mut(..hash.output.len()).ok_or(PasswordError::Failed)?;
        argon2
            .hash_password_into_with_memory(password.as_bytes(), &hash.salt, wanted, area)
            .map_err(|_| PasswordError::Failed)?;
        Ok(output)
    }

    fn pepper(&self, id: KeyId) -> Result<Secret<[u8; 32]>, PasswordError> {
        self.peppers
            .as_ref()
            .and_then(|peppers| peppers.key(id))
            .filter(|key| key.status().opens())
            .and_then(|key| key.material())
            .map(|material| hkdf::expand(material, &[PEPPER_LABEL]))
            .ok_or(PasswordError::Pepper(id))
    }

    #[cfg(feature = "tokio")]
    fn keeping_memory_for(mut self, tasks: NonZeroUsize) -> Self {
        self.memory = self.memory.keeping(tasks.get());
        self
    }
}

impl Default for PasswordHasher {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for PasswordHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordHasher")
            .field("params", &self.params)
            .field("pepper", &self.peppers.as_ref().map(Keyring::primary))
            .finish_non_exhaustive()
    }
}

fn check_length(password: &str) -> Result<(), PasswordError> {
    if (1..=MAX_PASSWORD_LEN).contains(&password.len()) {
        Ok(())
    } else {
        Err(PasswordError::Length)
    }
}

/// A block of argon2 has 1 KiB.
fn blocks(params: Argon2Params) -> usize {
    usize::try_from(params.memory_kib()).unwrap_or(usize::MAX)
}

/// How many hashes can run at a time without taking turns.
fn cores() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Longest password, in bytes: 128 characters of any script, with room. More would be work for an attacker to order.
pub const MAX_PASSWORD_LEN: usize = 1_024;

const PEPPER_LABEL: &[u8] = b"mf/pepper/v1";
