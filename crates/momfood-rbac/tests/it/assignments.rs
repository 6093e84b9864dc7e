//! Giving and taking roles: the store's laws on memory, and what the service adds.

use std::sync::Arc;

use async_trait::async_trait;
use momfood_audit::{Actor, Clock, EventKind, StoreError, Timestamp, Value as Field, VecSink};
use momfood_rbac::{
    AccountId, AssignError, Assigned, Assignment, AssignmentStore, Assignments, Held, MemoryAssignmentStore, Policy,
    Revoked, RolesError, TenantId,
};

mod memory {
    momfood_rbac::assignment_store_conformance!(momfood_rbac::MemoryAssignmentStore::new());
}

const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

fn service(store: Arc<dyn AssignmentStore>) -> (Assignments, Arc<VecSink>) {
    let sink = Arc::new(VecSink::new());
    let service = Assignments::new(Arc::new(Policy::momfood()), store, Arc::clone(&sink) as _);
    (service.with_clock(Clock::manual(NOW).0), sink)
}

fn sara() -> AccountId {
    AccountId::parse("sara").unwrap()
}

fn role(name: &str) -> Assignment {
    Assignment::new(name).unwrap()
}

#[tokio::test]
async fn a_change_makes_one_event_and_no_change_makes_none() {
    let (service, sink) = service(Arc::new(MemoryAssignmentStore::new()));
    let hind = || Actor::user("hind");
    assert!(service.assign(hind(), None, &sara(), &role("driver")).await.unwrap());
    assert!(!service.assign(hind(), None, &sara(), &role("driver")).await.unwrap());
    assert!(service.revoke(hind(), None, &sara(), &role("driver")).await.unwrap());
    assert!(!service.revoke(hind(), None, &sara(), &role("driver")).await.unwrap());
    let events = sink.take();
    let kinds: Vec<_> = events.iter().map(|event| event.kind()).collect();
    assert_eq!(kinds, [EventKind::AuthzRoleGranted, EventKind::AuthzRoleRevoked]);
    assert_eq!(events[0].actor().unwrap().id(), Some("hind"));
    assert_eq!(events[0].target().unwrap().id(), "sara");
    assert!(matches!(events[0].fields().value("role"), Some(Field::Text(name)) if name.as_str() == "driver"));
}

#[tokio::test]
async fn a_role_that_the_policy_lacks_is_not_given() {
    let (service, sink) = service(Arc::new(MemoryAssignmentStore::new()));
    let error = service
        .assign(Actor::System, None, &sara(), &role("emperor"))
        .await
        .unwrap_err();
    assert_eq!(error.code(), "unknown_role");
    assert!(service.list(&sara()).await.unwrap().is_empty() && sink.take().is_empty());
}

#[tokio::test]
async fn a_role_in_one_tenant_is_none_in_another() {
    let (service, _) = service(Arc::new(MemoryAssignmentStore::new()));
    let tenant = |id| TenantId::parse(id).unwrap();
    let here = role("restaurant_owner").in_tenant(tenant("riyadh"));
    service
        .assign(Actor::System, None, &sara(), &role("customer"))
        .await
        .unwrap();
    service.assign(Actor::System, None, &sara(), &here).await.unwrap();
    let policy = Policy::momfood();
    for (at, names) in [
        (None, vec!["customer"]),
        (Some("riyadh"), vec!["customer", "restaurant_owner"]),
        (Some("jeddah"), vec!["customer"]),
    ] {
        let roles = service.roles(&sara(), at.map(tenant).as_ref()).await.unwrap();
        assert_eq!(policy.names_of(roles).collect::<Vec<_>>(), names);
    }
    assert!(
        service
            .roles(&AccountId::parse("nobody").unwrap(), None)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_role_that_left_the_policy_refuses_the_account_until_it_is_taken() {
    let store = Arc::new(MemoryAssignmentStore::new());
    store.assign(&sara(), &role("retired"), NOW).await.unwrap();
    store.assign(&sara(), &role("customer"), NOW).await.unwrap();
    let (service, _) = service(store);
    let error = service.roles(&sara(), None).await.unwrap_err();
    assert!(
        matches!(&error, RolesError::Unknown(role) if role.name() == "retired"),
        "{error}"
    );
    assert!(
        service
            .revoke(Actor::System, None, &sara(), &role("retired"))
            .await
            .unwrap()
    );
    assert!(!service.roles(&sara(), None).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_full_store_is_unavailable_to_new_accounts_only() {
    let store = MemoryAssignmentStore::new().with_max_accounts(1);
    store.assign(&sara(), &role("customer"), NOW).await.unwrap();
    let omar = AccountId::parse("omar").unwrap();
    assert!(matches!(
        store.assign(&omar, &role("customer"), NOW).await,
        Err(StoreError::Unavailable(_))
    ));
    assert_eq!(
        store.assign(&sara(), &role("driver"), NOW).await.unwrap(),
        Assigned::Given
    );
    store.revoke(&sara(), &role("driver")).await.unwrap();
    store.revoke(&sara(), &role("customer")).await.unwrap();
    assert_eq!(
        store.assign(&omar, &role("customer"), NOW).await.unwrap(),
        Assigned::Given,
        "an empty account is forgotten"
    );
}

#[test]
fn ids_are_bounded_and_visible() {
    let long = "a".repeat(129);
    for bad in ["", " ", "a b", "a\n", "a\0", "سارة", "a\u{200b}", &long] {
        assert!(
            AccountId::parse(bad).is_err() && TenantId::parse(bad).is_err(),
            "{bad:?}"
        );
    }
    for bad in ["", "*", "admin ", "аdmin", "not", "a-b"] {
        assert_eq!(Assignment::new(bad).unwrap_err().code(), "invalid_assignment");
    }
}

/// A store that is down.
#[derive(Debug)]
struct Down;

#[async_trait]
impl AssignmentStore for Down {
    async fn assign(&self, _: &AccountId, _: &Assignment, _: Timestamp) -> Result<Assigned, StoreError> {
        Err(StoreError::unavailable("down"))
    }

    async fn revoke(&self, _: &AccountId, _: &Assignment) -> Result<Revoked, StoreError> {
        Err(StoreError::unavailable("down"))
    }

    async fn list(&self, _: &AccountId) -> Result<Vec<Held>, StoreError> {
        Err(StoreError::unavailable("down"))
    }
}

#[tokio::test]
async fn an_outage_is_an_error_and_never_an_empty_set_of_roles() {
    let (service, sink) = service(Arc::new(Down));
    assert!(matches!(service.roles(&sara(), None).await, Err(RolesError::Store(_))));
    let error = service
        .assign(Actor::System, None, &sara(), &role("driver"))
        .await
        .unwrap_err();
    assert!(matches!(error, AssignError::Store(_)));
    assert_eq!(error.code(), "store_unavailable");
    assert!(
        service
            .revoke(Actor::System, None, &sara(), &role("driver"))
            .await
            .is_err()
    );
    assert!(sink.take().is_empty());
}
