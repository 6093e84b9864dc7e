//! A detector in front of a sink.

use std::{
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};

use momfood_audit::{
    ClientAddr, Clock, DetectingSink, Detector, Emitted, Event, EventKind, EventSink, NoSink, Provenance, VecSink,
    rules,
};

use EventKind::{AddressBlocked, AuthzFail, ThresholdExceeded};

use crate::faulty::noon;

fn refused() -> Event {
    let client = ClientAddr::new([192, 0, 2, 1].into(), Provenance::TrustedProxy);
    Event::new(AuthzFail).with_client(client)
}

fn plan() -> Detector {
    Detector::new(rules::plan(), Detector::DEFAULT_CAPACITY).unwrap()
}

fn kinds(sink: &VecSink) -> Vec<EventKind> {
    sink.take().iter().map(Event::kind).collect()
}

#[test]
fn a_finding_follows_its_cause_into_the_same_sink_and_reaches_the_hook() {
    let (clock, hand) = Clock::manual(noon());
    let log = Arc::new(VecSink::new());
    let blocked = Arc::new(Mutex::new(Vec::new()));
    let blocking = Arc::clone(&blocked);
    let sink = DetectingSink::new(log.clone(), plan(), clock).with_hook(move |finding| {
        blocking
            .lock()
            .unwrap()
            .push((finding.rule().to_owned(), finding.client()))
    });
    for _ in 0..4 {
        assert_eq!(sink.emit(refused()), Emitted::Accepted);
        hand.advance(Duration::from_secs(1));
    }
    assert_eq!(
        kinds(&log),
        [AuthzFail, AuthzFail, AuthzFail, ThresholdExceeded, AuthzFail]
    );
    assert_eq!(
        *blocked.lock().unwrap(),
        [("unauthorized_access".to_owned(), refused().client())]
    );
    assert_eq!(sink.groups(), 2, "the client's, and that of the coordinated attack");
}

#[test]
fn the_producer_learns_what_became_of_its_own_event() {
    let sink = DetectingSink::new(Arc::new(NoSink), plan(), Clock::system());
    assert_eq!(sink.emit(refused()), Emitted::Discarded);
}

#[test]
fn a_hook_may_emit_into_the_sink_that_called_it() {
    let log = Arc::new(VecSink::new());
    let itself: Arc<OnceLock<Arc<DetectingSink>>> = Arc::default();
    let reached = Arc::clone(&itself);
    let sink = DetectingSink::new(log.clone(), plan(), Clock::system()).with_hook(move |_| {
        let sink = reached.get().unwrap();
        sink.emit(Event::new(AddressBlocked));
    });
    let sink = itself.get_or_init(|| Arc::new(sink));
    for _ in 0..3 {
        sink.emit(refused());
    }
    assert_eq!(
        kinds(&log),
        [AuthzFail, AuthzFail, AuthzFail, ThresholdExceeded, AddressBlocked]
    );
}

#[test]
fn findings_fed_back_are_not_counted() {
    let mut detector = plan();
    let mut found = Vec::new();
    for _ in 0..3 {
        found.extend(detector.push(&refused(), noon()));
    }
    let told = found.remove(0).into_event();
    for _ in 0..100 {
        assert_eq!(detector.push(&told, noon()), []);
    }
}

#[test]
fn many_producers_are_counted_together() {
    let log = Arc::new(VecSink::new());
    let sink = DetectingSink::new(log.clone(), plan(), Clock::manual(noon()).0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..500).for_each(|_| _ = sink.emit(refused())));
        }
    });
    let found = kinds(&log).iter().filter(|kind| **kind == ThresholdExceeded).count();
    assert_eq!(found, 1);
}
