//! The program, from outside: what it prints, what it leaves behind, and its exit codes.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use momfood_crypto::stream::{CHUNK_LEN, HEADER_LEN, sealed_len};
use momfood_crypto::{KeyStatus, Keyring};
use tempfile::TempDir;

const CONTEXT: &str = "--context=backup/orders/2026-11-25";

/// The program in a folder of its own, without keys in its environment.
pub(crate) fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_momfood-crypto"));
    command.current_dir(folder).env_remove("MOMFOOD_FIELD_KEYS");
    command
}

/// Runs it with `words` as arguments and `input` as its standard input.
fn run(folder: &TempDir, words: &str, input: &[u8]) -> Output {
    let mut child = program(folder.path())
        .args(words.split_whitespace())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        // A program that refuses does not read its input: a broken pipe is no failure of the test.
        scope.spawn(move || stdin.write_all(input));
        child.wait_with_output().unwrap()
    })
}

/// Its standard output, after it succeeded in silence.
fn done(output: Output) -> Vec<u8> {
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), &*complaint), (Some(0), ""));
    output.stdout
}

/// What it said, after it failed with `code` and printed nothing.
fn failed(output: &Output, code: i32) -> String {
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{complaint}");
    assert!(output.stdout.is_empty());
    complaint
}

/// A folder with the keyring `keys`.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    assert!(done(run(&folder, "keyring new --output keys", b"")).is_empty());
    folder
}

fn plaintext() -> Vec<u8> {
    (0..=u8::MAX).cycle().take(3 * CHUNK_LEN + 17).collect()
}

