//! What a client is configured with. Checked once, so that no value can leave its place in a URL or a header.

use std::net::IpAddr;

use crate::secret::Secret;

/// `address` without a final slash.
pub(super) fn check_address(address: &str) -> Result<&str, VaultConfigError> {
    let address = address.strip_suffix('/').unwrap_or(address);
    let (plain, authority) = match (address.strip_prefix("https://"), address.strip_prefix("http://")) {
        (Some(authority), _) => (false, authority),
        (None, Some(authority)) => (true, authority),
        (None, None) => return Err(VaultConfigError::Address),
    };
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    if authority.is_empty() || address.len() > MAX_ADDRESS_LEN || !authority.bytes().all(allowed) {
        return Err(VaultConfigError::Address);
    }
    if plain && !is_loopback(authority) {
        return Err(VaultConfigError::PlainHttp);
    }
    Ok(address)
}

/// A name for one segment of a path that needs no escaping and cannot be `..`.
pub(super) fn check_name(name: &str) -> Option<&str> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    ((1..=MAX_NAME_LEN).contains(&name.len()) && name.bytes().all(allowed)).then_some(name)
}

pub(super) fn check_token(token: Secret<String>) -> Result<Secret<String>, VaultConfigError> {
    let text = token.expose();
    if (1..=MAX_TOKEN_LEN).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(token)
    } else {
        Err(VaultConfigError::Token)
    }
}

fn is_loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, _)) => host,
        None => authority.split_once(':').map_or(authority, |(host, _)| host),
    };
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Why a client could not be made.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum VaultConfigError {
    /// Not `https://host` or `https://host:port`.
    #[error("a vault address is https://host:port, without a path")]
    Address,
    /// Plain `http` to another machine.
    #[error("plain http is for loopback addresses only")]
    PlainHttp,
    /// Not 1 to 64 characters of `A-Z`, `a-z`, `0-9`, `_` and `-`.
    #[error("a vault key name has 1 to {MAX_NAME_LEN} characters of A-Z a-z 0-9 _ -")]
    Key,
    /// As for a key.
    #[error("a vault mount has 1 to {MAX_NAME_LEN} characters of A-Z a-z 0-9 _ -")]
    Mount,
    /// Segments as for a key, between slashes.
    #[error("a vault namespace has at most {MAX_NAMESPACE_LEN} characters of A-Z a-z 0-9 _ - /")]
    Namespace,
    /// Empty, too long, or not visible ASCII.
    #[error("a vault token has 1 to {MAX_TOKEN_LEN} visible characters")]
    Token,
}

impl VaultConfigError {
    /// The stable name of this failure, for audit records and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Address => "vault_address",
            Self::PlainHttp => "vault_plain_http",
            Self::Key => "vault_key",
            Self::Mount => "vault_mount",
            Self::Namespace => "vault_namespace",
            Self::Token => "vault_token",
        }
    }
}

const MAX_ADDRESS_LEN: usize = 300;
const MAX_NAME_LEN: usize = 64;
pub(super) const MAX_NAMESPACE_LEN: usize = 256;
const MAX_TOKEN_LEN: usize = 4096;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_https_or_loopback_and_has_no_path() {
        let good = [
            "https://vault.internal:8200",
            "https://10.0.0.7/",
            "https://[2001:db8::1]:8200",
            "http://127.0.0.1:8100",
            "http://[::1]:8100",
            "http://localhost",
        ];
        for address in good {
            assert_eq!(check_address(address), Ok(address.trim_end_matches('/')));
        }
        let malformed = [
            "",
            "vault:8200",
            "https://",
            "ftp://vault",
            "https://vault/v1",
            "https://a@b",
            "https://a?b",
            "https://a\r\nb",
        ];
        for address in malformed {
            assert_eq!(check_address(address), Err(VaultConfigError::Address), "{address}");
        }
        for address in [
            "http://vault.internal",
            "http://10.0.0.7",
            "http://127.0.0.1.evil.example",
            "http://localhost.evil.example",
        ] {
            assert_eq!(check_address(address), Err(VaultConfigError::PlainHttp), "{address}");
        }
    }
}
