//! Budgets of messages: no more are paid for than the limit says, whoever races.
#![expect(clippy::expect_used, reason = "a store that cannot answer satisfies no law")]

use std::sync::Arc;
use std::time::Duration;

use momfood_audit::Timestamp;
use momfood_audit::conformance::race;

use super::fixture::{MICRO, NOW, RACERS, Subject, after, random_tag};
use crate::sms::{SEND_WINDOW, SendDecision, SendLimit, SmsPurpose};
use crate::store::{MfaStore, SendScope};

const SECOND: Duration = Duration::from_secs(1);
const THREE_AT_ONCE: SendLimit = SendLimit::new(3, Duration::ZERO, Duration::ZERO);
const THREE_APART: SendLimit = SendLimit::new(3, SECOND, Duration::from_secs(60));

async fn reserve(store: &Arc<dyn MfaStore>, scope: &SendScope, limit: &SendLimit, now: Timestamp) -> SendDecision {
    store.reserve_send(scope, limit, now).await.expect("the store")
}

fn scope() -> SendScope {
    SendScope::Phone(random_tag(), SmsPurpose::Login)
}

/// Of many messages at once exactly the daily ones are paid for.
pub async fn racing_messages_keep_the_daily_budget(store: Arc<dyn MfaStore>) {
    let scope = scope();
    let decisions = race(RACERS, |_| {
        let (store, scope) = (Arc::clone(&store), scope.clone());
        async move { reserve(&store, &scope, &THREE_AT_ONCE, NOW).await }
    })
    .await;
    let granted = |decision: &&SendDecision| matches!(decision, SendDecision::Granted { .. });
    assert_eq!(decisions.iter().filter(granted).count(), 3);
}

/// Of many messages at once exactly one is paid for when there is a cool-down.
pub async fn racing_messages_keep_the_cool_down(store: Arc<dyn MfaStore>) {
    let scope = scope();
    let decisions = race(RACERS, |_| {
        let (store, scope) = (Arc::clone(&store), scope.clone());
        async move { reserve(&store, &scope, &THREE_APART, NOW).await }
    })
    .await;
    let granted = |decision: &&SendDecision| matches!(decision, SendDecision::Granted { .. });
    assert_eq!(decisions.iter().filter(granted).count(), 1);
}

/// A cool-down and a window end at their times.
pub async fn budgets_come_back_at_their_times(store: Arc<dyn MfaStore>) {
    let scope = scope();
    let mut at = NOW;
    for wait in [SECOND, 2 * SECOND, 4 * SECOND] {
        assert_eq!(
            reserve(&store, &scope, &THREE_APART, at).await,
            SendDecision::Granted { resend_after: wait }
        );
        let early = at.saturating_add(wait).saturating_sub(MICRO);
        let refused = reserve(&store, &scope, &THREE_APART, early).await;
        assert!(
            !matches!(refused, SendDecision::Granted { .. }),
            "a microsecond early: {refused:?}"
        );
        at = at.saturating_add(wait);
    }
    let retry_after = after(SEND_WINDOW).since(at);
    assert_eq!(
        reserve(&store, &scope, &THREE_APART, at).await,
        SendDecision::Spent { retry_after }
    );
    let end = after(SEND_WINDOW);
    let early = reserve(&store, &scope, &THREE_APART, end.saturating_sub(MICRO)).await;
    assert_eq!(early, SendDecision::Spent { retry_after: MICRO });
    assert_eq!(
        reserve(&store, &scope, &THREE_APART, end).await,
        SendDecision::Granted { resend_after: SECOND }
    );
}

/// Users, numbers and purposes are counted apart.
pub async fn scopes_are_counted_apart(store: Arc<dyn MfaStore>) {
    let (number, user) = (random_tag(), Subject::new(&store).user);
    for scope in [
        SendScope::User(user),
        SendScope::User(Subject::new(&store).user),
        SendScope::Phone(number, SmsPurpose::Login),
        SendScope::Phone(number, SmsPurpose::EnrolPhone),
        SendScope::Phone(random_tag(), SmsPurpose::Login),
    ] {
        let decision = reserve(&store, &scope, &THREE_APART, NOW).await;
        assert_eq!(decision, SendDecision::Granted { resend_after: SECOND }, "{scope:?}");
    }
}

/// What is given back can be paid again, and no more than was paid is given back.
pub async fn a_refund_gives_back_one_message(store: Arc<dyn MfaStore>) {
    let scope = scope();
    let refund = || store.refund_send(&scope);
    refund().await.expect("nothing to give back is no error");
    for _ in 0..3 {
        reserve(&store, &scope, &THREE_AT_ONCE, NOW).await;
    }
    refund().await.expect("the store");
    let again = reserve(&store, &scope, &THREE_AT_ONCE, NOW).await;
    assert!(matches!(again, SendDecision::Granted { .. }), "{again:?}");
    let spent = reserve(&store, &scope, &THREE_AT_ONCE, NOW).await;
    assert!(matches!(spent, SendDecision::Spent { .. }), "{spent:?}");
}