fn names(folder: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_is_sealed_verified_and_opened() {
    let folder = folder();
    fs::write(folder.path().join("dump"), plaintext()).unwrap();
    done(run(
        &folder,
        &format!("--keyring keys seal {CONTEXT} dump dump.mfs"),
        b"",
    ));
    let sealed = fs::read(folder.path().join("dump.mfs")).unwrap();
    assert_eq!(Some(sealed.len() as u64), sealed_len(plaintext().len() as u64));

    let told = done(run(&folder, &format!("verify --keyring keys {CONTEXT} dump.mfs"), b""));
    assert_eq!(told, format!("{} bytes\n", plaintext().len()).into_bytes());
    done(run(
        &folder,
        &format!("open --keyring keys {CONTEXT} dump.mfs again"),
        b"",
    ));
    assert!(fs::read(folder.path().join("again")).unwrap() == plaintext());
}

#[test]
fn pipes_carry_what_files_carry() {
    let folder = folder();
    for plaintext in [Vec::new(), b"1012345678".to_vec(), plaintext()] {
        let sealed = done(run(&folder, &format!("--keyring keys seal {CONTEXT}"), &plaintext));
        let opened = done(run(&folder, &format!("--keyring keys open {CONTEXT} - -"), &sealed));
        assert!(opened == plaintext);
        let told = done(run(&folder, &format!("--keyring keys verify {CONTEXT} -"), &sealed));
        assert_eq!(told, format!("{} bytes\n", plaintext.len()).into_bytes());
    }
}

#[test]
fn the_environment_holds_a_keyring_too() {
    let folder = folder();
    let keys = fs::read_to_string(folder.path().join("keys")).unwrap();
    let list = |keys: &str| {
        let mut command = program(folder.path());
        command.env("MOMFOOD_FIELD_KEYS", keys).args(["keyring", "list"]);
        command.output().unwrap()
    };
    let listed = done(run(&folder, "--keyring keys keyring list", b""));
    assert_eq!(done(list(&keys)), listed);
    failed(&list("mfk1.primary.01020304.AAAA"), 3);
    assert!(failed(&run(&folder, "keyring list", b""), 3).contains("MOMFOOD_FIELD_KEYS"));
}

#[test]
fn a_keyring_rotates_and_old_streams_open() {
    let folder = folder();
    let sealed = done(run(&folder, &format!("--keyring keys seal {CONTEXT}"), b"1012345678"));
    done(run(&folder, "--keyring keys keyring rotate --output keys.2", b""));
    let text = fs::read_to_string(folder.path().join("keys.2")).unwrap();
    let rotated = Keyring::parse(&text).unwrap();
    let statuses: Vec<_> = rotated.keys().map(momfood_crypto::Key::status).collect();
    assert_eq!(statuses, [KeyStatus::DecryptOnly, KeyStatus::Primary]);
    let opened = done(run(&folder, &format!("--keyring keys.2 open {CONTEXT}"), &sealed));
    assert_eq!(opened, b"1012345678");

    // The other way round the keyring lacks the key.
    let sealed = done(run(&folder, &format!("--keyring keys.2 seal {CONTEXT}"), b"1012345678"));
    let output = run(&folder, &format!("--keyring keys open {CONTEXT}"), &sealed);
    assert!(failed(&output, 4).contains(&rotated.primary().to_string()));
}

#[test]
fn a_list_names_keys_and_shows_none() {
    let folder = folder();
    let text = fs::read_to_string(folder.path().join("keys")).unwrap();
    let id = Keyring::parse(&text).unwrap().primary();
    let listed = done(run(&folder, "--keyring keys keyring list", b""));
    assert_eq!(String::from_utf8(listed).unwrap(), format!("{id} primary\n"));
}

#[test]
fn whatever_does_not_open_leaves_no_file_and_is_told_apart() {
    let folder = folder();
    done(run(&folder, "keyring new --output other", b""));
    let sealed = done(run(&folder, &format!("--keyring keys seal {CONTEXT}"), &plaintext()));
    let mut damaged = sealed.clone();
    damaged[HEADER_LEN + CHUNK_LEN + 16 + 5] ^= 1;
    let longer = [&sealed[..], b"\n"].concat();
    let before = names(&folder);
    for (keys, context, stream, code) in [
        ("other", CONTEXT, &sealed[..], "stream_key"),
        ("keys", "--context=other", &sealed, "stream_refused"),
        ("keys", CONTEXT, &damaged, "stream_chunk"),
        ("keys", CONTEXT, &longer, "stream_chunk"),
        ("keys", CONTEXT, &sealed[..sealed.len() - 1], "stream_chunk"),
        (
            "keys",
            CONTEXT,
            &sealed[..HEADER_LEN + 2 * (CHUNK_LEN + 16)],
            "stream_truncated",
        ),
        ("keys", CONTEXT, &[], "stream_truncated"),
        ("keys", CONTEXT, b"PGDMP", "stream_format"),
    ] {
        let words = format!("--keyring {keys} open {context} - opened");
        assert!(failed(&run(&folder, &words, stream), 4).contains(code), "{code}");
        let words = format!("--keyring {keys} verify {context}");
        assert!(failed(&run(&folder, &words, stream), 4).contains(code), "{code}");
        assert_eq!(names(&folder), before);
    }
}

#[test]
fn no_file_is_written_over() {
    let folder = folder();
    let keys = fs::read(folder.path().join("keys")).unwrap();
    let sealed = done(run(&folder, &format!("--keyring keys seal {CONTEXT}"), b"1012345678"));
    for words in [
        "keyring new --output keys".to_owned(),
        "--keyring keys keyring rotate --output keys".to_owned(),
        format!("--keyring keys seal {CONTEXT} - keys"),
        format!("--keyring keys open {CONTEXT} - keys"),
    ] {
        assert!(
            failed(&run(&folder, &words, &sealed), 1).contains("cannot create keys"),
            "{words}"
        );
        assert_eq!(fs::read(folder.path().join("keys")).unwrap(), keys);
    }
}

#[cfg(unix)]
#[test]
fn only_its_owner_reads_what_it_wrote() {
    use std::os::unix::fs::PermissionsExt;

    let folder = folder();
    done(run(
        &folder,
        &format!("--keyring keys seal {CONTEXT} - sealed"),
        b"1012345678",
    ));
    done(run(
        &folder,
        &format!("--keyring keys open {CONTEXT} sealed opened"),
        b"",
    ));
    for name in ["keys", "sealed", "opened"] {
        let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_wrong_command_line_a_wrong_keyring_and_a_missing_file_have_their_codes() {
    let folder = folder();
    fs::write(folder.path().join("text"), "no keys here").unwrap();
    fs::write(folder.path().join("binary"), [0xff; 40]).unwrap();
    fs::write(folder.path().join("huge"), " ".repeat(1 << 20)).unwrap();
    fs::write(folder.path().join("empty"), "").unwrap();
    for (words, code) in [
        ("", 2),
        ("seal", 2),
        ("frobnicate", 2),
        ("--keyring keys seal --context= - x", 2),
        ("--keyring keys open --context= text x", 2),
        ("--keyring text keyring list", 3),
        ("--keyring binary keyring list", 3),
        ("--keyring huge keyring list", 3),
        ("--keyring empty keyring list", 3),
        ("--keyring missing keyring list", 1),
        ("--keyring keys seal --context=c missing x", 1),
        ("--keyring keys verify --context=c .", 1),
        ("--keyring keys seal --context=c text missing/x", 1),
    ] {
        let complaint = failed(&run(&folder, words, b""), code);
        assert!(!complaint.contains("no keys here"), "{complaint}");
    }
    assert!(!names(&folder).contains(&"x".to_owned()));
}

#[test]
fn no_secret_is_told_by_any_failure() {
    let folder = folder();
    let keys = fs::read_to_string(folder.path().join("keys")).unwrap();
    let material = keys.trim_end().rsplit('.').next().unwrap().to_owned();
    for broken in [
        keys.replacen("primary", "primry", 1),
        keys.replacen("mfk1", "mfk2", 1),
        format!("{}A", keys.trim_end()),
        keys.repeat(2),
        keys.replacen("primary", "active", 1),
    ] {
        fs::write(folder.path().join("broken"), broken).unwrap();
        let complaint = failed(&run(&folder, "--keyring broken keyring rotate", b""), 3);
        assert!(!complaint.contains(&material[..8]), "{complaint}");
    }
}

#[test]
fn the_help_documents_the_exit_codes() {
    let folder = folder();
    let help = String::from_utf8(done(run(&folder, "--help", b""))).unwrap();
    for line in [
        "  0  done",
        "  3  the keyring cannot be used",
        "  4  the stream does not open",
    ] {
        assert!(help.contains(line), "{help}");
    }
}
