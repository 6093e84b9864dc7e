//! When a rule is met, and when it is not.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    num::{NonZeroU32, NonZeroUsize},
    time::Duration,
};

use momfood_audit::{
    Actor, ClientAddr, Detector, Event, EventKind, Finding, Group, GroupBy, Outcome, Provenance, RuleError, Severity,
    Target, ThresholdRule, Timestamp, rules,
};

use crate::faulty::noon;

const WINDOW: Duration = Duration::from_secs(60);
const NEVER: [u64; 0] = [];

fn times(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).unwrap()
}

fn rule() -> ThresholdRule {
    ThresholdRule::new("brute_force", &[EventKind::AuthnLoginFail], times(3), WINDOW)
}

fn detector(rules: Vec<ThresholdRule>) -> Detector {
    Detector::new(rules, Detector::DEFAULT_CAPACITY).unwrap()
}

fn from(address: &str) -> Event {
    from_with(address, Provenance::Peer)
}

fn from_with(address: &str, provenance: Provenance) -> Event {
    Event::new(EventKind::AuthnLoginFail).with_client(ClientAddr::new(address.parse().unwrap(), provenance))
}

/// Pushes `event` at each of these milliseconds after noon and gives those at which something was found.
fn found_at(detector: &mut Detector, event: &Event, millis: &[u64]) -> Vec<u64> {
    let found = |at: &u64| {
        !detector
            .push(event, noon().saturating_add(Duration::from_millis(*at)))
            .is_empty()
    };
    millis.iter().copied().filter(found).collect()
}

#[test]
fn one_below_the_threshold_is_nothing_the_threshold_is_found_and_one_above_is_not_found_again() {
    let mut detector = detector(vec![rule()]);
    let event = from("192.0.2.1");
    assert_eq!(found_at(&mut detector, &event, &[0, 1]), NEVER);
    assert_eq!(found_at(&mut detector, &event, &[2]), [2]);
    assert_eq!(found_at(&mut detector, &event, &[3, 4, 5, 6]), NEVER);
}

#[test]
fn an_event_exactly_as_old_as_the_window_no_longer_counts() {
    let event = from("192.0.2.1");
    assert_eq!(found_at(&mut detector(vec![rule()]), &event, &[0, 1, 60_000]), NEVER);
    assert_eq!(found_at(&mut detector(vec![rule()]), &event, &[0, 1, 59_999]), [59_999]);
    // A window that tumbled would split these.
    let across = [59_000, 60_000, 61_000];
    assert_eq!(found_at(&mut detector(vec![rule()]), &event, &across), [61_000]);
}

#[test]
fn an_attack_that_goes_on_is_found_once_a_cooldown() {
    let rule = rule().with_cooldown(Duration::from_secs(10));
    let every_second: Vec<u64> = (0..35).map(|second| second * 1_000).collect();
    let found = found_at(&mut detector(vec![rule]), &from("192.0.2.1"), &every_second);
    assert_eq!(found, [2_000, 12_000, 22_000, 32_000]);
}

#[test]
fn a_slow_attack_that_stays_below_the_rate_is_not_found() {
    let every_half_minute: Vec<u64> = (0..100).map(|step| step * 30_000).collect();
    assert_eq!(
        found_at(&mut detector(vec![rule()]), &from("192.0.2.1"), &every_half_minute),
        NEVER
    );
}

#[test]
fn a_clock_set_back_hides_nothing_and_freezes_nothing() {
    let mut detector = detector(vec![rule().with_cooldown(Duration::ZERO)]);
    let event = from("192.0.2.1");
    let mut push = |at: Timestamp| detector.push(&event, at).len();
    let before = noon().saturating_sub(Duration::from_secs(3_600));
    let after = |seconds| before.saturating_add(Duration::from_secs(seconds));
    assert_eq!((push(noon()), push(noon())), (0, 0));
    assert_eq!(push(before), 1, "the third event counts, whatever the clock says");
    // From here windows slide at their pace again, though the clock shows the past.
    assert_eq!((push(after(70)), push(after(71)), push(after(72))), (0, 0, 1));
    assert_eq!((push(after(200)), push(after(201))), (0, 0));
}

