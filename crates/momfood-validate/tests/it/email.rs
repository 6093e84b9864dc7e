//! E-mail addresses: the plan's faults, RFC 5321 limits, IDN, throw-away domains, canonical forms.
//! Vectors marked VJ are from validator.js test/validators.test.js (MIT).

use momfood_validate::{Code, Email, MAX_EMAIL_BYTES};

fn refusal(raw: &str) -> Option<Code> {
    Email::parse(raw).err()
}

#[test]
fn addresses_of_real_people_are_accepted() {
    for raw in [
        "o'brien@example.com",
        "foo@bar.com",                                                  // VJ
        "x@x.au",                                                       // VJ
        "foo@bar.com.au",                                               // VJ
        "foo+bar@bar.com",                                              // VJ
        "test+ext@gmail.com",                                           // VJ
        "some.name.midd.leNa.me.and.locality+extension@GoogleMail.com", // VJ
        "a@b.co",
        "user@xn--mgbh0fb.xn--kgbechtv",
        "sara@مثال.السعودية",
        "1@example.com",
    ] {
        assert_eq!(refusal(raw), None, "{raw}");
    }
}

#[test]
fn what_mail_cannot_be_sent_to_is_refused() {
    for raw in [
        "invalidemail@",                   // VJ
        "invalid.com",                     // VJ
        "@invalid.com",                    // VJ
        "foo@bar.com.",                    // VJ
        "foo@bar.co.uk.",                  // VJ
        "z@co.c",                          // VJ
        "multiple..dots@stillinvalid.com", // VJ
        "test@invalid.co m",
        "a..b@x.com",
        ".a@x.com",
        "a.@x.com",
        "a@-x.com",
        "a@x-.com",
        "a@x..com",
        "a@localhost",
        "a@127.0.0.1",
        "a@[127.0.0.1]",
        "\"quoted\"@example.com",
        "a b@example.com",
        "a@b@example.com",
        "a@example.com\n",
        "a\0@example.com",
        "ش@example.com",
        "Sara <sara@example.com>",
        "a@exam_ple.com",
    ] {
        assert_eq!(refusal(raw), Some(Code::InvalidEmail), "{raw:?}");
    }
    assert_eq!(refusal("  "), Some(Code::Required));
}

#[test]
fn limits_of_rfc_5321_hold_to_the_byte() {
    assert_eq!(refusal(&format!("{}@example.com", "a".repeat(64))), None);
    assert_eq!(
        refusal(&format!("{}@example.com", "a".repeat(65))),
        Some(Code::InvalidEmail)
    );
    let domain = format!("{}.{}.{}.com", "b".repeat(63), "c".repeat(63), "d".repeat(57));
    let longest = format!("{}@{domain}", "a".repeat(MAX_EMAIL_BYTES - 1 - domain.len()));
    assert_eq!((longest.len(), refusal(&longest)), (MAX_EMAIL_BYTES, None));
    assert_eq!(refusal(&format!("a{longest}")), Some(Code::InvalidEmail));
    assert_eq!(refusal(&"a".repeat(2000)), Some(Code::TooManyBytes { max: 1024 }));
}

#[test]
fn two_spellings_of_an_idn_are_one_address() {
    let shown = Email::parse("sara@BÜCHER.example").unwrap();
    assert_eq!(shown, Email::parse("sara@xn--bcher-kva.example").unwrap());
    assert_eq!(shown.domain(), "xn--bcher-kva.example");
    assert_eq!(shown.local(), "sara");
}

#[test]
fn throw_away_domains_and_their_subdomains_are_refused() {
    for domain in [
        "tempmail.org",
        "10minutemail.com",
        "guerrillamail.com",
        "mailinator.com",
        "throwaway.email",
        "sub.mailinator.com",
        "MAILINATOR.com",
    ] {
        assert_eq!(refusal(&format!("u@{domain}")), Some(Code::DisposableEmail), "{domain}");
    }
    assert_eq!(refusal("u@notmailinator.example"), None);
}

#[test]
fn canonical_form_counts_a_person_once_and_leaves_the_address_alone() {
    let email = Email::parse("F.Oo+news@GMail.com").unwrap();
    assert_eq!(email.as_str(), "F.Oo+news@gmail.com");
    assert_eq!(email.canonical(), "foo@gmail.com");
    assert_eq!(Email::parse("foo@googlemail.com").unwrap().canonical(), "foo@gmail.com");
    assert_eq!(
        Email::parse("f.oo@example.com").unwrap().canonical(),
        "f.oo@example.com"
    );
    assert_eq!(Email::parse("+x@example.com").unwrap().canonical(), "+x@example.com");
}
