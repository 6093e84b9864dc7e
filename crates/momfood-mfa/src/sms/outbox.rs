//! A sender for development: it sends nothing, and keeps the last messages to look at.

use std::collections::VecDeque;
use std::fmt;
use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use super::message::{SmsMessage, SmsSendError, SmsSender};
use crate::id::ChallengeId;
use crate::phone::PhoneNumber;

/// Keeps the newest messages in memory instead of sending them.
///
/// # Security
/// For development and tests only: whoever can read it can log in as anybody who uses SMS.
pub struct OutboxSmsSender {
    kept: Mutex<VecDeque<OutboxMessage>>,
    capacity: NonZeroUsize,
}

impl OutboxSmsSender {
    /// An outbox that keeps the newest `capacity` messages.
    #[must_use]
    pub fn new(capacity: NonZeroUsize) -> Self {
        Self {
            kept: Mutex::default(),
            capacity,
        }
    }

    /// The messages that are kept, oldest first.
    #[must_use]
    pub fn messages(&self) -> Vec<OutboxMessage> {
        self.lock().iter().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<OutboxMessage>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl SmsSender for OutboxSmsSender {
    async fn send(&self, message: &SmsMessage) -> Result<(), SmsSendError> {
        let mut kept = self.lock();
        if kept.len() >= self.capacity.get() {
            kept.pop_front();
        }
        kept.push_back(OutboxMessage {
            id: message.id(),
            to: message.to().clone(),
            text: message.text().to_owned(),
        });
        Ok(())
    }
}

impl fmt::Debug for OutboxSmsSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutboxSmsSender")
            .field("messages", &self.lock().len())
            .finish_non_exhaustive()
    }
}

/// A message that was not sent. `Debug` masks the number and leaves the text out.
#[derive(Clone)]
#[non_exhaustive]
pub struct OutboxMessage {
    /// The challenge that it is for.
    pub id: ChallengeId,
    /// The recipient.
    pub to: PhoneNumber,
    /// The text with the code.
    pub text: String,
}

impl fmt::Debug for OutboxMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutboxMessage")
            .field("id", &self.id)
            .field("to", &self.to)
            .finish_non_exhaustive()
    }
}
