//! What every [`MfaStore`](crate::MfaStore) must satisfy: one function a law. Hold your own backend to it with
//! [`mfa_store_conformance!`](crate::mfa_store_conformance).
//!
//! Users, numbers and ids are random, so that the laws can share one backend and run at once. A law that does not hold
//! panics. Call them on a multi-threaded runtime, or there is no race.
#![expect(
    clippy::missing_panics_doc,
    reason = "a law that does not hold must fail its test, and the module says so"
)]

mod fixture;

mod attempts;
mod backup;
mod budget;
mod sms;
mod totp;

pub use attempts::{
    a_delay_ends_at_its_time, racing_attempts_get_exactly_the_free_ones,
    success_forgets_failures_and_nothing_else_does, the_hard_lock_ends_by_reset_only, users_are_told_apart,
};
pub use backup::{
    a_code_belongs_to_its_user, a_new_set_voids_the_old_one, codes_need_a_factor, every_code_is_good_once,
    purging_forgets_the_user, racing_uses_of_a_code_have_one_winner,
};
pub use budget::{
    a_refund_gives_back_one_message, budgets_come_back_at_their_times, racing_messages_keep_the_cool_down,
    racing_messages_keep_the_daily_budget, scopes_are_counted_apart,
};
pub use sms::{
    a_challenge_belongs_to_its_user_and_purpose, a_challenge_expires, a_new_telephone_voids_what_the_old_one_got,
    a_right_answer_at_the_last_try_wins, only_a_login_forgets_failures, racing_right_answers_have_one_winner,
    racing_wrong_answers_are_compared_as_often_as_there_are_tries, the_newest_challenge_counts,
};
pub use totp::{
    a_removed_factor_commits_nothing, a_waiting_enrolment_changes_nothing, an_enrolment_expires,
    racing_commits_have_one_winner, racing_confirmations_have_one_winner,
    racing_tries_get_exactly_those_of_the_enrolment, steps_never_go_back,
};

/// Makes one test of each law; the expression makes an `Arc<dyn MfaStore>` and may await.
///
/// ```
/// # use std::sync::Arc;
/// # use momfood_mfa::{MemoryMfaStore, MfaStore};
/// momfood_mfa::mfa_store_conformance!(Arc::new(MemoryMfaStore::new()) as Arc<dyn MfaStore>);
/// ```
#[macro_export]
macro_rules! mfa_store_conformance {
    ($store:expr) => {
        $crate::mfa_store_conformance! { @laws $store;
            racing_attempts_get_exactly_the_free_ones
            a_delay_ends_at_its_time
            the_hard_lock_ends_by_reset_only
            users_are_told_apart
            success_forgets_failures_and_nothing_else_does
            a_waiting_enrolment_changes_nothing
            an_enrolment_expires
            racing_tries_get_exactly_those_of_the_enrolment
            racing_confirmations_have_one_winner
            steps_never_go_back
            racing_commits_have_one_winner
            a_removed_factor_commits_nothing
            racing_uses_of_a_code_have_one_winner
            every_code_is_good_once
            a_new_set_voids_the_old_one
            codes_need_a_factor
            a_code_belongs_to_its_user
            purging_forgets_the_user
            racing_right_answers_have_one_winner
            racing_wrong_answers_are_compared_as_often_as_there_are_tries
            a_right_answer_at_the_last_try_wins
            a_challenge_expires
            a_challenge_belongs_to_its_user_and_purpose
            the_newest_challenge_counts
            a_new_telephone_voids_what_the_old_one_got
            only_a_login_forgets_failures
            racing_messages_keep_the_daily_budget
            racing_messages_keep_the_cool_down
            budgets_come_back_at_their_times
            scopes_are_counted_apart
            a_refund_gives_back_one_message
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
