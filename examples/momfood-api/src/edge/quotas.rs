//! How much is granted to whom.

use std::num::NonZeroU32;
use std::time::Duration;

use momfood_ratelimit::{Algorithm, Quota, QuotaError};

use crate::config::Options;

/// The quotas of the service.
#[derive(Debug)]
pub(super) struct Quotas {
    /// All requests of an address.
    pub(super) address: Quota,
    /// Above which an address floods: in a burst, and over a minute.
    pub(super) flood: (Quota, Quota),
    /// Attempts to sign in from an address. An exact window: a guesser gets no burst after it.
    pub(super) login_address: Quota,
    /// Attempts to sign in from the network around an IPv6 address.
    pub(super) login_network: Quota,
    /// Attempts to sign in as an account, from wherever it is not known.
    pub(super) login_account: Quota,
    /// Attempts to sign in as an account from where it is known.
    pub(super) login_known: Quota,
    /// All requests of an account.
    pub(super) account: Quota,
    /// What an account makes that is kept.
    pub(super) creation: Quota,
    /// New accounts from an address.
    pub(super) registration: Quota,
}

impl Quotas {
    pub(super) fn of(options: &Options) -> Result<Self, QuotaError> {
        let per_minute = options.requests_per_minute.map_or(600, NonZeroU32::get);
        let burst = options.flood_per_second.map_or(50, NonZeroU32::get);
        let sustained = options.flood_per_minute.map_or(1_200, NonZeroU32::get);
        Ok(Self {
            address: Quota::per("address", per_minute, MINUTE)?,
            flood: (
                Quota::per("flood-burst", burst, Duration::from_secs(1))?,
                Quota::per("flood-sustained", sustained, MINUTE)?,
            ),
            login_address: Quota::per("login-address", 10, MINUTE)?.with_algorithm(Algorithm::SlidingLog)?,
            login_network: Quota::per("login-network", 30, MINUTE)?.with_algorithm(Algorithm::SlidingLog)?,
            login_known: Quota::per("login-known", 10, MINUTE)?.with_algorithm(Algorithm::SlidingLog)?,
            account: Quota::per("account", per_minute, MINUTE)?,
            creation: Quota::per("creation", 30, MINUTE)?,
            login_account: Quota::per("login-account", 10, 5 * MINUTE)?.with_algorithm(Algorithm::SlidingLog)?,
            registration: Quota::per("registration", 5, 10 * MINUTE)?.with_algorithm(Algorithm::SlidingLog)?,
        })
    }
}

const MINUTE: Duration = Duration::from_secs(60);
