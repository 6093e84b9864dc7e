//! The block list: 19,640 common passwords as one sorted text, searched in place.
//!
//! A text and not a table of hashes, so that a reviewer can read what is refused, nothing is refused by collision, and
//! nothing is built at start. 15 comparisons a look-up. Source, licence and regeneration: `data/README.md`.

use std::cmp::Ordering;

/// One password a line, in lower case, sorted by bytes, no empty line.
static COMMON: &str = include_str!("../../data/common-passwords.txt");

/// Whether the password, in lower case, is on the list.
pub(super) fn contains(folded: &str) -> bool {
    // Invariant: a line equal to `folded` can only lie in `rest`, which starts and ends at a border of lines.
    let mut rest = COMMON.as_bytes();
    while !rest.is_empty() {
        let (before, after) = rest.split_at(rest.len() / 2);
        let start = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at.saturating_add(1));
        let end = after
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(rest.len(), |at| before.len().saturating_add(at));
        let line = rest.get(start..end).unwrap_or_default();
        rest = match line.cmp(folded.as_bytes()) {
            Ordering::Equal => return true,
            Ordering::Less => rest.get(end.saturating_add(1)..),
            Ordering::Greater => rest.get(..start),
        }
        .unwrap_or_default();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{COMMON, contains};

    #[test]
    fn every_line_of_the_list_is_found() {
        assert_eq!(COMMON.lines().count(), 19_640);
        assert!(COMMON.lines().all(contains));
    }

    #[test]
    fn list_is_sorted_by_bytes_and_in_lower_case() {
        let lines: Vec<&str> = COMMON.lines().collect();
        assert!(lines.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(
            lines
                .iter()
                .all(|line| !line.is_empty() && *line == line.to_lowercase())
        );
    }

    #[test]
    fn neighbours_of_listed_passwords_are_not_found() {
        for word in [
            "",
            "passwordpassword1x",
            "\n",
            "password\n123456",
            "zzzzzzzzzzzzzzz",
            "\0",
        ] {
            assert!(!contains(word), "{word:?}");
        }
    }
}
