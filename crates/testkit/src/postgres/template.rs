//! A data folder as `initdb` leaves it, made once a target folder and PostgreSQL version, then copied.
//!
//! `initdb` costs half a second of processor time, a copy a tenth, and with a test runner that gives every test a process
//! of its own, every test with a database pays it.

use std::{
    env,
    fs::{self, DirBuilder, File},
    io,
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{ServerError, account::Account};

/// Makes data folders for the PostgreSQL whose programs are in `programs`.
#[derive(Debug)]
pub(crate) struct Template<'a> {
    programs: &'a Path,
    account: Account,
}

impl<'a> Template<'a> {
    pub(crate) const fn new(programs: &'a Path, account: Account) -> Self {
        Self { programs, account }
    }

    /// Makes `data`, owned by the account.
    pub(crate) fn unfold(&self, data: &Path) -> Result<(), ServerError> {
        let Some(cache) = cache() else {
            return self.initialise(data);
        };
        let version = self.run("postgres", &["--version".as_ref()])?;
        let original = cache.join(
            version
                .trim()
                .replace(|c: char| !c.is_ascii_alphanumeric() && c != '.', "-"),
        );
        if !original.exists() {
            fs::create_dir_all(&cache).map_err(ServerError::io("create the folder of data templates"))?;
            // Tests start together; the first makes the template, the others wait for it here.
            let lock = File::create(cache.join("lock")).map_err(ServerError::io("open the templates' lock"))?;
            lock.lock().map_err(ServerError::io("lock the data templates"))?;
            if !original.exists() {
                self.initialise(data)?;
                // By way of a rename: whoever sees the template sees all of it.
                let draft = cache.join("draft");
                fs::remove_dir_all(&draft)
                    .or_else(ignore_missing)
                    .map_err(ServerError::io("remove an old draft"))?;
                copy(data, &draft, Account::Ourselves).map_err(ServerError::io("keep a data template"))?;
                return fs::rename(&draft, &original).map_err(ServerError::io("keep a data template"));
            }
        }
        copy(&original, data, self.account).map_err(ServerError::io("copy the data template"))
    }

    fn initialise(&self, data: &Path) -> Result<(), ServerError> {
        let options = [
            "--username=postgres",
            "--auth=trust", // who can reach the socket is decided by the folder that it is in
            "--encoding=UTF8",
            "--no-locale",
            "--wal-segsize=1", // the smallest, so that a copy is 28 MB instead of 39
            "--no-sync",
            "--no-instructions",
            "-D",
        ];
        let arguments: Vec<&Path> = options.iter().map(Path::new).chain([data]).collect();
        self.run("initdb", &arguments).map(drop)
    }

    /// Runs one of the programs as the account, and gives its output.
    fn run(&self, program: &'static str, arguments: &[&Path]) -> Result<String, ServerError> {
        let mut command = Command::new(self.programs.join(program));
        command.args(arguments).current_dir("/");
        let output = self
            .account
            .run(&mut command)
            .output()
            .map_err(ServerError::io(format!("run {program}")))?;
        if !output.status.success() {
            let log = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(ServerError::Ended {
                program,
                status: output.status,
                log,
            });
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// `<target>/<profile>/testkit`, when we are a test or a bench, whose programs are in `<target>/<profile>/deps`. Not the
/// system's folder for temporary files: there another user could put a template for us to run.
fn cache() -> Option<PathBuf> {
    let program = env::current_exe().ok()?;
    let deps = program.parent()?;
    (deps.file_name()? == "deps").then(|| deps.with_file_name("testkit"))
}

/// Copies a folder with all it holds to `to`, which must not exist, and gives it to `owner`.
fn copy(from: &Path, to: &Path, owner: Account) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(to)?;
    owner.own(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target, owner)?;
        } else {
            fs::copy(entry.path(), &target)?;
            owner.own(&target)?;
        }
    }
    Ok(())
}

fn ignore_missing(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::NotFound {
        Ok(())
    } else {
        Err(error)
    }
}
