//! HTML that is safe to show: an allow-list by a real HTML5 parser, or everything escaped.
//!
//! Encode at output, not at input: store what the user wrote, and make it safe for the place where it is shown
//! (ASVS 5.0 1.1.2). A stored `&amp;` is wrong in a mail subject, a push message and a CSV file.

use std::borrow::Cow;

#[cfg(feature = "html")]
pub use allow_list::{MAX_HTML_BYTES, MAX_HTML_TAGS, SafeHtml};

/// Escapes all that HTML gives a meaning to, for element content and for quoted attribute values.
///
/// Not for unquoted attributes, URLs, scripts or styles: no escaping of HTML helps there. Borrowed if nothing needs it.
#[must_use]
pub fn escape_html(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| entity(char::from(byte)).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len().saturating_add(text.len() / 8).saturating_add(8));
    for character in text.chars() {
        match entity(character) {
            Some(entity) => out.push_str(entity),
            None => out.push(character),
        }
    }
    Cow::Owned(out)
}

const fn entity(character: char) -> Option<&'static str> {
    match character {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\'' => Some("&#39;"),
        _ => None,
    }
}

#[cfg(feature = "html")]
mod allow_list {
    use std::collections::{HashMap, HashSet};
    use std::fmt;
    use std::sync::LazyLock;

    use ammonia::Builder;

    use crate::code::Code;
    use crate::text::{cap, shown};

    /// Largest HTML that is parsed, in bytes.
    ///
    /// The tree of an HTML5 parser takes time quadratic in some inputs (64 KiB of `<div>` takes a second), so that this
    /// limit and the next one are what keeps a request short.
    pub const MAX_HTML_BYTES: usize = 16 * 1024;
    /// Most tags that are opened, on the way in and on the way out.
    pub const MAX_HTML_TAGS: usize = 512;

    /// The plan's five tags and no attribute at all. Content of other tags is kept, that of scripts and styles is not.
    static ALLOW_LIST: LazyLock<Builder<'static>> = LazyLock::new(|| {
        let mut builder = Builder::empty();
        builder
            .tags(HashSet::from(["b", "i", "em", "strong", "u"]))
            .clean_content_tags(HashSet::from(["script", "style"]))
            .tag_attributes(HashMap::new())
            .generic_attributes(HashSet::new())
            .url_schemes(HashSet::new())
            .link_rel(None)
            .strip_comments(true);
        builder
    });

    /// HTML that holds `b`, `i`, `em`, `strong` and `u` without attributes, and escaped text.
    #[derive(Clone, Debug, Eq, PartialEq)]
    pub struct SafeHtml(String);

    impl SafeHtml {
        /// Parses HTML as a browser does and writes the allowed part of it anew. Doing so twice changes nothing.
        ///
        /// # Errors
        /// [`Code::TooManyBytes`] above [`MAX_HTML_BYTES`], [`Code::TooManyItems`] above [`MAX_HTML_TAGS`], for the HTML and
        /// for what becomes of it: escaping and closing tags lengthen it, and a second pass must not refuse it.
        ///
        /// # Security
        /// The result is safe as the content of an element such as `div`. It is not a value of an attribute.
        pub fn sanitize(html: &str) -> Result<Self, Code> {
            let mut clean = ALLOW_LIST.clean(bounded(html)?).to_string();
            // The parser drops one byte order mark at the start; a second pass would drop the next.
            let marks = clean.len().saturating_sub(clean.trim_start_matches('\u{FEFF}').len());
            clean.drain(..marks);
            bounded(&clean)?;
            Ok(Self(clean))
        }

        /// The HTML.
        #[must_use]
        pub fn as_str(&self) -> &str {
            &self.0
        }
    }

    fn bounded(html: &str) -> Result<&str, Code> {
        let html = cap(html, MAX_HTML_BYTES)?;
        let opens = |pair: &[u8]| matches!(pair, [b'<', letter] if letter.is_ascii_alphabetic());
        if html.as_bytes().windows(2).filter(|pair| opens(pair)).count() > MAX_HTML_TAGS {
            return Err(Code::TooManyItems {
                max: shown(MAX_HTML_TAGS),
            });
        }
        Ok(html)
    }

    impl fmt::Display for SafeHtml {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(&self.0)
        }
    }
}
