//! Cross-site scripting: an HTML tokenizer started in each state in which a page could have the text: as content, and
//! within an attribute's value, without quotes or in any of three.
//!
//! It follows the tokenizer of the HTML Standard (§13.2.5) as far as names and values of attributes go: `/` separates
//! like a blank, a name may hold `<`, entities are decoded in values. JavaScript is not read: a text that a page puts
//! into a script is lost whatever it looks like.

mod url;

use crate::inspect::cursor::{Cursor, Lower};
use crate::inspect::html::url::is_script_url;
use crate::inspect::marks::Marks;
use crate::inspect::profile::Profile;
use crate::inspect::reason::Reason;
use crate::inspect::verdict::Tally;
use crate::inspect::view::View;

/// Scores one view of the text.
pub(super) fn score(view: &View<'_>, profile: Profile) -> Tally {
    let (text, marks) = (view.bytes(), view.marks());
    let mut tally = Tally::default();
    if marks.has(Marks::LESS) {
        tally = tally.worse(content(text, profile));
    }
    if marks.has(Marks::COLON) {
        tally.read(text.len());
        if is_script_url(text) {
            // "JavaScript: The Good Parts" is a book.
            let title = text.iter().skip_while(|byte| **byte != b':').nth(1) == Some(&b' ');
            tally.add(if title { 2 } else { 5 }, Reason::ScriptUrl);
        }
    }
    if !marks.has(Marks::EQUALS) {
        return tally;
    }
    tally = tally.worse(attributes(text, None));
    for (mark, quote) in [
        (Marks::SINGLE_QUOTE, b'\''),
        (Marks::DOUBLE_QUOTE, b'"'),
        (Marks::BACKTICK, b'`'),
    ] {
        if marks.has(mark) {
            tally = tally.worse(attributes(text, Some(quote)));
        }
    }
    tally
}

/// Reads the text as the content of an element.
fn content(text: &[u8], profile: Profile) -> Tally {
    let mut tally = Tally::default();
    let mut cursor = Cursor::new(text);
    while cursor.skip_past(b"<") {
        let closing = cursor.eat(b"/");
        match cursor.peek() {
            Some(b'a'..=b'z' | b'A'..=b'Z') => tag(&mut cursor, &mut tally, closing, profile),
            Some(b'!') if cursor.eat(b"!--") => {
                // `<!-->` is a comment already.
                if !(cursor.eat(b">") || cursor.eat(b"->")) {
                    cursor.skip_past(b"-->");
                }
                tally.add(1, Reason::Markup);
            }
            Some(b'!' | b'?') => tally.add(1, Reason::Markup),
            _ => {}
        }
    }
    tally.read(cursor.at());
    tally
}

/// Reads the text as the value of an attribute, which ends at `quote`, or at a blank if there is none.
fn attributes(text: &[u8], quote: Option<u8>) -> Tally {
    let mut tally = Tally::default();
    let mut cursor = Cursor::new(text);
    cursor.take_while(|byte| quote.map_or(!is_blank(byte) && byte != b'>', |quote| byte != quote));
    cursor.skip(1);
    while cursor.peek().is_some_and(|byte| byte != b'>') {
        attribute(&mut cursor, &mut tally);
    }
    tally.read(cursor.at());
    tally
}

/// Reads a tag from its name to its `>`.
fn tag(cursor: &mut Cursor<'_>, tally: &mut Tally, closing: bool, profile: Profile) {
    let name = cursor.take_while(|byte| !is_blank(byte) && byte != b'/' && byte != b'>');
    let lower = Lower::of(name.iter().copied());
    // A prefix names an XML namespace: `<x:script`.
    let local = lower.as_bytes().rsplit(|byte| *byte == b':').next().unwrap_or_default();
    let bare = cursor.peek() == Some(b'>');
    if !closing && DANGEROUS.contains(&local) {
        tally.add(5, Reason::DangerousTag);
    } else if !(bare && profile == Profile::RichText && EMPHASIS.contains(&local)) {
        tally.add(1, Reason::Markup);
    }
    while cursor.peek().is_some_and(|byte| byte != b'>') {
        attribute(cursor, tally);
    }
}

/// Reads one attribute, or a blank or a slash between two. Moves on by a byte at least.
fn attribute(cursor: &mut Cursor<'_>, tally: &mut Tally) {
    let ends = |byte: u8| is_blank(byte) || matches!(byte, b'/' | b'>' | b'=');
    let name = cursor.take_while(|byte| !ends(byte));
    if name.is_empty() {
        // A `=` without a name is the first byte of one.
        cursor.skip(1);
        return;
    }
    cursor.take_while(is_blank);
    if !cursor.eat(b"=") {
        return;
    }
    cursor.take_while(is_blank);
    let value = match cursor.peek() {
        Some(quote @ (b'"' | b'\'' | b'`')) => {
            cursor.skip(1);
            let value = cursor.take_while(|byte| byte != quote);
            cursor.skip(1);
            value
        }
        _ => cursor.take_while(|byte| !is_blank(byte) && byte != b'>'),
    };
    // Quotes that end an outer value stick to the name: `x"onload=`.
    let bare = name
        .rsplit(|byte| matches!(byte, b'"' | b'\'' | b'`'))
        .next()
        .unwrap_or_default();
    let lower = Lower::of(bare.iter().copied());
    let lower = lower.as_bytes();
    if is_handler(lower) {
        tally.add(5, Reason::EventHandler);
    } else if lower == b"srcdoc" {
        tally.add(5, Reason::DangerousTag);
    } else if lower == b"style" && is_active_style(value) {
        tally.add(5, Reason::ScriptUrl);
    }
    if is_script_url(value) {
        tally.add(5, Reason::ScriptUrl);
    }
}

/// `on` and at least three letters, except English words: a handler that is invented tomorrow is one as well.
fn is_handler(lower: &[u8]) -> bool {
    lower.len() >= 5
        && lower.starts_with(b"on")
        && lower.iter().all(u8::is_ascii_alphanumeric)
        && !ENGLISH.contains(&lower)
}

/// Styles that run script, in browsers of old.
fn is_active_style(value: &[u8]) -> bool {
    ["expression(", "javascript:", "-moz-binding", "behavior:"]
        .iter()
        .any(|word| {
            value
                .windows(word.len())
                .any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
        })
}

const fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0x0B || byte == 0
}

/// Elements that run, load or rewrite something.
#[rustfmt::skip]
const DANGEROUS: &[&[u8]] = &[
    b"script", b"iframe", b"object", b"embed", b"applet", b"svg", b"math", b"meta", b"link", b"base", b"style",
    b"frame", b"frameset", b"xml", b"import", b"isindex", b"layer", b"bgsound", b"noembed", b"template", b"handler",
];
/// The tags of [`Profile::RichText`].
const EMPHASIS: &[&[u8]] = &[b"b", b"i", b"em", b"strong", b"u"];
/// English words that begin like a handler.
#[rustfmt::skip]
const ENGLISH: &[&[u8]] = &[
    b"onion", b"onions", b"online", b"onset", b"onward", b"onwards", b"ongoing", b"onboard", b"onsite", b"onshore",
    b"onscreen", b"onstage", b"onlooker", b"oneself",
];
