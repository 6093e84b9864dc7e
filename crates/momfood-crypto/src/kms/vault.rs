//! The transit engine of HashiCorp Vault or OpenBao: `POST /v1/<mount>/encrypt/<key>` and `…/decrypt/<key>`.
//!
//! Stateless but for the token. What a server sends is bounded, read strictly, and never quoted in an error.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;

use super::{Kms, KmsError, WrappedDek};
use crate::key::KEY_LEN;
use crate::secret::Secret;

mod address;
mod http;
mod wire;

pub use address::VaultConfigError;
use address::{check_address, check_name, check_token};
pub use http::{HttpError, HttpRequest, HttpResponse, HttpTransport, MAX_HTTP_RESPONSE_LEN};
use wire::{Endpoint, Version};

/// A [`Kms`] on the transit engine of HashiCorp Vault or OpenBao. It holds no connection: the transport does.
///
/// The key must be of a type that takes associated data (`aes256-gcm96`, the default, or `chacha20-poly1305`), in Vault 1.13 or
/// newer. An older one would ignore the associated data; a keyring is bound to its name and ids all the same, by its tag.
/// A wrapped key is the service's `vault:v<version>:<base64>`, and its KEK is named `vault:<mount>/<key>:v<version>`.
///
/// # Security
/// The token is all that protects the keys: give it a policy of `update` on the two paths of this key, and nothing else.
/// Plain `http` is taken for loopback addresses only, where a Vault agent listens.
pub struct VaultTransit {
    http: Arc<dyn HttpTransport>,
    address: Box<str>,
    mount: Box<str>,
    key: Box<str>,
    namespace: Option<Box<str>>,
    token: RwLock<Secret<String>>,
}

impl VaultTransit {
    /// The key `key` of the engine at `transit`, on the server at `address`: `https://vault.internal:8200`, without a path.
    ///
    /// # Errors
    /// [`VaultConfigError`] that names what is wrong.
    pub fn new(
        http: Arc<dyn HttpTransport>,
        address: &str,
        key: &str,
        token: Secret<String>,
    ) -> Result<Self, VaultConfigError> {
        Ok(Self {
            http,
            address: check_address(address)?.into(),
            mount: DEFAULT_MOUNT.into(),
            key: check_name(key).ok_or(VaultConfigError::Key)?.into(),
            namespace: None,
            token: RwLock::new(check_token(token)?),
        })
    }

    /// The engine at `mount` instead.
    ///
    /// # Errors
    /// [`VaultConfigError::Mount`].
    pub fn with_mount(mut self, mount: &str) -> Result<Self, VaultConfigError> {
        self.mount = check_name(mount).ok_or(VaultConfigError::Mount)?.into();
        Ok(self)
    }

    /// The namespace of each request.
    ///
    /// # Errors
    /// [`VaultConfigError::Namespace`].
    pub fn with_namespace(mut self, namespace: &str) -> Result<Self, VaultConfigError> {
        let parts_fit = namespace.split('/').all(|part| check_name(part).is_some());
        let fits = parts_fit && namespace.len() <= address::MAX_NAMESPACE_LEN;
        self.namespace = Some(fits.then_some(namespace).ok_or(VaultConfigError::Namespace)?.into());
        Ok(self)
    }

    /// Takes a renewed token for all requests from now on. Tokens expire; whoever logs in to Vault calls this.
    ///
    /// # Errors
    /// [`VaultConfigError::Token`]; the old one stays.
    pub fn set_token(&self, token: Secret<String>) -> Result<(), VaultConfigError> {
        let token = check_token(token)?;
        // Replaced by one assignment: poison says nothing.
        *self.token.write().unwrap_or_else(PoisonError::into_inner) = token;
        Ok(())
    }

    async fn post(&self, endpoint: Endpoint, body: &[u8]) -> Result<HttpResponse, KmsError> {
        let (address, mount, key) = (&self.address, &self.mount, &self.key);
        let url = format!("{address}/v1/{mount}/{}/{key}", endpoint.as_str());
        let token = self.token.read().unwrap_or_else(PoisonError::into_inner).clone();
        let mut headers = vec![
            ("content-type", "application/json"),
            ("x-vault-request", "true"),
            ("x-vault-token", token.expose()),
        ];
        headers.extend(
            self.namespace
                .as_deref()
                .map(|namespace| ("x-vault-namespace", namespace)),
        );
        let request = HttpRequest {
            url: &url,
            headers: &headers,
            body,
        };
        let answer = self.http.post(request).await?;
        wire::check_status(endpoint, answer.status)?;
        if answer.body.expose().len() > MAX_HTTP_RESPONSE_LEN {
            return Err(KmsError::Protocol);
        }
        Ok(answer)
    }

    fn kek(&self, version: Version) -> String {
        format!("vault:{}/{}:v{version}", self.mount, self.key)
    }
}

#[async_trait]
impl Kms for VaultTransit {
    async fn wrap(&self, dek: &Secret<[u8; KEY_LEN]>, aad: &[u8]) -> Result<WrappedDek, KmsError> {
        let body = wire::encrypt_body(dek, aad);
        let answer = self.post(Endpoint::Encrypt, &body).await?;
        let (ciphertext, version) = wire::ciphertext(answer.body.expose())?;
        WrappedDek::new(&self.kek(version), ciphertext.as_bytes()).ok_or(KmsError::Protocol)
    }

    async fn unwrap(&self, wrapped: &WrappedDek, aad: &[u8]) -> Result<Secret<[u8; KEY_LEN]>, KmsError> {
        let ciphertext = std::str::from_utf8(wrapped.bytes()).map_err(|_| KmsError::Refused)?;
        let version = wire::version(ciphertext).ok_or(KmsError::Refused)?;
        if wrapped.kek() != self.kek(version) {
            return Err(KmsError::UnknownKek);
        }
        let answer = self
            .post(Endpoint::Decrypt, &wire::decrypt_body(ciphertext, aad))
            .await?;
        wire::plaintext(answer.body.expose())
    }
}

impl fmt::Debug for VaultTransit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VaultTransit")
            .field("address", &self.address)
            .field("mount", &self.mount)
            .field("key", &self.key)
            .field("namespace", &self.namespace)
            .finish_non_exhaustive()
    }
}

const DEFAULT_MOUNT: &str = "transit";
