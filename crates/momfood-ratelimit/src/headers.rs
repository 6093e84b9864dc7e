//! What a caller is told about its quotas, as header names and values without an HTTP crate and without allocating.

use core::{fmt, fmt::Write, time::Duration};

use crate::{Decision, Retry, Standing};

/// Which headers describe quotas. `Retry-After` (RFC 9110 §10.2.3) is sent with a refusal in every dialect: it is the
/// only one that is registered.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Dialect {
    /// Nothing else.
    #[default]
    RetryAfterOnly,
    /// `X-RateLimit-Limit`, `-Remaining` and `-Reset` of the tightest quota, as the plan sends them; the reset is in
    /// seconds since 1970.
    Legacy,
    /// `RateLimit-Policy` and `RateLimit` of every quota, as in draft-ietf-httpapi-ratelimit-headers-08 to -11; the time
    /// is in seconds from now.
    Draft08,
}

/// The headers of a decision, at most four. Names are lower-case. Times are rounded up: a client that waits as told is
/// not refused again.
///
/// The reset is when more can be had: after a refusal the exact wait, otherwise when the quota is full again.
pub fn rate_headers(
    decision: &Decision<'_>,
    dialect: Dialect,
) -> impl Iterator<Item = (&'static str, FieldValue)> + use<> {
    let retry = match decision.retry() {
        Retry::After(wait) if !decision.is_allowed() => FieldValue::format(format_args!("{}", ceil_secs(wait))),
        _ => None,
    };
    let [first, second, third] = match dialect {
        Dialect::RetryAfterOnly => [None, None, None],
        Dialect::Legacy => legacy(decision),
        Dialect::Draft08 => draft(decision),
    };
    [retry.map(|value| ("retry-after", value)), first, second, third]
        .into_iter()
        .flatten()
}

type Field = Option<(&'static str, FieldValue)>;

fn legacy(decision: &Decision<'_>) -> [Field; 3] {
    let Some(tightest) = decision.tightest() else {
        return [None, None, None];
    };
    let reset = decision
        .at()
        .saturating_add(until_more(tightest))
        .as_micros()
        .div_ceil(1_000_000);
    let value = |number: u64| FieldValue::format(format_args!("{number}"));
    [
        value(tightest.limit().into()).map(|value| ("x-ratelimit-limit", value)),
        value(tightest.remaining().into()).map(|value| ("x-ratelimit-remaining", value)),
        value(reset).map(|value| ("x-ratelimit-reset", value)),
    ]
}

fn draft(decision: &Decision<'_>) -> [Field; 3] {
    let policy = list(decision, |field, standing| {
        write!(field, "\"{}\";q={}", standing.quota().id(), standing.limit())?;
        // The window is an integer of at least one second, or left out.
        match standing.quota().period() {
            period if period.subsec_nanos() == 0 => write!(field, ";w={}", period.as_secs()),
            _ => Ok(()),
        }
    });
    let limit = list(decision, |field, standing| {
        let (remaining, wait) = (standing.remaining(), ceil_secs(until_more(standing)));
        write!(field, "\"{}\";r={remaining};t={wait}", standing.quota().id())
    });
    [
        policy.map(|value| ("ratelimit-policy", value)),
        limit.map(|value| ("ratelimit", value)),
        None,
    ]
}

/// A structured list (RFC 9651 §3.1) with an item for each quota.
fn list(
    decision: &Decision<'_>,
    mut item: impl FnMut(&mut FieldValue, &Standing<'_>) -> fmt::Result,
) -> Option<FieldValue> {
    let mut field = FieldValue::EMPTY;
    for standing in decision.standings() {
        if field.len > 0 {
            field.write_str(", ").ok()?;
        }
        item(&mut field, standing).ok()?;
    }
    (field.len > 0).then_some(field)
}

fn until_more(standing: &Standing<'_>) -> Duration {
    match standing.retry() {
        Retry::After(wait) => wait,
        Retry::Now | Retry::Never => standing.reset_after(),
    }
}

fn ceil_secs(wait: Duration) -> u64 {
    wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0))
}

/// A header value: visible ASCII, in place.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct FieldValue {
    bytes: [u8; FIELD_BYTES],
    len: usize,
}

impl FieldValue {
    const EMPTY: Self = Self {
        bytes: [0; FIELD_BYTES],
        len: 0,
    };

    /// The value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let written = self.bytes.get(..self.len).unwrap_or_default();
        str::from_utf8(written).unwrap_or_default()
    }

    fn format(arguments: fmt::Arguments<'_>) -> Option<Self> {
        let mut value = Self::EMPTY;
        value.write_fmt(arguments).ok().map(|()| value)
    }
}

impl Write for FieldValue {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.len.checked_add(text.len()).ok_or(fmt::Error)?;
        let room = self.bytes.get_mut(self.len..end).ok_or(fmt::Error)?;
        room.copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }
}

impl fmt::Display for FieldValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for FieldValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), formatter)
    }
}

/// Four items of the longest policy id and the largest numbers.
const FIELD_BYTES: usize = 256;
