//! Paths, arguments and identifiers: what must never reach a file system, a process or a statement.

use std::path::{Component, Path};

use momfood_validate::{Code, MAX_PATH_BYTES, SafeArg, SafePath, SqlIdentifier};
use proptest::prelude::{ProptestConfig, prop_assert, proptest};

fn is_safe(raw: &str) -> bool {
    SafePath::parse(raw).is_ok()
}

#[test]
fn names_that_people_give_to_files_are_accepted() {
    for raw in [
        "photo.jpg",
        "menus/2026/قائمة.pdf",
        "a b/c-d_e (1).tar.gz",
        "100%.png",
        "...hidden",
        ".well-known/x",
        "Tom & Jerry's.txt",
        "console.log",
        "communism.txt",
        "日本.png",
    ] {
        assert!(is_safe(raw), "{raw}");
    }
}

#[test]
fn every_spelling_of_a_traversal_is_refused() {
    let corpus = include_str!("../data/attacks-path.txt")
        .lines()
        .filter(|line| *line != ".git/config");
    let more = [
        "a/../b",
        "a/..",
        ".",
        "./a",
        "a//b",
        "a/",
        "/a",
        "//host/share",
        "~",
        "~root/x",
        "a\\b",
        "C:x",
        "a:stream",
        "a\0b",
        "a\nb",
        "a.",
        "a ",
        " a",
        "a./b",
        "con",
        "NUL.txt",
        "a/com1",
        "lpt9.x",
        "COM¹",
        "conin$",
        "%2e%2e",
        "a%2fb",
        "a%00",
        "%u002e",
        "．．/a",
        "a／b",
        "a＼b",
        "‥",
        "…",
        "a\u{2215}b",
        "\u{202E}a",
        "a\u{200D}",
        "a*",
        "a?",
        "a\"",
        "<a>",
        "a|b",
    ];
    for raw in corpus.chain(more) {
        assert!(!is_safe(raw), "{raw:?}");
    }
    assert_eq!(SafePath::parse(""), Err(Code::Required));
}

#[test]
fn size_is_bounded_in_bytes_names_and_levels() {
    assert_eq!(
        SafePath::parse(&"a".repeat(MAX_PATH_BYTES + 1)),
        Err(Code::TooManyBytes { max: 1024 })
    );
    assert!(is_safe(&"a".repeat(255)) && !is_safe(&"a".repeat(256)));
    assert!(is_safe(&vec!["a"; 32].join("/")) && !is_safe(&vec!["a"; 33].join("/")));
}

#[test]
fn composed_and_decomposed_names_are_one_path() {
    assert_eq!(SafePath::parse("cafe\u{301}.png"), SafePath::parse("café.png"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_joined_path_never_leaves_its_root(raw in r"(\.|/|\\|%2e|%2f|%5c|a|~|:|\x00| |．|／|C|[^a]){0,12}") {
        let root = Path::new("/srv/uploads");
        if let Ok(path) = SafePath::join(root, &raw) {
            prop_assert!(path.starts_with(root) && path != root);
            let below = path.strip_prefix(root).unwrap();
            prop_assert!(below.components().all(|part| matches!(part, Component::Normal(_))), "{raw:?}");
        }
    }
}

#[test]
fn arguments_that_need_no_shell_are_accepted() {
    for raw in [
        "Tom & Jerry",
        "#3 (rear)",
        "a;b|c`d`$(e)",
        "it's",
        "C:\\x",
        "1-2",
        "ملف",
    ] {
        assert_eq!(
            SafeArg::parse(raw).map(|argument| argument.as_str().to_owned()),
            Ok(raw.to_owned())
        );
    }
}

#[test]
fn arguments_that_are_options_or_more_than_one_line_are_refused() {
    for raw in [
        "-rf",
        "--output=x",
        "-oProxyCommand=x",
        "-",
        "\u{2013}x",
        "\u{2212}x",
        "－x",
    ] {
        assert_eq!(SafeArg::parse(raw), Err(Code::UnsafeArgument), "{raw}");
    }
    for raw in ["a\nrm -rf /", "a\0", "a\r", "\u{202E}a", "\u{1B}[2J"] {
        assert_eq!(SafeArg::parse(raw), Err(Code::ForbiddenCharacter), "{raw:?}");
    }
}

#[test]
fn an_identifier_is_one_of_the_programs_own_words() {
    const COLUMNS: &[&str] = &["created_at", "price", "order"];
    assert_eq!(SqlIdentifier::parse("order", COLUMNS).unwrap().to_string(), "\"order\"");
    for raw in ["Price", "price ", "price;--", "price desc", "", "password"] {
        assert_eq!(
            SqlIdentifier::parse(raw, COLUMNS),
            Err(Code::UnknownIdentifier),
            "{raw}"
        );
    }
}

#[test]
fn a_faulty_allow_list_fails_closed() {
    const FAULTY: &[&str] = &["price\" --", "Price", "1st", ""];
    for raw in FAULTY {
        assert_eq!(SqlIdentifier::parse(raw, FAULTY), Err(Code::UnknownIdentifier), "{raw}");
    }
}
