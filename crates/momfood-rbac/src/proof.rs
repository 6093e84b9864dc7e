//! The outcome that the type system carries on: a proof that a permission was granted, or the refusal.

use momfood_audit::SafeText;

use crate::decide::Reason;
use crate::{ActionId, Decision};

/// Proof that [`Policy::authorize`](crate::Policy::authorize) or [`Guard::require`](crate::Guard::require) allowed an
/// action. Nothing else can make one, and it cannot be copied: a repository function that takes it by value cannot be
/// called without asking, and one answer serves one call.
///
/// ```compile_fail
/// let forged = momfood_rbac::Authorized::<()> { action: todo!() };
/// ```
///
/// # Security
/// It proves that this action was allowed on some row, as that row was when it was asked about. Repeat in the statement
/// what must still be true when it runs (`UPDATE … WHERE id = $1 AND status = 'new'`) and expect one row.
#[derive(Debug)]
#[must_use = "it is the proof that what follows is allowed"]
pub struct Authorized<P = ()> {
    action: ActionId<P>,
}

impl<P> Authorized<P> {
    pub(crate) const fn new(action: ActionId<P>) -> Self {
        Self { action }
    }

    /// What was allowed. With `P = ()` compare it with the action that is about to happen.
    #[must_use]
    pub const fn action(&self) -> ActionId<P> {
        self.action
    }
}

/// The permission was refused.
///
/// The message says no more than that; the reason is for logs. Whoever may not even read the row should be told that
/// there is none (404), or the refusal tells that there is one (403).
#[derive(Clone, Debug, thiserror::Error)]
#[error("permission denied")]
pub struct Denied {
    action: SafeText,
    reason: Reason,
    rule: Option<SafeText>,
}

impl Denied {
    pub(crate) fn new(action: &str, decision: Decision<'_>) -> Self {
        Self {
            action: SafeText::new(action),
            reason: decision.reason(),
            rule: decision.rule().map(SafeText::new),
        }
    }

    /// `resource:action`; empty for [`Reason::ForeignId`].
    #[must_use]
    pub fn action(&self) -> &str {
        self.action.as_str()
    }

    /// Why; never [`Reason::Allowed`].
    #[must_use]
    pub const fn reason(&self) -> Reason {
        self.reason
    }

    /// The id of the rule that denied or might deny.
    #[must_use]
    pub fn rule(&self) -> Option<&str> {
        self.rule.as_ref().map(SafeText::as_str)
    }

    /// The stable code, `permission_denied`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "permission_denied"
    }
}
