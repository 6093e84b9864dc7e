//! One user's state in memory, and the transitions that the trait promises, each under the caller's lock.

use momfood_audit::Timestamp;

use super::bounded::Idle;
use crate::attempt::AttemptState;
use crate::id::{ChallengeId, FactorId};
use crate::sms::{SendState, SmsPurpose};
use crate::store::{Answer, Challenge, Factors, PendingTotp, PhoneFactor, TotpCommit, TotpFactor};
use crate::tag::StoredTag;
use crate::totp::Step;

#[derive(Default)]
pub(super) struct Record {
    pub(super) attempts: AttemptState,
    pub(super) pending: Option<PendingTotp>,
    totp: Option<(TotpFactor, Step)>,
    phone: Option<PhoneFactor>,
    backup_codes: Vec<StoredTag>,
    enrolling: Option<Challenge>,
    logging_in: Option<Challenge>,
}

impl Record {
    pub(super) fn factors(&self) -> Factors {
        Factors {
            totp: self.totp.as_ref().map(|(factor, _)| factor.clone()),
            phone: self.phone.clone(),
            backup_codes: u32::try_from(self.backup_codes.len()).unwrap_or(u32::MAX),
        }
    }

    pub(super) fn try_pending(&mut self, now: Timestamp) -> Option<PendingTotp> {
        let pending = self.pending.as_mut().filter(|pending| now < pending.expires_at)?;
        pending.tries_left = pending.tries_left.checked_sub(1)?;
        Some(pending.clone())
    }

    pub(super) fn confirm(&mut self, id: FactorId, step: Step, codes: &[StoredTag], now: Timestamp) -> bool {
        let waits = |pending: &mut PendingTotp| pending.factor.id == id && now < pending.expires_at;
        let Some(pending) = self.pending.take_if(waits) else {
            return false;
        };
        self.totp = Some((pending.factor, step));
        self.backup_codes = codes.to_vec();
        true
    }

    pub(super) fn commit(&mut self, id: FactorId, step: Step) -> TotpCommit {
        match &mut self.totp {
            Some((factor, last)) if factor.id == id => {
                if step <= *last {
                    return TotpCommit::Replayed;
                }
                *last = step;
                self.attempts = AttemptState::default();
                TotpCommit::Committed
            }
            _ => TotpCommit::Gone,
        }
    }

    pub(super) fn remove_totp(&mut self) -> bool {
        self.pending = None;
        let removed = self.totp.take().is_some();
        self.drop_orphaned_codes();
        removed
    }

    pub(super) fn replace_backup_codes(&mut self, codes: &[StoredTag]) -> bool {
        let enrolled = self.is_enrolled();
        if enrolled {
            self.backup_codes = codes.to_vec();
        }
        enrolled
    }

    pub(super) fn consume_backup_code(&mut self, code: &StoredTag) -> Option<u32> {
        let place = self.backup_codes.iter().position(|kept| kept == code)?;
        self.backup_codes.swap_remove(place);
        self.attempts = AttemptState::default();
        u32::try_from(self.backup_codes.len()).ok()
    }

    pub(super) fn put_challenge(&mut self, challenge: Challenge) {
        let slot = self.slot(challenge.purpose);
        *slot = Some(challenge);
    }

    pub(super) fn answer(&mut self, id: ChallengeId, purpose: SmsPurpose, tag: &StoredTag, now: Timestamp) -> Answer {
        let current = self.phone.as_ref().map(|phone| phone.id);
        let slot = self.slot(purpose);
        let Some(challenge) = slot.as_mut().filter(|challenge| challenge.id == id) else {
            return Answer::Gone;
        };
        if challenge.expires_at <= now {
            *slot = None;
            return Answer::Expired;
        }
        if purpose == SmsPurpose::Login && current != Some(challenge.phone.id) {
            *slot = None;
            return Answer::Gone;
        }
        let Some(tries_left) = challenge.tries_left.checked_sub(1) else {
            return Answer::Gone;
        };
        challenge.tries_left = tries_left;
        if challenge.answer != *tag {
            slot.take_if(|_| tries_left == 0);
            return Answer::Wrong;
        }
        let phone = slot.take().map(|challenge| challenge.phone);
        match purpose {
            SmsPurpose::EnrolPhone => self.phone = phone,
            SmsPurpose::Login => self.attempts = AttemptState::default(),
        }
        Answer::Right
    }

    pub(super) fn remove_phone(&mut self) -> bool {
        self.enrolling = None;
        self.logging_in = None;
        let removed = self.phone.take().is_some();
        self.drop_orphaned_codes();
        removed
    }

    const fn is_enrolled(&self) -> bool {
        self.totp.is_some() || self.phone.is_some()
    }

    /// Backup codes stand in for a factor, so they end with the last one.
    fn drop_orphaned_codes(&mut self) {
        if !self.is_enrolled() {
            self.backup_codes = Vec::new();
        }
    }

    const fn slot(&mut self, purpose: SmsPurpose) -> &mut Option<Challenge> {
        match purpose {
            SmsPurpose::EnrolPhone => &mut self.enrolling,
            SmsPurpose::Login => &mut self.logging_in,
        }
    }
}

impl Idle for Record {
    /// A record with failed attempts is never idle: forgetting it would be unlocking.
    fn is_idle(&self, now: Timestamp) -> bool {
        let over = |slot: &Option<Challenge>| slot.as_ref().is_none_or(|challenge| challenge.expires_at <= now);
        !self.is_enrolled()
            && self.attempts == AttemptState::default()
            && self.pending.as_ref().is_none_or(|pending| pending.expires_at <= now)
            && over(&self.enrolling)
            && over(&self.logging_in)
    }
}

impl Idle for SendState {
    fn is_idle(&self, now: Timestamp) -> bool {
        self.is_over(now)
    }
}