#[test]
fn clients_are_counted_apart() {
    let mut detector = detector(vec![rule()]);
    for address in ["192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8:0:1::1"] {
        assert_eq!(found_at(&mut detector, &from(address), &[0, 1]), NEVER, "{address}");
    }
    let finding = detector.push(&from("192.0.2.2"), noon()).remove(0);
    assert_eq!(finding.group(), &Group::Client(IpAddr::from([192, 0, 2, 2])));
    assert_eq!(finding.client(), from("192.0.2.2").client());
}

#[test]
fn a_host_cannot_hide_among_the_addresses_of_its_network() {
    let mut detector = detector(vec![rule()]);
    for (host, wanted) in [("2001:db8::1", 0), ("2001:db8::ffff:1", 0), ("2001:db8::2:3:4:5", 1)] {
        assert_eq!(detector.push(&from(host), noon()).len(), wanted, "{host}");
    }
    // And an IPv4 address is itself in IPv6's clothes too.
    for (address, wanted) in [("192.0.2.1", 0), ("::ffff:192.0.2.1", 0), ("192.0.2.1", 1)] {
        assert_eq!(detector.push(&from(address), noon()).len(), wanted, "{address}");
    }
}

#[test]
fn events_without_a_client_are_in_no_group() {
    let mut detector = detector(vec![rule()]);
    for _ in 0..100 {
        assert_eq!(detector.push(&Event::new(EventKind::AuthnLoginFail), noon()), []);
        let claimed = from_with("192.0.2.1", Provenance::Claimed);
        assert_eq!(
            detector.push(&claimed, noon()),
            [],
            "nobody can frame another by a header"
        );
    }
    assert_eq!(detector.groups(), 0);
}

#[test]
fn success_never_counts_unless_it_is_asked_for() {
    let event = from("192.0.2.1").with_outcome(Outcome::Success);
    assert_eq!(found_at(&mut detector(vec![rule()]), &event, &[0; 100]), NEVER);
    let asked = rule().with_outcomes(&[Outcome::Success]);
    assert_eq!(found_at(&mut detector(vec![asked]), &event, &[0, 1, 2]), [2]);
}

#[test]
fn groups_may_be_actors_targets_kinds_or_all() {
    let event = |user: &str, order: &str| {
        Event::new(EventKind::AuthnLoginFail)
            .with_actor(Actor::user(user))
            .with_target(Target::new("orders", order))
    };
    let events = [
        event("a", "1"),
        event("b", "1"),
        event("a", "2"),
        event("c", "1"),
        event("a", "3"),
    ];
    for (group_by, wanted) in [
        (GroupBy::Actor, vec![(4, Group::Actor(Actor::user("a")))]),
        (GroupBy::Target, vec![(3, Group::Target(Target::new("orders", "1")))]),
        (GroupBy::FirstKnown, vec![(4, Group::Actor(Actor::user("a")))]),
        (GroupBy::Kind, vec![(2, Group::Kind(EventKind::AuthnLoginFail))]),
        (GroupBy::Global, vec![(2, Group::Global)]),
        (GroupBy::Client, vec![]),
    ] {
        let mut detector = detector(vec![rule().with_group_by(group_by)]);
        let found: Vec<(usize, Group)> = events
            .iter()
            .enumerate()
            .flat_map(|(index, event)| {
                let findings = detector.push(event, noon());
                findings
                    .into_iter()
                    .map(move |finding| (index, finding.group().clone()))
            })
            .collect();
        assert_eq!(found, wanted, "{group_by:?}");
    }
}

