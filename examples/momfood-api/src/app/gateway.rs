//! What sends text messages where no gateway is wired: nothing, and it says so. A service that claimed to have sent a code
//! would lock out whoever relies on it.

use async_trait::async_trait;
use momfood_mfa::{SmsMessage, SmsSendError, SmsSender};

/// Refuses every message. Put your gateway's client in its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct NoGateway;

#[async_trait]
impl SmsSender for NoGateway {
    async fn send(&self, _message: &SmsMessage) -> Result<(), SmsSendError> {
        Err(SmsSendError::new("no gateway for text messages is configured"))
    }
}
