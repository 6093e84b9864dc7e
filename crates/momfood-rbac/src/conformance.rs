//! What every [`AssignmentStore`] must satisfy, exported so that your own backend can be held to it.
//!
//! ```
//! # #[cfg(feature = "memory")]
//! momfood_rbac::assignment_store_conformance!(momfood_rbac::MemoryAssignmentStore::new());
//! ```

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a law panics at the first thing that is not as it must be: that is how a test fails"
)]

use std::sync::Arc;

use momfood_audit::Timestamp;
use momfood_audit::conformance::race;

use crate::{AccountId, Assigned, Assignment, AssignmentStore, Held, MAX_ASSIGNMENTS, Revoked, TenantId};

/// One `#[tokio::test]` for each law, on a fresh store of `$factory` each.
#[macro_export]
macro_rules! assignment_store_conformance {
    ($factory:expr) => {
        $crate::assignment_store_conformance! { @laws $factory;
            what_was_given_is_listed
            giving_twice_changes_nothing
            one_of_many_givers_wins
            taking_is_idempotent
            one_of_many_takers_wins
            giving_and_taking_at_once_leaves_one_outcome
            an_account_cannot_hold_more_than_its_share
            racers_cannot_pass_the_limit
            accounts_tenants_and_roles_are_kept_apart
            hostile_ids_are_only_ids
        }
    };
    (@laws $factory:expr; $($law:ident)+) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $law() {
                $crate::conformance::$law(::std::sync::Arc::new($factory)).await;
            }
        )+
    };
}

/// A role is held from when it was given, once.
pub async fn what_was_given_is_listed(store: Arc<dyn AssignmentStore>) {
    let (sara, driver) = (account("sara"), everywhere("driver"));
    assert_eq!(list(&*store, &sara).await, [], "an unknown account holds nothing");
    assert_eq!(assign(&*store, &sara, &driver, 5).await, Assigned::Given);
    assert_eq!(
        assign(&*store, &sara, &in_tenant("admin", "riyadh"), 7).await,
        Assigned::Given
    );
    let held = [(in_tenant("admin", "riyadh"), 7), (driver, 5)];
    assert_eq!(
        list(&*store, &sara).await,
        held.map(|(assignment, at)| Held::new(assignment, Timestamp::from_secs(at)))
    );
}

/// A second giving neither doubles the role nor makes it younger.
pub async fn giving_twice_changes_nothing(store: Arc<dyn AssignmentStore>) {
    let (sara, driver) = (account("sara"), everywhere("driver"));
    assert_eq!(assign(&*store, &sara, &driver, 5).await, Assigned::Given);
    assert_eq!(assign(&*store, &sara, &driver, 9).await, Assigned::AlreadyHeld);
    assert_eq!(list(&*store, &sara).await, [Held::new(driver, Timestamp::from_secs(5))]);
}

/// Of many that give the same role at once, one is told that it did.
pub async fn one_of_many_givers_wins(store: Arc<dyn AssignmentStore>) {
    let given = race(RACERS, |_| {
        let store = Arc::clone(&store);
        async move { assign(&*store, &account("sara"), &everywhere("driver"), 1).await }
    });
    assert_eq!(
        given
            .await
            .iter()
            .filter(|outcome| **outcome == Assigned::Given)
            .count(),
        1
    );
    assert_eq!(list(&*store, &account("sara")).await.len(), 1);
}

/// A role is taken once; taking it again, or what was never held, changes nothing.
pub async fn taking_is_idempotent(store: Arc<dyn AssignmentStore>) {
    let (sara, driver) = (account("sara"), everywhere("driver"));
    assert_eq!(revoke(&*store, &sara, &driver).await, Revoked::NotHeld);
    assign(&*store, &sara, &driver, 1).await;
    assert_eq!(revoke(&*store, &sara, &driver).await, Revoked::Taken);
    assert_eq!(revoke(&*store, &sara, &driver).await, Revoked::NotHeld);
    assert_eq!(list(&*store, &sara).await, []);
    assert_eq!(
        assign(&*store, &sara, &driver, 2).await,
        Assigned::Given,
        "it can be given again"
    );
}

/// Of many that take the same role at once, one is told that it did.
pub async fn one_of_many_takers_wins(store: Arc<dyn AssignmentStore>) {
    assign(&*store, &account("sara"), &everywhere("driver"), 1).await;
    let taken = race(RACERS, |_| {
        let store = Arc::clone(&store);
        async move { revoke(&*store, &account("sara"), &everywhere("driver")).await }
    });
    assert_eq!(
        taken.await.iter().filter(|outcome| **outcome == Revoked::Taken).count(),
        1
    );
}

/// Each giving is undone by at most one taking, and the list shows what is left.
pub async fn giving_and_taking_at_once_leaves_one_outcome(store: Arc<dyn AssignmentStore>) {
    let changes = race(RACERS, |number| {
        let store = Arc::clone(&store);
        async move {
            let (sara, driver) = (account("sara"), everywhere("driver"));
            if number % 2 == 0 {
                i32::from(assign(&*store, &sara, &driver, 1).await == Assigned::Given)
            } else {
                -i32::from(revoke(&*store, &sara, &driver).await == Revoked::Taken)
            }
        }
    });
    let balance: i32 = changes.await.iter().sum();
    let held = list(&*store, &account("sara")).await.len();
    assert_eq!(
        usize::try_from(balance),
        Ok(held),
        "the outcomes that were told do not add up to what is held"
    );
}

