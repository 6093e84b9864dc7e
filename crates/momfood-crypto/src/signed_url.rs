//! Signed URLs: a link that works for one method and one target, for a while, without a session.
//!
//! ```text
//! /receipts/17?lang=ar&mf-expires=1735689600&mf-key=9f3a21c4&mf-signature=<43 characters>
//! └─────────────── what is signed, with the method ────────┘
//! ```
//!
//! Invariants: the three parameters stand last and in this order, and all before the signature is signed as it is, so a URL
//! has one reading; nothing is decoded or normalised; a signature serves one purpose. Scheme and host are not signed, since
//! proxies change them. Keys are a [`Keyring`]'s, so they rotate like one.

use std::fmt;
use std::time::Duration;

use crate::key::KeyId;
use crate::keyring::Keyring;
use crate::mac::{Mac, MacKey};

/// Signs and checks URLs of one purpose.
///
/// ```
/// use std::time::Duration;
/// use momfood_crypto::{Keyring, UrlSigner};
///
/// let receipts = UrlSigner::new(&Keyring::generate()?, "receipts");
/// let now = 1_735_686_000;
/// let link = receipts.sign("GET", "/receipts/17?lang=ar", now, Duration::from_secs(3_600))?;
/// assert_eq!(receipts.verify("GET", &link, now + 3_599)?, "/receipts/17?lang=ar");
/// assert!(receipts.verify("GET", &link, now + 3_600).is_err());
/// assert!(receipts.verify("GET", &link.replace("17", "18"), now).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct UrlSigner {
    primary: KeyId,
    /// Every key that opens, the primary among them.
    macs: Box<[(KeyId, Mac)]>,
    purpose: &'static str,
}

impl UrlSigner {
    /// Signs with the primary key of `keys` and accepts what any of its keys that opens has signed.
    ///
    /// A URL of one purpose is none of another: name what the link does, as in `"receipts"`, and never change the name.
    #[must_use]
    pub fn new(keys: &Keyring, purpose: &'static str) -> Self {
        let macs = keys
            .keys()
            .filter(|key| key.status().opens())
            .filter_map(|key| Some((key.id(), key.material()?)))
            .map(|(id, material)| (id, Mac::new(&MacKey::of_key(material).derive(LABEL), purpose)))
            .collect();
        Self {
            primary: keys.primary(),
            macs,
            purpose,
        }
    }

    /// `target` with its expiry and signature: good from `now`, in Unix seconds, for `lifetime`.
    ///
    /// # Errors
    /// [`SignUrlError`].
    ///
    /// # Security
    /// Whoever has the URL has what it gives. Keep it out of logs, and lifetimes short.
    pub fn sign(&self, method: &str, target: &str, now: u64, lifetime: Duration) -> Result<String, SignUrlError> {
        if lifetime > MAX_URL_LIFETIME || lifetime.as_secs() == 0 {
            return Err(SignUrlError::Lifetime);
        }
        if !is_method(method) {
            return Err(SignUrlError::Method);
        }
        if !is_target(target) {
            return Err(SignUrlError::Target);
        }
        let separator = if target.contains('?') { '&' } else { '?' };
        let expires = now.saturating_add(lifetime.as_secs());
        let signed = format!("{target}{separator}{EXPIRES}{expires}{KEY}{}", self.primary);
        let mac = self.mac(self.primary).ok_or(SignUrlError::Failed)?;
        let tag = mac.tag(&[method.as_bytes(), signed.as_bytes()]).to_base64url();
        Ok(format!("{signed}{SIGNATURE}{tag}"))
    }

