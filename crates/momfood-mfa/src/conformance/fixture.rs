//! One random user of one store, and what the laws put in.
#![expect(clippy::expect_used, reason = "a store that cannot answer satisfies no law")]

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use momfood_audit::Timestamp;
use momfood_crypto::{Bind, Keyring, random};

use crate::attempt::{Attempt, AttemptPolicy};
use crate::id::{ChallengeId, FactorId};
use crate::sms::SmsPurpose;
use crate::store::{Answer, Challenge, Factors, MfaStore, PendingTotp, PhoneFactor, TotpCommit, TotpFactor};
use crate::tag::StoredTag;
use crate::totp::Step;
use crate::user::UserId;

pub(super) const NOW: Timestamp = Timestamp::from_secs(1_767_225_600);
pub(super) const MICRO: Duration = Duration::from_micros(1);
pub(super) const LIFETIME: Duration = Duration::from_secs(300);
pub(super) const TRIES: u32 = 3;
pub(super) const FIRST_STEP: Step = Step::new(100);
/// As many at once as make a race likely on few cores, and are still quick on a remote store.
pub(super) const RACERS: usize = 64;

pub(super) fn after(duration: Duration) -> Timestamp {
    NOW.saturating_add(duration)
}

pub(super) fn at_step(number: u64) -> Step {
    Step::new(number)
}

pub(super) fn tag(seed: u8) -> StoredTag {
    StoredTag::from_bytes([seed; 32])
}

/// A tag that no other law uses.
pub(super) fn random_tag() -> StoredTag {
    StoredTag::from_bytes(random::array().expect("randomness"))
}

/// A user of `store`; its methods are the trait's with the boring arguments filled in. A store's failure panics.
#[derive(Clone)]
pub(super) struct Subject {
    pub(super) store: Arc<dyn MfaStore>,
    pub(super) user: UserId,
}

impl Subject {
    pub(super) fn new(store: &Arc<dyn MfaStore>) -> Self {
        let id = u128::from_be_bytes(random::array().expect("randomness"));
        Self::named(store, &format!("law-{id:032x}"))
    }

    pub(super) fn named(store: &Arc<dyn MfaStore>, user: &str) -> Self {
        Self {
            store: Arc::clone(store),
            user: UserId::parse(user).expect("a user id"),
        }
    }

    pub(super) async fn factors(&self) -> Factors {
        self.store.factors(&self.user).await.expect("the store")
    }

    pub(super) async fn attempt(&self, now: Timestamp) -> Attempt {
        let policy = AttemptPolicy::default();
        self.store
            .reserve_attempt(&self.user, &policy, now)
            .await
            .expect("the store")
    }

    /// How many attempts are still free, found out by using one up.
    pub(super) async fn attempts_left(&self) -> u32 {
        match self.attempt(NOW).await {
            Attempt::Granted { left, .. } => left,
            Attempt::Locked { .. } | Attempt::HardLocked => 0,
        }
    }

    pub(super) async fn put_pending(&self) -> FactorId {
        let id = factor_id();
        let factor = TotpFactor {
            id,
            secret: KEYRING
                .field()
                .seal(b"a secret of 20 bytes", &Bind::row("law"))
                .expect("sealing"),
        };
        let pending = PendingTotp {
            factor,
            expires_at: after(LIFETIME),
            tries_left: TRIES,
        };
        self.store
            .put_pending_totp(&self.user, pending, NOW)
            .await
            .expect("the store");
        id
    }

    pub(super) async fn confirm(&self, factor: FactorId, codes: &[StoredTag], now: Timestamp) -> bool {
        let confirm = self.store.confirm_totp(&self.user, factor, FIRST_STEP, codes, now);
        confirm.await.expect("the store")
    }

    /// A live authenticator app whose last step is [`FIRST_STEP`], with backup codes.
    pub(super) async fn with_totp(&self, codes: &[StoredTag]) -> FactorId {
        let factor = self.put_pending().await;
        assert!(
            self.confirm(factor, codes, NOW).await,
            "a waiting enrolment can be confirmed"
        );
        factor
    }

    pub(super) async fn commit(&self, factor: FactorId, step: Step) -> TotpCommit {
        self.store
            .commit_totp(&self.user, factor, step)
            .await
            .expect("the store")
    }

    pub(super) async fn consume(&self, code: &StoredTag) -> Option<u32> {
        self.store
            .consume_backup_code(&self.user, code)
            .await
            .expect("the store")
    }

    pub(super) async fn challenge(&self, purpose: SmsPurpose, phone: PhoneFactor, right: StoredTag) -> ChallengeId {
        let id = ChallengeId::from_bytes(random::array().expect("randomness"));
        let challenge = Challenge {
            id,
            purpose,
            phone,
            answer: right,
            expires_at: after(LIFETIME),
            tries_left: TRIES,
        };
        self.store
            .put_challenge(&self.user, challenge, NOW)
            .await
            .expect("the store");
        id
    }

    pub(super) async fn answer(&self, id: ChallengeId, purpose: SmsPurpose, tag: StoredTag) -> Answer {
        self.answer_at(id, purpose, tag, NOW).await
    }

    pub(super) async fn answer_at(
        &self,
        id: ChallengeId,
        purpose: SmsPurpose,
        tag: StoredTag,
        now: Timestamp,
    ) -> Answer {
        let answer = self.store.answer_challenge(&self.user, id, purpose, &tag, now);
        answer.await.expect("the store")
    }

    /// A proven telephone.
    pub(super) async fn with_phone(&self) -> PhoneFactor {
        let phone = phone();
        let id = self.challenge(SmsPurpose::EnrolPhone, phone.clone(), tag(1)).await;
        assert_eq!(self.answer(id, SmsPurpose::EnrolPhone, tag(1)).await, Answer::Right);
        phone
    }
}

pub(super) fn phone() -> PhoneFactor {
    PhoneFactor {
        id: factor_id(),
        number: KEYRING
            .field()
            .seal(b"+966512345678", &Bind::row("law"))
            .expect("sealing"),
    }
}

fn factor_id() -> FactorId {
    FactorId::from_bytes(random::array().expect("randomness"))
}

static KEYRING: LazyLock<Keyring> = LazyLock::new(|| Keyring::generate().expect("randomness"));
