//! The guard: proofs that cannot be had otherwise, and one event for each refusal.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use momfood_audit::{ClientAddr, EventKind, Outcome, Provenance, SafeText, Value as Field, VecSink};
use momfood_rbac::{Authorized, Guard, NoAttributes, Policy, Principal, Reason};
use uuid::Uuid;

momfood_rbac::permissions! {
    ReadOrder = "orders": "read";
    CancelOrder = "orders": "cancel";
    FlyOrder = "orders": "fly";
}

const SARA: Uuid = Uuid::from_u128(1);
const OMAR: Uuid = Uuid::from_u128(2);

fn guard() -> (Guard, Arc<VecSink>) {
    let sink = Arc::new(VecSink::new());
    (Guard::new(Arc::new(Policy::momfood()), Arc::clone(&sink) as _), sink)
}

/// A repository that cannot be called without the proof of exactly this permission.
#[expect(clippy::needless_pass_by_value, reason = "the proof is used up")]
fn cancel_order(proof: Authorized<CancelOrder>) -> bool {
    format!("{:?}", proof.action()).starts_with("ActionId")
}

#[test]
fn a_grant_is_a_proof_and_makes_no_event() {
    let (guard, sink) = guard();
    let cancel = guard.policy().permission::<CancelOrder>().unwrap();
    let sara = Principal::new(SARA, guard.policy().roles(["customer"]).unwrap());
    let order = [("customer_id", SARA.into()), ("status", "new".into())];
    let proof = guard.require(&sara, cancel, &order, None).unwrap();
    assert_eq!(proof.action(), cancel);
    assert!(cancel_order(proof));
    assert!(sink.take().is_empty());
}

#[test]
fn a_refusal_is_recorded_with_what_decided_and_without_the_row() {
    let (guard, sink) = guard();
    let read = guard.policy().permission::<ReadOrder>().unwrap();
    let sara = Principal::new(SARA, guard.policy().roles(["customer", "driver"]).unwrap());
    let client = ClientAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), Provenance::Peer);
    let denied = guard
        .require(&sara, read, &[("customer_id", OMAR.into())], Some(client))
        .unwrap_err();
    assert_eq!(
        (denied.code(), denied.reason()),
        ("permission_denied", Reason::ConditionNotMet)
    );
    assert_eq!(denied.to_string(), "permission denied");

    let events = sink.take();
    let [event] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!((event.kind(), event.outcome()), (EventKind::AuthzFail, Outcome::Denied));
    assert_eq!(event.actor().unwrap().id(), Some(SARA.to_string().as_str()));
    assert_eq!(event.client(), Some(client));
    let field = |name: &str| match event.fields().value(name) {
        Some(Field::Text(text)) => Some(SafeText::as_str(text).to_owned()),
        _ => None,
    };
    assert_eq!(field("action").as_deref(), Some("orders:read"));
    assert_eq!(field("reason").as_deref(), Some("condition_not_met"));
    assert_eq!(field("roles").as_deref(), Some("customer driver"));
    assert_eq!(field("conditions").as_deref(), Some("owner assignedDriver"));
    assert_eq!(field("absent").as_deref(), Some("driver_id"));
    assert!(!format!("{event:?}").contains(&OMAR.to_string()));
}

#[test]
fn the_rule_that_denies_is_recorded() {
    let (guard, sink) = guard();
    let cancel = guard.policy().permission::<CancelOrder>().unwrap();
    let admin = Principal::new(SARA, guard.policy().roles(["admin"]).unwrap());
    let denied = guard
        .require(&admin, cancel, &[("status", "delivered".into())], None)
        .unwrap_err();
    assert_eq!(denied.rule(), Some("* deny orders:cancel if orderClosed"));
    assert_eq!(denied.action(), "orders:cancel");
    let events = sink.take();
    assert!(events[0].fields().value("rule").is_some());
}

#[test]
fn a_permission_that_the_policy_lacks_is_found_at_startup() {
    let error = Policy::momfood().permission::<FlyOrder>().unwrap_err();
    assert_eq!((error.code(), error.name()), ("unknown_action", "orders:fly"));
}

#[test]
fn roles_of_another_policy_are_refused_and_recorded() {
    let (guard, sink) = guard();
    let other = Policy::from_toml("version = 1\n[role.admin]\n").unwrap();
    let stranger = Principal::new(SARA, other.roles(["admin"]).unwrap());
    let read = guard.policy().permission::<ReadOrder>().unwrap();
    assert_eq!(
        guard
            .require(&stranger, read, &NoAttributes, None)
            .unwrap_err()
            .reason(),
        Reason::ForeignId
    );
    assert_eq!(sink.take().len(), 1);
}
