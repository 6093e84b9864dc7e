//! How the sources are cut: no file too long to be read at one sitting, and one way to lay out modules.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Every source file of the workspace's crates: theirs, the example's, the benches' and the fuzz targets'.
fn sources() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let mut files = Vec::new();
    for part in ["crates", "examples", "benches", "fuzz/fuzz_targets"] {
        collect(&root.join(part), &mut files);
    }
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn lines(file: &Path) -> usize {
    fs::read_to_string(file).unwrap().lines().count()
}

#[test]
fn no_source_file_is_longer_than_400_lines() {
    let long: Vec<_> = sources().into_iter().filter(|file| lines(file) > 400).collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn modules_are_foo_rs_beside_foo_and_never_mod_rs() {
    let found: Vec<_> = sources().into_iter().filter(|file| file.ends_with("mod.rs")).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_source_file_says_first_what_it_is() {
    let silent: Vec<_> = sources().into_iter().filter(|file| !introduces_itself(file)).collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

/// By `//!` before all code, or, in a crate's root, by its README.
fn introduces_itself(file: &Path) -> bool {
    let text = fs::read_to_string(file).unwrap();
    let code = text.lines().find(|line| !line.starts_with("#!["));
    text.starts_with("#![doc = include_str!") || code.is_some_and(|line| line.starts_with("//!"))
}

#[test]
fn the_sources_are_found() {
    let files = sources();
    assert!(
        files.iter().any(|file| file.ends_with("momfood-crypto/src/lib.rs")),
        "{files:?}"
    );
    assert!(
        files.iter().any(|file| file.ends_with("fuzz_targets/shim.rs")),
        "{files:?}"
    );
}
