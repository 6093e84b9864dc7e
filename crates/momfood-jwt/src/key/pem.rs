//! PEM of a private key (RFC 7468 §10): one block, read strictly, written in lines of 64 characters.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use momfood_crypto::Secret;
use zeroize::Zeroizing;

const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";
const LINE: usize = 64;
/// Longest text that is looked at, in bytes: an Ed25519 key has 119.
const MAX_BYTES: usize = 1_024;

/// The document inside the one block of `text`; white space around it is no matter.
pub(super) fn read(text: &str) -> Option<Secret<Vec<u8>>> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let body = text.trim().strip_prefix(BEGIN)?.strip_suffix(END)?;
    // Sized at once: a string that grows would leave copies behind that nobody wipes.
    let mut base64 = Zeroizing::new(String::with_capacity(body.len()));
    body.lines().for_each(|line| base64.push_str(line.trim_end()));
    STANDARD.decode(base64.as_bytes()).ok().map(Secret::new)
}

/// `document` as one block.
pub(super) fn write(document: &[u8]) -> Secret<String> {
    let base64 = Zeroizing::new(STANDARD.encode(document));
    let mut text = String::with_capacity(BEGIN.len() + END.len() + base64.len() * 2 + 3);
    text.push_str(BEGIN);
    text.push('\n');
    for (index, character) in base64.chars().enumerate() {
        if index > 0 && index % LINE == 0 {
            text.push('\n');
        }
        text.push(character);
    }
    text.push('\n');
    text.push_str(END);
    text.push('\n');
    Secret::new(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for length in [0, 1, 48, 49, 200] {
            let document = vec![0xa5; length];
            let text = write(&document);
            assert_eq!(read(text.expose()).unwrap().expose(), &document);
            assert_eq!(read(&text.expose().replace('\n', "\r\n")).unwrap().expose(), &document);
        }
    }

    #[test]
    fn other_texts_are_refused() {
        let good = write(&[7; 48]);
        let good = good.expose();
        for bad in [
            String::new(),
            BEGIN.into(),
            format!("{BEGIN}{good}"),
            good.replace("PRIVATE", "RSA PRIVATE"),
            good.replace("PRIVATE", "PUBLIC"),
            good.replace("\n", "\n#"),
            format!("{good}{good}"),
            " ".repeat(MAX_BYTES + 1),
        ] {
            assert!(read(&bad).is_none(), "{bad}");
        }
    }
}
