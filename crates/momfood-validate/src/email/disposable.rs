//! Domains that hand out throw-away mailboxes.
//!
//! A short list, kept by hand: the plan's five and the best known others. It catches the lazy, never the determined, who
//! rent a domain; the mail that proves an address and the rate limit on sign-up do the rest.

/// Whether the domain or a parent of it is listed. `domain` is lower-case ASCII.
pub(super) fn contains(domain: &str) -> bool {
    std::iter::successors(Some(domain), |name| name.split_once('.').map(|(_, parent)| parent))
        .take_while(|name| name.contains('.'))
        .any(|name| DOMAINS.binary_search(&name).is_ok())
}

/// Sorted by bytes, for the binary search.
#[rustfmt::skip]
const DOMAINS: &[&str] = &[
    "0-mail.com", "10minutemail.com", "10minutemail.net", "20minutemail.com", "33mail.com", "anonbox.net",
    "anonymbox.com", "antispam24.de", "binkmail.com", "bobmail.info", "bugmenot.com", "burnermail.io", "byom.de",
    "chammy.info", "coolimpool.org", "crazymailing.com", "deadaddress.com", "despam.it", "devnullmail.com",
    "discard.email", "discardmail.com", "discardmail.de", "dispostable.com", "dodgeit.com", "dropmail.me",
    "dumpmail.de", "e4ward.com", "emailondeck.com", "emailsensei.com", "emailtemporanea.com", "emltmp.com",
    "fakeinbox.com", "fakemail.fr", "fakemailgenerator.com", "fastmailforyou.net", "filzmail.com", "fleckens.hu",
    "getairmail.com", "getnada.com", "grr.la", "guerrillamail.biz", "guerrillamail.com", "guerrillamail.de",
    "guerrillamail.info", "guerrillamail.net", "guerrillamail.org", "guerrillamailblock.com", "harakirimail.com",
    "hidemail.de", "inboxalias.com", "inboxbear.com", "inboxkitten.com", "incognitomail.org", "jetable.org",
    "kasmail.com", "letthemeatspam.com", "linshiyouxiang.net", "luxusmail.org", "mail-temp.com",
    "mail-temporaire.fr", "mail.tm", "mailcatch.com", "maildrop.cc", "maileater.com", "mailexpire.com",
    "mailforspam.com", "mailinator.com", "mailinator.net", "mailinator.org", "mailinator2.com", "mailmetrash.com",
    "mailmoat.com", "mailnesia.com", "mailnull.com", "mailpoof.com", "mailsac.com", "mailtemp.info",
    "mailtothis.com", "mailzilla.com", "mintemail.com", "minuteinbox.com", "moakt.com", "mohmal.com", "mt2015.com",
    "mytemp.email", "mytrashmail.com", "nada.email", "nospamfor.us", "notmailinator.com", "nowmymail.com",
    "objectmail.com", "onewaymail.com", "pokemail.net", "proxymail.eu", "rcpt.at", "reallymymail.com",
    "sharklasers.com", "shieldemail.com", "sogetthis.com", "spam.la", "spam4.me", "spamavert.com", "spambob.com",
    "spambog.com", "spambox.us", "spamcero.com", "spamday.com", "spamex.com", "spamfree24.org", "spamgourmet.com",
    "spamhole.com", "spamspot.com", "suremail.info", "temp-mail.io", "temp-mail.org", "temp-mail.ru", "tempail.com",
    "tempemail.co", "tempinbox.com", "tempmail.com", "tempmail.net", "tempmail.org", "tempmail.plus",
    "tempmailo.com", "tempomail.fr", "temporaryemail.net", "temporaryinbox.com", "tempr.email", "thankyou2010.com",
    "throwaway.email", "throwawaymail.com", "tmail.ws", "tmpmail.net", "tmpmail.org", "tradermail.info",
    "trash-mail.com", "trash-mail.de", "trashmail.com", "trashmail.de", "trashmail.me", "trashmail.net",
    "trashmail.ws", "trbvm.com", "wegwerfmail.de", "wegwerfmail.net", "wegwerfmail.org", "wh4f.org", "yep.it",
    "yopmail.com", "yopmail.fr", "yopmail.net", "zoemail.net",
];

#[cfg(test)]
mod tests {
    use super::{DOMAINS, contains};

    #[test]
    fn list_is_sorted_and_has_no_double() {
        assert!(DOMAINS.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(DOMAINS.len() >= 105);
    }

    #[test]
    fn subdomains_are_found_and_names_that_only_end_alike_are_not() {
        assert!(contains("mailinator.com") && contains("a.b.mailinator.com"));
        assert!(!contains("notquitemailinator.com") && !contains("com") && !contains("mailinator.com.sa"));
    }
}