/// [`MAX_ASSIGNMENTS`] roles fit, one more does not, and what is held stays as it is.
pub async fn an_account_cannot_hold_more_than_its_share(store: Arc<dyn AssignmentStore>) {
    let sara = account("sara");
    for number in 0..MAX_ASSIGNMENTS {
        assert_eq!(
            assign(&*store, &sara, &everywhere(&format!("role{number}")), 1).await,
            Assigned::Given
        );
    }
    assert_eq!(assign(&*store, &sara, &everywhere("more"), 1).await, Assigned::Full);
    assert_eq!(
        assign(&*store, &sara, &everywhere("role0"), 1).await,
        Assigned::AlreadyHeld
    );
    assert_eq!(list(&*store, &sara).await.len(), MAX_ASSIGNMENTS);
    assert_eq!(
        assign(&*store, &account("omar"), &everywhere("more"), 1).await,
        Assigned::Given,
        "others have theirs"
    );
    revoke(&*store, &sara, &everywhere("role0")).await;
    assert_eq!(assign(&*store, &sara, &everywhere("more"), 1).await, Assigned::Given);
}

/// The limit holds for many that give different roles at once.
pub async fn racers_cannot_pass_the_limit(store: Arc<dyn AssignmentStore>) {
    for number in 1..MAX_ASSIGNMENTS {
        assign(&*store, &account("sara"), &everywhere(&format!("role{number}")), 1).await;
    }
    let given = race(RACERS, |number| {
        let store = Arc::clone(&store);
        async move { assign(&*store, &account("sara"), &everywhere(&format!("racer{number}")), 1).await }
    });
    assert_eq!(
        given
            .await
            .iter()
            .filter(|outcome| **outcome == Assigned::Given)
            .count(),
        1
    );
    assert_eq!(list(&*store, &account("sara")).await.len(), MAX_ASSIGNMENTS);
}

/// No account, tenant or role reaches into another, though their texts run together.
pub async fn accounts_tenants_and_roles_are_kept_apart(store: Arc<dyn AssignmentStore>) {
    assign(&*store, &account("a"), &in_tenant("b", "c"), 1).await;
    for (other, assignment) in [
        (account("a"), everywhere("b")),
        (account("a"), everywhere("c")),
        (account("a"), in_tenant("c", "b")),
        (account("a"), in_tenant("b", "C")),
        (account("A"), in_tenant("b", "c")),
        (account("ab"), everywhere("c")),
        (account("a:b"), everywhere("c")),
    ] {
        assert_eq!(
            revoke(&*store, &other, &assignment).await,
            Revoked::NotHeld,
            "{other} {assignment:?}"
        );
    }
    assert_eq!(list(&*store, &account("A")).await, []);
    assert_eq!(list(&*store, &account("a")).await.len(), 1);
    assign(&*store, &account("a"), &everywhere("b"), 1).await;
    assert_eq!(revoke(&*store, &account("a"), &everywhere("b")).await, Revoked::Taken);
    assert_eq!(
        list(&*store, &account("a")).await.len(),
        1,
        "the role in the tenant is another one"
    );
}

/// Ids that mean something to a key space, a pattern or a statement mean nothing here.
pub async fn hostile_ids_are_only_ids(store: Arc<dyn AssignmentStore>) {
    let longest = "x".repeat(AccountId::MAX_BYTES);
    let ids = [
        "*", "%", "_", "a*", "{a}", "a:b", "../a", "';--", "\"", "\\", "$1", "null", "0", &longest,
    ];
    for id in ids {
        assert_eq!(
            assign(&*store, &account(id), &in_tenant("r", id), 1).await,
            Assigned::Given,
            "{id}"
        );
    }
    for id in ids {
        let held = list(&*store, &account(id)).await;
        assert_eq!(held, [Held::new(in_tenant("r", id), Timestamp::from_secs(1))], "{id}");
        assert_eq!(
            revoke(&*store, &account(id), &in_tenant("r", id)).await,
            Revoked::Taken,
            "{id}"
        );
    }
}

const RACERS: usize = 16;

#[expect(
    clippy::expect_used,
    reason = "a law stops at the first thing that is not as it must be"
)]
async fn assign(store: &dyn AssignmentStore, account: &AccountId, assignment: &Assignment, at: u64) -> Assigned {
    let outcome = store.assign(account, assignment, Timestamp::from_secs(at)).await;
    outcome.expect("the store works")
}

#[expect(
    clippy::expect_used,
    reason = "a law stops at the first thing that is not as it must be"
)]
async fn revoke(store: &dyn AssignmentStore, account: &AccountId, assignment: &Assignment) -> Revoked {
    store.revoke(account, assignment).await.expect("the store works")
}

#[expect(
    clippy::expect_used,
    reason = "a law stops at the first thing that is not as it must be"
)]
async fn list(store: &dyn AssignmentStore, account: &AccountId) -> Vec<Held> {
    store.list(account).await.expect("the store works")
}

fn account(id: &str) -> AccountId {
    AccountId::parse(id).expect("a valid id")
}

fn everywhere(role: &str) -> Assignment {
    Assignment::new(role).expect("a valid role")
}

fn in_tenant(role: &str, tenant: &str) -> Assignment {
    everywhere(role).in_tenant(TenantId::parse(tenant).expect("a valid id"))
}
