//! The service's keys: from the configuration, or made at start, which is said aloud: nothing that was sealed or signed
//! with them outlives the process.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use momfood_crypto::{Keyring, KeyringError, MacKey, MacKeyError, RandomError, Secret};
use momfood_jwt::{KeyError, SigningKey};

use crate::config::Options;

/// The three roots from which every other key is derived.
#[derive(Debug)]
pub struct Keys {
    /// Seals fields and second-factor secrets.
    pub fields: Keyring,
    /// The root of all message authentication.
    pub macs: MacKey,
    /// Signs access tokens.
    pub tokens: SigningKey,
    /// What was made at start, for want of configuration.
    pub made: Vec<&'static str>,
}

impl Keys {
    /// Loads what is configured and makes the rest.
    ///
    /// # Errors
    /// [`KeysError`] for a key that is configured and cannot be read: a service that made another one instead would
    /// lose data.
    pub fn load_or_make(options: &Options) -> Result<Self, KeysError> {
        let mut made = Vec::new();
        let fields = match &options.field_keys {
            Some(text) => Keyring::parse(text.expose())?,
            None => {
                made.push("field keys");
                Keyring::generate()?
            }
        };
        let macs = match &options.mac_key {
            Some(text) => {
                let material = URL_SAFE_NO_PAD
                    .decode(text.expose().trim())
                    .map_err(|_| KeysError::MacEncoding)?;
                MacKey::new(material)?
            }
            None => {
                made.push("MAC key");
                MacKey::generate()?
            }
        };
        let tokens = match &options.token_key_file {
            Some(path) => {
                let pem = std::fs::read_to_string(path).map_err(|source| KeysError::Read {
                    path: path.clone(),
                    source,
                })?;
                SigningKey::from_pkcs8_pem(Secret::new(pem).expose())?
            }
            None => {
                made.push("token key");
                SigningKey::generate_ed25519()?
            }
        };
        Ok(Self {
            fields,
            macs,
            tokens,
            made,
        })
    }
}

/// Why a configured key was refused. It never quotes the key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    /// The field keys.
    #[error("the field keys are refused")]
    Fields(#[from] KeyringError),
    /// The MAC key is not base64url.
    #[error("the mac key is not unpadded base64url")]
    MacEncoding,
    /// The MAC key.
    #[error("the mac key is refused")]
    Mac(#[from] MacKeyError),
    /// The token key's file.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The token key.
    #[error("the token key is refused")]
    Token(#[from] KeyError),
    /// No randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
}
