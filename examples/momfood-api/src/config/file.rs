//! The file of `--config`: the same names as the flags, below them in rank.

use std::path::{Path, PathBuf};

use super::Options;

/// What the file sets.
#[derive(Debug, Default)]
pub(super) struct ConfigFile(Options);

impl ConfigFile {
    pub(super) fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read {
            path: path.to_owned(),
            source,
        })?;
        // The parser's message quotes the file, which may hold keys: only the place is kept.
        toml::from_str(&text).map(Self).map_err(|error| ConfigError::Parse {
            path: path.to_owned(),
            line: error.span().map_or(0, |span| {
                text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1
            }),
        })
    }

    /// `options`, with what they leave open taken from the file.
    pub(super) fn below(self, options: Options) -> Options {
        let Self(file) = self;
        Options {
            listen: options.listen.or(file.listen),
            log: options.log.or(file.log),
            config: options.config,
            trusted_proxies: if options.trusted_proxies.is_empty() {
                file.trusted_proxies
            } else {
                options.trusted_proxies
            },
            no_demo_data: options.no_demo_data || file.no_demo_data,
            refuse_automation: options.refuse_automation || file.refuse_automation,
            requests_per_minute: options.requests_per_minute.or(file.requests_per_minute),
            flood_per_second: options.flood_per_second.or(file.flood_per_second),
            flood_per_minute: options.flood_per_minute.or(file.flood_per_minute),
            field_keys: options.field_keys.or(file.field_keys),
            mac_key: options.mac_key.or(file.mac_key),
            token_key_file: options.token_key_file.or(file.token_key_file),
        }
    }
}

/// Why the file was refused. It never quotes the file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// It could not be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// Whoever reaches the proxy would reach the demo's accounts, whose passwords are public.
    #[error("the demo's accounts have public passwords, and a proxy may let others reach them: pass --no-demo-data")]
    DemoDataBehindProxy,
    /// It is not TOML, or sets something unknown.
    #[error("{} is not understood at line {line}", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// The line, from 1; 0 when it is the file as a whole.
        line: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Options, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("momfood.toml");
        std::fs::write(&path, text).unwrap();
        ConfigFile::read(&path).map(|file| file.below(Options::default()))
    }

    #[test]
    fn flags_rank_above_the_file() {
        let file = ConfigFile(Options {
            log: Some("debug".into()),
            listen: Some("127.0.0.1:1".parse().unwrap()),
            ..Options::default()
        });
        let merged = file.below(Options {
            log: Some("warn".into()),
            ..Options::default()
        });
        assert_eq!(merged.log.as_deref(), Some("warn"));
        assert_eq!(merged.listen, Some("127.0.0.1:1".parse().unwrap()));
    }

    #[test]
    fn the_file_has_the_names_of_the_flags() {
        let options =
            parsed("listen = '127.0.0.1:9'\ntrusted-proxies = ['10.0.0.0/8']\nno-demo-data = true\n").unwrap();
        assert_eq!(options.trusted_proxies, ["10.0.0.0/8"]);
        assert!(options.no_demo_data);
    }

    #[test]
    fn an_unknown_name_is_refused_by_line_and_its_value_is_not_repeated() {
        let error = parsed("log = 'info'\nmac-kee = 'hunter2'\n").unwrap_err();
        assert!(error.to_string().contains("line 2"), "{error}");
        assert!(!format!("{error:?}").contains("hunter2"));
    }
}
