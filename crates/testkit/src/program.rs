//! Where a server's program is: on the `PATH`, or where packages put it that keep it off the `PATH`.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use crate::ServerError;

/// The folder that holds all of `programs`, which belong together and so must be of one version.
///
/// `packaged` gives more folders to look in, after those of the `PATH`.
pub(crate) fn folder_of(
    programs: &'static [&'static str],
    packaged: impl IntoIterator<Item = PathBuf>,
    hint: &'static str,
) -> Result<PathBuf, ServerError> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(packaged)
        .find(|folder| programs.iter().all(|program| folder.join(program).is_file()))
        .ok_or_else(|| ServerError::NotInstalled {
            program: programs.first().copied().unwrap_or_default(),
            hint,
        })
}

/// `<parent>/<version>/bin` for every version installed there, newest first.
///
/// `prefix` is what a version's folder name starts with, such as `postgresql@` with Homebrew.
pub(crate) fn versions(parent: &str, prefix: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(Path::new(parent)).into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.strip_prefix(prefix)?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    found.sort_by_key(|(version, _)| core::cmp::Reverse(*version));
    found.into_iter().map(|(_, folder)| folder).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_an_error_that_names_the_package() {
        let error = folder_of(&["no-such-server"], [], "apt-get install no-such-package").unwrap_err();
        let message = format!("{error:?}");
        assert!(
            message.contains("no-such-server") && message.contains("no-such-package"),
            "{message}"
        );
    }

    #[test]
    fn versions_are_compared_as_numbers() {
        let parent = tempfile::tempdir().unwrap();
        for version in ["9", "15", "common"] {
            fs::create_dir(parent.path().join(version)).unwrap();
        }
        let found = versions(parent.path().to_str().unwrap(), "");
        assert_eq!(found, [parent.path().join("15/bin"), parent.path().join("9/bin")]);
    }
}