#[test]
fn a_coordinated_attack_needs_different_clients_within_a_minute() {
    let mut detector = detector(vec![rules::coordinated_attack(times(3))]);
    let at = |second| noon().saturating_add(Duration::from_secs(second));
    let mut push = |address: &str, second| detector.push(&from(address), at(second));
    for second in 0..50 {
        assert_eq!(push("192.0.2.1", second), [], "one client is no coordination");
    }
    assert_eq!(push("192.0.2.2", 50), []);
    assert_eq!(push("192.0.2.1", 109), []);
    assert_eq!(push("192.0.2.3", 110), [], "the second was a minute ago");
    let findings = push("192.0.2.2", 111);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].kind(), EventKind::CoordinatedAttack);
    assert_eq!(findings[0].severity(), Severity::Critical);
    assert_eq!(findings[0].group(), &Group::Kind(EventKind::AuthnLoginFail));
    assert_eq!(push("192.0.2.4", 112), [], "within the cooldown");
}

#[test]
fn three_customers_who_pass_are_no_attack_and_neither_are_three_kinds_of_failure() {
    let mut detector = detector(rules::plan());
    for (number, kind) in [EventKind::MfaTotpSuccess; 10].into_iter().enumerate() {
        let passed = Event::new(kind).with_client(ClientAddr::new(address(number), Provenance::Peer));
        assert_eq!(detector.push(&passed, noon()), []);
    }
    let kinds = [EventKind::AuthnLoginFail, EventKind::MfaTotpFail, EventKind::AuthzFail];
    for (number, kind) in kinds.into_iter().enumerate() {
        let failed = Event::new(kind).with_client(ClientAddr::new(address(number), Provenance::Peer));
        assert_eq!(detector.push(&failed, noon()), []);
    }
}

fn address(number: usize) -> IpAddr {
    IpAddr::from(u32::try_from(number).unwrap().to_be_bytes())
}

#[test]
fn the_thresholds_of_the_plan_are_met_by_the_plans_own_events() {
    for (rule, kind, threshold) in [
        ("failed_login", "failed_login", 5),
        ("failed_login", "totp_failed", 5),
        ("failed_login", "sms_failed", 5),
        ("unauthorized_access", "unauthorized_access_attempt", 3),
        ("ddos_detected", "ddos_detected", 1),
        ("suspicious_payment", "suspicious_payment", 1),
        ("data_breach_attempt", "data_breach_attempt", 1),
    ] {
        let mut detector = detector(rules::plan());
        let event = Event::new(kind.parse().unwrap()).with_client(ClientAddr::new(address(1), Provenance::Peer));
        for count in 1..=threshold + 5 {
            let findings = detector.push(&event, noon());
            let rules: Vec<&str> = findings.iter().map(Finding::rule).collect();
            assert_eq!(
                rules,
                if count == threshold { vec![rule] } else { vec![] },
                "{kind} {count}"
            );
        }
    }
    let mut detector = detector(rules::plan());
    let payment = Event::new(EventKind::SuspiciousPayment).with_target(Target::new("payments", "9"));
    assert_eq!(
        detector.push(&payment, noon()).len(),
        1,
        "found though no client is known"
    );
    let another = Event::new(EventKind::SuspiciousPayment).with_target(Target::new("payments", "10"));
    assert_eq!(
        detector.push(&another, noon()).len(),
        1,
        "and one finding does not silence another's"
    );
}

#[test]
fn every_rule_of_the_plan_counts_kinds_that_do_not_succeed() {
    let kinds: HashMap<EventKind, Outcome> = EventKind::ALL
        .iter()
        .map(|&kind| (kind, kind.default_outcome()))
        .collect();
    for rule in rules::plan() {
        for kind in rule.kinds() {
            assert_ne!(kinds[kind], Outcome::Success, "{} would never count {kind}", rule.id());
        }
    }
}

