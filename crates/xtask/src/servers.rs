//! The servers that the tests start (`crates/testkit`) must be installed: a test without them fails, none is skipped.
//!
//! Root on Debian or Ubuntu gets what is missing from the distribution's own packages; elsewhere it is the user's to do.

use std::{env, fs, path::Path, process::Command};

use crate::step::{Failure, run, succeeds};

/// Makes sure that Redis and PostgreSQL are installed.
pub(crate) fn ensure() -> Result<(), Failure> {
    let missing: Vec<&str> = [("redis-server", has_redis()), ("postgresql", has_postgres())]
        .into_iter()
        .filter_map(|(package, present)| (!present).then_some(package))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !(is_root() && succeeds(Command::new("apt-get").arg("--version"))) {
        let packages = missing.join(" and ");
        return Err(Failure::Missing(format!(
            "the tests need {packages}: `apt-get install` them on Debian or Ubuntu (as root, `cargo xtask test` does), \
             `dnf install redis postgresql-server` on Fedora, `brew install redis postgresql@15` on macOS"
        )));
    }
    if run(&mut install(&missing)).is_err() {
        println!("the lists of packages may be missing or old");
        run(apt_get().arg("update"))?;
        run(&mut install(&missing))?;
    }
    if has_redis() && has_postgres() {
        return Ok(());
    }
    Err(Failure::Missing(
        "apt-get succeeded, but redis-server or PostgreSQL is still not there".to_owned(),
    ))
}

fn install(packages: &[&str]) -> Command {
    let mut command = apt_get();
    command
        .args(["install", "--yes", "--no-install-recommends"])
        .args(packages);
    command
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        // Where there is no systemd: install the servers, but leave the system's own instances off. We start private ones.
        .env("RUNLEVEL", "1");
    command
}

fn has_redis() -> bool {
    succeeds(Command::new("redis-server").arg("--version"))
}

/// On the `PATH`, or in one of the folders that testkit looks in too.
fn has_postgres() -> bool {
    let packaged = ["/usr/lib/postgresql", "/usr", "/opt/homebrew/opt", "/usr/local/opt"];
    let versions = packaged
        .iter()
        .filter_map(|parent| fs::read_dir(parent).ok())
        .flatten()
        .flatten();
    let named = versions.filter(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let version = name.trim_start_matches("pgsql-").trim_start_matches("postgresql@");
        version.parse::<u32>().is_ok()
    });
    let on_path = env::var_os("PATH").unwrap_or_default();
    let mut folders = named
        .map(|entry| entry.path().join("bin"))
        .chain(env::split_paths(&on_path));
    folders.any(|folder| has_programs(&folder))
}

fn has_programs(folder: &Path) -> bool {
    ["postgres", "initdb"]
        .iter()
        .all(|program| folder.join(program).is_file())
}

fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