    /// Checks the path and query of a request at `now`, in Unix seconds, and gives back what was signed.
    ///
    /// Serve that, and not the target of the request: it is the part without our parameters.
    ///
    /// # Errors
    /// [`VerifyUrlError`]. Answer all of them alike, with 403 and an empty body.
    pub fn verify<'a>(&self, method: &str, target: &'a str, now: u64) -> Result<&'a str, VerifyUrlError> {
        if !is_method(method) || target.len() > MAX_URL_LEN + OURS_LEN {
            return Err(VerifyUrlError::Malformed);
        }
        let (signed, signature) = target.rsplit_once(SIGNATURE).ok_or(VerifyUrlError::Malformed)?;
        let (rest, key) = signed.rsplit_once(KEY).ok_or(VerifyUrlError::Malformed)?;
        let (rest, expires) = rest.rsplit_once(EXPIRES).ok_or(VerifyUrlError::Malformed)?;
        let original = rest.strip_suffix(['?', '&']).ok_or(VerifyUrlError::Malformed)?;
        let expires: u64 = expires.parse().map_err(|_| VerifyUrlError::Malformed)?;

        // Another spelling of the id is another signed text: the signature refuses it.
        let key = u32::from_str_radix(key, 16).map_err(|_| VerifyUrlError::Malformed)?;
        let mac = self.mac(KeyId::new(key)).ok_or(VerifyUrlError::Signature)?;
        if !mac.verify_base64url(&[method.as_bytes(), signed.as_bytes()], signature) {
            return Err(VerifyUrlError::Signature);
        }
        if now >= expires {
            return Err(VerifyUrlError::Expired);
        }
        Ok(original)
    }

    fn mac(&self, wanted: KeyId) -> Option<&Mac> {
        self.macs.iter().find(|(id, _)| *id == wanted).map(|(_, mac)| mac)
    }
}

impl fmt::Debug for UrlSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UrlSigner")
            .field("purpose", &self.purpose)
            .field("primary", &self.primary)
            .finish_non_exhaustive()
    }
}

/// Why a URL could not be signed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SignUrlError {
    /// Not a method in upper case, as in `GET`.
    #[error("a method has 1 to {MAX_METHOD_LEN} upper-case letters")]
    Method,
    /// Not a path with an optional query, in visible ASCII, of at most [`MAX_URL_LEN`] bytes; or it has one of our
    /// parameters already.
    #[error("not a path and query that can be signed")]
    Target,
    /// Under a second or over [`MAX_URL_LIFETIME`].
    #[error("a signed url lives for 1 second to 7 days")]
    Lifetime,
    /// The primary key cannot sign.
    #[error("signing failed")]
    Failed,
}

impl SignUrlError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Method => "sign_url_method",
            Self::Target => "sign_url_target",
            Self::Lifetime => "sign_url_lifetime",
            Self::Failed => "sign_url_failed",
        }
    }
}

/// Why a signed URL was refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "a new reason must break whoever serves by it")]
pub enum VerifyUrlError {
    /// Our parameters are missing, or not where they belong.
    #[error("not a signed url")]
    Malformed,
    /// Forged, changed, of another purpose or method, or under a key that no longer opens.
    #[error("the signature of a url does not match")]
    Signature,
    /// It was good once.
    #[error("a signed url has expired")]
    Expired,
}

impl VerifyUrlError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "signed_url_malformed",
            Self::Signature => "signed_url_signature",
            Self::Expired => "signed_url_expired",
        }
    }
}

fn is_method(method: &str) -> bool {
    (1..=MAX_METHOD_LEN).contains(&method.len()) && method.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// `//host` and `/\host` lead to another host when a client resolves them, and a fragment never reaches the server.
fn is_target(target: &str) -> bool {
    let visible = target
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'#' | b'\\'));
    let ours = [EXPIRES, KEY, SIGNATURE].map(|name| name.trim_start_matches('&'));
    target.len() <= MAX_URL_LEN
        && target.starts_with('/')
        && !target.starts_with("//")
        && visible
        && !ours.iter().any(|name| target.contains(name))
}

/// Longest target that is signed, in bytes: with our parameters it stays under the 2,083 that old clients take.
pub const MAX_URL_LEN: usize = 1_920;
/// Longest life of a signed URL.
pub const MAX_URL_LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);

const EXPIRES: &str = "mf-expires=";
const KEY: &str = "&mf-key=";
const SIGNATURE: &str = "&mf-signature=";
/// A separator, our three names, 20 digits, 8 and 43 characters.
const OURS_LEN: usize = 1 + EXPIRES.len() + 20 + KEY.len() + 8 + SIGNATURE.len() + 43;
const MAX_METHOD_LEN: usize = 16;
const LABEL: &str = "mf/url/v1";
