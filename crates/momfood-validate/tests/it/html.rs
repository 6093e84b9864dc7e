//! The HTML sanitiser: five tags, no attributes, nothing that runs, and the second pass changes nothing.

use momfood_validate::{Code, MAX_HTML_BYTES, MAX_HTML_TAGS, SafeHtml};
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};

fn clean(html: &str) -> String {
    SafeHtml::sanitize(html).unwrap().to_string()
}

/// Whether only the five tags are left, without attributes, and each `<` begins one of them.
fn is_inert(html: &str) -> bool {
    html.split('<').skip(1).all(|rest| {
        let tag = rest.split('>').next().unwrap_or("");
        rest.contains('>') && ["b", "i", "em", "strong", "u"].contains(&tag.strip_prefix('/').unwrap_or(tag))
    })
}

#[test]
fn the_plans_tags_stay_and_the_content_of_others_is_kept() {
    assert_eq!(
        clean("<b>Hot</b> <p>and <i class=x>fresh</i></p>"),
        "<b>Hot</b> and <i>fresh</i>"
    );
    assert_eq!(clean("<script>alert(1)</script><style>x</style>ok"), "ok");
    assert_eq!(clean("Tom & Jerry <3"), "Tom &amp; Jerry &lt;3");
    assert_eq!(clean("<b onclick=alert(1) style=x>b"), "<b>b</b>");
}

/// Shapes of the DOMPurify test suite and of published mutation XSS, written out anew.
#[test]
fn nothing_that_runs_is_left_of_known_payloads() {
    let more = [
        "<math><mi//xlink:href=\"data:x,<script>alert(4)</script>\">",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<b><a href=javascript:alert(1)>x</a></b>",
        "<img src=\"x` `<script>alert(1)</script>\"` `>",
        "<template><script>alert(1)</script></template>",
        "<textarea></textarea><script>alert(1)</script>",
        "<xmp><p title=\"</xmp><svg/onload=alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "<a\u{0}href=javascript:alert(1)>",
        "<!-- --!><img src=x onerror=alert(1)> -->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<?xml version=1?><script>alert(1)</script>",
        "</b></b><b/><B>x",
        "<select><option><script>alert(1)</script>",
        "<strong/onload=alert(1)>",
    ];
    for payload in include_str!("../data/attacks-xss.txt").lines().chain(more) {
        let html = clean(payload);
        assert!(is_inert(&html), "{payload} => {html}");
        assert_eq!(clean(&html), html, "{payload}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_soup_of_tags_becomes_inert_and_stays_the_same(
        soup in r#"(<|>|/|b|i|svg|style|script|math|!--|--|=|"|'|`| |&lt;|&#60;|&|onload|x|\x00|table|p|template|\u{feff}){0,24}"#
    ) {
        let html = clean(&soup);
        prop_assert!(is_inert(&html), "{} => {}", soup, html);
        prop_assert_eq!(clean(&html), html);
    }
}

#[test]
fn size_and_tags_are_bounded_on_the_way_in_and_out() {
    let bytes = Code::TooManyBytes { max: 16 * 1024 };
    let tags = Code::TooManyItems { max: 512 };
    assert_eq!(SafeHtml::sanitize(&"a".repeat(MAX_HTML_BYTES + 1)), Err(bytes));
    // Escaping would push it over the limit.
    assert_eq!(SafeHtml::sanitize(&"&".repeat(MAX_HTML_BYTES)), Err(bytes));
    assert_eq!(SafeHtml::sanitize(&"<b>".repeat(MAX_HTML_TAGS + 1)), Err(tags));
    assert!(SafeHtml::sanitize(&"<b>".repeat(MAX_HTML_TAGS)).is_ok());
    // A paragraph opens again the tags that the last one left open.
    let open = format!("<p><b><i><em><u><strong>{}", "<p>x".repeat(120));
    assert_eq!(SafeHtml::sanitize(&open), Err(tags));
}
