//! The sliding windows against a list that forgets nothing.

use std::{
    collections::HashMap,
    num::{NonZeroU32, NonZeroUsize},
    time::Duration,
};

use momfood_audit::{ClientAddr, Detector, Event, EventKind, GroupBy, Provenance, ThresholdRule, Timestamp};
use proptest::prelude::*;

/// An event: how long after the one before, of which target, from which client.
type Step = (u64, u8, u8);

#[derive(Clone, Debug)]
struct Case {
    threshold: u32,
    window: u64,
    cooldown: u64,
    steps: Vec<Step>,
}

fn cases() -> impl Strategy<Value = Case> {
    // Times collide with the window's edge often, since both are small.
    let steps = prop::collection::vec((0..4_u64, 0..3_u8, 0..5_u8), 0..120);
    (1..6_u32, 1..12_u64, 0..15_u64, steps).prop_map(|(threshold, window, cooldown, steps)| Case {
        threshold,
        window,
        cooldown,
        steps,
    })
}

impl Case {
    fn rule(&self) -> ThresholdRule {
        let threshold = NonZeroU32::new(self.threshold).unwrap();
        ThresholdRule::new(
            "r",
            &[EventKind::AuthzFail],
            threshold,
            Duration::from_micros(self.window),
        )
        .with_group_by(GroupBy::Target)
        .with_cooldown(Duration::from_micros(self.cooldown))
    }

    fn found(&self, rule: ThresholdRule, capacity: usize) -> Vec<usize> {
        let mut detector = Detector::new(vec![rule], NonZeroUsize::new(capacity).unwrap()).unwrap();
        let mut now = 1_000_000;
        let mut found = Vec::new();
        for (index, &(later, target, client)) in self.steps.iter().enumerate() {
            now += later;
            let event = Event::new(EventKind::AuthzFail)
                .with_target(momfood_audit::Target::new("orders", &target.to_string()))
                .with_client(ClientAddr::new([192, 0, 2, client].into(), Provenance::Peer));
            let findings = detector.push(&event, Timestamp::from_micros(now));
            if findings
                .iter()
                .any(|finding| finding.kind() != EventKind::DetectorSaturated)
            {
                found.push(index);
            }
        }
        found
    }

    /// The same by keeping everything: `size` says how much of a window's events counts.
    fn model(&self, size: impl Fn(&[u8]) -> usize) -> Vec<usize> {
        let mut history: HashMap<u8, Vec<(u64, u8)>> = HashMap::new();
        let mut quiet_until: HashMap<u8, u64> = HashMap::new();
        let mut now = 1_000_000;
        let mut found = Vec::new();
        for (index, &(later, target, client)) in self.steps.iter().enumerate() {
            now += later;
            let events = history.entry(target).or_default();
            events.push((now, client));
            let in_window: Vec<u8> = events
                .iter()
                .filter(|(then, _)| now - then < self.window)
                .map(|(_, client)| *client)
                .collect();
            let quiet = quiet_until.entry(target).or_default();
            if size(&in_window) >= usize::try_from(self.threshold).unwrap() && *quiet <= now {
                *quiet = now + self.cooldown;
                found.push(index);
            }
        }
        found
    }
}

fn all(clients: &[u8]) -> usize {
    clients.len()
}

fn different(clients: &[u8]) -> usize {
    (0..5).filter(|client| clients.contains(client)).count()
}

proptest! {
    #[test]
    fn counts_are_those_of_a_list_that_forgets_nothing(case in cases()) {
        prop_assert_eq!(case.found(case.rule(), 3), case.model(all));
    }

    #[test]
    fn distinct_counts_are_those_of_a_list_that_forgets_nothing(case in cases()) {
        let rule = case.rule().with_distinct(GroupBy::Client);
        prop_assert_eq!(case.found(rule, 3), case.model(different));
    }

    #[test]
    fn a_table_too_small_may_miss_but_never_invents(case in cases()) {
        let case = Case { cooldown: 0, ..case };
        let model = case.model(all);
        for index in case.found(case.rule(), 1) {
            prop_assert!(model.contains(&index));
        }
    }
}
