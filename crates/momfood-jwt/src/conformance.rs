//! What every [`SessionStore`](crate::SessionStore) must satisfy: one function a law. Hold your own backend to it with
//! [`session_store_conformance!`](crate::session_store_conformance).
//!
//! Subjects and ids are random, so that the laws can share one backend and run at once. A law that does not hold panics.
#![expect(
    clippy::missing_panics_doc,
    reason = "a law that does not hold must fail its test, and the module says so"
)]

mod fixture;

mod ending;
mod lifetime;
mod opening;
mod racing;
mod rotating;

pub use ending::{
    a_revoked_session_stays_away, ending_all_keeps_the_one_to_keep_and_other_subjects, ending_twice_is_no_error,
};
pub use lifetime::{a_session_ends_at_its_idle_time, no_use_prolongs_the_absolute_time};
pub use opening::{
    a_created_session_is_live_found_and_listed, a_session_belongs_to_its_subject_alone,
    an_id_that_is_there_is_not_overwritten, expired_sessions_take_no_room, hostile_subjects_are_told_apart,
    the_least_recently_used_makes_room,
};
pub use racing::{
    a_rotation_that_races_a_revocation_never_revives, racing_sign_ins_keep_the_cap,
    racing_thieves_end_the_session_once, racing_tokens_have_one_winner_and_one_successor,
};
pub use rotating::{
    a_bound_session_ends_with_another_device, a_future_generation_ends_the_session,
    a_replay_does_not_prolong_the_grace, a_stale_generation_ends_the_session,
    a_step_up_is_remembered_and_a_weaker_one_is_not, a_used_up_generation_ends_the_session_after_the_grace,
    what_is_not_there_is_missing,
};

/// Makes one test of each law; the expression makes a fresh `Arc<dyn SessionStore>` and may await.
///
/// ```
/// # use std::sync::Arc;
/// # use momfood_jwt::{MemorySessionStore, SessionStore};
/// momfood_jwt::session_store_conformance!(Arc::new(MemorySessionStore::new()) as Arc<dyn SessionStore>);
/// ```
#[macro_export]
macro_rules! session_store_conformance {
    ($store:expr) => {
        $crate::session_store_conformance! { @laws $store;
            a_created_session_is_live_found_and_listed
            an_id_that_is_there_is_not_overwritten
            the_least_recently_used_makes_room
            expired_sessions_take_no_room
            a_session_belongs_to_its_subject_alone
            hostile_subjects_are_told_apart
            a_session_ends_at_its_idle_time
            no_use_prolongs_the_absolute_time
            a_replay_does_not_prolong_the_grace
            a_used_up_generation_ends_the_session_after_the_grace
            a_stale_generation_ends_the_session
            a_future_generation_ends_the_session
            a_bound_session_ends_with_another_device
            a_step_up_is_remembered_and_a_weaker_one_is_not
            what_is_not_there_is_missing
            a_revoked_session_stays_away
            ending_twice_is_no_error
            ending_all_keeps_the_one_to_keep_and_other_subjects
            racing_tokens_have_one_winner_and_one_successor
            racing_thieves_end_the_session_once
            racing_sign_ins_keep_the_cap
            a_rotation_that_races_a_revocation_never_revives
        }
    };
    (@laws $store:expr; $($law:ident)+) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $law() {
                $crate::conformance::$law($store).await;
            }
        )+
    };
}
