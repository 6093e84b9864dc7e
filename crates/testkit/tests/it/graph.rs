//! Who may depend on whom. An arrow means "may depend on", and there is no other:
//!
//! ```text
//! crypto                    validate               each stands alone
//!    ^
//!    +------- audit                                one vocabulary of events
//!    |          ^
//!    +--- mfa --+--- ratelimit                     none of these four knows another:
//!    +--- jwt --+--- rbac                          the service wires them
//! ```
//!
//! The example, the benches and the fuzz targets use them all. testkit and xtask depend on none.

use std::{collections::BTreeSet, process::Command};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

/// The product, and what each crate of it may depend on.
const ALLOWED: [(&str, &[&str]); 7] = [
    ("momfood-crypto", &[]),
    ("momfood-validate", &[]),
    ("momfood-audit", &["momfood-crypto"]),
    ("momfood-mfa", &["momfood-audit", "momfood-crypto"]),
    ("momfood-jwt", &["momfood-audit", "momfood-crypto"]),
    ("momfood-ratelimit", &["momfood-audit"]),
    ("momfood-rbac", &["momfood-audit"]),
];

/// What the bare crates must leave to their features: a runtime, a database, a cache, a protocol.
const FEATURES_ONLY: [&str; 4] = ["tokio", "sqlx", "redis", "http"];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap()
}

fn package<'a>(metadata: &'a Metadata, name: &str) -> &'a Package {
    metadata
        .packages
        .iter()
        .find(|package| package.name == name)
        .unwrap_or_else(|| panic!("no package {name}"))
}

/// The workspace's own crates that `package` depends on, in any way that `kinds` lists, optional ones too.
fn internal<'a>(package: &'a Package, kinds: &[DependencyKind]) -> BTreeSet<&'a str> {
    let internal = package
        .dependencies
        .iter()
        .filter(|dependency| dependency.path.is_some());
    internal
        .filter(|dependency| kinds.contains(&dependency.kind))
        .map(|dependency| dependency.name.as_str())
        .collect()
}

#[test]
fn the_product_is_seven_crates() {
    let metadata = metadata();
    let found: BTreeSet<&str> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    let crates: BTreeSet<&str> = ALLOWED.map(|(name, _)| name).into();
    let others = ["momfood-api", "momfood-benches", "testkit", "xtask"];
    assert_eq!(found, crates.into_iter().chain(others).collect());
}

#[test]
fn the_product_has_only_the_allowed_edges() {
    let metadata = metadata();
    for (name, allowed) in ALLOWED {
        let edges = internal(
            package(&metadata, name),
            &[DependencyKind::Normal, DependencyKind::Build],
        );
        let forbidden: Vec<_> = edges.into_iter().filter(|edge| !allowed.contains(edge)).collect();
        assert!(forbidden.is_empty(), "{name} must not depend on {forbidden:?}");
    }
}

#[test]
fn audit_depends_on_crypto_only_behind_a_feature() {
    let metadata = metadata();
    let audit = package(&metadata, "momfood-audit");
    let always: Vec<_> = audit
        .dependencies
        .iter()
        .filter(|edge| edge.name == "momfood-crypto" && !edge.optional)
        .collect();
    assert!(always.is_empty(), "{always:?}");
}

#[test]
fn tests_of_the_product_use_only_what_stands_below_and_the_testkit() {
    let metadata = metadata();
    for (name, allowed) in ALLOWED {
        let edges = internal(package(&metadata, name), &[DependencyKind::Development]);
        let forbidden: Vec<_> = edges
            .into_iter()
            // A crate may be its own dev-dependency: so its tests turn its `conformance` feature on.
            .filter(|edge| *edge != name && *edge != "testkit" && !allowed.contains(edge))
            .collect();
        assert!(
            forbidden.is_empty(),
            "the tests of {name} must not depend on {forbidden:?}"
        );
    }
}

#[test]
fn testkit_and_xtask_depend_on_none_of_ours() {
    let metadata = metadata();
    let kinds = [
        DependencyKind::Normal,
        DependencyKind::Build,
        DependencyKind::Development,
    ];
    for name in ["testkit", "xtask"] {
        assert_eq!(internal(package(&metadata, name), &kinds), BTreeSet::new(), "{name}");
    }
}

#[test]
fn nothing_of_the_product_depends_on_what_serves_it() {
    let metadata = metadata();
    for (name, _) in ALLOWED {
        let edges = internal(
            package(&metadata, name),
            &[DependencyKind::Normal, DependencyKind::Build],
        );
        for server in ["testkit", "xtask", "momfood-api", "momfood-benches"] {
            assert!(!edges.contains(server), "{name} depends on {server}");
        }
    }
}

#[test]
fn without_features_no_crate_pulls_a_runtime_a_database_or_a_protocol() {
    for (name, _) in ALLOWED {
        let tree = tree(name, &["--no-default-features"]);
        let pulled: Vec<_> = FEATURES_ONLY
            .iter()
            .filter(|forbidden| tree.contains(**forbidden))
            .collect();
        assert!(pulled.is_empty(), "{name} without features pulls {pulled:?}: {tree:?}");
    }
}

/// Proves that the test above can fail: with its features on, audit does pull tokio.
#[test]
fn a_pulled_runtime_would_be_seen() {
    assert!(tree("momfood-audit", &["--all-features"]).contains("tokio"));
}

/// The names of all packages that `package` would be built with.
fn tree(package: &str, features: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--package",
            package,
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ])
        .args(features)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let names: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.split(' ').next())
        .map(str::to_owned)
        .collect();
    assert!(names.contains(package), "{text}");
    names
}
