//! What is asked for: an action of a resource, by number, and where the program knows it beforehand also by type.

use core::{fmt, hash::Hash, hash::Hasher, marker::PhantomData};

/// A permission that has a type of its own, so that a function can demand the proof of exactly this one.
///
/// Made by [`permissions!`](crate::permissions).
pub trait Permission {
    /// The resource's name in the policy.
    const RESOURCE: &'static str;
    /// The action's name among those of the resource.
    const ACTION: &'static str;
}

/// Declares permissions as types.
///
/// ```
/// momfood_rbac::permissions! {
///     pub ReadOrder = "orders": "read";
///     pub CancelOrder = "orders": "cancel";
/// }
///
/// let policy = momfood_rbac::Policy::momfood();
/// let read = policy.permission::<ReadOrder>()?; // an `ActionId<ReadOrder>`; ask once, at startup
/// # Ok::<(), momfood_rbac::UnknownAction>(())
/// ```
#[macro_export]
macro_rules! permissions {
    ($($(#[$meta:meta])* $visibility:vis $name:ident = $resource:literal : $action:literal;)+) => {
        $(
            #[doc = concat!("The permission `", $resource, ":", $action, "`.")]
            $(#[$meta])*
            #[derive(Clone, Copy, Debug)]
            #[allow(clippy::exhaustive_enums, reason = "a name without values")]
            $visibility enum $name {}

            impl $crate::Permission for $name {
                const RESOURCE: &'static str = $resource;
                const ACTION: &'static str = $action;
            }
        )+
    };
}

/// An action of a resource, as a policy numbers it. `P` is `()` for one that was named at run time.
pub struct ActionId<P = ()> {
    pub(crate) index: usize,
    pub(crate) fingerprint: u64,
    permission: PhantomData<fn() -> P>,
}

impl<P> ActionId<P> {
    pub(crate) const fn new(index: usize, fingerprint: u64) -> Self {
        Self {
            index,
            fingerprint,
            permission: PhantomData,
        }
    }

    /// The same action without its type, to be kept beside others.
    #[must_use]
    pub const fn untyped(self) -> ActionId {
        ActionId::new(self.index, self.fingerprint)
    }
}

// By hand: derived, they would ask the same of `P`, which is only a name.
impl<P> Clone for ActionId<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for ActionId<P> {}

impl<P> fmt::Debug for ActionId<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("ActionId").field(&self.index).finish()
    }
}

impl<P> Eq for ActionId<P> {}

impl<P> Hash for ActionId<P> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.index, self.fingerprint).hash(state);
    }
}

impl<P> PartialEq for ActionId<P> {
    fn eq(&self, other: &Self) -> bool {
        (self.index, self.fingerprint) == (other.index, other.fingerprint)
    }
}