#[test]
fn a_hundred_thousand_groups_stay_within_the_bound_and_that_is_told_once() {
    let capacity = NonZeroUsize::new(1_000).unwrap();
    let mut detector = Detector::new(vec![rule()], capacity).unwrap();
    let mut found = Vec::new();
    for number in 0..100_000_u128 {
        let network = IpAddr::V6(Ipv6Addr::from((0x2001_0db8 << 96) | (number << 64)));
        let event = Event::new(EventKind::AuthnLoginFail).with_client(ClientAddr::new(network, Provenance::Peer));
        found.extend(detector.push(&event, noon()));
        assert!(detector.groups() <= 1_000);
    }
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].kind(), found[0].count()),
        (EventKind::DetectorSaturated, 1_000)
    );
    // The attacker who floods it is still found: the freshest groups are the ones that stay.
    assert_eq!(found_at(&mut detector, &from("192.0.2.1"), &[1, 2, 3]), [3]);
}

#[test]
fn groups_that_are_over_make_room_in_silence() {
    let mut detector = Detector::new(vec![rule()], NonZeroUsize::MIN).unwrap();
    let start = noon();
    for minute in 0..100 {
        let event = Event::new(EventKind::AuthnLoginFail).with_client(ClientAddr::new(
            address(usize::try_from(minute).unwrap()),
            Provenance::Peer,
        ));
        let at = start.saturating_add(Duration::from_secs(60 * minute));
        assert_eq!(detector.push(&event, at), []);
    }
    assert_eq!(detector.groups(), 1);
}

#[test]
fn a_finding_becomes_an_event_that_names_the_counted_party_and_no_other() {
    let mut detector = detector(vec![rule()]);
    let event = from("2001:db8::7").with_actor(Actor::user("victim"));
    let finding = (0..3).flat_map(|_| detector.push(&event, noon())).next().unwrap();
    let told = finding.into_event();
    assert_eq!(
        (told.kind(), told.severity()),
        (EventKind::ThresholdExceeded, Severity::High)
    );
    assert_eq!((told.client(), told.actor()), (event.client(), None));
    let fields: Vec<String> = told
        .fields()
        .iter()
        .map(|(name, value)| format!("{name}={}", json(value)))
        .collect();
    assert_eq!(
        fields,
        [
            r#"rule="brute_force""#,
            "count=3",
            "window_seconds=60",
            r#"group_by="client""#,
            r#"group="2001:db8::/64""#,
            r#"cause="authn_login_fail""#,
        ]
    );
}

fn json(value: &momfood_audit::Value) -> String {
    serde_json::to_string(value).unwrap()
}

#[test]
fn a_rule_that_cannot_work_is_refused() {
    let check = |rules: Vec<ThresholdRule>| Detector::new(rules, NonZeroUsize::MIN).unwrap_err().code();
    let of = |kinds: &[EventKind]| ThresholdRule::new("r", kinds, times(3), WINDOW);
    assert_eq!(check(vec![rule(), rule()]), "rule_duplicate_id");
    assert_eq!(check(vec![of(&[])]), "rule_counts_nothing");
    assert_eq!(check(vec![rule().with_outcomes(&[])]), "rule_counts_nothing");
    for kind in [
        EventKind::ThresholdExceeded,
        EventKind::CoordinatedAttack,
        EventKind::GeographicAnomaly,
        EventKind::DetectorSaturated,
        EventKind::AuditGap,
    ] {
        assert_eq!(check(vec![of(&[kind])]), "rule_counts_findings");
    }
    let endless = ThresholdRule::new("r", &[EventKind::AuthzFail], times(3), Duration::ZERO);
    assert_eq!(check(vec![endless]), "rule_no_window");
    let great = ThresholdRule::new("r", &[EventKind::AuthzFail], times(1_025), WINDOW);
    assert_eq!(check(vec![great]), "rule_threshold_too_great");
    assert_eq!(
        check(vec![rule().with_distinct(GroupBy::Client)]),
        "rule_counts_its_group"
    );
    let message = Detector::new(vec![of(&[])], NonZeroUsize::MIN).unwrap_err();
    assert_eq!(message, RuleError::CountsNothing("r".into()));
}
