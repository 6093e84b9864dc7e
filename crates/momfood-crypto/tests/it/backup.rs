//! The recipe of the README, run as it stands there on a real PostgreSQL: dump, seal, verify, open, restore; no row is lost,
//! no failure leaves half a backup or half a database behind.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;
use testkit::Postgres;

/// The fenced shell code under a heading of the README.
fn recipe(heading: &str) -> &'static str {
    let (_, section) = include_str!("../../README.md").split_once(heading).unwrap();
    let (_, code) = section.split_once("```sh\n").unwrap();
    code.split_once("```").unwrap().0
}

/// Where the clients of PostgreSQL are, where a package put them out of `PATH`: the newest.
fn clients() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    versions
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .max()
        .map(|version| format!("/usr/lib/postgresql/{version}/bin").into())
}

struct Drill {
    server: Postgres,
    folder: TempDir,
}

impl Drill {
    async fn new() -> Self {
        let drill = Self {
            server: Postgres::start().await.unwrap(),
            folder: tempfile::tempdir().unwrap(),
        };
        drill.sql("postgres", include_str!("backup.sql"));
        drill.done("momfood-crypto keyring new --output keys", "backup");
        drill
    }

    fn url(&self, role: &str, database: &str) -> String {
        let url = self.server.url();
        url.replacen("postgres@", &format!("{role}@"), 1)
            .replacen("/postgres?", &format!("/{database}?"), 1)
    }

    fn run(&self, script: &str, source_role: &str) -> Output {
        let program = Path::new(env!("CARGO_BIN_EXE_momfood-crypto"));
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = program.parent().map(Path::to_owned).into_iter().chain(clients());
        Command::new("bash")
            .args(["-c", script])
            .current_dir(self.folder.path())
            .env("PATH", env::join_paths(folders.chain(env::split_paths(&path))).unwrap())
            .env("KEYS", "keys")
            .env("CONTEXT", "backup/orders/2026-11-25")
            .env("BACKUP", "orders.mfs")
            .env("SOURCE", self.url(source_role, "postgres"))
            .env("TARGET", self.url("postgres", "restored"))
            .output()
            .unwrap()
    }

    fn done(&self, script: &str, source_role: &str) -> String {
        let output = self.run(script, source_role);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script}\n{complaint}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn failed(&self, script: &str, source_role: &str) -> String {
        let output = self.run(script, source_role);
        assert!(!output.status.success(), "{script}");
        String::from_utf8(output.stderr).unwrap()
    }

    /// Runs statements as superuser, each in a transaction of its own, and gives the rows.
    fn sql(&self, database: &str, statements: &str) -> String {
        let url = self.url("postgres", database);
        let script = format!("psql -qAtX -v ON_ERROR_STOP=1 '{url}' <<'END'\n{statements}\nEND");
        self.done(&script, "postgres")
    }

    /// Rows and their digest, of every table.
    fn rows(&self, database: &str) -> String {
        let table =
            |name| format!("select '{name}', count(*), md5(string_agg(t::text, ',' order by id)) from app.{name} t;");
        self.sql(database, &["orders", "users"].map(table).concat())
    }

    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_was_backed_up_and_restored_has_every_row() {
    let drill = Drill::new().await;
    drill.done(recipe("## A backup"), "backup");
    assert_eq!(drill.files(), ["keys", "orders.mfs"]);
    let sealed = std::fs::read(drill.folder.path().join("orders.mfs")).unwrap();
    assert!(sealed.len() > 1 << 20, "many chunks");
    assert!(!sealed.windows(6).any(|bytes| bytes == b"Riyadh"));

    drill.done(recipe("### Restoring it"), "backup");
    let rows = drill.rows("postgres");
    assert!(rows.starts_with("orders|20000|"), "{rows}");
    assert_eq!(drill.rows("restored"), rows);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_row_level_security_binds_makes_no_backup() {
    let drill = Drill::new().await;
    let complaint = drill.failed(recipe("## A backup"), "app");
    assert!(complaint.contains("row-level security"), "{complaint}");
    assert!(!drill.files().contains(&"orders.mfs".to_owned()), "{:?}", drill.files());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_was_cut_or_damaged_restores_nothing() {
    let drill = Drill::new().await;
    drill.done(recipe("## A backup"), "backup");
    let path = drill.folder.path().join("orders.mfs");
    let sealed = std::fs::read(&path).unwrap();
    let mut damaged = sealed.clone();
    damaged[sealed.len() / 2] ^= 1;
    // At the end of a chunk, amid the rows.
    let cut = &sealed[..64 + 40 * (16_384 + 16)];
    for (stream, code) in [(cut, "stream_truncated"), (&damaged, "stream_chunk")] {
        std::fs::write(&path, stream).unwrap();
        let complaint = drill.failed(recipe("### Restoring it"), "backup");
        assert!(complaint.contains(code), "{complaint}");
        let tables = drill.sql("restored", "select count(*) from pg_namespace where nspname = 'app';");
        assert_eq!(tables, "0\n");
    }
}
