//! Path traversal: segments of dots between separators, files that attackers ask for, and roots.
//!
//! The encodings (`%2e`, `%252e`, `%u2216`, overlong UTF-8, full-width dots) are the views' work. What keeps a path
//! within its folder is [`SafePath`](crate::SafePath), which refuses all of this without any points.

use crate::inspect::cursor::Lower;
use crate::inspect::marks::Marks;
use crate::inspect::reason::Reason;
use crate::inspect::verdict::Tally;
use crate::inspect::view::View;

/// Scores one view of the text.
pub(super) fn score(view: &View<'_>) -> Tally {
    let mut tally = Tally::default();
    let text = view.bytes();
    let alone = text == b"..";
    if !alone && !view.marks().has(Marks::SLASH) && !view.marks().has(Marks::BACKSLASH) {
        return tally;
    }
    let mut upwards = 0_u8;
    let mut previous: &[u8] = b"";
    // A blank ends a path in prose; `;x` in a segment is a parameter to some servers.
    for path in text.split(|byte| byte.is_ascii_whitespace()) {
        for segment in path.split(|byte| matches!(byte, b'/' | b'\\')) {
            let name = segment
                .split(|byte| matches!(byte, b';' | 0))
                .next()
                .unwrap_or_default();
            let value = name
                .rsplit(|byte| matches!(byte, b'=' | b':' | b'"' | b'\''))
                .next()
                .unwrap_or_default();
            let dots = value.len() >= 2 && value.iter().all(|byte| *byte == b'.');
            if dots && (alone || path.len() > segment.len()) {
                upwards = upwards.saturating_add(1);
            }
            if is_sensitive(previous, name) {
                tally.add(3, Reason::SensitiveFile);
            }
            if segment.contains(&0) {
                tally.add(3, Reason::Obfuscation);
            }
            previous = name;
        }
        if is_absolute(path) {
            tally.add(3, Reason::AbsolutePath);
        }
    }
    match upwards {
        0 => {}
        1 => tally.add(3, Reason::Traversal),
        _ => tally.add(5, Reason::Traversal),
    }
    tally.read(text.len().saturating_mul(PASSES));
    tally
}

/// Files and folders that tell secrets, with the folder that they are in where the name alone is common.
fn is_sensitive(folder: &[u8], name: &[u8]) -> bool {
    let (folder, name) = (Lower::of(folder.iter().copied()), Lower::of(name.iter().copied()));
    matches!(
        (folder.as_bytes(), name.as_bytes()),
        (
            b"etc",
            b"passwd" | b"shadow" | b"hosts" | b"group" | b"issue" | b"sudoers" | b"master.passwd" | b"motd"
        ) | (b"self", b"environ" | b"cmdline" | b"maps" | b"fd" | b"status")
            | (b".git", b"config" | b"head" | b"index")
            | (b".aws", b"credentials")
            | (b"config", b"sam" | b"system")
            | (_, b"boot.ini" | b"win.ini" | b"system.ini" | b"system32")
            | (
                _,
                b"wp-config.php" | b"web.config" | b"web-inf" | b"meta-inf" | b".htaccess" | b".htpasswd" | b".env"
            )
            | (_, b"id_rsa" | b"id_ed25519" | b".bash_history")
    )
}

/// `C:\…`, `\\host\…` and schemes that open files.
fn is_absolute(path: &[u8]) -> bool {
    match path {
        [b'a'..=b'z' | b'A'..=b'Z', b':', b'\\' | b'/', ..] => true,
        [b'\\', b'\\', host, ..] => host.is_ascii_alphanumeric(),
        _ => path.iter().position(|byte| *byte == b':').is_some_and(|colon| {
            let (scheme, rest) = path.split_at_checked(colon).unwrap_or_default();
            let scheme = Lower::of(scheme.iter().copied());
            rest.starts_with(b"://")
                && matches!(
                    scheme.as_bytes(),
                    b"file" | b"php" | b"phar" | b"expect" | b"gopher" | b"dict"
                )
        }),
    }
}

/// How often each byte is read at most: three splits, two comparisons and the search for a scheme.
const PASSES: usize = 6;
