//! What an operator may set: flags first, then the environment, then the file of `--config`, then the defaults.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use serde::Deserialize;

mod file;
mod secret_text;

pub use file::ConfigError;
use file::ConfigFile;
pub use secret_text::SecretText;

/// The MomFood API: an example service on the seven momfood crates.
#[derive(Debug, Parser)]
#[command(name = "momfood-api", version)]
pub struct Cli {
    /// What to do; without it, serve.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to serve.
    #[command(flatten)]
    pub options: Options,
}

/// What to do besides serving.
#[derive(Clone, Copy, Debug, Subcommand)]
#[non_exhaustive]
pub enum Command {
    /// Starts a service of its own on a free port and tours it, attacks included; exits with 1 if an outcome surprises.
    Demo,
}

/// The flags and their environment variables.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Address to listen on [default: 127.0.0.1:8080].
    #[arg(long, env = "MOMFOOD_LISTEN")]
    pub listen: Option<SocketAddr>,
    /// What to log, as `level` or `target=level,…` [default: info].
    #[arg(long, env = "MOMFOOD_LOG")]
    pub log: Option<String>,
    /// A TOML file with these same names as keys.
    #[arg(long, env = "MOMFOOD_CONFIG")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Proxies whose X-Forwarded-For is believed, as addresses or CIDR ranges.
    #[arg(long, env = "MOMFOOD_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<String>,
    /// Starts without the demo's accounts, restaurant and orders.
    #[arg(long, env = "MOMFOOD_NO_DEMO_DATA")]
    pub no_demo_data: bool,
    /// Refuses programs that name themselves as such (curl, wget, …), as the plan does.
    #[arg(long, env = "MOMFOOD_REFUSE_AUTOMATION")]
    pub refuse_automation: bool,
    /// Requests a minute from one address [default: 600].
    #[arg(long, env = "MOMFOOD_REQUESTS_PER_MINUTE")]
    pub requests_per_minute: Option<std::num::NonZeroU32>,
    /// Requests in one second above which an address floods and is blocked [default: 50].
    #[arg(long, env = "MOMFOOD_FLOOD_PER_SECOND")]
    pub flood_per_second: Option<std::num::NonZeroU32>,
    /// Requests in a minute above which an address floods and is blocked [default: 1200].
    #[arg(long, env = "MOMFOOD_FLOOD_PER_MINUTE")]
    pub flood_per_minute: Option<std::num::NonZeroU32>,
    /// The keys that seal fields, in the text form of momfood-crypto's keyring. Better in the environment than as a flag.
    #[arg(long, env = "MOMFOOD_FIELD_KEYS", hide_env_values = true)]
    pub field_keys: Option<SecretText>,
    /// The root of all message authentication: 32 or more random bytes in base64url.
    #[arg(long, env = "MOMFOOD_MAC_KEY", hide_env_values = true)]
    pub mac_key: Option<SecretText>,
    /// The Ed25519 key that signs access tokens: a file in PKCS#8 PEM.
    #[arg(long, env = "MOMFOOD_TOKEN_KEY_FILE")]
    pub token_key_file: Option<PathBuf>,
}

/// The options with the file and the defaults filled in.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The log filter.
    pub log: String,
    /// The options that have no default.
    pub options: Options,
}

impl Config {
    /// Fills in what neither flags nor environment set.
    ///
    /// # Errors
    /// [`ConfigError`] when the file cannot be read or holds something unknown.
    pub fn resolve(options: Options) -> Result<Self, ConfigError> {
        let file = match &options.config {
            Some(path) => ConfigFile::read(path)?,
            None => ConfigFile::default(),
        };
        let options = file.below(options);
        if !options.no_demo_data && !options.trusted_proxies.is_empty() {
            return Err(ConfigError::DemoDataBehindProxy);
        }
        Ok(Self {
            listen: options.listen.unwrap_or(DEFAULT_LISTEN),
            log: options.log.clone().unwrap_or_else(|| DEFAULT_LOG.to_owned()),
            options,
        })
    }
}

/// This machine only: the demo data has passwords that everybody knows.
const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);
const DEFAULT_LOG: &str = "info";
