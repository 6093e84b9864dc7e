//! Texts that have broken parsers, and what they make of a good text.

/// Hostile texts, alone, repeated, and before, within and after each of `samples`.
pub fn hostile_texts<'s>(samples: &'s [&'s str]) -> impl Iterator<Item = String> + 's {
    let alone = SEEDS
        .iter()
        .flat_map(|seed| [1, 2, 9, 63, 200].map(|times| seed.repeat(times)));
    let mixed = samples.iter().flat_map(|sample| {
        let middle = sample.chars().count() / 2;
        SEEDS.iter().flat_map(move |seed| {
            let (head, tail): (String, String) = (
                sample.chars().take(middle).collect(),
                sample.chars().skip(middle).collect(),
            );
            [
                format!("{seed}{sample}"),
                format!("{head}{seed}{tail}"),
                format!("{sample}{seed}"),
            ]
        })
    });
    let changed = samples.iter().flat_map(|sample| {
        [
            sample.to_uppercase(),
            sample.to_lowercase(),
            sample.repeat(2),
            (*sample).to_owned(),
        ]
    });
    alone.chain(mixed).chain(changed)
}

/// One seed a fault: controls, line ends, direction, what nobody sees, what normalisation changes or lengthens, digits of
/// other scripts, quotes, separators, escapes.
#[rustfmt::skip]
const SEEDS: &[&str] = &[
    "", " ", "\0", "\t", "\n", "\r", "\r\n", "\u{B}", "\u{1B}[2J", "\u{7F}", "\u{85}", "\u{A0}", "\u{2028}", "\u{3000}",
    "\u{61C}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{200E}", "\u{202E}", "\u{2066}", "\u{FEFF}", "\u{E0041}", "\u{FFFE}",
    // Marks without a letter; what NFC composes, decomposes (U+1D160 to twelve bytes) and reorders.
    "\u{301}", "\u{651}", "\u{344}", "e\u{301}", "\u{212B}", "\u{1D160}", "\u{958}", "q\u{307}\u{323}", "\u{1100}\u{1161}\u{11A8}",
    // One glyph that NFKC makes eighteen characters; folding that lengthens; an emoji of five characters.
    "\u{FDFA}", "ß", "İ", "ſ", "K", "👩‍👩‍👦", "ـ",
    "a", "Z", "ش", "а", "0", "٣", "۳", "７", "²", "-", "--", "-0", "+", "1e400", "NaN", ".", "..", "../", "/", "\\", "....//",
    "@", "'", "\"", "`", "<", ">", "<b>", "<script>", "&", "&amp;", "&#0;", "%", "%00", "%2e", "%252e", "$(", ";", "|", "#", ",", ":",
    "con", "nul.txt", "' or 1=1--", "\u{FF07}", "\u{FF0E}\u{FF0E}\u{FF0F}",
];
