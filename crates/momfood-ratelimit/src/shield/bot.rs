//! What a user agent says it is. Anybody can say anything, so a name never opens a door: a search engine's crawler is
//! only claimed until its address proves it.
//!
//! Names are matched as whole words, split where user agents split them, so that `CUBOT_X19` is a phone and `Googlebot`
//! a bot.

/// What a user agent says, and how far that is proven.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "whether a program is served depends on it")]
pub enum BotVerdict {
    /// A search engine's crawler, calling from a network that the engine publishes.
    Verified(SearchBot),
    /// It calls itself a search engine's crawler.
    Claimed(SearchBot),
    /// It says that it is a program.
    Automation(Automation),
    /// It does not say so: a browser, an application, or a program that hides.
    Unknown,
}

impl BotVerdict {
    /// Its part of a [`Verdict::Pass`](super::Verdict::Pass) score.
    pub(super) const fn points(self) -> u32 {
        match self {
            Self::Verified(_) | Self::Unknown => 0,
            Self::Claimed(_) => 5,
            Self::Automation(_) => 3,
        }
    }
}

/// The crawlers that the plan lets through.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum SearchBot {
    /// Google.
    Googlebot,
    /// Bing.
    Bingbot,
    /// Yahoo.
    Slurp,
    /// `DuckDuckGo`.
    DuckDuckBot,
}

/// What kind of program a user agent names.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Automation {
    /// It collects pages.
    Crawler,
    /// A command line, a script, a headless browser: a developer's, a partner's, or an attacker's.
    Tool,
}

impl Automation {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Crawler => "crawler",
            Self::Tool => "tool",
        }
    }
}

/// Reads the first [`READ_BYTES`] of a user agent. Search engines count before other crawlers, crawlers before tools.
pub(super) fn classify(user_agent: &[u8]) -> BotVerdict {
    let read = user_agent.get(..READ_BYTES).unwrap_or(user_agent);
    let words = read.split(|byte| !byte.is_ascii_alphanumeric());
    let mut found = starts_with(read, GO).then_some(Automation::Tool);
    for word in words.filter(|word| word.len() >= SHORTEST) {
        if let Some(bot) = search_bot(word) {
            return BotVerdict::Claimed(bot);
        }
        if is_crawler(word) {
            found = Some(Automation::Crawler);
        } else if found.is_none() && is_tool(word) {
            found = Some(Automation::Tool);
        }
    }
    found.map_or(BotVerdict::Unknown, BotVerdict::Automation)
}

fn search_bot(word: &[u8]) -> Option<SearchBot> {
    let (_, bot) = SEARCH
        .iter()
        .find(|(name, _)| word.len() == name.len() && starts_with(word, name))?;
    Some(*bot)
}

/// A word like `AhrefsBot`, `Baiduspider` or `crawler4j`, but not the phones of the makes in [`PHONES`].
fn is_crawler(word: &[u8]) -> bool {
    let phone = || PHONES.iter().any(|phone| starts_with(word, phone));
    let bot = ends_with(word, b"bot") || ends_with(word, b"bots");
    bot && !phone()
        || CRAWLERS
            .iter()
            .any(|name| ends_with(word, name) || starts_with(word, name))
}

fn is_tool(word: &[u8]) -> bool {
    TOOLS.iter().any(|name| starts_with(word, name))
}

/// Names are lower-case. One byte decides nearly always, and is worth asking first.
fn starts_with(word: &[u8], name: &[u8]) -> bool {
    same_letter(word.first(), name.first())
        && word
            .get(..name.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(name))
}

fn ends_with(word: &[u8], name: &[u8]) -> bool {
    let start = word.len().checked_sub(name.len());
    same_letter(word.last(), name.last())
        && start
            .and_then(|start| word.get(start..))
            .is_some_and(|tail| tail.eq_ignore_ascii_case(name))
}

fn same_letter(byte: Option<&u8>, letter: Option<&u8>) -> bool {
    byte.map(u8::to_ascii_lowercase).as_ref() == letter
}

const READ_BYTES: usize = 512;

/// "bot"; user agents are full of shorter words, their version numbers.
const SHORTEST: usize = 3;

const SEARCH: [(&[u8], SearchBot); 4] = [
    (b"googlebot", SearchBot::Googlebot),
    (b"bingbot", SearchBot::Bingbot),
    (b"slurp", SearchBot::Slurp),
    (b"duckduckbot", SearchBot::DuckDuckBot),
];

const PHONES: [&[u8]; 1] = [b"cubot"];

const CRAWLERS: [&[u8]; 4] = [b"crawler", b"spider", b"scraper", b"scrapy"];

/// The plan's, and those that it misses. Not `okhttp`: it is in every Android application.
const TOOLS: [&[u8]; 11] = [
    b"curl",
    b"wget",
    b"libcurl",
    b"httpie",
    b"python",
    b"ruby",
    b"perl",
    b"libwww",
    b"aiohttp",
    b"headless",
    b"phantomjs",
];

/// Not by the word: a "Redmi Go" is a phone.
const GO: &[u8] = b"go-http-client/";

#[cfg(test)]
mod tests {
    use super::*;

    const CRAWLER: BotVerdict = BotVerdict::Automation(Automation::Crawler);
    const TOOL: BotVerdict = BotVerdict::Automation(Automation::Tool);

    #[test]
    fn phones_browsers_and_applications_are_no_bots() {
        for agent in [
            "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 Chrome/74.0 Mobile Safari/537.36",
            "Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20 PRO) AppleWebKit/537.36",
            "Mozilla/5.0 (Linux; Android 8.1.0; Redmi Go) AppleWebKit/537.36",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
            "MomFood/3.2 (Android 14; ar) okhttp/4.12.0",
            "Abbott/1.0 Botswana",
            "",
        ] {
            assert_eq!(classify(agent.as_bytes()), BotVerdict::Unknown, "{agent}");
        }
        assert_eq!(classify(b"\xff\xfe\0"), BotVerdict::Unknown);
    }

    #[test]
    fn search_engines_are_claimed_and_other_crawlers_are_crawlers() {
        let google = b"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
        assert_eq!(classify(google), BotVerdict::Claimed(SearchBot::Googlebot));
        assert_eq!(classify(b"curl/8 BINGBOT"), BotVerdict::Claimed(SearchBot::Bingbot));
        assert_eq!(
            classify(b"Mozilla/5.0 (compatible; Yahoo! Slurp)"),
            BotVerdict::Claimed(SearchBot::Slurp)
        );
        assert_eq!(
            classify(b"DuckDuckBot/1.1"),
            BotVerdict::Claimed(SearchBot::DuckDuckBot)
        );
        for agent in [
            "AhrefsBot/7.0",
            "bot",
            "Baiduspider-render/2.0",
            "crawler4j",
            "my_scraper",
            "Scrapy/2.11",
            "GooglebotX bot",
        ] {
            assert_eq!(classify(agent.as_bytes()), CRAWLER, "{agent}");
        }
    }

    #[test]
    fn programs_that_say_so_are_tools() {
        for agent in [
            "curl/8.5.0",
            "Wget/1.21",
            "python-requests/2.32",
            "Python-urllib/3.12",
            "Ruby",
            "Go-http-client/1.1",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/126.0 Safari/537.36",
        ] {
            assert_eq!(classify(agent.as_bytes()), TOOL, "{agent}");
        }
    }

    #[test]
    fn a_very_long_user_agent_is_read_up_to_its_bound() {
        let mut long = vec![b'a'; 1 << 20];
        long.extend_from_slice(b" curl");
        assert_eq!(classify(&long), BotVerdict::Unknown);
    }
}
